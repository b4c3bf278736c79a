"""The boundary: every error becomes its exit code in one place, and --help imports no command."""

from __future__ import annotations

import subprocess
import sys

import pytest

from devflow import errors
from devflow.cli.group import COMMANDS, exit_code, main

CODES = {
    errors.ConfigError: 2,
    errors.TicketError: 2,
    errors.RepoError: 4,
    errors.SandboxError: 4,
    errors.ModelError: 4,
    errors.ModelUnavailable: 4,
    errors.ReplyInvalid: 4,
    errors.ScriptEnded: 4,
    errors.EditError: 4,
    errors.ForgeError: 4,
    errors.ScopeError: 1,
    errors.StoreError: 4,
    errors.RunNotFound: 4,
}


@pytest.mark.parametrize("kind", CODES, ids=lambda kind: kind.__name__)
def test_each_error_has_its_exit_code_alone_and_inside_a_step(kind: type[errors.DevflowError]) -> None:
    assert exit_code(kind("What is so.")) == CODES[kind]
    assert exit_code(errors.StepFailed("patch", kind("What is so."))) == CODES[kind]


def test_a_pause_is_three() -> None:
    assert exit_code(errors.Paused("Which?", ())) == 3
    assert exit_code(errors.BudgetError("Too dear.")) == 3


def test_no_error_type_is_forgotten() -> None:
    def below(kind: type[errors.DevflowError]) -> set[type[errors.DevflowError]]:
        return {kind, *(each for child in kind.__subclasses__() for each in below(child))}

    own = {kind for kind in below(errors.DevflowError) if kind.__module__ == errors.__name__}
    assert own == {*CODES, errors.DevflowError, errors.BudgetError, errors.Paused, errors.StepFailed}


def test_help_imports_neither_commands_nor_what_they_need() -> None:
    program = (
        "import sys; from devflow.cli.group import run; run(['--help'])\n"
        "heavy = {'sqlalchemy', 'rich', 'openai', 'anthropic', 'pydantic', 'jinja2'} & set(sys.modules)\n"
        "sys.exit(f'imported: {heavy}' if heavy else 0)\n"
    )
    done = subprocess.run((sys.executable, "-c", program), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_loads_and_its_help_line_is_its_own(name: str) -> None:
    command = main.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    assert command.help
    assert command.name == name


def said(*arguments: str) -> str:
    """What a refused command line is told, on standard error."""
    done = subprocess.run(
        (sys.executable, "-m", "devflow", *arguments), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


@pytest.mark.parametrize("arguments", [("fnd",), ("run", "--foo"), ("send-back", "last")])
def test_a_command_line_that_is_not_understood_is_a_named_error_with_the_help_to_type(
    arguments: tuple[str, ...],
) -> None:
    first, last = said(*arguments).splitlines()
    assert first.startswith("error: ")
    assert first.endswith("[E_USAGE]")
    assert last.endswith(" --help")


def test_a_bare_command_shows_its_help() -> None:
    assert said().startswith("Usage: devflow")
