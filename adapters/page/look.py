"""How the pages look: templates without a script, without cookies, and without anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

STYLE: Final = (files("adapters.page") / "templates" / "style.css").read_text("utf-8")


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("adapters.page"), autoescape=True, undefined=StrictUndefined
    )


def headers(*, https: bool) -> dict[str, str]:
    """On every answer: nothing is kept, framed, fetched or told on."""
    found = {
        "Cache-Control": "no-store",
        "Content-Security-Policy": (
            f"default-src 'none'; style-src 'sha256-{_hash(STYLE)}'; form-action 'self';"
            " frame-ancestors 'none'; base-uri 'none'"
        ),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), clipboard-read=()",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "X-Robots-Tag": "noindex, nofollow, noarchive",
    }
    if https:
        found["Strict-Transport-Security"] = "max-age=31536000"
    return found


def page(name: str, status: int, *, https: bool, **parts: object) -> HTMLResponse:
    body = _templates().get_template(f"{name}.html").render(style=STYLE, **parts)
    return HTMLResponse(body, status_code=status, headers=headers(https=https))
