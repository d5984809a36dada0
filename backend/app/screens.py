"""Serves the built dashboard where no Nginx stands in front."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.routing import Route

from app.platform.problems import NotFound, problem_response
from app.platform.settings import REPOSITORY

_BUILT = REPOSITORY / "frontend" / "dist"
_FOR_EVER = "public, max-age=31536000, immutable"


async def _screen(request: Request) -> Response:
    """A file of the build, or the dashboard's page: its own router knows the rest of the address."""
    path: str = request.path_params["path"]
    if path.startswith("api/"):
        return problem_response(NotFound(f"There is no address /{path}. See /docs."))
    wanted = (_BUILT / path).resolve()
    if path and wanted.is_relative_to(_BUILT) and wanted.is_file():
        return _file(wanted, _FOR_EVER if path.startswith("assets/") else "no-cache")
    if path.startswith("assets/") or not (_BUILT / "index.html").is_file():
        return problem_response(NotFound("The dashboard is not built. `make run` builds it."))
    return _file(_BUILT / "index.html", "no-cache")


def _file(path: Path, caching: str) -> Response:
    return FileResponse(path, headers={"Cache-Control": caching})


def route() -> Route:
    """The last route: whatever nothing else answers."""
    return Route("/{path:path}", _screen, methods=["GET"], include_in_schema=False)
