"""The published schemas are those of the code, and what every command prints with --json keeps to one."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from devflow.cli.group import main
from devflow.errors import DevflowError
from devflow.report.data import Told
from devflow.report.schemas import PRINTED, SCHEMAS, schema_of
from tests.conftest import MakeRepo
from tests.support import repos, runs

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"
# -- in this order on one repository with a run; what each prints, by the name of its shape
TOLD = (
    ("doctor", "diagnosis"),
    ("init", "proposed"),
    ("find subtract", "found"),
    ("find subtract --context", "found"),
    ("plan ../ticket.md", "plan"),
    ("setup --dry-run", "setup"),
    ("show last", "shown"),
    ("show last patch", "shown"),
    ("show last --verify", "verified"),
    ("review last", "review"),
    ("try last", "trial"),
    ("try last --clean", "trial-gone"),
    ("stats", "figures"),
    ("hook install", "hooks"),
    ("hook status", "hooks"),
    ("hook uninstall", "hooks"),
    ("approve last", "runs"),
    ("bundle check ../run.bundle", "run"),
    ("bundle push ../run.bundle --to ../origin.git", "pushed"),
    ("reject last", "runs"),
    ("gc", "leftovers"),
)
# -- these carry a run on, and print what `run` prints by the same function
CARRYING = {"run", "resume", "answer", "accept", "scope add", "send-back", "github work"}
# -- these want GitHub or a history, and print the shape itself; tests/forge and tests/bench drive them
ELSEWHERE = {"github event", "github publish", "bench commits"}


def commands(group: click.Group, before: str = "") -> Iterator[tuple[str, click.Command]]:
    """Every command that is no group, by what is typed."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, f"{before}{name} ")
        elif command is not None:
            yield f"{before}{name}", command


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_published_schema_is_that_of_the_code(name: str) -> None:
    published = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert published == schema_of(SCHEMAS[name]), "run scripts/schemas.py"


def test_no_other_schema_is_published() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(SCHEMAS)


def test_every_command_with_json_has_a_schema() -> None:
    printing = {name for name, command in commands(main) if any(p.name == "json_" for p in command.params)}
    assert printing == set(PRINTED), "name it in devflow/report/schemas.py, and its output below"
    assert {shape for shapes in PRINTED.values() for shape in shapes} == set(SCHEMAS)


def test_the_output_of_every_one_is_held_against_it_here() -> None:
    seen = {(name, shape) for name in PRINTED for line, shape in TOLD if f"{line} ".startswith(f"{name} ")}
    wanted = {(name, shape) for name in PRINTED for shape in PRINTED[name]}
    assert wanted - seen == {
        (name, shape) for name in (*CARRYING, *ELSEWHERE, "runs") for shape in PRINTED[name]
    }


def keeps_to(shape: str, text: str) -> Told:
    """What was printed, read strictly by its shape; a key that the shape does not name is an error."""
    return SCHEMAS[shape].model_validate_json(text)


def test_what_is_printed_keeps_to_it(git_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    checkout = git_repo()
    ended = runs.start(checkout, [runs.GOOD])
    *events, last = ended.out.splitlines()
    for line in events:
        keeps_to("event", line)
    keeps_to("run", last)
    repos.git(checkout, "init", "-q", "--bare", "../origin.git")
    monkeypatch.chdir(checkout)
    (row,) = json.loads(said(["runs"]))
    keeps_to("runs", json.dumps(row))
    for line, shape in TOLD:
        if line == "reject last":
            said(["run", "--title", "Another", "--script", str(checkout / "none.jsonl")])
        keeps_to(shape, said(shlex.split(line)))
        if line == "approve last":
            # -- a bundle of the run as it stands now
            said(["bundle", "save", "last", "../run.bundle"], json_=False)


def said(argv: list[str], *, json_: bool = True) -> str:
    """What a command prints."""
    done = CliRunner().invoke(main, [*argv, *["--json"] * json_])
    assert done.exception is None or isinstance(done.exception, DevflowError | SystemExit), done.exception
    return done.stdout
