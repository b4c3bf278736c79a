"""The guard step: what code finds on the tree of the very commit that will be shown."""

from __future__ import annotations

from devflow.guard import judge
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
    return GuardReport(findings=tuple(_answered(finding, answers) for finding in found.findings))


def _answered(finding: Finding, answers: Answers) -> Finding:
    if finding.level == "held" and finding.name in answers.accepted:
        return finding.model_copy(
            update={"level": "shown", "message": f"{finding.message} (accepted by a person)"}
        )
    return finding
