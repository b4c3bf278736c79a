"""Comparing the tests before and after by their source: removed, skipped, emptied, checking less."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from devflow.guard.testcode.reading import shapes_of
from devflow.guard.testcode.shapes import FileShape, TestShape
from devflow.guard.testcode.testfiles import named_as_test
from devflow.guard.wording import said
from devflow.handoffs import Finding

REMOVED = "Tests are removed"
"""How a finding on removed tests begins: the one kind that outcomes by id can explain."""
_CALL = re.compile(r"(\w+)!?\s*\(")


def test_tampering(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> tuple[Finding, ...]:
    """What the change does to tests, by path, read from the sources of both sides (None: no such file).

    A test that moved to another file is compared where it went. Held: tests removed, newly skipped, emptied,
    left without a check or with fewer cases. Shown: tests that check less, differently, or come skipped.
    """
    old, new = shapes_of(before), shapes_of(after)
    arrived = _Arrivals(old, new)
    defined = frozenset[str]().union(*(shape.defines for shape in old.values()))
    findings: list[Finding] = []
    for path in sorted(old.keys() | new.keys()):
        was, now = old.get(path, FileShape()), new.get(path, FileShape())
        findings += _compare(path, was, replace(now, defines=now.defines - defined), arrived)
    return tuple(findings)


test_tampering.__test__ = False  # type: ignore[attr-defined]  # its name is not a test's


def kept_checks(before: Mapping[str, str | None], after: Mapping[str, str | None]) -> Mapping[str, str]:
    """For tests that are gone, as `path::name`, a test of their file whose checks are theirs word for word.

    It may set up other things for them: that nothing is lost with the test must be measured.
    """
    old, new = shapes_of(before), shapes_of(after)
    found: dict[str, str] = {}
    for path, shape in old.items():
        here = new[path].tests if path in new else {}
        for name, test in shape.tests.items():
            others = (other for other, now in here.items() if _holds(now, test))
            other = next(others, "") if name not in here else ""
            if other:
                found[f"{path}::{name}"] = f"{path}::{other}"
    return found


def _holds(now: TestShape, test: TestShape) -> bool:
    return bool(test.says) and test.says <= now.says and test.cases <= now.cases and not now.skips


class _Arrivals:
    """Tests that a file holds and did not hold before, to be found by name, or by body where only the name
    is new; each is taken once."""

    def __init__(self, old: Mapping[str, FileShape], new: Mapping[str, FileShape]) -> None:
        self._waiting: dict[str, list[TestShape]] = {}
        self._unseen: set[int] = set()
        for path, shape in new.items():
            known = old[path].tests if path in old else {}
            for name, test in shape.tests.items():
                if name not in known:
                    self._waiting.setdefault(_bare(name), []).append(test)
                    self._waiting.setdefault(_nameless(name, test), []).append(test)
                    self._unseen |= set() if named_as_test(path) else {id(test)}
        self._taken: set[int] = set()

    def take(self, path: str, name: str, test: TestShape) -> TestShape | None:
        """The test that this one became: the same body first, then the same name, then a new name.

        One that a runner found by its file's name has not gone where none would look for it.
        """
        here = self._left(_bare(name))
        same = [other for other in here if other.body == test.body]
        found = next(
            (
                other
                for other in (*same, *here, *self._left(_nameless(name, test)))
                if id(other) not in self._unseen or not named_as_test(path)
            ),
            None,
        )
        if found is not None:
            self._taken.add(id(found))
        return found

    def _left(self, key: str) -> list[TestShape]:
        return [test for test in self._waiting.get(key, []) if id(test) not in self._taken]


def _nameless(name: str, test: TestShape) -> str:
    return f"\n{test.body}".replace(_bare(name), " ")


def _compare(path: str, old: FileShape, new: FileShape, arrived: _Arrivals) -> Iterator[Finding]:
    if not new.readable:
        yield _finding(path, "held", "The tests cannot be parsed", ())
        return
    if not old.readable:
        level = "shown" if new.tests else "held"
        yield _finding(path, level, "The tests could not be parsed before and were not compared", ())
    for (level, words), names in _verdicts(path, old, new, arrived).items():
        yield _finding(path, level, words, names)
    if old.tests and new.skips_outside > old.skips_outside:
        yield _finding(path, "held", "A fixture or helper of these tests newly skips", ())
    emptied = [name for name, checks in old.helpers.items() if checks and new.helpers.get(name, 1) == 0]
    if old.tests and emptied:
        yield _finding(path, "held", "Helpers of these tests no longer check anything", emptied)
    names = sorted((new.replaces - old.replaces) | _taken_over(old, new))
    if old.tests and names:
        yield _finding(path, "held", "What these tests use is replaced in their own file", names)
    if new.exits > old.exits:
        yield _finding(path, "held", "The tests newly end the process or the session", ())


def _taken_over(old: FileShape, new: FileShape) -> set[str]:
    """What tests called that was defined elsewhere, and that their own file newly defines itself."""
    called = {name for test in old.tests.values() for name in _CALL.findall(test.body)}
    return {name for name in new.defines if name in called}


def _verdicts(
    path: str, old: FileShape, new: FileShape, arrived: _Arrivals
) -> dict[tuple[str, str], list[str]]:
    """What is said of the tests of one file, with their names."""
    said: dict[tuple[str, str], list[str]] = {}
    for name, test in old.tests.items():
        now = new.tests.get(name) or arrived.take(path, name, test)
        for verdict in _judged(test, now):
            said.setdefault(verdict, []).append(name)
    for name, test in new.tests.items():
        if name not in old.tests and test.skips:
            said.setdefault(("shown", "New tests are skipped or expected to fail"), []).append(name)
        if name not in old.tests and test.empty:
            said.setdefault(("shown", "New tests check nothing"), []).append(name)
    return said


def _judged(test: TestShape, now: TestShape | None) -> Iterator[tuple[str, str]]:
    if now is None:
        yield "held", REMOVED
        return
    new_skips = _more(now.skips, test.skips)
    if new_skips:
        yield "held", "Tests are newly skipped or expected to fail"
    if now.stand_ins - test.stand_ins:
        yield "held", "What the tests call is replaced by a stand-in"
    if now.empty and not test.empty:
        yield "held", "Tests are emptied"
    elif test.checks and not now.checks:
        yield "held", "Tests no longer check anything"
    elif now.cases < test.cases:
        yield "held", "Tests are run with fewer cases"
    elif now.checks < test.checks:
        yield "shown", "Tests have fewer checks"
    elif now.body != test.body and not new_skips:
        yield "shown", "Existing tests are changed"


def _more(now: tuple[str, ...], before: tuple[str, ...]) -> list[str]:
    left = list(before)
    more = []
    for skip in now:
        if skip in left:
            left.remove(skip)
        else:
            more.append(skip)
    return more


def _bare(name: str) -> str:
    return name.rsplit(" > ", 1)[-1]


def _finding(path: str, level: str, words: str, names: tuple[str, ...] | list[str]) -> Finding:
    listed = ", ".join(f"`{said(name, 100)}`" for name in names[:10])
    more = f" and {len(names) - 10} more" if len(names) > 10 else ""
    message = f"{words}: {listed}{more}." if names else f"{words}."
    code = "E_TESTS_TAMPERED" if level == "held" else "E_TESTS_CHANGED"
    return Finding(code=code, path=path, message=message, level="held" if level == "held" else "shown")
