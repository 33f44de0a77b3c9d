"""Files of the report: with their media types, and nothing outside its folder."""

import os
from pathlib import Path, PurePath
from typing import Any

from fastapi import Response
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
    ".json": "application/json", ".xml": "application/atom+xml; charset=utf-8", ".txt": "text/plain; charset=utf-8",
    ".csv": "text/csv; charset=utf-8", ".gz": "application/gzip", ".svg": "image/svg+xml", ".png": "image/png",
    ".parquet": "application/vnd.apache.parquet",
}  # fmt: skip
"""Media types by suffix; those of the machine, which differ, are not asked."""
UNKNOWN = "application/octet-stream"


class ReportFiles(StaticFiles):
    """The folder of the report.

    Links that lead out of the folder are not followed, and files that begin with a dot, such as those being written,
    are not given.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Answer with a file.

        Raises:
            HTTPException: 404 without a file that may be given.
        """
        if any(part.startswith(".") and part != "." for part in PurePath(path).parts) or "\0" in path:
            raise HTTPException(404, "no such file of the report")
        try:
            return await super().get_response(path, scope)
        except (OSError, ValueError):
            raise HTTPException(404, "no such file of the report") from None
        except HTTPException as error:
            if error.status_code == 404:
                raise HTTPException(404, "no such file of the report; the list of roles is at /index.html") from None
            raise

    def file_response(
        self, full_path: Any, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file with its media type."""
        answer = super().file_response(full_path, stat_result, scope, status_code)
        if isinstance(answer, FileResponse):
            answer.headers["Content-Type"] = MEDIA_TYPES.get(PurePath(full_path).suffix, UNKNOWN)
        answer.headers["Cache-Control"] = "private, no-cache"
        return answer
