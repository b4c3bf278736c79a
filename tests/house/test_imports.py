"""What the everyday commands may import: each pays for what it uses, and for nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.conftest import MakeRepo

HEAVY = frozenset(
    {"anthropic", "genai_prices", "jinja2", "openai", "pydantic", "rich", "sqlalchemy", "tree_sitter"}
    | {"devflow.engine", "devflow.pipeline", "devflow.wiring"}
)
MAY: dict[tuple[str, ...], set[str]] = {
    ("--help",): set(),
    ("find", "add"): set(),
    ("runs",): {"pydantic", "rich", "sqlalchemy"},
    ("runs", "--json"): {"pydantic", "rich", "sqlalchemy"},
    ("gc", "--dry-run"): {"pydantic", "rich", "sqlalchemy"},
}
PROGRAM = """
import sys
from devflow.cli.group import run
code = run(sys.argv[2:])
print("\\n" + " ".join(sorted(set(sys.argv[1].split()) & set(sys.modules))))
sys.exit(code)
"""


def imported(checkout: object, *arguments: str) -> set[str]:
    """Which of the heavy modules a command has imported when it ends."""
    argv = (sys.executable, "-c", PROGRAM, " ".join(HEAVY), *arguments)
    done = subprocess.run(argv, cwd=str(checkout), capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("arguments", MAY, ids=" ".join)
def test_a_command_imports_no_more_than_it_may(arguments: tuple[str, ...], git_repo: MakeRepo) -> None:
    checkout = git_repo()
    if arguments[0] == "find":
        # -- the first call builds the index, in workers that parse
        imported(checkout, *arguments)
    assert imported(checkout, *arguments) <= MAY[arguments]


def test_a_command_that_needs_more_is_seen_to_import_it(git_repo: MakeRepo) -> None:
    assert {"pydantic", "rich", "sqlalchemy"} <= imported(git_repo(), "runs")
    assert "pydantic" in imported(git_repo(name="other"), "find", "add", "--context")
