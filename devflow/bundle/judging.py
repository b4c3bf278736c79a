"""Whether a bundle may be shown to others: all that code can know again without running anything."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from devflow import config
from devflow.bundle.files import SHOWN, Opened, lost_base
from devflow.config import ScopeRules
from devflow.errors import ScopeError, StoreError
from devflow.git.branches import branch_name
from devflow.git.command import git
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.guard import judge, protected_here
from devflow.handoffs import Candidate, Context, Finding, GuardReport, Handoff, Route, Scope
from devflow.risk import of_candidate
from devflow.steps.scope import agreed_to, must_ask, of_policy, widened
from devflow.store.ledger import digest_of
from devflow.store.packing import take_in
from devflow.store.store import Store
from devflow.store.verify import verify
from devflow.store.view import RunView, view

H = TypeVar("H", bound=Handoff)
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


Decision = tuple[str, str, str]
"""What a person decided: its kind, its text, and the step that reads it."""


@contextmanager
def judged(user: UserRepo, bundle: Opened, decided: Sequence[Decision] | None = None) -> Iterator[RunView]:
    """The run of a bundle, once everything that can be known again is as the bundle says.

    Its base is history of what is checked out here; every digest and every handoff holds; the commit is one
    commit on that base; the guard, over its tree and the scope that policy gives here, finds nothing that
    nobody accepted. `decided` is what people with the right to it have decided, in order; without it the
    bundle is believed in that. Which files the ticket needs, and that the tests passed, is its word.

    Raises:
        RepoError: the base is not in the history of HEAD (E_BUNDLE_BASE).
        StoreError: the bundle contradicts itself (E_BUNDLE_BROKEN), or tells of decisions that nobody made
            (E_BUNDLE_DECISIONS).
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
        if decided is not None and decisions(store, run.id) != tuple(decided):
            message = "The bundle tells of decisions that nobody with the right to them has made."
            raise StoreError(message, "Let the run be made again.", code="E_BUNDLE_DECISIONS")
        if run.state in SHOWN:
            _require_commit(bundle, shown)
            _require_scope(user, bundle, shown, decisions(store, run.id))
        yield shown


def decisions(store: Store, run: str) -> tuple[Decision, ...]:
    """What a store says that people decided of a run, oldest first."""
    return tuple((row["kind"], row["text"], row["step"]) for row in store.rows("decisions", run))


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


def _require_scope(user: UserRepo, bundle: Opened, shown: RunView, decided: Sequence[Decision]) -> None:
    """Let the guard look at the commit once more, over the scope that policy gives on this machine."""
    guard = shown.guard
    if guard is None:
        raise _broken("No guard has looked at it.")
    accepted = {text for kind, text, _ in decided if kind == "accept"}
    repo_file = bundle.repo.objects.read(shown.run.base, config.REPO_FILE)
    settings = config.load(repo_file, os.environ, {}, user.root)
    scope = _scope(bundle, shown, settings.scope, decided, accepted)
    candidate, objects = _candidate(shown), bundle.repo.objects
    risk = of_candidate(candidate.changed, settings.risk.by_path)
    found = judge(candidate.changed, scope, objects.tree(candidate.base), objects.blob, risk)
    protected = protected_here(settings.scope.protect, candidate.changed, found.findings)
    for finding in (*found.findings, *protected):
        if finding.level == "refused" or (finding.level == "held" and not _known(finding, guard, accepted)):
            message = f"{finding.name}: {finding.message} Nobody has accepted this."
            raise ScopeError(message, "The run must be asked again.", code=finding.code)


def _scope(
    bundle: Opened, shown: RunView, rules: ScopeRules, decided: Sequence[Decision], accepted: set[str]
) -> Scope:
    """The scope as the step would give it here; what the bundle says that it gave is not read."""
    context, route = _read(Context, shown), _read(Route, shown)
    ticket = shown.run.ticket
    if (route.outsider, route.origin or ticket.origin) != (ticket.outsider, ticket.origin):
        raise _broken("Its route is not that of a ticket by this author.")
    notes = [text for kind, text, step in decided if kind == "note" and step == "scope"]
    files = bundle.repo.objects.tree(shown.run.base)
    proposed = of_policy(context, route, rules, notes, files)
    if must_ask(route) and agreed_to(proposed) not in accepted:
        message = "Nobody has agreed to the scope of this run."
        raise ScopeError(message, "The run must be asked again.", code="E_SCOPE_ASKED")
    return widened(proposed, [text for kind, text, _ in decided if kind == "permit"])


def _read(kind: type[H], shown: RunView) -> H:
    """The handoff that the last scope was made from: of several of a kind, the one that its receipt names."""
    receipts = [row for row in shown.receipts if row["kind"] == Scope.__name__]
    named = json.loads(receipts[-1]["inputs"]).values() if receipts else ()
    for row in shown.receipts:
        if row["kind"] == kind.__name__:
            found = kind.model_validate_json(row["handoff"])
            if digest_of(found) in named:
                return found
    raise _broken(f"Its scope was made from no {kind.__name__.lower()}.")


def _candidate(shown: RunView) -> Candidate:
    if shown.candidate is None:
        raise _broken("It has no candidate.")
    return shown.candidate


def _known(finding: Finding, guard: GuardReport, accepted: set[str]) -> bool:
    if finding.name in accepted:
        return True
    looked = {(each.code, each.path) for each in guard.at("shown")}
    return finding.code == _MEASURED and (finding.code, finding.path) in looked


def _broken(what: str) -> StoreError:
    message = f"The bundle does not hold together: {what}"
    return StoreError(message, "Let the run be made again.", code="E_BUNDLE_BROKEN")
