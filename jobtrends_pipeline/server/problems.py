"""Errors of the API as problems of RFC 9457: one line that says what to do."""

from http import HTTPStatus

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from jobtrends_pipeline.base.errors import JobtrendsError
from jobtrends_pipeline.base.plain import json_text, visible
from jobtrends_pipeline.library.errors import NotHeldError, QuestionError
from jobtrends_pipeline.library.frames import rights_of

_MOST_WORDS = 1000
_WORDS = {
    "extra_forbidden": "no parameter of this question",
    "string_pattern_mismatch": "write a day as 2026-02-15, a month as 2026-02",
}
"""Words for kinds of errors of pydantic that its own do not say to people."""


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Return an error as application/problem+json, which nobody stores."""
    said = {
        "type": "about:blank", "title": HTTPStatus(status).phrase, "status": status,
        "detail": visible(detail)[:_MOST_WORDS], **rights_of([]),
    }  # fmt: skip
    fields = {"Cache-Control": "no-store", **(headers or {})}
    return Response(json_text(said), status, fields, "application/problem+json")


def of_library(_request: Request, error: Exception) -> Response:
    """Answer an error of the library: not held, not understood, or not readable now."""
    if isinstance(error, NotHeldError):
        return problem(404, str(error))
    return problem(400 if isinstance(error, QuestionError) else 503, str(error))


def of_arguments(_request: Request, error: Exception) -> Response:
    """Answer arguments that are unknown, or not of their kind."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    said = [f"{one['loc'][-1]}: {_WORDS.get(one['type'], one['msg'])}" for one in found]
    return problem(400, "; ".join(said) or "the question cannot be understood")


def of_http(request: Request, error: Exception) -> Response:
    """Answer a path or method that there is not."""
    if isinstance(error, HTTPException):
        return problem(error.status_code, str(error.detail), dict(error.headers or {}))
    return of_anything(request, error)


def of_anything(_request: Request, _error: Exception) -> Response:
    """Answer an unforeseen error, without a word of it."""
    return problem(500, "an error that nobody foresaw; the server's own output has more")


HANDLERS = {
    JobtrendsError: of_library, RequestValidationError: of_arguments, HTTPException: of_http, Exception: of_anything,
}  # fmt: skip
"""Handlers of errors by their class."""
