"""What a reader of an HTML page sees, as text."""

from __future__ import annotations

from html.parser import HTMLParser

_UNSEEN = ("script", "style", "head", "template", "noscript")
_BLOCKS = ("p", "div", "li", "tr", "br", "pre", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "dd", "section")


def page_text(html: bytes) -> bytes:
    """What a reader of the page sees, a line for each block."""
    page = _Page()
    page.feed(html.decode("utf-8", "replace"))
    page.close()
    lines = (" ".join(line.split()) for line in "".join(page.parts).split("\n"))
    return "\n".join(lines).encode()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = self._as_written = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 -- its shape
        self._hidden += tag in _UNSEEN
        self._as_written += tag == "pre"
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden = max(0, self._hidden - (tag in _UNSEEN))
        self._as_written = max(0, self._as_written - (tag == "pre"))
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data if self._as_written else data.replace("\n", " "))
