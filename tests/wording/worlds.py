"""Two runs to speak of: one that came out well on its second attempt, and one with a red check."""

from __future__ import annotations

from devflow import proof
from devflow.handoffs import (
    Attempt,
    Candidate,
    ChangedSymbol,
    CheckReport,
    CheckResult,
    Counts,
    Criterion,
    Evidence,
    Finding,
    GuardReport,
    IdChange,
    Outcome,
    Quote,
    Risk,
    Spec,
    Ticket,
    Verb,
)
from devflow.wording import Grounds
from tests.support import views

WRITTEN = "tests/test_export.py::test_filtered_records_are_written"
HEADER = "tests/test_export.py::test_empty_export_has_a_header"
SORTED = "tests/test_misc.py::test_sort_is_stable"
ROUNDED = "tests/test_price.py::test_total_is_rounded"
GONE = "tests/test_price.py::test_old_total"


def _symbol(path: str, name: str, change: str, kind: str = "function") -> ChangedSymbol:
    where = {"first_line": 3, "last_line": 9}
    return ChangedSymbol.model_validate({"path": path, "name": name, "kind": kind, "change": change, **where})


def _grounds(ticket: Ticket, spec: Spec, attempt: Attempt, **told: object) -> Grounds:
    told = {"changed": attempt.candidate.changed, "asked": spec.expected, **told}
    return Grounds(ticket, spec, views.summary(**told), attempt)


def green() -> Grounds:
    """Records are exported as CSV: ready at the second attempt, one criterion not shown."""
    ticket = Ticket(
        title="Export filtered records as CSV",
        body="The export button should write a CSV file with the filtered records. Do not send any mail.",
        source="-",
    )
    texts = (
        "The filtered records are written to the file",
        "An empty export has a header line",
        "The file can be opened by a spreadsheet",
    )
    spec = Spec(
        action="The user presses the export button.",
        expected="The user gets a CSV file with the filtered records.",
        edge_cases=("An empty export has a header line.",),
        criteria=tuple(Criterion(id=f"C{number}", text=text) for number, text in enumerate(texts, start=1)),
    )
    candidate = Candidate(
        base=views.BASE,
        commit=views.COMMIT,
        tree="3" * 40,
        changed=(
            views.changed("app/export.py", added=12, removed=3),
            views.changed("app/legacy.py", Verb.DELETE, added=0, removed=9),
            views.changed("app/writer.py", Verb.CREATE, added=20),
            views.changed("tests/test_export.py", added=15, removed=1),
        ),
    )
    new = tuple(IdChange(id=name, before=None, after=Outcome.PASSED) for name in (WRITTEN, HEADER))
    pytest = CheckResult(
        name="pytest",
        kind="tests",
        command=("pytest",),
        status="green",
        reason="43 tests passed.",
        before=Counts(passed=40, failed=1),
        after=Counts(passed=43),
        new_tests=new,
        fixed=(IdChange(id=SORTED, before=Outcome.FAILED, after=Outcome.PASSED),),
        seconds_before=3.0,
        seconds_after=3.24,
    )
    ruff = CheckResult(
        name="ruff",
        kind="lint",
        command=("ruff",),
        status="green",
        reason="no new finding",
        before=Counts(failed=2),
        after=Counts(failed=2),
    )
    attempt = Attempt(
        number=2,
        candidate=candidate,
        report=CheckReport(results=(pytest, ruff), environment="e", sandbox="bubblewrap"),
        guard=GuardReport(findings=()),
    )
    return _grounds(
        ticket,
        spec,
        attempt,
        risk=Risk.MEDIUM,
        symbols=(
            _symbol("app/export.py", "export_records", "changed"),
            _symbol("app/legacy.py", "dump_all", "removed"),
            _symbol("app/writer.py", "CsvWriter", "added", "class"),
            _symbol("app/writer.py", "write_csv", "added"),
            _symbol("tests/test_export.py", "test_filtered_records_are_written", "added"),
            _symbol("tests/test_export.py", "test_empty_export_has_a_header", "added"),
        ),
        evidence=(
            Evidence(criterion=texts[0], shown_by=(WRITTEN,)),
            Evidence(criterion=texts[1], shown_by=(HEADER,)),
            Evidence(criterion=texts[2], shown_by=()),
        ),
        look_at=("Risk one.", "No new test's name speaks of: The file can be opened by a spreadsheet.", "x"),
        quotes=(Quote(text="Every export carries a header line.", source="docs/use.md:3@1f0c2ab"),),
        roll_back=proof.roll_back(Risk.MEDIUM, candidate),
    )


def red() -> Grounds:
    """A price is rounded: a test fails, one is gone, a protected file is held, and an owner must approve."""
    ticket = Ticket(title="Round the total", body="The total must be rounded to two places.", source="-")
    spec = Spec(
        action="The user asks for the total.",
        expected="The total has two places.",
        edge_cases=("A total of zero is shown as 0.00.",),
        criteria=(Criterion(id="C1", text="The total has two places"),),
    )
    candidate = Candidate(
        base=views.BASE,
        commit=views.COMMIT,
        tree="3" * 40,
        changed=(
            views.changed("billing/price.py", added=4, removed=2),
            views.changed("pytest.ini", added=1),
            views.changed("db/migrations/0002_total.sql", Verb.CREATE, added=6),
        ),
    )
    pytest = CheckResult(
        name="pytest",
        kind="tests",
        command=("pytest",),
        status="red",
        reason="1 new failure.",
        before=Counts(passed=31, skipped=2),
        after=Counts(passed=29, failed=1, skipped=2),
        new_failures=(IdChange(id=ROUNDED, before=Outcome.PASSED, after=Outcome.FAILED),),
        removed=(IdChange(id=GONE, before=Outcome.PASSED, after=None),),
    )
    findings = (
        Finding(code="E_PROTECTED_PATH", path="pytest.ini", message="how tests run", level="held"),
        Finding(code="E_SCOPE", path="db/migrations/0002_total.sql", message="outside", level="held"),
    )
    attempt = Attempt(
        number=3,
        candidate=candidate,
        report=CheckReport(results=(pytest,), environment="e", sandbox="bubblewrap"),
        guard=GuardReport(findings=findings),
    )
    return _grounds(
        ticket,
        spec,
        attempt,
        risk=Risk.HIGH,
        owner="Ada Lovelace or @billing",
        symbols=(_symbol("billing/price.py", "Price.total", "changed"),),
        evidence=(Evidence(criterion="The total has two places", shown_by=()),),
        held=("pytest.ini: how tests run", "db/migrations/0002_total.sql: outside"),
        look_at=("a", "b"),
        roll_back=proof.roll_back(Risk.HIGH, candidate),
    )


def mixed() -> Grounds:
    """Slugs without accents: green beside two tests that failed before too; one new test proves nothing."""
    ticket = Ticket(title="Strip accents from slugs", body="`slugify` must turn é into e.", source="-")
    spec = Spec(
        action="The user calls slugify with an accented title.",
        expected="The slug holds plain letters only.",
        edge_cases=("An empty title gives an empty slug.",),
        criteria=(
            Criterion(id="C1", text="Accented letters become plain ones"),
            Criterion(id="C2", text="An empty title gives an empty slug"),
        ),
    )
    candidate = Candidate(
        base=views.BASE,
        commit="d" * 40,
        tree="3" * 40,
        changed=(
            views.changed("CHANGELOG.md", added=1),
            views.changed("src/slug.js", added=6, removed=1),
            views.changed("test/slug.test.js", added=12),
        ),
    )
    accents, empty, plain = (
        f"slug {each}" for each in ("drops accents", "of nothing is empty", "keeps plain words")
    )
    npm = CheckResult(
        name="npm test",
        kind="tests",
        command=("npm", "test"),
        status="green",
        reason="No new failure in 125 tests.",
        before=Counts(passed=118, failed=2, skipped=1),
        after=Counts(passed=122, failed=2, skipped=1),
        new_tests=(
            IdChange(id=accents, before=Outcome.FAILED, after=Outcome.PASSED),
            IdChange(id=empty, before=Outcome.FAILED, after=Outcome.PASSED),
            IdChange(id=plain, before=Outcome.PASSED, after=Outcome.PASSED),
        ),
        still_failing=(
            IdChange(id="date parses week 53", before=Outcome.FAILED, after=Outcome.FAILED),
            IdChange(id="date knows leap years", before=Outcome.FAILED, after=Outcome.FAILED),
        ),
    )
    eslint = CheckResult(
        name="eslint",
        kind="lint",
        command=("eslint",),
        status="green",
        reason="no new finding",
        before=Counts(failed=3),
        after=Counts(failed=2),
    )
    attempt = Attempt(
        number=1,
        candidate=candidate,
        report=CheckReport(results=(npm, eslint), environment="e", sandbox="bubblewrap"),
        guard=GuardReport(findings=()),
    )
    return _grounds(
        ticket,
        spec,
        attempt,
        risk=Risk.LOW,
        symbols=(
            _symbol("src/slug.js", "slugify", "changed"),
            _symbol("src/slug.js", "stripAccents", "added"),
        ),
        evidence=(
            Evidence(criterion="Accented letters become plain ones", shown_by=(accents,)),
            Evidence(criterion="An empty title gives an empty slug", shown_by=(empty,)),
        ),
        look_at=("npm test: 1 new or changed test passes without the patch.",),
        roll_back=proof.roll_back(Risk.LOW, candidate),
    )
