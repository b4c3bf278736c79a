"""HTML built from values: a plain string is always text, so foreign words cannot become markup."""

from __future__ import annotations

from html import escape

from devflow.clean import clean

_VOID = frozenset({"meta", "input", "rect", "br"})


class Html(str):
    """Markup that was built here; every other string is text."""

    __slots__ = ()


def tag(name: str, /, *children: str, **attributes: str | int | bool) -> Html:
    """An element; an attribute's trailing `_` is dropped, other `_` become `-`, and False leaves it out.

    Children that are not Html are cleaned and escaped, and so is every attribute.
    """
    opened = "".join(
        f" {_name(key)}" if value is True else f' {_name(key)}="{escape(clean(str(value)))}"'
        for key, value in attributes.items()
        if value is not False
    )
    if name in _VOID:
        # -- inside of a picture an element is closed by the slash alone
        return Html(f"<{name}{opened}/>")
    return Html(f"<{name}{opened}>{join(*children)}</{name}>")


def join(*children: str) -> Html:
    """Children one after the other."""
    return Html("".join(child if isinstance(child, Html) else text(child) for child in children))


def text(foreign: str) -> Html:
    """Foreign words as text: controls and hidden characters shown, markup escaped."""
    return Html(escape(clean(foreign)))


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")
