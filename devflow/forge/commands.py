"""What a comment asks of devflow: lines that begin with `/devflow`."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict

from devflow.errors import ForgeError
from devflow.handoffs import SEND_BACK

Verb = Literal["run", "send-back", "answer", "accept", "scope add", "approve", "reject"]
_LINE = re.compile(r"^/devflow(?:[ \t]+|$)", re.MULTILINE)
# -- what is said about one run may be several permissions; a verdict, a note or a new run stands alone
_TOGETHER = frozenset(("accept", "scope add"))
_MOST = 20
_LONGEST = 8_000
HELP = (
    "/devflow run",
    "/devflow send-back patch: what should be otherwise",
    "/devflow answer yes",
    "/devflow accept NAME",
    "/devflow scope add PATH",
    "/devflow approve",
    "/devflow reject",
)


class Command(BaseModel):
    """One thing that is asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verb: Verb
    step: str = ""
    """Where a run is sent back to."""
    text: str = ""
    """A note, an answer in words (none: a plain yes), a name or a path."""


def read(body: str, *, on_pull: bool) -> tuple[Command, ...]:
    """The commands of a comment that begins with one; none where it is an ordinary comment.

    Raises:
        ForgeError: it means to be a command and is none (E_COMMAND).
    """
    body = body.replace("\r\n", "\n").strip()
    if not _LINE.match(body):
        return ()
    if len(body) > _LONGEST:
        raise _no_command(f"It is longer than {_LONGEST} characters.")
    found = tuple(_command(part.strip()) for part in _LINE.split(body)[1:])
    if len(found) > 1 and not all(each.verb in _TOGETHER for each in found):
        raise _no_command("Only `accept` and `scope add` may stand several times in one comment.")
    if any(each.verb == ("run" if on_pull else "approve") for each in found):
        where = "an issue" if on_pull else "the pull request whose commit is meant"
        raise _no_command(f"`{found[0].verb}` is said below {where}.")
    if len(found) > _MOST:
        raise _no_command(f"It holds more than {_MOST} commands.")
    return found


def _command(words: str) -> Command:
    verb, _, rest = words.partition(" ")
    rest = rest.strip()
    match verb.rstrip(":"):
        case "run" if not rest:
            return Command(verb="run")
        case "approve" | "reject" as verdict:
            return Command(verb=verdict, text=rest.lstrip(": "))
        case "send-back":
            step, _, note = rest.partition(":")
            if step.strip() in SEND_BACK and note.strip():
                return Command(verb="send-back", step=step.strip(), text=note.strip())
            raise _no_command(f"`send-back` takes a step ({', '.join(SEND_BACK)}), a colon and a note.")
        case "answer" if rest:
            return Command(verb="answer", text="" if rest.lower().rstrip(".!") == "yes" else rest)
        case "accept" if _one_line(rest):
            return Command(verb="accept", text=rest.strip("`"))
        case "scope" if rest.startswith("add ") and _one_line(rest):
            return Command(verb="scope add", text=rest.removeprefix("add ").strip().strip("`"))
    raise _no_command("It is none that devflow knows.")


def _one_line(words: str) -> bool:
    return bool(words) and "\n" not in words


def _no_command(why: str) -> ForgeError:
    return ForgeError(f"The comment is no command. {why}", "\n".join(HELP), code="E_COMMAND")
