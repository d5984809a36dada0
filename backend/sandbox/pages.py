"""HTML pages with a strict content policy, and pictures that need no file."""

import html
import zlib
from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

HERE = Path(__file__).parent
STATIC = HERE / "static"
_templates = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined
)

AVATAR_SALT = 92  # gives the demo's people colours that differ from each other
AVATAR_COLOURS = (
    ("#e58aa8", "#b0446f"),
    ("#8f83ec", "#5343b8"),
    ("#5fb7b0", "#23716f"),
    ("#e0a064", "#a8602a"),
    ("#6ea6e6", "#2f5fa8"),
    ("#d98a78", "#9c4436"),
    ("#8fb86f", "#4b7736"),
    ("#b98ad0", "#77448f"),
)

router = APIRouter()


def page(template: str, *, status: int = 200, form_action: str = "'self'", **values: Any) -> HTMLResponse:
    """Render a template. Scripts, styles and pictures come from this server only; nobody may frame it."""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        f"frame-src 'self'; base-uri 'none'; form-action {form_action}; frame-ancestors 'none'"
    )
    headers = {
        "Content-Security-Policy": policy,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }
    return HTMLResponse(_templates.get_template(template).render(**values), status, headers)


def colours_of(name: str) -> tuple[str, str]:
    """Two colours of a gradient, always the same for a name."""
    return AVATAR_COLOURS[zlib.crc32(name.encode(), AVATAR_SALT) % len(AVATAR_COLOURS)]


@router.get("/avatars/{name}.svg")
async def avatar(name: str) -> Response:
    """A round picture with initials; `maya.lindqvist` gives ML."""
    words = [word for word in name.replace("_", ".").split(".") if word]
    initials = html.escape("".join(word[0] for word in words[:2]).upper() or "?")
    light, deep = colours_of(name)
    picture = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 96 96" role="img">
<defs><linearGradient id="g" x1="0" y1="0" x2="1" y2="1">
<stop offset="0" stop-color="{light}"/><stop offset="1" stop-color="{deep}"/>
</linearGradient></defs><rect width="96" height="96" fill="url(#g)"/>
<text x="48" y="50" fill="#fff" font-family="system-ui,sans-serif" font-size="36" font-weight="600"
 text-anchor="middle" dominant-baseline="central">{initials}</text></svg>"""
    return Response(picture, media_type="image/svg+xml", headers={"Cache-Control": "max-age=3600"})
