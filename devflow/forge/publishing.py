"""A run told to GitHub: its branch, a draft pull request, a check run, a comment. No model, no repo code."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from devflow.bundle import files, judging, pushing
from devflow.bundle.judging import Decision
from devflow.bundle.remote import Remote
from devflow.deciding import FINAL, Deciding
from devflow.engine import Engine
from devflow.errors import ForgeError, StoreError
from devflow.events import silent
from devflow.forge import address, telling, working
from devflow.forge.client import Client
from devflow.forge.orders import BUNDLE, Order, issue_ref
from devflow.git.command import git
from devflow.git.run_repo import ADDRESS, AUTHOR
from devflow.git.user_repo import UserRepo, is_approval
from devflow.handoffs import Ticket
from devflow.store.packing import Packed, take_in
from devflow.store.store import Run, RunState, Store
from devflow.store.view import RunView

CHECK = "devflow"
_CONCLUSIONS = {
    RunState.READY: ("action_required", "Ready for review: nobody has approved it yet"),
    RunState.APPROVED: ("success", "Approved"),
    RunState.REJECTED: ("failure", "Rejected"),
}


@dataclass(frozen=True)
class Published:
    """What was told of a run, and where."""

    run: str
    state: str
    branch: str = ""
    pull: int = 0
    address: str = ""
    pushed: bool = False
    """Whether the branch is new."""


@dataclass(frozen=True)
class Publisher:
    """Tells one repository at GitHub of runs. It holds a token; no model and no repo code is near it."""

    client: Client
    user: UserRepo
    remote: Remote
    words: Callable[[RunView], str]
    """The summary of a run as Markdown in which nothing foreign acts."""
    into: str = ""
    """The branch that pull requests go to; empty: the repository's own."""

    def bundle(self, file: Path, order: Order | None, folder: Path) -> Published:
        """Check a bundle again, push what it holds and tell of it.

        With an order, what people decided must be what the remote keeps of the run in `folder` and what the
        order adds, and nothing else. Without one, whoever calls this answers for the bundle's word.

        Raises:
            RepoError, StoreError, ScopeError: as `judging.judged` and `pushing.push`.
            StoreError: it is another run than was ordered (E_BUNDLE_RUN).
            ForgeError: GitHub refuses or does not answer, or the issue is gone.
        """
        before = self._before(order, folder)
        decided = self._decided(order, before) if order else None
        with files.opened(self.user, file) as found, judging.judged(self.user, found, decided) as shown:
            run = shown.run
            if order:
                _require_ordered(run, order, before)
            issue = self._issue(run)
            self.client.issue(issue)
            branch = run.branch if found.candidate else ""
            pushed = pushing.push(found, self.remote, branch, run.id, (issue_ref(issue),))
            if not branch:
                self.client.say(order.number if order else issue, telling.end(shown, self.words(shown)))
                return Published(run.id, run.state.value)
            return self._show(shown, issue, before, pushed=pushed)

    def told_before(self, file: Path) -> bool:
        """Whether the remote keeps this very run, to the last row: a job that was cut off is run again."""
        with files.opened(self.user, file) as found:
            ref = pushing.rows_ref(str(found.packed.run["id"]))
            return self.remote.refs(found.repo.git_dir, ref).get(ref) == found.state

    def judge(self, order: Order, folder: Path) -> Published:
        """Keep a person's verdict: with the run, in a note on its commit, and as its check run.

        Raises:
            ConfigError: the run cannot be judged, or another must judge it.
            RepoError, StoreError, ScopeError, ForgeError: as `bundle`.
        """
        with (
            tempfile.TemporaryDirectory(prefix="judged-", dir=self.user.state) as room,
            files.opened(self.user, folder / BUNDLE) as found,
            judging.judged(self.user, found),
        ):
            store = Store(Path(room) / "store")
            # -- who may judge is what is configured here, not what the run was pinned to elsewhere
            run = Engine(self.user, store, silent).take_in(found.packed)
            if found.candidate:
                found.repo.publish(run.base, found.candidate)
            verb, text = order.commands[0].verb, order.commands[0].text
            deciding = Deciding(self.user, store)
            verdict = deciding.approve if verb == "approve" else deciding.reject
            shown = verdict(run.id, order.who, text)
            files.save(self.user, store, shown.run, Path(room) / "run.bundle")
            with files.opened(self.user, Path(room) / "run.bundle") as judged:
                also = (issue_ref(self._issue(run)),)
                pushing.push(judged, self.remote, "", run.id, also)
                if verb == "approve":
                    pushing.push_note(judged, self.remote, self.user.note(run.head), int(time.time()))
            if run.head:
                self._check(shown)
            self.client.say(order.number, f"devflow: {shown.run.state.value} by {order.by}")
            return Published(run.id, shown.run.state.value, run.branch)

    def tell(self, order: Order) -> Published:
        """Answer somebody who may ask and asked for what cannot be done."""
        head = f"**devflow did nothing** (`{order.code}`)"
        self.client.say(order.number, f"{head}\n\n{telling.block(order.why)}")
        return Published("", "told")

    def queue(self, order: Order) -> Published:
        """Tell a merge queue whether somebody has approved each commit of devflow's in a group."""
        base, head = order.between
        author = f"--author={AUTHOR} <{ADDRESS}>"
        listed = git(self.user.git_dir, "rev-list", author, head, f"^{base}").stdout.decode().split()
        notes = pushing.notes(self.user, self.remote, listed)
        open_ = [commit[:12] for commit in listed if not is_approval(notes.get(commit, ""))]
        conclusion = "failure" if open_ else "success"
        said = f"Nobody has approved {', '.join(open_[:5])}" if open_ else f"{len(listed)} commits, approved"
        self.client.check(head, CHECK, conclusion, said, said)
        return Published("", f"{conclusion}: {said}")

    def _show(self, shown: RunView, issue: int, before: Packed | None, *, pushed: bool) -> Published:
        """Open the pull request of a run's branch, where there is none, and close that of an older one."""
        run, summary = shown.run, self.words(shown)
        known = self.client.pulls_of(run.branch)
        into = self.into or self.client.default_branch()
        pull = (
            known[0]
            if known
            else self.client.open_pull(run.branch, into, telling.title(run), telling.body(summary, issue))
        )
        self._check(shown)
        old = str(before.run["branch"]) if before and before.run["branch"] else run.branch
        for each in self.client.pulls_of(old) if old != run.branch else ():
            self.client.say(each.number, f"Superseded by #{pull.number}.")
            self.client.close_pull(each.number)
        return Published(run.id, run.state.value, run.branch, pull.number, pull.address, pushed)

    def _check(self, shown: RunView) -> None:
        conclusion, title = _CONCLUSIONS[shown.run.state]
        summary = telling.fit(self.words(shown))
        self.client.check(shown.run.head, CHECK, conclusion, title, summary)

    def _issue(self, run: Run) -> int:
        """The issue that a run is for.

        Raises:
            ForgeError: its ticket is no issue of this repository (E_NO_ISSUE).
        """
        found = address.read(run.ticket.source)
        if found is None or found.repository.lower() != self.client.repository.lower():
            message = f"The ticket of run {run.id} is no issue of {self.client.repository}."
            raise ForgeError(message, "Start it with: devflow run gh:OWNER/REPO#NUMBER", code="E_NO_ISSUE")
        return found.number

    def _before(self, order: Order | None, folder: Path) -> Packed | None:
        """What the remote keeps of the run that an order goes on with."""
        if order is None or not order.run:
            return None
        with files.opened(self.user, folder / BUNDLE) as found:
            return found.packed

    def _decided(self, order: Order, before: Packed | None) -> tuple[Decision, ...]:
        """What people have decided of a run: what is kept of it, and what the order adds."""
        if before is None:
            return ()
        with tempfile.TemporaryDirectory(prefix="before-", dir=self.user.state) as room:
            store = Store(Path(room))
            run = take_in(store, before, {})
            working.apply(Deciding(self.user, store), run.id, order.commands, order.who)
            return judging.decisions(store, run.id)


def _require_ordered(run: Run, order: Order, before: Packed | None) -> None:
    """Hold a run against the order it comes from."""
    wrong = run.state in FINAL
    if before is None:
        wrong |= order.ticket is None or _words(run.ticket) != _words(order.ticket)
        wrong |= run.pins.get("by") != order.who
    else:
        kept = Ticket.model_validate_json(str(before.run["ticket"]))
        same = (run.id, run.base, run.ticket) == (before.run["id"], before.run["base"], kept)
        wrong |= not same
    if wrong:
        message = f"The bundle's run {run.id} is not the one that was asked for."
        raise StoreError(message, "Let the run be made again.", code="E_BUNDLE_RUN")


def _words(ticket: Ticket) -> tuple[str, str, str, str, bool]:
    """What a ticket says and who says it. Its thread may have grown since; it only gives facts."""
    return ticket.title, ticket.body, ticket.source, ticket.author, ticket.may_write
