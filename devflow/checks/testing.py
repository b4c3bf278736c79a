"""One test check, candidate against base: what is run where, and what the status is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from devflow.checks import needs
from devflow.checks.check import Check, Task
from devflow.checks.judging import Again, Difference, compare, new_ids, suspects
from devflow.checks.runners import RUNNERS
from devflow.checks.running import Place, run_session
from devflow.checks.session import RED, Session
from devflow.checks.trees import Trees
from devflow.clean import clean, trim
from devflow.handoffs import CheckResult, CheckStatus, Counts, Outcome

_WHOLE_BASE_SECONDS = 30.0
_LEAST_LAID_SECONDS = 60.0
_OUTPUT = 6000
_MOST_AGAIN = 200

Tell = Callable[[str], None]


@dataclass
class _Sessions:
    """The runs of one check."""

    after: Session
    before: Session | None = None
    laid: Session | None = None
    again: Again = field(default_factory=Again)
    seconds_before: float = 0.0
    seconds_after: float = 0.0


class _Runs:
    """Runs one check in fresh checkouts, and adds up the seconds."""

    def __init__(self, check: Check, trees: Trees, place: Place, tell: Tell) -> None:
        self._check, self._trees, self._place, self._tell = check, trees, place, tell
        self.selective = RUNNERS[check.runner].sealed
        self.seconds = {"base": 0.0, "candidate": 0.0}

    def on_candidate(self, task: Task, words: str) -> Session:
        return self._run("candidate", self._trees.candidate(), task, words)

    def on_base(self, task: Task, words: str) -> Session:
        return self._run("base", self._trees.base(), task, words)

    def on_laid(self, task: Task, words: str, seconds: float) -> Session:
        """Without the fix of something endless its tests are endless: they get `seconds`, not the limit."""
        whole = self._place
        self._place = whole.within(min(seconds, whole.limits.seconds))
        try:
            return self._run("base", self._trees.laid(), task, words)
        finally:
            self._place = whole

    def _run(self, side: str, checkout: Path, task: Task, words: str) -> Session:
        self._tell(f"{self._check.name}: {words}")
        session = run_session(self._check, checkout, self._place, task)
        self.seconds[side] += session.completed.seconds
        return session


def measure_tests(
    check: Check, trees: Trees, place: Place, nearest: Sequence[str], tell: Tell
) -> CheckResult:
    """Run a test check on the candidate, then on the base what is needed to judge it.

    Raises:
        SandboxError: a command could not be started in isolation.
    """
    runs = _Runs(check, trees, place, tell)
    seen = Task(modules=trees.modules)
    sessions = _Sessions(after=runs.on_candidate(seen, "the whole suite on the candidate"))
    if not sessions.after.missing:
        _run_base(sessions, runs, trees, nearest)
        _run_again(sessions, runs)
    sessions.seconds_before, sessions.seconds_after = runs.seconds["base"], runs.seconds["candidate"]
    return _result(check, sessions, trees, place)


def _run_base(sessions: _Sessions, runs: _Runs, trees: Trees, nearest: Sequence[str]) -> None:
    """The base's session, and the candidate's tests on the base's sources."""
    after = sessions.after
    seen = Task()
    if after.completed.timed_out:
        if not after.running:
            return
        files = after.files([after.running])
        seen = replace(seen, only={after.running}, files=files)
    elif after.completed.seconds > _WHOLE_BASE_SECONDS:
        near = {*nearest, *trees.test_files}
        green = {test for test in after.passed if test in after.items and after.items[test].file not in near}
        seen = replace(seen, leave_out=green)
    sessions.before = runs.on_base(seen, "what is not green, on the base")
    new = new_ids(sessions.before, after)
    if new and not after.completed.timed_out:
        files = after.files(new)
        seconds = max(_LEAST_LAID_SECONDS, 4 * after.completed.seconds)
        task = Task(only=new, files=files)
        sessions.laid = runs.on_laid(task, "the new tests without the patch", seconds)


def _run_again(sessions: _Sessions, runs: _Runs) -> None:
    """Run what failed once more on both sides, in the company of its file, then of the whole suite."""
    before, after = sessions.before, sessions.after
    if before is None or after.completed.timed_out or not after.finished:
        return
    failing = suspects(before, after)
    if not failing or len(failing) > _MOST_AGAIN:
        return
    worse = {test for test in failing if before.outcome(test) not in RED}
    candidate: dict[str, Outcome | None] = {}
    if worse:
        second = runs.on_candidate(
            Task(files=after.files(worse)), "the failing tests again, on the candidate"
        )
        lucky = worse & second.passed
        if lucky and after.completed.seconds <= _WHOLE_BASE_SECONDS:
            # -- alone they pass: only the whole suite tells chance from what another test left behind
            second = runs.on_candidate(Task(), "the whole suite again, on the candidate")
        candidate = {test: second.outcome(test) for test in worse}
    old = failing - worse
    base: dict[str, Outcome | None] = {}
    if old and runs.selective:  # -- for a label alone no whole suite is run again
        third = runs.on_base(Task(only=old, files=after.files(old)), "the failing tests again, on the base")
        base = {test: third.outcome(test) for test in old}
    sessions.again = Again(before=base, after=candidate)


def _result(check: Check, sessions: _Sessions, trees: Trees, place: Place) -> CheckResult:
    after, before = sessions.after, sessions.before
    whole = before is not None and not after.completed.timed_out
    difference = compare(before, after, sessions.laid, sessions.again) if whole and before else Difference()
    if before is not None and after.completed.timed_out:
        difference = _hung(before, after)
    status, reason = _status(check, sessions, difference, trees, place)
    return CheckResult(
        name=check.name,
        kind=check.kind,
        command=check.argv,
        status=status,
        reason=reason,
        before=before.counts() if before else Counts(),
        after=after.counts(),
        new_failures=difference.new_failures,
        fixed=difference.fixed,
        still_failing=difference.still_failing,
        new_tests=difference.new_tests,
        removed=difference.removed,
        newly_skipped=difference.newly_skipped,
        output=output_of(after),
        held=status == "red" and after.finished and _only_lost(difference),
        seconds_before=round(sessions.seconds_before, 3),
        seconds_after=round(sessions.seconds_after, 3),
    )


def _only_lost(difference: Difference) -> bool:
    """Whether all that is wrong is tests that are gone or skipped, which a ticket may want."""
    return not difference.failures and bool(difference.lost or difference.newly_skipped)


def _hung(before: Session, after: Session) -> Difference:
    """The test that was running when the time was up is a failure only if it comes back on the base."""
    only = replace(after, items={}, results={t: r for t, r in after.results.items() if t == after.running})
    return compare(replace(before, items={}), only)


def _status(
    check: Check, sessions: _Sessions, difference: Difference, trees: Trees, place: Place
) -> tuple[CheckStatus, str]:
    """The status and the sentence that says why."""
    after, before = sessions.after, sessions.before
    if after.missing:
        return "needs_setup", needs.runner(check, after)
    if after.completed.timed_out:
        return _late(after, before, difference, place)
    if before is None:  # pragma: no cover -- a base is left out for the two cases above alone
        return "errored", "The base was not run."
    if not after.passed and not before.passed:
        return _nothing_real(check, after, before, place)
    elsewhere = needs.elsewhere(check, after, place)
    if elsewhere:
        return "needs_setup", elsewhere
    missing = needs.dependency(check, after, before, trees)
    if missing:
        return "needs_setup", missing
    if not after.finished:
        return _cut_short(after, before)
    return _verdict_of_ids(after, before, difference)


def _verdict_of_ids(after: Session, before: Session, difference: Difference) -> tuple[CheckStatus, str]:
    bad = [
        _count(len(difference.failures), "new failure"),
        _count(len(difference.lost), "test") + " gone" if difference.lost else "",
        _count(len(difference.newly_skipped), "test") + " newly skipped" if difference.newly_skipped else "",
    ]
    words = ", ".join(part for part in bad if part and not part.startswith("0 "))
    if words:
        return "red", f"{words[0].upper()}{words[1:]}."
    if not after.passed:
        return "red", "No test passes on the candidate."
    sentences = [f"No new failure in {_count(len(after.results), 'test')}, {len(after.passed)} passed"]
    flaky = [change for change in difference.new_failures if change.flaky]
    if flaky:
        sentences.append(f"{len(flaky)} failed once and passed when run again")
    if difference.still_failing:
        sentences.append(f"{len(difference.still_failing)} failed before and still do")
    if difference.removed:
        sentences.append(f"{_count(len(difference.removed), 'test')} gone and another in its place")
    if before.left_out:
        sentences.append("on the base only what is not green on the candidate was run")
    return "green", "; ".join(sentences) + "."


def _late(
    after: Session, before: Session | None, difference: Difference, place: Place
) -> tuple[CheckStatus, str]:
    said = after.completed.stderr.decode(errors="replace").strip().splitlines()
    why = said[-1].removeprefix("ended by devflow: ") if said else "past its time limit"
    if before is not None and difference.new_failures and before.outcome(after.running) is Outcome.PASSED:
        return "red", f"The suite was ended ({why}) in a test that passes on the base: {after.running}."
    where = f" in {after.running}" if after.running else ""
    return "timed_out", f"The suite was ended{where}: {why} ({place.limits.seconds:g} s)."


def _nothing_real(check: Check, after: Session, before: Session, place: Place) -> tuple[CheckStatus, str]:
    if after.results or before.results or after.trouble or before.trouble or not before.finished:
        return "needs_setup", needs.nothing_passes(check, before, place.at)
    return "needs_setup", f"{check.name} found no tests here."


def _cut_short(after: Session, before: Session) -> tuple[CheckStatus, str]:
    where = f" in {after.running}" if after.running else ""
    code = after.completed.code
    why = after.trouble.splitlines()[-1] if after.trouble else f"exit code {code}"
    status: CheckStatus = "red" if before.finished else "errored"
    return status, f"The test session did not reach its end{where} on the candidate: {why}."


def output_of(session: Session) -> str:
    """The trimmed end of both outputs."""
    done = session.completed
    text = done.stdout.decode(errors="replace") + (
        f"\n--- stderr ---\n{done.stderr.decode(errors='replace')}" if done.stderr.strip() else ""
    )
    return trim(clean(text).strip(), _OUTPUT)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
