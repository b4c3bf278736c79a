"""Runs unittest's discovery and reports every test; runs in the tested environment."""

from __future__ import annotations

import os
import sys
import traceback
import unittest
from collections.abc import Iterator
from typing import Any

from devflow_imported import tell_imports  # type: ignore[import-not-found]
from devflow_limit import TooLong, limited  # type: ignore[import-not-found]

_MOST_DETAIL = 6000


class _Result(unittest.TextTestResult):
    """Sends what each test came to; the worst counts, as subtests may fail one by one."""

    send: Any = None
    seconds = 0.0

    def startTest(self, test: Any) -> None:  # noqa: N802 -- unittest's name
        super().startTest(test)
        self.came_to = ("passed", "")
        self.send(kind="begin", id=test.id())
        self._clock = limited(self.seconds)
        self._clock.__enter__()

    def stopTest(self, test: Any) -> None:  # noqa: N802
        self._clock.__exit__(None, None, None)
        super().stopTest(test)
        outcome, detail = self.came_to
        self.send(kind="end", id=test.id(), outcome=outcome, detail=detail)

    def addFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        super().addFailure(test, err)
        self._note(test, "failed", _text(err))

    def addError(self, test: Any, err: Any) -> None:  # noqa: N802
        super().addError(test, err)
        late = issubclass(err[0], TooLong)
        self._note(test, "timed_out" if late else "errored", _text(err))

    def addSubTest(self, test: Any, subtest: Any, err: Any) -> None:  # noqa: N802
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.came_to = ("failed", _text(err))

    def addSkip(self, test: Any, reason: str) -> None:  # noqa: N802
        super().addSkip(test, reason)
        self._note(test, "skipped", reason)

    def addExpectedFailure(self, test: Any, err: Any) -> None:  # noqa: N802
        super().addExpectedFailure(test, err)
        self._note(test, "skipped", "expected to fail")

    def addUnexpectedSuccess(self, test: Any) -> None:  # noqa: N802
        super().addUnexpectedSuccess(test)
        self._note(test, "failed", "unexpected success")

    def _note(self, test: Any, outcome: str, detail: str) -> None:
        self.came_to = (outcome, detail[-_MOST_DETAIL:])
        if not isinstance(test, unittest.TestCase):  # -- setUpClass or setUpModule: no test was started
            self.send(kind="end", id=str(test), outcome=outcome, detail=detail[-_MOST_DETAIL:])


def run(sender: Any, task: dict[str, Any], arguments: list[str]) -> int:
    """Discover as `python -m unittest discover` would, keep the asked ids, and run them."""
    where = arguments[-1] if arguments and not arguments[-1].startswith("-") else "."
    start = where if where != "discover" else "."
    wanted = wanted_of(unittest.defaultTestLoader.discover(start, top_level_dir=None), sender, task)
    sender.send(kind="start", runner="unittest", python=sys.version.split()[0])
    result = unittest.TextTestRunner(resultclass=result_class(sender, task)).run(wanted)
    tell_imports(sender, task.get("modules") or ())
    sender.send(kind="session")
    return 0 if result.wasSuccessful() else 1


def wanted_of(suite: Any, sender: Any, task: dict[str, Any]) -> unittest.TestSuite:
    """Tell all tests of a suite; gives those that are asked for."""
    only = None if task.get("only") is None else set(task["only"])
    leave_out = set(task.get("leave_out") or ())
    within = None if task.get("within") is None else set(task["within"])
    wanted = unittest.TestSuite()
    for test in _flat(suite):
        file = _file(test, task["at"])
        sender.send(kind="item", id=test.id(), file=file, digest="")
        near = within is None or file in within or _bears_a_mark(test)
        if (only is None or test.id() in only) and near and test.id() not in leave_out:
            wanted.addTest(test)
    tell_imports(sender, task.get("modules") or ())  # -- a test may make Python forget what was imported
    return wanted


def result_class(sender: Any, task: dict[str, Any]) -> type[unittest.TextTestResult]:
    """What unittest's runner keeps its results in: it sends them."""
    seconds = float(task.get("seconds") or 0)
    return type("Result", (_Result,), {"send": staticmethod(sender.send), "seconds": seconds})


def _flat(suite: Any) -> Iterator[Any]:
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _flat(test)
        else:
            yield test


def _bears_a_mark(test: Any) -> bool:
    method = getattr(test, getattr(test, "_testMethodName", ""), None)
    marks = ("__unittest_skip__", "__unittest_expecting_failure__")
    return any(getattr(marked, mark, False) for marked in (test, method) for mark in marks)


def _file(test: Any, at: str) -> str:
    module = sys.modules.get(type(test).__module__)
    file = getattr(module, "__file__", None) or ""
    return os.path.relpath(os.path.realpath(file), os.path.realpath(at)) if file else ""


def _text(err: Any) -> str:
    return "".join(traceback.format_exception(*err))
