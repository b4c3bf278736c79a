"""The guard step: what code finds on the tree of the very commit that will be shown."""

from __future__ import annotations

from devflow.guard import judge, protected_here
from devflow.guard.tampering import REMOVED
from devflow.handoffs import Answers, Candidate, CheckReport, Finding, GuardReport, Permit, Scope, Verb
from devflow.risk import of_candidate
from devflow.store.ledger import step
from devflow.toolbox import Toolbox


@step("guard", config=("scope", "risk"))
def inspect(
    tools: Toolbox, scope: Scope, candidate: Candidate, report: CheckReport, answers: Answers
) -> GuardReport:
    """Every finding on the candidate; what a person has accepted by name is no longer held but shown."""
    widened = [
        Permit(pattern=pattern, verbs=tuple(Verb), reason="you widened the scope")
        for pattern in answers.permits
    ]
    scope = scope.model_copy(update={"permits": (*scope.permits, *widened)})
    risk = of_candidate(candidate.changed, tools.config.risk.by_path)
    found = judge(candidate.changed, scope, tools.files(candidate.base), tools.objects.blob, risk)
    replaced = _files_of_replaced_tests(report)
    findings = [_measured(finding, replaced) for finding in found.findings]
    findings += protected_here(tools.config.scope.protect, candidate.changed, found.findings)
    return GuardReport(findings=tuple(_answered(finding, answers) for finding in findings))


def _files_of_replaced_tests(report: CheckReport) -> set[str]:
    """Files in which each test that is gone has, by its id, another that ran in its place."""
    gone = [change for result in report.results if result.status == "green" for change in result.removed]
    return {change.id.partition("::")[0] for change in gone}


def _measured(finding: Finding, replaced: set[str]) -> Finding:
    """A removal that the source shows and the ids explain is for the reviewer's eye, not for a question."""
    if (
        finding.code == "E_TESTS_TAMPERED"
        and finding.message.startswith(REMOVED)
        and finding.path in replaced
    ):
        message = f"{finding.message} (others ran in their place)"
        return finding.model_copy(update={"level": "shown", "message": message})
    return finding


def _answered(finding: Finding, answers: Answers) -> Finding:
    if finding.level == "held" and finding.name in answers.accepted:
        return finding.model_copy(
            update={"level": "shown", "message": f"{finding.message} (accepted by a person)"}
        )
    return finding
