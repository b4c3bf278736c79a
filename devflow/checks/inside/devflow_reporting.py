"""The pytest plugin that reports every id, from outside of the tested tree; runs in its environment."""

from __future__ import annotations

import hashlib
import os
import sys
from typing import TYPE_CHECKING, Any

import pytest
from devflow_imported import tell_imports  # type: ignore[import-not-found]
from devflow_limit import TooLong, limited  # type: ignore[import-not-found]

if TYPE_CHECKING:
    from collections.abc import Iterator

    from devflow_sending import Sender  # type: ignore[import-not-found]

_MOST_DETAIL = 6000
# -- what pytest itself puts into a test whose assertions it rewrites
_REWRITTEN = {
    "AssertionError",
    "@pytest_ar",
    "@py_builtins",
    "_call_reprcompare",
    "_format_assertmsg",
    "_format_boolop",
    "_format_explanation",
    "_saferepr",
    "_should_repr_global_name",
    "locals",
}


class Reporter:
    """Sends what was collected, what each id came to, and which files were imported."""

    def __init__(self, sender: Sender, task: dict[str, Any]) -> None:
        self._sender, self._send = sender, sender.send
        self._at: str = os.path.realpath(task["at"])
        self._only = _set(task.get("only"))
        self._leave_out = _set(task.get("leave_out")) or set()
        self._files = _set(task.get("files"))
        self._within = _set(task.get("within"))
        self._modules: list[str] = task.get("modules") or []
        self._worst: dict[str, tuple[int, str, str, float]] = {}
        self._found: dict[str, str] = {}
        self._late: set[str] = set()
        self._seconds = float(task.get("seconds") or 0)

    # -- collecting

    def pytest_ignore_collect(self, collection_path: Any) -> bool | None:
        """Leave out files that no wanted id lives in, so that they are not imported."""
        if self._files is None or collection_path.is_dir():
            return None
        return None if self._relative(str(collection_path)) in self._files else True

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, config: Any, items: list[Any]) -> Iterator[None]:
        """Tell all ids that any other plugin let through, then keep those that are asked for."""
        yield
        wanted: list[Any] = []
        others: list[Any] = []
        for item in items:
            path = self._relative(str(getattr(item, "path", None) or item.fspath))
            self._send(kind="item", id=item.nodeid, file=path, digest=_digest(item))
            asked = self._only is None or item.nodeid in self._only
            near = self._within is None or path in self._within or _bears_a_mark(item)
            (wanted if asked and near and item.nodeid not in self._leave_out else others).append(item)
        if others:
            items[:] = wanted
            config.hook.pytest_deselected(items=others)
        tell_imports(self._sender, self._modules)  # -- a test may make Python forget what was imported
        self._send(kind="collected")

    def pytest_collectreport(self, report: Any) -> None:
        """A file that could not be collected, or skips itself whole, is an id too."""
        if report.failed:
            self._send(kind="end", id=_id(report), outcome="errored", detail=_text(report), whole=True)
        elif report.skipped:
            self._send(kind="end", id=_id(report), outcome="skipped", detail=_text(report), whole=True)

    # -- running

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Name the test that is running, for the case that the process ends in it."""
        self._send(kind="begin", id=nodeid)

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_setup(self) -> Iterator[None]:
        """Bound the time of a test's fixtures."""
        with limited(self._seconds):
            yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        """Bound the time of the test itself."""
        with limited(self._seconds):
            yield

    @pytest.hookimpl(hookwrapper=True, tryfirst=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Iterator[None]:
        """Remember what the runner itself found, whatever a later hook makes of its report."""
        result: Any = yield
        report = result.get_result()
        if call.when == "setup":
            self._found.pop(item.nodeid, None)
            self._late.discard(item.nodeid)
        if call.excinfo is not None and issubclass(call.excinfo.type, TooLong):
            self._late.add(item.nodeid)
        raised = call.excinfo is not None and report.outcome == "passed"
        if report.outcome == "failed" or raised:
            words = f"it raised {call.excinfo.exconly()}" if call.excinfo is not None else "it failed"
            self._found[item.nodeid] = f"reported as {{}}, but {words}"

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep the worst of an id's phases; a rerun begins anew."""
        if report.outcome == "rerun":
            self._worst.pop(report.nodeid, None)
            return
        rank, outcome = _judge(report)
        before = self._worst.get(report.nodeid, (-1, "", "", 0.0))
        seconds = before[3] + float(getattr(report, "duration", 0.0))
        if rank > before[0]:
            detail = _text(report) if rank else ""
            self._worst[report.nodeid] = (rank, outcome, detail, seconds)
        else:
            self._worst[report.nodeid] = (*before[:3], seconds)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Tell what the id came to."""
        _, outcome, detail, seconds = self._worst.pop(nodeid, (0, "passed", "", 0.0))
        found = self._found.pop(nodeid, "")
        if found and outcome in {"passed", "skipped"}:
            outcome, detail = "failed", found.replace("{}", outcome, 1)[:_MOST_DETAIL]
        if nodeid in self._late:
            outcome, detail = "timed_out", f"it was ended after {self._seconds:g} s"
        self._send(kind="end", id=nodeid, outcome=outcome, detail=detail, seconds=round(seconds, 4))

    def pytest_internalerror(self, excrepr: Any) -> None:
        """An error of pytest or of a plugin ends the session."""
        self._send(kind="trouble", detail=str(excrepr)[-_MOST_DETAIL:])

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        """Tell where the changed modules were imported from, and that the session came to its end."""
        tell_imports(self._sender, self._modules)
        self._send(kind="session")

    def _relative(self, path: str) -> str:
        return os.path.relpath(os.path.realpath(path), self._at)


def run(sender: Sender, task: dict[str, Any], arguments: list[str]) -> int:
    """Run pytest with the reporter."""
    import importlib.util  # noqa: PLC0415

    reporter = Reporter(sender, task)
    serial = ["-n0"] if importlib.util.find_spec("xdist") else []
    sys.argv[0] = pytest.__file__
    sender.send(kind="start", runner="pytest " + pytest.__version__, python=sys.version.split()[0])
    return int(pytest.main([*arguments, *serial], plugins=[reporter]))


if int(pytest.__version__.split(".")[0]) < 7:  # -- the argument had another name

    def _ignore(self: Reporter, path: Any) -> bool | None:
        if self._files is None or os.path.isdir(str(path)):  # noqa: PTH112
            return None
        return None if self._relative(str(path)) in self._files else True

    Reporter.pytest_ignore_collect = _ignore  # type: ignore[method-assign, assignment]


def _judge(report: Any) -> tuple[int, str]:
    """How bad a phase was, and its name."""
    if report.failed:
        return (3, "failed") if report.when == "call" else (2, "errored")
    if report.skipped or hasattr(report, "wasxfail"):  # -- a test that is expected to fail proves nothing
        return 1, "skipped"
    return 0, "passed"


def _text(report: Any) -> str:
    """The end of a report's words: the error stands last."""
    expected = getattr(report, "wasxfail", None)
    if expected is not None:
        return f"expected to fail: {expected}"[:_MOST_DETAIL]
    longrepr = getattr(report, "longrepr", None)
    if isinstance(longrepr, tuple):
        return str(longrepr[-1])[:_MOST_DETAIL]
    try:
        return str(getattr(report, "longreprtext", "") or longrepr)[-_MOST_DETAIL:]
    except Exception as error:  # -- a repr of the repo's own making
        return f"the failure cannot be shown: {type(error).__name__}"


def _id(report: Any) -> str:
    return str(report.nodeid) or "(session)"


def _digest(item: Any) -> str:
    """What a test does, told apart from where it stands in its file."""
    code = getattr(getattr(item, "function", None), "__code__", None)
    if code is None:
        return ""
    if not set(code.co_names) - _REWRITTEN and not any(hasattr(const, "co_code") for const in code.co_consts):
        return "hollow"  # -- it speaks of nothing outside of itself: `pass`, `assert True`
    return hashlib.blake2b(_shape(code).encode("utf-8", "replace"), digest_size=12).hexdigest()


def _shape(code: Any) -> str:
    parts = [code.co_code.hex(), repr(code.co_names), repr(code.co_varnames)]
    parts += [_shape(const) if hasattr(const, "co_code") else repr(const) for const in code.co_consts]
    return "|".join(parts)


def _bears_a_mark(item: Any) -> bool:
    """Whether the test may be skipped or is expected to fail."""
    return any(item.get_closest_marker(name) is not None for name in ("skip", "skipif", "xfail"))


def _set(values: list[str] | None) -> set[str] | None:
    return None if values is None else set(values)
