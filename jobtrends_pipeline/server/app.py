"""Application: the questions of the API, its OpenAPI document, and the report."""

from collections.abc import Callable, Collection, Mapping
from threading import Lock
from typing import Annotated, Any

from fastapi import FastAPI, Path, Query, Request, Response
from fastapi.openapi.utils import get_openapi
from starlette.types import ASGIApp

from jobtrends_pipeline import __version__
from jobtrends_pipeline.config.paths import DataPaths
from jobtrends_pipeline.library.history import History
from jobtrends_pipeline.server.bodies import MEDIA_TYPES, body_of
from jobtrends_pipeline.server.guard import Guard
from jobtrends_pipeline.server.kept import Kept, KeptAnswers
from jobtrends_pipeline.server.problems import HANDLERS, problem
from jobtrends_pipeline.server.questions import ENDPOINTS, LONGEST_NAME, Endpoint, Question
from jobtrends_pipeline.server.report_files import ReportFiles
from jobtrends_pipeline.server.schemas import PROBLEM, answers_of
from jobtrends_pipeline.server.state import read_state
from jobtrends_pipeline.tables.rights import CAVEAT, LICENCE_NAME, LICENCE_URL, SOURCE_LINE

PREFIX = "/api/v1"
DOCUMENT = "/api/openapi.json"
_TRIES = 3
"""Times that a question is asked anew because the published file was replaced meanwhile."""


def build_app(paths: DataPaths, names: Collection[str], *, takes_addresses: bool = False) -> ASGIApp:
    """Return the application of a data root.

    Args:
        paths: The data root.
        names: Names and addresses of this host that requests may ask for.
        takes_addresses: Whether they may ask for any address.
    """
    app = FastAPI(
        title="jobtrends",
        version=__version__,
        summary="History of IT Jobs Watch: pay and demand of IT roles in the UK, as advertised.",
        description=f"{SOURCE_LINE}. {CAVEAT} Answers are cached by ETag, which changes with each publication.",
        license_info={"name": LICENCE_NAME, "url": LICENCE_URL},
        openapi_url=DOCUMENT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    for kind, handler in HANDLERS.items():
        app.add_exception_handler(kind, handler)
    answering = _Answering(paths)
    for endpoint in ENDPOINTS:
        app.add_api_route(
            f"{PREFIX}{endpoint.path}",
            answering.route(endpoint),
            summary=endpoint.summary,
            operation_id=endpoint.name,
            responses=answers_of(endpoint.table, endpoint.about),
            response_class=Response,
        )
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]  # FastAPI's way to change it
    app.mount("/api", _nothing)
    app.mount("/", ReportFiles(paths.reports_dir))
    return Guard(app, names, takes_addresses=takes_addresses)


class _Answering:
    """Answers from the published file, one question at a time.

    DuckDB gives a second reader of a path the database that a first one has open, also where the file was replaced
    since: so a question begins when the one before has closed it.
    """

    def __init__(self, paths: DataPaths) -> None:
        self._paths, self._history, self._lock, self._kept = paths, History(paths), Lock(), KeptAnswers()

    def route(self, endpoint: Endpoint) -> Callable[..., Response]:
        """Return the function that answers requests for an endpoint."""
        question = endpoint.question

        def answer_role(
            request: Request,
            role: Annotated[str, Path(max_length=LONGEST_NAME, description="Key, name or alias; role@publisher.")],
            asked: Annotated[question, Query()],  # type: ignore[valid-type]
        ) -> Response:
            return self._answer(request, endpoint, role, asked)

        def answer(request: Request, asked: Annotated[question, Query()]) -> Response:  # type: ignore[valid-type]
            return self._answer(request, endpoint, "", asked)

        return answer_role if endpoint.has_role else answer

    def _answer(self, request: Request, endpoint: Endpoint, role: str, asked: Question) -> Response:
        asked_for = f"{request.url.path}?{request.url.query}"
        for _ in range(_TRIES):
            state = read_state(self._paths)
            if state and state.is_known(asked_for, request.headers):
                return Response(status_code=304, headers=state.headers(asked_for))
            kept = self._kept.get(state.tag(asked_for)) if state else None
            if kept is None:
                kept = self._asked(endpoint, role, asked)
            if state and read_state(self._paths) == state:
                self._kept.keep(state.tag(asked_for), kept)
                return Response(kept.body, 200, state.headers(asked_for) | kept.headers, MEDIA_TYPES[asked.format])
        return problem(503, "a new state is being published: ask again", {"Retry-After": "1"})

    def _asked(self, endpoint: Endpoint, role: str, asked: Question) -> Kept:
        with self._lock:
            frame = endpoint.ask(self._history, role, asked)
        headers = {"X-Source": str(frame.attrs["source"])}
        if asked.format != "json":
            headers["Content-Disposition"] = f'attachment; filename="{endpoint.name}.{asked.format}"'
        return Kept(body_of(endpoint.table, frame, asked.format), headers)


async def _nothing(scope: Mapping[str, Any], receive: Any, send: Any) -> None:
    await problem(404, f"no such question; {DOCUMENT} lists them")(dict(scope), receive, send)


def _document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, made once."""
    if app.openapi_schema is None:
        app.openapi_schema = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            license_info=app.license_info,
            routes=app.routes,
        )
        app.openapi_schema["components"] = {"schemas": {"Problem": dict(PROBLEM)}}
        for path in app.openapi_schema["paths"].values():
            for operation in path.values():
                operation["responses"].pop("422", None)
    return app.openapi_schema
