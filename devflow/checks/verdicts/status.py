"""The status of a test check, and the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass

from devflow.checks.check import Check
from devflow.checks.outcomes.session import Session
from devflow.checks.running import Place
from devflow.checks.trees import Trees
from devflow.checks.verdicts import lacking
from devflow.checks.verdicts.difference import Difference
from devflow.counting import counted
from devflow.handoffs import CheckStatus

# -- a repo may live with some red tests; more than these, and more than pass, cannot be run here
_KNOWN_FAILURES = 10


@dataclass(frozen=True)
class Seen:
    """What the runs of one check came to."""

    check: Check
    after: Session
    before: Session | None
    difference: Difference
    trees: Trees
    place: Place
    near_only: bool = False
    """The nearest tests alone were run."""
    near_passed: bool = False
    """Where the suite did not end: the nearest tests did, and some of them pass."""

    @property
    def wants(self) -> tuple[str, ...]:
        """Modules that the patch needs and the environment lacks."""
        return lacking.of_the_patch(self.after, self.before, self.trees) if self.before else ()


def verdict(seen: Seen) -> tuple[CheckStatus, str, str]:
    """The status, the sentence that says why, and why not every test was run where the rest was judged."""
    if seen.after.completed.timed_out:
        return _late(seen)
    status, reason = _status(seen)
    if seen.near_only:
        rest = "The whole suite was not run, as its nearest tests show new failures."
        return status, f"{reason.rstrip('.')} in the tests nearest to the patch.", rest
    return status, reason, ""


def _status(seen: Seen) -> tuple[CheckStatus, str]:
    check, after, before, place = seen.check, seen.after, seen.before, seen.place
    if after.missing:
        return "needs_setup", lacking.runner(check, after)
    if before is None:  # pragma: no cover -- a base is left out for the cases above alone
        return "errored", "The base was not run."
    if not after.passed and not before.passed and not seen.near_only:
        return _nothing_real(check, after, before, place)
    elsewhere = lacking.elsewhere(check, after, place)
    if elsewhere:
        return "needs_setup", elsewhere
    if seen.wants:
        return "needs_setup", lacking.dependency(check, seen.wants, apart=place.sandbox.name != "none")
    if not after.finished:
        return _cut_short(after, before)
    return _verdict_of_ids(after, before, seen.difference)


def _verdict_of_ids(after: Session, before: Session, difference: Difference) -> tuple[CheckStatus, str]:
    words = _bad(difference)
    if words:
        return "red", f"{words}."
    if not after.passed:
        return "red", "No test passes on the candidate."
    if len(difference.still_failing) > max(len(after.passed), _KNOWN_FAILURES):
        return "needs_setup", lacking.most_fail(after, difference)
    sentences = [f"No new failure in {counted(after.results, 'test')}, {len(after.passed)} passed"]
    flaky = [change for change in difference.new_failures if change.flaky]
    if flaky:
        sentences.append(f"{counted(flaky, 'test')} failed and came out otherwise when run again")
    if difference.still_failing:
        sentences.append(f"{len(difference.still_failing)} failed before and still do")
    if difference.removed:
        sentences.append(f"{counted(difference.removed, 'test')} gone and another in its place")
    if before.left_out:
        sentences.append("on the base only what is not green on the candidate was run")
    return "green", "; ".join(sentences) + "."


def _bad(difference: Difference) -> str:
    parts = [
        counted(difference.failures, "new failure") if difference.failures else "",
        counted(difference.lost, "test") + " gone" if difference.lost else "",
        counted(difference.newly_skipped, "test") + " newly skipped" if difference.newly_skipped else "",
    ]
    words = ", ".join(part for part in parts if part)
    return f"{words[:1].upper()}{words[1:]}"


def _late(seen: Seen) -> tuple[CheckStatus, str, str]:
    """The suite was ended: by its time, or by another limit."""
    after, difference = seen.after, seen.difference
    said = after.completed.stderr.decode(errors="replace").strip().splitlines()
    why = said[-1].removeprefix("ended by devflow: ") if said else "past its time limit"
    where = f" in {after.running}" if after.running else ""
    ended = f"the whole suite was ended{where}: {why} ({seen.place.limits.seconds:g} s)"
    if any(change.id == after.running for change in difference.failures):
        passed = "in a test that passes on the base"
        return "red", f"The suite was ended ({why}) {passed}: {after.running}.", ""
    words = _bad(difference)
    if words:
        return "red", f"{words}; {ended}.", ""
    if not seen.near_passed or not difference_is_known(seen):
        return "timed_out", f"{ended[:1].upper()}{ended[1:]}.", ""
    done = f"No new failure in the {len(after.results)} tests that came to an end, {len(after.passed)} passed"
    left = len(after.not_run)
    rest = f", with {counted(left, 'test')} not run" if left else ""
    return "green", f"{done}; {ended}.", f"{ended[:1].upper()}{ended[1:]}{rest}."


def difference_is_known(seen: Seen) -> bool:
    """Whether what ended was held against a base."""
    return seen.before is not None and seen.before.finished


def _nothing_real(check: Check, after: Session, before: Session, place: Place) -> tuple[CheckStatus, str]:
    if after.results or before.results or after.trouble or before.trouble or not before.finished:
        return "needs_setup", lacking.nothing_passes(check, before, place.at)
    return "needs_setup", lacking.nothing_found(check, after)


def _cut_short(after: Session, before: Session) -> tuple[CheckStatus, str]:
    where = f" in {after.running}" if after.running else ""
    code = after.completed.code
    said = after.trouble.splitlines() or _own_words(after)
    error = next((line for line in said if line.lstrip().lower().startswith("error")), "")
    why = error or (said[-1] if said else f"exit code {code}")
    status: CheckStatus = "red" if before.finished else "errored"
    return status, f"The test session did not reach its end{where} on the candidate: {why}."


def _own_words(session: Session) -> list[str]:
    """What devflow itself said of a build or a service that failed before the tests."""
    lines = session.completed.stderr.decode(errors="replace").splitlines()
    return [line for line in lines if line.startswith("devflow: ")]
