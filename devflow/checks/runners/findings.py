"""Reads what linters write, as hostile input: lines of `file:line: text`, and lists of JSON records."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from devflow.checks.runners.base import Finding
from devflow.process import Completed

MOST = 20_000
_LINE = re.compile(r"^(?P<file>[^:\n]+):(?P<line>\d+):(?:(?P<column>\d+):)? (?P<text>.+)$")


def lines(done: Completed, at: Path, form: re.Pattern[str]) -> Counter[Finding] | None:
    """The findings on lines whose text has the form, which names `rule` and `message`."""
    if done.code not in {0, 1}:
        return None
    found: Counter[Finding] = Counter()
    for line in done.stdout.decode(errors="replace").splitlines()[:MOST]:
        place = _LINE.match(line)
        said = form.match(place["text"]) if place else None
        if place and said:
            file = place["file"].removeprefix(f"{at}/").removeprefix("./")
            found[(file, said["rule"] or "", said["message"])] += 1
    return None if done.code and not found else found


def records(data: bytes) -> list[dict[str, Any]] | None:
    """The objects of a JSON list; None where it is none."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return [each for each in told[:MOST] if isinstance(each, dict)] if isinstance(told, list) else None
