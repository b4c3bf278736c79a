"""The `devflow` command: its sub-commands, imported when used, and the boundary where errors end."""

from __future__ import annotations

import importlib
import keyword
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from types import FrameType

import click

from devflow import __version__
from devflow.clean import clean
from devflow.cli.joblog import in_a_job
from devflow.errors import (
    BudgetError,
    ConfigError,
    DevflowError,
    Paused,
    ScopeError,
    StepFailed,
    TicketError,
)

OK, NOT_FIT, USAGE, PAUSED, UNFINISHED, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 70, 130

# -- by subject, command -> its module and its help line, so that --help imports none of them
_SECTIONS = {
    "From a ticket to a branch": {
        "run": ("devflow.cli.run", "Carry a ticket to a branch for review"),
        "plan": ("devflow.cli.plan", "Say what a run of a ticket would do and cost at the worst"),
        "resume": ("devflow.cli.resume", "Go on with a run where it stopped"),
        "answer": ("devflow.cli.answers", "Answer what a paused run asks"),
        "accept": ("devflow.cli.answers", "Accept by name what a paused run holds"),
        "scope": ("devflow.cli.answers", "Widen the scope of a paused run"),
    },
    "Your verdict": {
        "review": ("devflow.cli.review", "Show a run's summary, checks, cost and diff"),
        "try": ("devflow.cli.try_", "Lay a run's candidate out in a folder, to be used by hand"),
        "approve": ("devflow.cli.verdict", "Approve a run that is ready for review"),
        "send-back": ("devflow.cli.send_back", "Send a run back to one step, with a note"),
        "reject": ("devflow.cli.verdict", "Reject a run"),
    },
    "Looking back": {
        "runs": ("devflow.cli.runs", "List the runs of this repository"),
        "show": ("devflow.cli.show", "Show the receipts and exact prompts of a run"),
        "stats": ("devflow.cli.stats", "Tell rework, time and cost over the runs of this repository"),
        "gc": ("devflow.cli.gc", "Remove the working folders of finished runs"),
    },
    "This repository": {
        "doctor": ("devflow.cli.doctor", "Say whether a run can start here, with the remedies"),
        "setup": ("devflow.cli.setup", "Make what this repository's checks need"),
        "init": ("devflow.cli.init", "Propose a .devflow.toml from what this repository shows"),
        "find": ("devflow.cli.find", "Rank the files that a ticket needs"),
    },
    "Other machines": {
        "github": ("devflow.cli.github", "Take tickets from GitHub and tell it of runs"),
        "hook": ("devflow.cli.hook", "Start runs from commits, and hold back unapproved pushes"),
        "bundle": ("devflow.cli.bundle", "Carry a run to another machine as one file"),
    },
    "devflow itself": {
        "demo": ("devflow.cli.demo", "Carry a recorded ticket through a small real repository"),
        "bench": ("devflow.cli.bench", "Measure devflow on recorded cases, or on past commits"),
    },
}
COMMANDS = {name: told for section in _SECTIONS.values() for name, told in section.items()}
# -- what they have begun of a run stays; what others were about is not kept
_WORKS = frozenset(("run", "resume", "answer", "accept", "scope", "send-back"))


class _Lazy(click.Group):
    """A group whose commands are imported when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in COMMANDS:
            return None
        word = cmd_name.replace("-", "_")
        function = f"{word}_" if keyword.iskeyword(word) else word
        command = getattr(importlib.import_module(COMMANDS[cmd_name][0]), function)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        del ctx
        widest = max(map(len, COMMANDS))
        for title, commands in _SECTIONS.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(widest), line) for name, (_, line) in commands.items()])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="devflow")
def main() -> None:
    """Carry a ticket to a branch that a person can review in minutes.

    Start with `devflow demo`, or in a git repository with `devflow doctor`; then `devflow run ticket.md` and
    `devflow review`.
    """


def run(arguments: Sequence[str]) -> int:
    """Run the command line and give its exit code: the one place where errors become codes.

    0 ready for review, approved or shown; 1 finished but not fit; 2 usage or configuration; 3 paused for a
    person; 4 could not finish; 70 a bug; 130 interrupted.
    """
    signal.signal(signal.SIGINT, _interrupt)
    signal.signal(signal.SIGTERM, _interrupt)
    with in_a_job(os.environ):
        return _run(arguments)


def _run(arguments: Sequence[str]) -> int:
    try:
        code = main.main(args=list(arguments), prog_name="devflow", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else OK
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        return USAGE
    except click.ClickException as error:
        _tell(_usage(error))
        return USAGE
    except DevflowError as error:
        _tell(error)
        return exit_code(error)
    except (KeyboardInterrupt, click.Abort):
        goes_on = "; `devflow resume last` goes on where it stopped" if _WORKS & {*arguments[:1]} else ""
        _say(f"interrupted{goes_on}.")
        return INTERRUPTED
    except BrokenPipeError:
        # -- whoever read standard output has gone; Python must not complain again when it closes it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception:
        _say(
            f"{traceback.format_exc()}\nThis is a bug in devflow. Please report the lines above. [E_INTERNAL]"
        )
        return BUG


def _usage(error: click.ClickException) -> ConfigError:
    """What click finds wrong with a command's words, as an error of devflow's own."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "devflow"
    return ConfigError(" ".join(error.format_message().split()), f"{command} --help", code="E_USAGE")


def exit_code(error: DevflowError) -> int:
    """The exit code of a named error."""
    cause = error.cause if isinstance(error, StepFailed) else error
    if isinstance(cause, Paused | BudgetError):
        return PAUSED
    if isinstance(cause, ConfigError | TicketError):
        return USAGE
    if isinstance(cause, ScopeError):
        return NOT_FIT
    return UNFINISHED


def _tell(error: DevflowError) -> None:
    word = "paused" if isinstance(error, Paused) else "error"
    _say(f"{word}: {error.message} [{error.code}]")
    for line in error.hint.splitlines():
        _say(f"  {line}")


def _say(text: str) -> None:
    print(clean(text), file=sys.stderr, flush=True)


def _interrupt(number: int, frame: FrameType | None) -> None:
    """The first signal stops the run; those that follow while it cleans up do not disturb that."""
    del number, frame
    for each in (signal.SIGINT, signal.SIGTERM):
        # -- not SIG_IGN: Python complains of a signal that is on its way when it is set
        signal.signal(each, _stay)
    raise KeyboardInterrupt


def _stay(number: int, frame: FrameType | None) -> None:
    """Do nothing. What devflow starts stands in sessions of its own, so no key reaches it."""
    del number, frame
