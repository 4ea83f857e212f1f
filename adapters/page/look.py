"""How the pages look: templates without a script, without cookies, and without anything from elsewhere."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

STYLE: Final = "style.css"
# Features a page could ask a browser for; none of ours does. An empty list allows nobody.
_FEATURES: Final = (
    "camera",
    "clipboard-read",
    "clipboard-write",
    "display-capture",
    "geolocation",
    "microphone",
    "payment",
    "screen-wake-lock",
    "serial",
    "usb",
)


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("adapters.page"), autoescape=True, undefined=StrictUndefined
    )


@cache
def _style() -> tuple[str, str]:
    """The sheet, and its hash as a browser reckons it."""
    sheet = _templates().get_template(STYLE).render()
    return sheet, base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()


class Look:
    """Draws pages. `https`: browsers are told to stay with it."""

    def __init__(self, *, https: bool) -> None:
        self._https = https

    def headers(self, *, images: bool = False) -> dict[str, str]:
        """On every answer: nothing is kept, framed, fetched or told on. `images`: those in the page itself."""
        pictures = " img-src data:;" if images else ""
        found = {
            "Cache-Control": "no-store",
            "Content-Security-Policy": (
                f"default-src 'none'; style-src 'sha256-{_style()[1]}';"
                f"{pictures} form-action 'self';"
                " frame-ancestors 'none'; base-uri 'none'"
            ),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": ", ".join(f"{feature}=()" for feature in _FEATURES),
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
            "X-Robots-Tag": "noindex, nofollow, noarchive",
        }
        if self._https:
            found["Strict-Transport-Security"] = "max-age=31536000"
        return found

    def page(
        self, name: str, status: int, language: str, *, images: bool = False, **parts: object
    ) -> HTMLResponse:
        template = _templates().get_template(f"{name}.html")
        body = template.render(style=_style()[0], language=language, **parts)
        return HTMLResponse(body, status_code=status, headers=self.headers(images=images))

    def say(self, said: str, status: int, language: str, *, allow: str = "") -> HTMLResponse:
        """One sentence. `allow`: the methods that would have been taken."""
        answer = self.page("say", status, language, said=said)
        if allow:
            answer.headers["Allow"] = allow
        return answer
