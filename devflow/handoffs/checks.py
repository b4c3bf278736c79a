"""What machines measured and found on a candidate, and what a person answered to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Literal

from devflow.handoffs.base import Handoff, Outcome
from devflow.handoffs.patch import Candidate

_CAUSE = 300


class Counts(Handoff):
    """How many ids had each outcome."""

    passed: int = 0
    failed: int = 0
    errored: int = 0
    skipped: int = 0
    timed_out: int = 0

    @property
    def total(self) -> int:
        """All ids together."""
        return self.passed + self.failed + self.errored + self.skipped + self.timed_out


_BACK = {
    Outcome.FAILED: "fails",
    Outcome.ERRORED: "cannot run",
    Outcome.SKIPPED: "is skipped",
    Outcome.TIMED_OUT: "does not end",
}


class IdChange(Handoff):
    """One id (a test, or a linter's finding) that is not simply passed before and after."""

    id: str
    before: Outcome | None
    """None where the id does not exist on the base, or was not run there."""
    after: Outcome | None
    """None where the id does not exist on the candidate."""
    detail: str = ""
    """The trimmed failure, when it failed."""
    flaky: bool = False
    instead: str = ""
    """A test that is gone: the one that stands in its place."""
    put_back: Outcome | None = None
    """A test that is gone or skipped: what it comes to as it was on the base, beside the patch's sources."""

    @property
    def cause(self) -> str:
        """The line of its failure that says why: pytest marks it, others end with it."""
        lines = [line.strip() for line in self.detail.splitlines() if line.strip()]
        marked = [line[2:].strip() for line in lines if line.startswith("E ")]
        return [*lines[-1:], *marked][-1][:_CAUSE] if lines else ""

    @property
    def as_it_was(self) -> str:
        """What the test that is gone or skipped comes to when it is put back, in words; empty if unknown."""
        if self.put_back is None:
            return ""
        if self.put_back is Outcome.PASSED:
            return "put back as it was, it passes"
        last = self.detail.strip().rpartition("\n")[2].strip()
        return f"put back as it was, it {_BACK[self.put_back]}{f': {last}' if last else ''}"


def common_cause(changes: Iterable[IdChange]) -> str:
    """The line by which most of these say why they failed; empty where no two say the same."""
    causes = Counter(filter(None, (change.cause for change in changes)))
    cause, times = causes.most_common(1)[0] if causes else ("", 0)
    return cause if times > 1 else ""


CheckStatus = Literal["green", "red", "needs_setup", "errored", "timed_out"]


class CheckResult(Handoff):
    """One check, base against candidate."""

    name: str
    kind: Literal["tests", "lint"]
    command: tuple[str, ...]
    status: CheckStatus
    """green: no new failure and something real ran. red: the candidate made a failure. needs_setup: nothing
    real passes on the base either. errored: the check itself could not be run. timed_out: past its limit."""
    reason: str
    """One sentence that says why the status is what it is."""
    unfinished: str = ""
    """Why not every test was run, where the others were judged all the same; empty: all were run."""
    before: Counts
    after: Counts
    new_failures: tuple[IdChange, ...] = ()
    """Green or absent before, not green now."""
    fixed: tuple[IdChange, ...] = ()
    """Red before, green now."""
    still_failing: tuple[IdChange, ...] = ()
    """Red before and now: not the patch's doing."""
    new_tests: tuple[IdChange, ...] = ()
    """Ids the patch adds or changes, with their outcome on the base; one that passes there proves nothing."""
    unloadable: tuple[IdChange, ...] = ()
    """Ids that the patch leaves as they are and that pass on both sides, in a test file that it makes ask for
    what only it brings: without it none of the file's tests can be run."""
    removed: tuple[IdChange, ...] = ()
    """Green before, gone now."""
    newly_skipped: tuple[IdChange, ...] = ()
    """Not skipped before, skipped or expected to fail now."""
    held: bool = False
    """Red for nothing but tests that are gone or skipped: a person may accept that by name."""
    wants: tuple[str, ...] = ()
    """Where it is needs_setup: modules that the patch's own manifests name and that are not installed."""
    output: str = ""
    """The trimmed end of the candidate's output."""
    seconds_before: float = 0.0
    seconds_after: float = 0.0
    seconds: float = 0.0
    """By the clock, from the first run to the last: the two sides may go on at once."""

    @property
    def mended(self) -> tuple[IdChange, ...]:
        """The fixed ids that failed on the base whenever they were run there."""
        return tuple(change for change in self.fixed if not change.flaky)

    @property
    def lost(self) -> tuple[IdChange, ...]:
        """Tests that are gone with no other in their place, and those that are skipped now; those that do not
        pass when they are put back come first."""
        lost = [*(change for change in self.removed if not change.instead), *self.newly_skipped]
        return tuple(sorted(lost, key=lambda change: change.put_back is Outcome.PASSED))


class CheckReport(Handoff):
    """What the sandbox measured of one candidate."""

    results: tuple[CheckResult, ...]
    environment: str
    """Fingerprint of environment, commands and sandbox profile."""
    sandbox: str
    """How the commands were held apart, for the summary's first line when it is `none`."""
    notes: tuple[str, ...] = ()

    @property
    def green(self) -> bool:
        """Something real ran, and nothing got worse."""
        return bool(self.results) and all(result.status == "green" for result in self.results)

    @property
    def reusable(self) -> bool:
        """A check that could not be run is run again; one that failed is not."""
        return bool(self.results) and all(r.status not in ("errored", "needs_setup") for r in self.results)

    def agrees(self, other: CheckReport) -> bool:
        """Whether the same is red for the same ids, however long it took and whatever else was printed."""
        return self._told() == other._told()

    def _told(self) -> list[tuple[object, ...]]:
        fields = ("new_failures", "still_failing", "fixed", "new_tests", "removed", "newly_skipped")
        return [
            (r.name, r.status, [[(c.id, c.before, c.after) for c in getattr(r, field)] for field in fields])
            for r in self.results
        ]


class Finding(Handoff):
    """What code found on the candidate."""

    code: str
    """A stable name, such as E_SCOPE or E_PROTECTED_PATH."""
    path: str
    message: str
    level: Literal["refused", "held", "shown"]
    """refused: never acceptable. held: a person may accept it by name. shown: for the reviewer's eye."""

    @property
    def name(self) -> str:
        """By which a person accepts it: its path, or its code where it speaks of the whole patch."""
        return self.path or self.code


class GuardReport(Handoff):
    """Every finding on the tree of the very commit that will be shown."""

    findings: tuple[Finding, ...]

    def at(self, level: str) -> tuple[Finding, ...]:
        """The findings of one level, in order."""
        return tuple(finding for finding in self.findings if finding.level == level)


class Attempt(Handoff):
    """One passage of patch, candidate, checks and guard."""

    number: int
    candidate: Candidate
    report: CheckReport
    guard: GuardReport

    @property
    def failures(self) -> tuple[tuple[str, str], ...]:
        """Every new failure as (check, id), for telling whether a further attempt got anywhere."""
        return tuple(
            (result.name, change.id) for result in self.report.results for change in result.new_failures
        )


class Answers(Handoff):
    """What a person answered to the questions of one step."""

    permits: tuple[str, ...] = ()
    """Patterns that the scope was widened by."""
    accepted: tuple[str, ...] = ()
    """What was accepted by name: a held path, `unchecked`, or a question's own name."""
    words: tuple[str, ...] = ()
    """What was said in words, oldest first."""
