"""Every error that devflow raises on purpose.

DevflowError
├── ConfigError          usage or configuration is not usable
├── TicketError          the ticket cannot be read as a ticket
├── RepoError            the git repository cannot be worked with
├── SandboxError         isolation cannot be had
├── ModelError           a model gave no usable answer
│   ├── ModelUnavailable   the provider could not be reached or refused the call
│   ├── ReplyInvalid       the answer came and cannot be used
│   └── ScriptEnded        the script holds no further reply for this step
├── EditError            a reply's edits cannot be placed
├── ScopeError           a path that no scope may hold
├── BudgetError          the next call could exceed the budget
├── StoreError           the store cannot be read or written
│   └── RunNotFound
├── ForgeError           GitHub refuses, does not answer, or asks what nobody may ask
├── Paused               a person must decide before the run goes on
└── StepFailed           a step has no handoff to give; wraps the cause (raised by the ledger only)

A red check is a value in a report, never an exception. `devflow.cli.group` turns each of these into an
exit code, in one place.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar


class DevflowError(Exception):
    """What is so (`message`), what to do about it (`hint`) and a stable `code` that scripts can match."""

    default_code: ClassVar[str] = "E_DEVFLOW"

    def __init__(self, message: str, hint: str = "", *, code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.code = code or self.default_code


class ConfigError(DevflowError):
    """Usage or configuration is not usable."""

    default_code = "E_CONFIG"


class TicketError(DevflowError):
    """The ticket cannot be read as a ticket."""

    default_code = "E_TICKET"


class RepoError(DevflowError):
    """The git repository cannot be worked with."""

    default_code = "E_REPO"


class SandboxError(DevflowError):
    """Isolation cannot be had; nothing was run."""

    default_code = "E_SANDBOX_UNAVAILABLE"


class ModelError(DevflowError):
    """A model gave no usable answer."""

    default_code = "E_MODEL"


class ModelUnavailable(ModelError):
    """The provider could not be reached or refused the call."""

    default_code = "E_MODEL_UNAVAILABLE"


class ReplyInvalid(ModelError):
    """The answer came and cannot be used."""

    default_code = "E_REPLY_INVALID"


class ScriptEnded(ModelError):
    """The script holds no further reply for this step."""

    default_code = "E_SCRIPT_ENDED"


class EditError(DevflowError):
    """A reply's edits cannot be placed; nothing was changed."""

    default_code = "E_EDIT"


class ScopeError(DevflowError):
    """A path that no scope may hold."""

    default_code = "E_SCOPE"


class BudgetError(DevflowError):
    """The next call could exceed the budget."""

    default_code = "E_BUDGET"

    def __init__(self, message: str, hint: str = "", *, lack: Decimal = Decimal(0)) -> None:
        """`lack`: dollars without which the call does not fit, as far as that is known."""
        super().__init__(message, hint)
        self.lack = lack


class StoreError(DevflowError):
    """The store cannot be read or written."""

    default_code = "E_STORE"


class RunNotFound(StoreError):
    """No run of that name is in the store."""

    default_code = "E_RUN_NOT_FOUND"


class ForgeError(DevflowError):
    """GitHub refuses, does not answer, or brings what nobody may ask."""

    default_code = "E_GITHUB"


class Paused(DevflowError):
    """A person must decide before the run goes on; all work done is kept.

    `question` is what to decide, `releases` the commands that let the run go on. `yes` is what a plain yes
    decides, each a kind and a text as the store keeps them; nothing where going on is all that is asked.
    `words` tells that an answer in free words is understood. `step` is who asks; the ledger sets it.
    """

    default_code = "E_PAUSED"

    def __init__(
        self,
        question: str,
        releases: tuple[str, ...],
        *,
        code: str = "",
        yes: tuple[tuple[str, str], ...] = (),
        words: bool = False,
    ) -> None:
        super().__init__(question, "\n".join(releases), code=code)
        self.question = question
        self.releases = releases
        self.yes = yes
        self.words = words
        self.step = ""


class StepFailed(DevflowError):
    """A step has no handoff to give; `cause` says why and lends its hint and code."""

    def __init__(self, step: str, cause: DevflowError) -> None:
        super().__init__(f"The {step} step could not finish: {cause.message}", cause.hint, code=cause.code)
        self.step = step
        self.cause = cause
