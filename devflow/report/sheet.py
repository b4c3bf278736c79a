"""A self-contained page: no request to anywhere, and no script or style but the two that are shipped."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

from devflow import assets
from devflow.report.html import Html, tag


@dataclass(frozen=True)
class Page:
    """The page's bytes and the policy under which a browser may show it."""

    html: str
    policy: str


def sheet(title: str, *body: Html, served: bool = False) -> Page:
    """A page of these parts; one that is `served` may ask its own server, any other may ask nobody."""
    style, script = assets.text("page/page.css"), assets.text("page/page.js")
    sources = f"script-src {_digest(script)}; style-src {_digest(style)}"
    asks = "connect-src 'self'; form-action 'self'" if served else "form-action 'none'"
    policy = f"default-src 'none'; {sources}; {asks}; base-uri 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="same-origin"),
        tag("title", title),
        tag("style", Html(style)),
    )
    whole = tag("html", head, tag("body", *body, tag("script", Html(script))), lang="en")
    return Page(f"<!doctype html>\n{whole}\n", policy)


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
