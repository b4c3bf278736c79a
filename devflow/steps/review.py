"""The review step: a fit candidate becomes a branch for a person; anything else ends or pauses by name."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from devflow.errors import Paused
from devflow.events import Event
from devflow.git.branches import branch_name
from devflow.handoffs import Answers, Attempt, CheckReport, Finding, Outcome, Review, Summary, Ticket
from devflow.store.ledger import step
from devflow.toolbox import Toolbox

_NAMED = 5
_LOST = {None: "is gone", Outcome.SKIPPED: "is skipped now"}


def _stands(tools: Toolbox, review: Review, *_: object) -> bool:
    """A kept review serves while the branch it made exists, wherever a person has moved it."""
    return not review.branch or bool(tools.repo.user.branch_commit(review.branch))


@step("review", stands=_stands)
def open_review(
    tools: Toolbox, ticket: Ticket, summary: Summary, attempt: Attempt | None, answers: Answers
) -> Review:
    """The end of a run.

    Effects: for a fit candidate, copies its objects to the user's repository and creates its branch, which
    must not exist; nothing else of the user's is written.

    Raises:
        Paused: a person must accept something by name, widen the scope, or set the checks up.
    """
    del summary  # an input, so that the branch is made only when the summary stands
    if attempt is None or not attempt.candidate.changed:
        return Review(state="not_fit", reason="no change: the reply holds no edit that changes anything")
    refused = attempt.guard.at("refused")
    if refused:
        return Review(state="not_fit", reason=f"guard: {_listed(refused)}", commit=attempt.candidate.commit)
    if reason := _red(attempt.report):
        return Review(state="not_fit", reason=f"checks: {reason}", commit=attempt.candidate.commit)
    _ask_for_setup(tools, attempt.report, answers)
    _ask_for_held(tools, [*attempt.guard.at("held"), *_lost_tests(attempt.report, answers)])
    branch = _publish(tools, ticket, attempt)
    return Review(state="ready", reason="ready for review", branch=branch, commit=attempt.candidate.commit)


def _red(report: CheckReport) -> str:
    for result in report.results:
        if result.status in ("red", "timed_out") and not result.held:
            names = ", ".join(change.id for change in result.new_failures[:_NAMED])
            return f"{result.name} {result.status}: {result.reason}{f' ({names})' if names else ''}"
    return ""


def _lost_tests(report: CheckReport, answers: Answers) -> list[Finding]:
    """Tests that the checks miss or see skipped, as findings a person accepts by the file that held them."""
    lost: dict[str, dict[str, None]] = {}
    for result in report.results:
        for change in result.lost if result.held else ():
            path = change.id.partition("::")[0]
            what = _LOST.get(change.after, "does nothing now")
            measured = f"; {change.as_it_was}" if change.as_it_was else ""
            lost.setdefault(path, {})[f"{result.name}: {change.id} {what}{measured}"] = None
    return [
        Finding(code="E_TESTS_TAMPERED", path=path, message=f"{_some(list(said))}.", level="held")
        for path, said in lost.items()
        if path not in answers.accepted
    ]


def _some(said: Sequence[str]) -> str:
    named = "; ".join(said[:_NAMED])
    return f"{named}; and {len(said) - _NAMED} more" if len(said) > _NAMED else named


def _ask_for_setup(tools: Toolbox, report: CheckReport, answers: Answers) -> None:
    if "unchecked" in answers.accepted:
        return
    unready = [result for result in report.results if result.status in ("needs_setup", "errored")]
    if report.results and not unready:
        return
    told = [f"{result.name}: {result.reason.rstrip('.')}" for result in unready]
    reasons = "; ".join(told) or "no check was found"
    question = f"The candidate could not be checked ({reasons}). Are the checks set up now?"
    releases = (f"devflow answer {tools.run} --yes", f"devflow accept {tools.run} unchecked")
    if report.sandbox != "none" and any(result.wants for result in unready):
        question = f"{question} `devflow setup {tools.run}` installs what the patch names."
        releases = (f"devflow setup {tools.run} && devflow resume {tools.run}", releases[1])
    raise Paused(question, releases, code="E_NEEDS_SETUP")


def _ask_for_held(tools: Toolbox, held: Sequence[Finding]) -> None:
    if not held:
        return
    other = {finding.name for finding in held if finding.code != "E_SCOPE"}
    verbs = {finding.name: "accept" if finding.name in other else "scope add" for finding in held}
    releases = [f"devflow {verb} {tools.run} {shlex.quote(name)}" for name, verb in verbs.items()]
    if len(releases) > 1:
        releases.insert(0, f"devflow answer {tools.run} --yes")
    question = f"The candidate holds what was not approved: {_listed(held)}. Accept it?"
    yes = tuple(("accept", name) for name in verbs)
    raise Paused(question, (*releases, f"devflow reject {tools.run}"), code=held[0].code, yes=yes)


def _listed(findings: Sequence[Finding]) -> str:
    return _some([f"{finding.name}: {finding.message} [{finding.code}]" for finding in findings])


def _publish(tools: Toolbox, ticket: Ticket, attempt: Attempt) -> str:
    """The name of the branch that shows the candidate: made now, or by this very run before a crash."""
    user, commit = tools.repo.user, attempt.candidate.commit
    tools.repo.publish(attempt.candidate.base, commit)
    first = branch = branch_name(ticket.title, tools.run)
    number = 1
    while (stands_at := user.branch_commit(branch)) and stands_at != commit:
        number += 1
        branch = f"{first}-{number}"
    if not stands_at:
        user.create_branch(branch, commit)
    tools.tell(Event("review", "branch", branch))
    return branch
