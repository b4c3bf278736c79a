"""Folders of the user's checkout seen through a layer that can be written and thrown away."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from devflow.sandbox.base import HOME, Laid

Kind = Literal["disk", "memory", "read-only"]


def usable(layers: Sequence[Laid], *, checkout: Path, at: Path) -> tuple[Laid, ...]:
    """The layers that exist and whose place in the checkout is free, or in the home; outermost first.

    Of two for one place the first is taken. A checkout is hostile: where it holds a link or a file at a
    layer's place, the layer is left out, so that nothing is mounted through a link.
    """
    found: list[Laid] = []
    for layer in sorted(layers, key=lambda layer: layer.place):
        if not layer.source.is_dir() or any(layer.place.is_relative_to(other.place) for other in found):
            continue
        inside = layer.place.is_relative_to(at) and layer.place != at
        at_home = layer.place.is_relative_to(HOME)
        if at_home or (inside and _free(checkout, layer.place.relative_to(at).parts)):
            found.append(layer)
    return tuple(found)


def arguments(kind: Kind, layer: Laid, room: Path, number: int) -> list[str]:
    """The bubblewrap options for one layer; `room` is a folder on disk that takes what is written."""
    source, place = str(layer.source.resolve()), str(layer.place)
    if kind == "read-only":
        return ["--ro-bind", source, place]
    if kind == "memory":
        return ["--overlay-src", source, "--tmp-overlay", place]
    upper, work = room / f"upper-{number}", room / f"work-{number}"
    upper.mkdir()
    work.mkdir()
    return ["--overlay-src", source, "--overlay", str(upper), str(work), place]


def _free(checkout: Path, parts: Sequence[str]) -> bool:
    here = checkout
    for part in parts:
        here = here / part
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISDIR(here.lstat().st_mode):
                return False
    return True
