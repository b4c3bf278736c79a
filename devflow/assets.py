"""The files that ship with devflow beside its code, from prompts to git hooks; opened here alone."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def folder() -> Path:
    """The directory that holds `prompts/`, `page/` and their like: inside the wheel, or the checkout."""
    packaged = Path(str(files("devflow"))) / "_assets"
    return packaged if packaged.is_dir() else Path(__file__).resolve().parent.parent


def text(name: str) -> str:
    """The text of one asset, such as `prompts/spec.md`."""
    return (folder() / name).read_text(encoding="utf-8")
