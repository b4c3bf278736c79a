"""Tells which files were imported under the names of changed modules; runs in the tested environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any


def tell_imports(sender: Any, modules: Iterable[str]) -> None:
    """Send the files of loaded modules whose dotted name is the end of one of these paths.

    A module that is not loaded stands where its package was loaded from.
    """
    for path in modules:
        for file in _imported(path) or _beside_package(path):
            sender.send(kind="import", path=path, file=file)


def _beside_package(path: str) -> list[str]:
    inside = path.split("/")
    inside = inside[1:] if inside[0] in {"src", "lib"} else inside
    package = sys.modules.get(inside[0]) if len(inside) > 1 else None
    file = getattr(package, "__file__", None)
    return [os.path.join(os.path.dirname(os.path.realpath(file)), *inside[1:])] if file else []  # noqa: PTH118, PTH120


def _imported(path: str) -> list[str]:
    stem = path[: -len(".py")]
    stem = stem[: -len("/__init__")] if stem.endswith("/__init__") else stem  # noqa: FURB188 -- since 3.9
    files = []
    for name, module in list(sys.modules.items()):
        tail = name.replace(".", "/")
        file = getattr(module, "__file__", None)
        if isinstance(file, str) and (stem == tail or stem.endswith("/" + tail)):
            files.append(os.path.realpath(file))
    return files
