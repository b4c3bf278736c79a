"""Folders of the user's checkout seen through a layer that can be written and thrown away."""

from __future__ import annotations

import contextlib
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

Kind = Literal["disk", "memory", "read-only"]


def usable(layers: Sequence[Path], *, checkout: Path, at: Path) -> tuple[Path, ...]:
    """The layers that exist and whose place in the checkout is free, outermost first.

    A checkout is hostile: where it holds a link or a file at a layer's place, the layer is left out, so that
    nothing is mounted through a link.
    """
    found: list[Path] = []
    for layer in sorted(set(layers)):
        if not layer.is_relative_to(at) or layer == at or not layer.is_dir():
            continue
        if any(layer.is_relative_to(other) for other in found):
            continue
        if _free(checkout, layer.relative_to(at).parts):
            found.append(layer)
    return tuple(found)


def arguments(kind: Kind, layer: Path, room: Path, number: int) -> list[str]:
    """The bubblewrap options for one layer; `room` is a folder on disk that takes what is written."""
    source = str(layer.resolve())
    if kind == "read-only":
        return ["--ro-bind", source, str(layer)]
    if kind == "memory":
        return ["--overlay-src", source, "--tmp-overlay", str(layer)]
    upper, work = room / f"upper-{number}", room / f"work-{number}"
    upper.mkdir()
    work.mkdir()
    return ["--overlay-src", source, "--overlay", str(upper), str(work), str(layer)]


def _free(checkout: Path, parts: Sequence[str]) -> bool:
    here = checkout
    for part in parts:
        here = here / part
        with contextlib.suppress(FileNotFoundError):
            if not stat.S_ISDIR(here.lstat().st_mode):
                return False
    return True
