"""A permit speaks of the paths it names and of no others."""

from __future__ import annotations

import re
import time

import pytest

from devflow.guard import matches, permits
from devflow.guard.globs import expression
from devflow.handoffs import Permit, Scope, Verb

SPOKEN_OF = [
    ("src/a.py", "src/a.py"),
    ("src/*.py", "src/a.py"),
    ("src/**", "src/a.py"),
    ("src/**", "src/a/b/c.py"),
    ("src/**/*.py", "src/a.py"),
    ("src/**/*.py", "src/a/b/c.py"),
    ("**", "a"),
    ("**", "a/b"),
    ("**/test_*.py", "test_a.py"),
    ("**/test_*.py", "a/b/test_a.py"),
    ("a/**/b/**/c", "a/x/b/y/z/c"),
    ("app/[id]/page.tsx", "app/[id]/page.tsx"),
    ("a?.py", "ab.py"),
]
NOT_SPOKEN_OF = [
    # -- P 56
    ("src/*.py", "src/a/b.py"),
    ("src/*.py", "SRC/a.py"),
    ("src/*.py", "src/../x.py"),
    ("src/**", "src/../x"),
    ("**", "../x"),
    ("**", "a//b"),
    ("**", ""),
    ("src/**", "src"),
    ("src/**", "src2/a"),
    ("src/a.py", "src/a.pyc"),
    ("src/a.py", "x/src/a.py"),
    ("*.py", "a/b.py"),
    ("a?.py", "a/.py"),
    ("app/[id]/page.tsx", "app/i/page.tsx"),
    ("src", "src/a.py"),
    ("src/*.py", "src/a.py\n"),
]


@pytest.mark.parametrize(("pattern", "path"), SPOKEN_OF)
def test_a_pattern_speaks_of_its_paths(pattern: str, path: str) -> None:
    assert matches(pattern, path)


@pytest.mark.parametrize(("pattern", "path"), NOT_SPOKEN_OF)
def test_a_pattern_speaks_of_no_other_path(pattern: str, path: str) -> None:
    assert not matches(pattern, path)


@pytest.mark.parametrize(("pattern", "path"), [pair for pair in SPOKEN_OF if "?" not in pair[0]])
def test_the_expression_of_a_pattern_says_the_same(pattern: str, path: str) -> None:
    assert re.fullmatch(expression(pattern), path)


def test_a_permit_allows_its_own_verbs_only() -> None:
    permit = Permit(pattern="src/**", verbs=(Verb.MODIFY,), reason="the ticket")
    scope = Scope(permits=(permit,), max_files=9, max_lines=99)
    assert permits(scope, "src/a.py", Verb.MODIFY)
    assert not permits(scope, "src/a.py", Verb.DELETE)
    assert not permits(scope, "src/a.py", Verb.CREATE)


def test_no_pattern_is_slow() -> None:
    started = time.monotonic()
    assert not matches("/".join(["**", "*a*a*a*a*a*b"] * 10), "/".join(["a" * 200] * 19))
    assert time.monotonic() - started < 30
