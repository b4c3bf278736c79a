"""One run from its beginning to where it ends: started, carried on, approved or rejected."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from devflow import __version__, config, pipeline, wiring
from devflow.config import Config
from devflow.errors import ConfigError, DevflowError, EditError, Paused, RepoError, ScopeError, StepFailed
from devflow.events import Event, Tell
from devflow.git.commits import RunCommits
from devflow.git.objects import Objects
from devflow.git.run_repo import RunRepo, identity
from devflow.git.user_repo import UserRepo
from devflow.handoffs import Review, Risk, Ticket
from devflow.prompts import Prompts
from devflow.store.journal import StoreJournal
from devflow.store.ledger import Ledger
from devflow.store.store import Run, RunState, Store
from devflow.store.view import RunView, view
from devflow.wiring import Replies

# -- ends that a person has spoken; a run does not go on from them
_FINAL = (RunState.APPROVED, RunState.REJECTED)


@dataclass(frozen=True)
class Engine:
    """The runs of one repository."""

    user: UserRepo
    store: Store
    tell: Tell

    @classmethod
    def at(cls, start: Path, tell: Tell) -> Engine:
        """The engine of the repository that holds `start`.

        Raises:
            RepoError: there is no usable repository.
            StoreError: the store cannot be opened.
        """
        user = UserRepo.find(start)
        return cls(user, Store(user.state), tell)

    def start(self, ticket: Ticket, base: str, flags: Mapping[str, Any], replies: Replies) -> Run:
        """A new run, its configuration and prompts pinned; nothing is worked yet.

        Raises:
            ConfigError: the configuration is not usable, or no model is configured.
            RepoError: the base is no commit.
        """
        commit = self.user.resolve(base)
        repo_file = Objects(self.user.git_dir).read(commit, config.REPO_FILE)
        settings = config.load(repo_file, os.environ, flags)
        if not replies.offline:
            wiring.require_models(settings)
        pins = {
            "version": __version__,
            "config": settings.model_dump(mode="json"),
            "prompts": dict(Prompts.shipped().templates),
            "replies": replies.model_dump(mode="json"),
        }
        return self.store.create(ticket, commit, pins)

    def carry(self, run: Run) -> RunView:
        """Carry a run as far as it goes, and keep how it ended.

        Raises:
            StepFailed, Paused: as the pipeline; the run's state says so and `devflow resume` goes on.
            KeyboardInterrupt: likewise.
            StoreError: another process works on the run.
        """
        with self.store.hold(run.id) as folder:
            run = self.store.run(run.id)
            if run.state in _FINAL:
                return view(self.store, run)
            self.store.change(run.id, state=RunState.RUNNING, reason="", code="")
            review = self._recorded(run, lambda: self._work(run, folder))
            state = RunState.READY if review.state == "ready" else RunState.NOT_FIT
            self.store.change(
                run.id, state=state, reason=review.reason, branch=review.branch, head=review.commit
            )
        return self.view(run.id)

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

    def dirty(self, run: Run) -> tuple[str, ...]:
        """Tracked files of the checkout that are not as the base has them; empty where git cannot say."""
        with self.store.hold(run.id) as folder:
            try:
                return RunRepo.open(folder, self.user).dirty(run.base)
            except RepoError:
                return ()

    def approve(self, name: str, by: str, note: str = "") -> RunView:
        """A person's yes: kept in the store and in a git note on the commit. Nothing is merged or moved.

        Raises:
            ConfigError: the run is not ready for review, or another must approve it.
        """
        run = self._judgeable(name, "approve")
        owner = self._owner(run)
        if owner and owner not in by:
            message = f"Run {run.id} is of {Risk.HIGH.value} risk: {owner} must approve it, not {by}."
            raise ConfigError(message, "Ask the owner to run: devflow approve " + run.id, code="E_OWNER")
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
        if run.state in _FINAL:
            message = f"Run {run.id} is {run.state.value} already."
            raise ConfigError(message, f"`devflow show {run.id}` tells by whom.", code="E_RUN_STATE")
        with self.store.hold(run.id):
            self.store.change(
                run.id, state=RunState.REJECTED, judged_by=by, judged_at=time.time(), verdict_note=note
            )
        return self.view(run.id)

    def decide(self, name: str, kind: str, text: str, by: str, step: str = "") -> Run:
        """Keep an answer to what a paused run asked; `devflow resume` goes on with it."""
        run = self.store.run(name)
        if run.state in _FINAL:
            message = f"Run {run.id} is {run.state.value} already."
            raise ConfigError(message, "Start a new run.", code="E_RUN_STATE")
        self.store.decide(run.id, kind, text, by=by, step=step)
        return run

    def _work(self, run: Run, folder: Path) -> Review:
        settings = Config.model_validate(run.pins["config"])
        replies = Replies.model_validate(run.pins["replies"])
        tell = self._kept_events(run.id)
        tools = wiring.toolbox(
            self.user, self.store, run, folder, settings, Prompts(run.pins["prompts"]), replies, tell
        )
        ledger = Ledger(self.store, run.id, run.base, tell)
        return pipeline.run(run.ticket, tools, ledger)

    def _recorded(self, run: Run, work: Callable[[], Review]) -> Review:
        """Work, and keep how it ended when it ends early."""
        try:
            return work()
        except Paused as pause:
            self.store.change(run.id, state=RunState.PAUSED, reason=pause.message, code=pause.code)
            raise
        except DevflowError as error:
            if isinstance(error, StepFailed) and isinstance(error.cause, EditError | ScopeError):
                StoreJournal(self.store, run.id).spoil(error.step)
            self.store.change(run.id, state=RunState.FAILED, reason=error.message, code=error.code)
            raise
        except KeyboardInterrupt:
            self.store.change(run.id, state=RunState.INTERRUPTED, reason="interrupted", code="E_INTERRUPTED")
            raise
        except Exception as bug:
            reason = f"{type(bug).__name__}: {bug}"
            self.store.change(run.id, state=RunState.FAILED, reason=reason, code="E_INTERNAL")
            raise

    def _kept_events(self, run: str) -> Tell:
        """Events are kept in the store, then told."""

        def tell(event: Event) -> None:
            if event.lasting:
                self.store.log(run, event)
            self.tell(event)

        return tell

    def _judgeable(self, name: str, verb: str) -> Run:
        run = self.store.run(name)
        if run.state is not RunState.READY:
            message = f"Run {run.id} is {run.state.value}, so there is nothing to {verb}."
            raise ConfigError(message, f"`devflow show {run.id}` tells where it stands.", code="E_RUN_STATE")
        return run

    def _owner(self, run: Run) -> str:
        shown = self.view(run.id)
        return shown.route.owner if shown.route else ""
