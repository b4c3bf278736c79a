"""What the jobs of a workflow do: decide what an event asks for, and tell GitHub what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from devflow.bundle.remote import Remote
from devflow.errors import ConfigError
from devflow.forge import events, orders, runner, tokens
from devflow.forge.client import Client
from devflow.forge.orders import Order
from devflow.forge.publishing import Published, Publisher
from devflow.git.user_repo import UserRepo
from devflow.store.view import RunView


@dataclass(frozen=True)
class Job:
    """A job in a checkout, by the environment that its runner gave it."""

    environment: Mapping[str, str]
    place: Path
    """A folder of the checkout; it is looked for when it is needed."""
    words: Callable[[RunView], str]
    """The summary of a run as Markdown in which nothing foreign acts."""
    label: str
    """The label that starts a run."""
    url: str | None = None
    """The remote, where it is not the repository's own."""
    into: str = ""
    """The branch that pull requests go to; empty: the repository's own."""

    @cached_property
    def user(self) -> UserRepo:
        """The repository of the checkout."""
        return UserRepo.find(self.place)

    def order(self, folder: Path) -> Order:
        """What the job's event asks for; the run that it speaks of is written into `folder`.

        Raises:
            ForgeError, RepoError, StoreError: as `events.load` and `orders.decide`.
        """
        folder.mkdir(parents=True, exist_ok=True)
        asked = events.load(*runner.event(self.environment), self.label)
        if not isinstance(asked, events.Asked):
            return orders.without_asking(asked)
        client = self._client(asked.repository)
        return orders.decide(asked, client, self.user, self._remote(client), folder)

    def publish(self, file: Path | None) -> Published:
        """Tell GitHub what became of the job's event: of the run in `file`, a bundle, unless it needs none.

        Raises:
            ConfigError: it needs one (E_USAGE).
            ForgeError, RepoError, ScopeError, StoreError: as `order` and `Publisher.bundle`.
        """
        with runner.folder() as folder:
            if file is not None and (repository := runner.repository(self.environment)):
                publisher = self._publisher(repository)
                if publisher.told_before(file):
                    return publisher.bundle(file, None, folder)
            order = self.order(folder)
            match order.do:
                case "nothing":
                    return Published("", f"nothing: {order.why}")
                case "tell":
                    return self._publisher(order.repository).tell(order)
                case "judge":
                    return _judged(self._publisher(order.repository), order, folder)
                case "queue":
                    return self._publisher(order.repository).queue(order)
                case "work":
                    return self._publisher(order.repository).bundle(_needed(file), order, folder)

    def publish_without_event(self, repository: str, file: Path | None) -> Published:
        """Tell GitHub of the run in a bundle, for which whoever calls this answers. Raises as `publish`."""
        return self._publisher(repository).bundle(_needed(file), None, self.user.state)

    def _publisher(self, repository: str) -> Publisher:
        client = self._client(repository)
        self.user.state.mkdir(parents=True, exist_ok=True)
        return Publisher(client, self.user, self._remote(client), self.words, self.into)

    def _client(self, repository: str) -> Client:
        return Client(repository, tokens.token(self.environment), runner.api(self.environment))

    def _remote(self, client: Client) -> Remote:
        if self.url:
            return Remote(self.url)
        return Remote(runner.remote(self.environment, client.repository), client.token)


def _needed(file: Path | None) -> Path:
    if file is None:
        raise ConfigError("Give the bundle that is to be published.", code="E_USAGE")
    return file


def _judged(publisher: Publisher, order: Order, folder: Path) -> Published:
    """A verdict; where it cannot be given, whoever gave it is told."""
    try:
        return publisher.judge(order, folder)
    except ConfigError as error:
        why = f"{error.message}\n\n{error.hint}".strip()
        return publisher.tell(order.model_copy(update={"why": why, "code": error.code}))
