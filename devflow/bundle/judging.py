"""Whether a bundle may be shown to others: all that code can know again without running anything."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from devflow import config
from devflow.bundle.files import SHOWN, Opened, lost_base
from devflow.errors import ScopeError, StoreError
from devflow.git.command import git
from devflow.git.run_repo import RunRepo, branch_name
from devflow.git.user_repo import UserRepo
from devflow.guard import judge, matches
from devflow.handoffs import Answers, Finding, GuardReport, Permit, Verb
from devflow.store.packing import take_in
from devflow.store.store import Store
from devflow.store.verify import verify
from devflow.store.view import RunView, view

# -- what the ids of the tests that ran explain; whoever ran them is believed in this, and is named
_MEASURED = "E_TESTS_TAMPERED"


@dataclass(frozen=True)
class _Commits:
    """The commits of a bundle, for the receipts to be held against."""

    repo: RunRepo
    shows: dict[str, str]
    """The branch that the bundle would make, and its commit."""

    def tree(self, commit: str) -> str:
        """The id of a commit's tree; empty where the commit is not in the bundle."""
        return self.repo.tree_of(commit) if self.repo.has(commit) else ""

    def parents(self, commit: str) -> tuple[str, ...]:
        """The parents of a commit that is there."""
        said = git(self.repo.git_dir, "rev-list", "--parents", "--max-count=1", commit).stdout.decode()
        return tuple(said.split()[1:])

    def branch(self, name: str) -> str:
        """The commit that a branch would stand at."""
        return self.shows.get(name, "")


@contextmanager
def judged(user: UserRepo, bundle: Opened) -> Iterator[RunView]:
    """The run of a bundle, once everything that can be known again is as the bundle says.

    Its base is history of what is checked out here; every digest and every handoff holds; the commit is one
    commit on that base; the guard, over its tree and the scope, finds nothing that nobody accepted, as the
    bundle tells it. That the tests passed cannot be known again.

    Raises:
        RepoError: the base is not in the history of HEAD (E_BUNDLE_BASE).
        StoreError: the bundle contradicts itself (E_BUNDLE_BROKEN).
        ScopeError: the commit holds what nobody accepted; the code is the finding's.
    """
    _require_base(user, str(bundle.packed.run["base"]))
    with tempfile.TemporaryDirectory(prefix="store-", dir=user.state) as room:
        store = Store(Path(room))
        run = take_in(store, bundle.packed, {})
        shown = view(store, run)
        commits = _Commits(bundle.repo, {run.branch: bundle.candidate} if bundle.candidate else {})
        if found := verify(store, run, commits).broken:
            raise _broken(found)
        if run.state in SHOWN:
            _require_commit(bundle, shown)
            _require_scope(bundle, shown, _answers(store, run.id))
        yield shown


def _require_base(user: UserRepo, base: str) -> None:
    if not re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", base):
        raise _broken("Its base is no commit.")
    done = git(user.git_dir, "merge-base", "--is-ancestor", base, user.resolve(), ok=(0, 1, 128))
    if done.code:
        raise lost_base(base)


def _require_commit(bundle: Opened, shown: RunView) -> None:
    run, candidate = shown.run, shown.candidate
    name = re.escape(branch_name(run.ticket.title, run.id))
    if candidate is None or not bundle.candidate:
        raise _broken("It is said to be ready and has no commit.")
    if not re.fullmatch(rf"{name}(?:-[1-9][0-9]{{0,3}})?", run.branch):
        raise _broken("Its branch has another name than its ticket gives.")
    if (run.head, candidate.commit, candidate.base) != (bundle.candidate, bundle.candidate, run.base):
        raise _broken("Its commit is not the candidate that its receipts name.")
    if bundle.repo.objects.changed(run.base, bundle.candidate) != candidate.changed:
        raise _broken("Its commit changes other files than its receipts say.")


def _require_scope(bundle: Opened, shown: RunView, answers: Answers) -> None:
    """Let the guard look at the commit once more."""
    candidate, scope, guard = shown.candidate, shown.scope, shown.guard
    if candidate is None or scope is None or guard is None:
        raise _broken("It has no scope, or no guard has looked at it.")
    widened = [Permit(pattern=each, verbs=tuple(Verb), reason="widened") for each in answers.permits]
    scope = scope.model_copy(update={"permits": (*scope.permits, *widened)})
    objects = bundle.repo.objects
    found = judge(candidate.changed, scope, objects.tree(candidate.base), objects.blob)
    for finding in (*found.findings, *_protected(bundle, shown)):
        if finding.level == "refused" or (finding.level == "held" and not _known(finding, guard, answers)):
            message = f"{finding.name}: {finding.message} Nobody has accepted this."
            raise ScopeError(message, "The run must be asked again.", code=finding.code)


def _protected(bundle: Opened, shown: RunView) -> Iterator[Finding]:
    """What the repository's own file, as the base has it, protects beside what is built in."""
    text = bundle.repo.objects.read(shown.run.base, config.REPO_FILE)
    patterns = config.load(text, {}, {}).scope.protect
    for file in shown.candidate.changed if shown.candidate else ():
        if any(matches(pattern, file.path) for pattern in patterns):
            yield Finding(
                code="E_PROTECTED_PATH", path=file.path, message="Protected by `scope.protect`.", level="held"
            )


def _known(finding: Finding, guard: GuardReport, answers: Answers) -> bool:
    if finding.name in answers.accepted:
        return True
    looked = {(each.code, each.path) for each in guard.at("shown")}
    return finding.code == _MEASURED and (finding.code, finding.path) in looked


def _answers(store: Store, run: str) -> Answers:
    rows = store.rows("decisions", run)
    permits, accepted = (
        tuple(str(row["text"]) for row in rows if row["kind"] == kind) for kind in ("permit", "accept")
    )
    return Answers(permits=permits, accepted=accepted)


def _broken(what: str) -> StoreError:
    message = f"The bundle does not hold together: {what}"
    return StoreError(message, "Let the run be made again.", code="E_BUNDLE_BROKEN")
