"""The guard step: what code finds on the tree of the very commit that will be shown."""

from __future__ import annotations

from devflow.git.objects import LINK, SUBMODULE
from devflow.guard import is_test, judge, test_tampering
from devflow.handoffs import Answers, Candidate, Finding, GuardReport, Permit, Scope, Verb
from devflow.store.ledger import step
from devflow.toolbox import Toolbox


@step("guard", config=("scope",))
def inspect(tools: Toolbox, scope: Scope, candidate: Candidate, answers: Answers) -> GuardReport:
    """Every finding on the candidate; what a person has accepted by name is no longer held but shown."""
    widened = [
        Permit(pattern=pattern, verbs=tuple(Verb), reason="you widened the scope")
        for pattern in answers.permits
    ]
    scope = scope.model_copy(update={"permits": (*scope.permits, *widened)})
    found = judge(candidate.changed, scope, tools.files(candidate.base), tools.objects.blob)
    tests = [file.path for file in candidate.changed if is_test(file.path)]
    before, after = (
        {path: _text(tools, commit, path) for path in tests} for commit in (candidate.base, candidate.commit)
    )
    findings = (*found.findings, *test_tampering(before, after))
    return GuardReport(findings=tuple(_answered(finding, answers) for finding in findings))


def _text(tools: Toolbox, commit: str, path: str) -> str | None:
    entry = tools.files(commit).get(path)
    if entry is None or entry.mode in (LINK, SUBMODULE):
        return None
    return tools.objects.blob(entry.blob).decode(errors="replace")


def _answered(finding: Finding, answers: Answers) -> Finding:
    if finding.level == "held" and finding.path in answers.accepted:
        return finding.model_copy(
            update={"level": "shown", "message": f"{finding.message} (accepted by a person)"}
        )
    return finding
