"""What the steps pass to each other: one frozen value each, validated when written and when read."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Handoff(BaseModel):
    """The base of every handoff: frozen, closed to unknown fields, bytes kept as base64."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        ser_json_bytes="base64",
        val_json_bytes="base64",
        use_attribute_docstrings=True,
    )

    @property
    def reusable(self) -> bool:
        """Whether a receipt of this handoff may stand in for the work on a later passage."""
        return True


class Risk(StrEnum):
    """What being wrong would cost."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Verb(StrEnum):
    """What may be done to a path."""

    MODIFY = "modify"
    CREATE = "create"
    DELETE = "delete"


class Outcome(StrEnum):
    """What a machine measured about one test or one linter finding's absence."""

    PASSED = "passed"
    FAILED = "failed"
    ERRORED = "errored"
    SKIPPED = "skipped"
    TIMED_OUT = "timed_out"


# -- ticket and route ---------------------------------------------------------------------------------


class Ticket(Handoff):
    """What was asked, never edited."""

    title: str
    body: str
    source: str
    """Where it came from: a file's name, `-`, or `flags`."""
    hidden: int = 0
    """Characters a person would not have seen (zero-width, bidi, tags)."""

    @property
    def text(self) -> str:
        """Title and body as one text."""
        return f"{self.title}\n\n{self.body}".strip()


class Route(Handoff):
    """Risk, attempts and what is asked, for one run."""

    risk: Risk
    reasons: tuple[str, ...]
    """Why the risk is what it is, a sentence each."""
    attempts: int = Field(ge=1)
    """How often patch, candidate and checks may be passed."""
    context_tokens: int
    """Budget of the context pack, in tokens."""
    owner: str = ""
    """Who must approve; empty when anyone may."""


# -- spec ---------------------------------------------------------------------------------------------


class Criterion(Handoff):
    """One thing that must be true of the result."""

    id: str
    text: str


class Spec(Handoff):
    """The ticket as goal and acceptance."""

    action: str
    """What the user does."""
    expected: str
    """What the user then sees."""
    edge_cases: tuple[str, ...]
    criteria: tuple[Criterion, ...]
    identifiers: tuple[str, ...] = ()
    """Names in the code that the ticket speaks of."""
    questions: tuple[str, ...] = ()
    """What the ticket leaves open."""


# -- context and facts --------------------------------------------------------------------------------


class RankedFile(Handoff):
    """A file that the ticket may need, and why."""

    path: str
    score: float
    reasons: tuple[str, ...]


class Snippet(Handoff):
    """Exact text of one file, from `first_line` to `last_line` (1-based, inclusive)."""

    path: str
    first_line: int
    last_line: int
    text: str
    symbol: str = ""
    """The definition it holds, or empty for a file's head or a whole file."""


class Context(Handoff):
    """The few files that matter, ranked, and the text of them that is shown."""

    files: tuple[RankedFile, ...]
    snippets: tuple[Snippet, ...]
    tests: tuple[str, ...]
    """Test files nearest to the ranked files, nearest first."""
    tokens: int
    """Estimated size of the snippets, in tokens."""


class Quote(Handoff):
    """Words of an approved source, verbatim."""

    text: str
    source: str
    """`path:line@commit` or `package==version`."""


class Facts(Handoff):
    """What was looked up before a model was asked."""

    quotes: tuple[Quote, ...]
    open: tuple[str, ...] = ()
    """Questions for which no trusted source was found."""


# -- scope, patch, candidate --------------------------------------------------------------------------


class Permit(Handoff):
    """Paths that a run may touch, and how."""

    pattern: str
    """A path, or a glob where `*` stays inside a folder and `**` crosses folders."""
    verbs: tuple[Verb, ...]
    reason: str


class Scope(Handoff):
    """What a run may touch without asking."""

    permits: tuple[Permit, ...]
    max_files: int
    max_lines: int
    """Added and removed lines together."""


class FileEdit(Handoff):
    """The whole new content of one path; None deletes it."""

    path: str
    content: bytes | None


class Patch(Handoff):
    """The edits of one attempt, placed on the text that the model saw."""

    edits: tuple[FileEdit, ...]
    explanation: str = ""
    """The model's own words around the edits; shown, never trusted."""


class ChangedFile(Handoff):
    """One path in which candidate and base differ, read from the commit's tree."""

    path: str
    verb: Verb
    old_mode: str
    new_mode: str
    old_blob: str
    new_blob: str
    added: int = 0
    removed: int = 0
    binary: bool = False


class Candidate(Handoff):
    """The patch frozen as one commit."""

    base: str
    commit: str
    tree: str
    changed: tuple[ChangedFile, ...]


# -- checks and guard ---------------------------------------------------------------------------------


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
    removed: tuple[IdChange, ...] = ()
    """Green before, gone now."""
    newly_skipped: tuple[IdChange, ...] = ()
    """Green before, skipped or expected to fail now; and new tests that are skipped."""
    held: bool = False
    """Red for nothing but tests that are gone or skipped: a person may accept that by name."""
    output: str = ""
    """The trimmed end of the candidate's output."""
    seconds_before: float = 0.0
    seconds_after: float = 0.0


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
    """What a person decided of a run when it asked."""

    permits: tuple[str, ...] = ()
    """Patterns that the scope was widened by."""
    accepted: tuple[str, ...] = ()
    """Held findings accepted by name: a path, or `unchecked`."""


# -- summary and review -------------------------------------------------------------------------------


class Evidence(Handoff):
    """An acceptance criterion and what shows it."""

    criterion: str
    shown_by: tuple[str, ...]
    """Tests by id; empty means not shown."""


class Summary(Handoff):
    """What changed, what was measured, what needs a human eye: facts only."""

    title: str
    asked: str
    risk: Risk
    owner: str
    changed: tuple[ChangedFile, ...]
    proven: tuple[str, ...]
    """What a machine measured, a sentence each."""
    evidence: tuple[Evidence, ...]
    look_at: tuple[str, ...]
    """What needs a human eye, costliest first."""
    roll_back: str


class Review(Handoff):
    """Where a run ends: ready for a person, or finished and not fit."""

    state: Literal["ready", "not_fit"]
    reason: str
    branch: str = ""
    commit: str = ""
