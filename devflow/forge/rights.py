"""Who may ask devflow for something: people whom GitHub lets write, in words that still stand."""

from __future__ import annotations

from devflow.errors import ForgeError
from devflow.forge.client import Client
from devflow.forge.events import Asked
from devflow.forge.values import PullRequest


def require(client: Client, asked: Asked) -> None:
    """Let whoever asks ask.

    Rights are asked of GitHub, now: neither a name nor what the payload says of somebody counts.

    Raises:
        ForgeError: a bot or somebody without write access (E_ACTOR); a comment that was changed or deleted
            (E_COMMENT_CHANGED).
    """
    if not asked.by.human:
        raise ForgeError(f"{asked.by.login or 'The sender'} is no person.", code="E_ACTOR")
    if not client.may_write(asked.by.login):
        message = f"{asked.by.login} may not write to {asked.repository}."
        raise ForgeError(message, code="E_ACTOR")
    if asked.said is not None:
        _require_unchanged(client, asked)


def require_own(client: Client, number: int) -> PullRequest:
    """A pull request whose branch lies in the repository itself.

    Raises:
        ForgeError: its branch lies in a fork (E_FORK).
    """
    pull = client.pull(number)
    if pull.home.lower() != client.repository.lower():
        message = f"The branch of #{number} lies in {pull.home or 'a fork that was deleted'}."
        raise ForgeError(message, "devflow goes on with branches of its own only.", code="E_FORK")
    return pull


def _require_unchanged(client: Client, asked: Asked) -> None:
    said = asked.said
    if said is None:
        return
    try:
        now = client.comment(asked.issue.number, said.id)
    except ForgeError as error:
        if error.code != "E_GITHUB_GONE":
            raise
        raise ForgeError("The comment was deleted.", code="E_COMMENT_CHANGED") from None
    if said.edited or now.edited or now.body.strip() != said.body.strip():
        message = "The comment was edited after it was written."
        raise ForgeError(message, "Write a new comment.", code="E_COMMENT_CHANGED")
