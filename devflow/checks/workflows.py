"""Shell lines by which a repo's own workflows test it: proposed to a person where no check is found."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any

from devflow.checks.check import Read
from devflow.checks.parsing import as_table, as_yaml

_FILES = re.compile(r"\.github/workflows/[^/]+\.ya?ml")
_MOST_FILES = 30
_MOST = 4
_TESTS = re.compile(r"(?i)(?<![a-z])(c?test|tests|check|spec|verify|unittest)(?![a-z])|[a-z]test\b")
# -- what a sandbox without network and rights cannot do, what a matrix decides, what is more than plain lines
_NOT = re.compile(
    r"\$\{\{|<<|\b(sudo|apt|apt-get|brew|choco|install|docker|curl|wget|codecov|gh|publish|deploy)\b"
    r"|(?m:^\s*(if|for|while|case|function|export|echo)\b)|GITHUB_"
)
_ELSEWHERE = re.compile(r"(?i)windows|macos")


def propose_commands(paths: Collection[str], read: Read) -> tuple[str, ...]:
    """What the first workflow that tests something runs, a line for each step; hostile input."""
    for path in sorted(filter(_FILES.fullmatch, paths))[:_MOST_FILES]:
        found = dict.fromkeys(line for step in _steps(as_yaml(read(path) or b"")) if (line := _line(step)))
        if found:
            return tuple(found)[:_MOST]
    return ()


def _steps(said: Any) -> Iterator[dict[str, Any]]:
    for job in as_table(as_table(said).get("jobs")).values():
        steps = as_table(job).get("steps")
        if isinstance(steps, list) and not _ELSEWHERE.search(str(as_table(job).get("runs-on"))):
            yield from map(as_table, steps)


def _line(step: dict[str, Any]) -> str:
    """The step as one shell line that stops at the first failure; empty where that tests nothing here."""
    said = step.get("run")
    text = re.sub(r"\\\n\s*", " ", said).strip() if isinstance(said, str) else ""
    if not _TESTS.search(text) or _NOT.search(text) or not text.replace("\n", "").isprintable():
        return ""
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    folder = str(step.get("working-directory", ""))
    plain = re.fullmatch(r"[\w./-]+", folder)
    return " && ".join([f"cd {folder}", *lines] if plain else lines) if plain or not folder else ""
