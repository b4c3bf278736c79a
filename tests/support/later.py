"""A devflow of the future, and a store of the past: what an upgrade in the middle of a run meets."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
SENTENCE = "Write as the next version of devflow asks."


def later_devflow(folder: Path) -> Mapping[str, str]:
    """The environment in which `devflow` is a version that says and knows more."""
    for name in ("devflow", "prompts", "sandbox", "demo", "page"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    _edit(folder / "devflow/__init__.py", "__version__ = ", '__version__ = "99.0"  # ')
    _edit(folder / "prompts/patch.md", "You change code", f"{SENTENCE} You change code")
    _edit(
        folder / "devflow/handoffs/ticket.py",
        "class Spec(Handoff):",
        "class Spec(Handoff):\n    more: int = 7\n",
    )
    _edit(
        folder / "devflow/handoffs/checks.py",
        "class Answers(Handoff):",
        "class Answers(Handoff):\n    more: int = 7\n",
    )
    _edit(
        folder / "devflow/config/values.py",
        "class Work(_Section):",
        "class Work(_Section):\n    more: int = 7\n",
    )
    return {"PYTHONPATH": os.pathsep.join((str(folder), os.environ.get("PYTHONPATH", "")))}


def earlier_store(checkout: Path) -> None:
    """Make the store what devflow left before runs kept what they wait for."""
    with sqlite3.connect(checkout / ".git/devflow/devflow.db") as database:
        database.execute("ALTER TABLE runs DROP COLUMN pause")
        database.execute("DELETE FROM migrations WHERE name > 'm001_first_tables'")
        database.execute("UPDATE decisions SET step = '' WHERE kind IN ('permit', 'accept')")


def _edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text, f"{file.name} has no {old!r}"
    file.write_text(text.replace(old, new, 1), "utf-8")
