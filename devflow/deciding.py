"""What a person decides of a run: answers to what it asks, notes that send it back, the verdict."""

from __future__ import annotations

import getpass
import time
from dataclasses import dataclass

from devflow.errors import ConfigError
from devflow.git.commits import RunCommits
from devflow.git.objects import Objects
from devflow.git.run_repo import RunRepo, identity
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Risk
from devflow.store.pause import Pause
from devflow.store.store import Run, RunState, Store
from devflow.store.view import RunView, view

# -- ends that a person has spoken; a run does not go on from them
FINAL = (RunState.APPROVED, RunState.REJECTED)
# -- the steps that put questions to a person and read what is answered to them
_ASKING = ("facts", "scope", "review")


@dataclass(frozen=True)
class Deciding:
    """A person's part in the runs of one repository. What is decided is kept; `Engine.carry` goes on."""

    user: UserRepo
    store: Store

    @property
    def who(self) -> str:
        """Who is at work here: as git knows him, else the name of the account."""
        return self.user.user_name() or getpass.getuser()

    def view(self, name: str) -> RunView:
        """Everything kept of a run."""
        return view(self.store, self.store.run(name))

    def diff(self, shown: RunView) -> bytes:
        """The unified diff of a run's last candidate against its base; empty where none is kept."""
        folder = self.store.folder / "runs" / shown.run.id
        if shown.candidate is None or not RunCommits(folder, self.user).tree(shown.candidate.commit):
            return b""
        objects = (
            RunRepo(folder, self.user).objects if (folder / "git").exists() else Objects(self.user.git_dir)
        )
        return objects.diff(shown.candidate.base, shown.candidate.commit)

    def approve(self, name: str, by: str, note: str = "") -> RunView:
        """A person's yes: kept in the store and in a git note on the commit. Nothing is merged or moved.

        Raises:
            ConfigError: the run is not ready for review, or another must approve it.
        """
        run = self._judgeable(name, "approve")
        self._refuse_who_may_not(run, by)
        now = time.time()
        said = f"Approved-by: {by}\nDevflow-Run: {run.id}\n" + (f"\n{note}\n" if note else "")
        self.user.add_note(run.head, said, identity(int(now)))
        self.store.change(run.id, state=RunState.APPROVED, judged_by=by, judged_at=now, verdict_note=note)
        return self.view(run.id)

    def reject(self, name: str, by: str, note: str = "") -> RunView:
        """A person's no: kept in the store. The branch stays until somebody deletes it.

        Raises:
            ConfigError: the run was approved or rejected before.
        """
        run = self.store.run(name)
        if run.state in FINAL:
            message = f"Run {run.id} is {run.state.value} already."
            raise ConfigError(message, f"`devflow show {run.id}` tells by whom.", code="E_RUN_STATE")
        with self.store.hold(run.id):
            self.store.change(
                run.id, state=RunState.REJECTED, judged_by=by, judged_at=time.time(), verdict_note=note
            )
        return self.view(run.id)

    def send_back(self, name: str, step: str, note: str, by: str) -> Run:
        """Keep a note that only the named step reads."""
        run = self._open(name)
        self.store.decide(run.id, "note", note, by=by, step=step)
        return run

    def add_budget(self, name: str, dollars: str, by: str) -> Run:
        """Let a run cost more than its budget."""
        run = self._open(name)
        self.store.decide(run.id, "budget", dollars, by=by)
        return run

    def accept(self, name: str, held: str, by: str) -> Run:
        """Accept by name what a run holds."""
        run = self._open(name)
        self.store.decide(run.id, "accept", held, by=by, step=_asking(run))
        return run

    def widen(self, name: str, pattern: str, by: str) -> Run:
        """Put a path or a glob into a run's scope; where the scope was what it asked for, that is a yes."""
        run = self._open(name)
        step = _asking(run)
        self.store.decide(run.id, "permit", pattern, by=by, step=step)
        if run.pause and step == "scope":
            self._say_yes(run, run.pause, by)
        return run

    def answer(self, name: str, words: str, by: str) -> Run:
        """Answer what a paused run asks: in words, or where there are none by a plain yes.

        Raises:
            ConfigError: the run asks nothing (E_RUN_STATE), or nothing that words answer (E_ANSWER).
        """
        run = self._open(name)
        if run.pause is None:
            message = f"Run {run.id} is {run.state.value.replace('_', ' ')} and asks nothing."
            raise ConfigError(message, f"`devflow show {run.id}` tells where it stands.", code="E_RUN_STATE")
        if words and not run.pause.words:
            message = f"Run {run.id} does not ask for words. It asks: {run.pause.question}"
            raise ConfigError(message, "\n".join(run.pause.releases), code="E_ANSWER")
        if words:
            self.store.decide(run.id, "words", words, by=by, step=run.pause.step)
        self._say_yes(run, run.pause, by)
        return run

    def _refuse_who_may_not(self, run: Run, by: str) -> None:
        """Owners approve what is theirs; where a second person is wanted, nobody his own run."""
        route = self.view(run.id).route
        if route is None:
            return
        if not route.may_approve(by):
            message = f"Run {run.id} is of {Risk.HIGH.value} risk: {route.owner} must approve it, not {by}."
            hint = f"The owner runs: devflow approve {run.id} --as NAME"
            raise ConfigError(message, hint, code="E_OWNER")
        wanted = run.pins.get("config", {}).get("risk", {}).get("second_person", ())
        if route.risk in wanted and by.partition(" as ")[0] == run.pins.get("by"):
            message = (
                f"Run {run.id} is of {route.risk.value} risk and was started by you: another must approve it."
            )
            raise ConfigError(message, "`risk.second_person` asks for that.", code="E_OWN_RUN")

    def _say_yes(self, run: Run, pause: Pause, by: str) -> None:
        for kind, text in pause.yes:
            self.store.decide(run.id, kind, text, by=by, step="" if kind == "budget" else pause.step)

    def _open(self, name: str) -> Run:
        run = self.store.run(name)
        if run.state in FINAL:
            message = f"Run {run.id} is {run.state.value} already."
            raise ConfigError(message, "Start a new run.", code="E_RUN_STATE")
        return run

    def _judgeable(self, name: str, verb: str) -> Run:
        run = self.store.run(name)
        if run.state is not RunState.READY:
            message = f"Run {run.id} is {run.state.value}, so there is nothing to {verb}."
            raise ConfigError(message, f"`devflow show {run.id}` tells where it stands.", code="E_RUN_STATE")
        return run


def _asking(run: Run) -> str:
    """The step that reads what is accepted or permitted now: the one that asked, else the review."""
    return run.pause.step if run.pause and run.pause.step in _ASKING else "review"
