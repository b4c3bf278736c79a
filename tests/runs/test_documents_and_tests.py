"""Tickets about documents or tests alone: their text is shown to the model, and nothing is called proven."""

from __future__ import annotations

from typing import Any

from tests.conftest import MakeRepo
from tests.support import repos, runs

FILES = {
    **repos.SAMPLE,
    "docs/start.md": "# Start\n\nRun `pip instal sample` first.\n",
    "tests/test_sums.py": (
        "import random\n\nfrom app import add\n\n\n"
        "def test_any_sum() -> None:\n    assert add(random.randint(0, 9), 1) > 0\n"
    ),
}
DOCUMENT = """docs/start.md
<<<<<<< SEARCH
Run `pip instal sample` first.
=======
Run `pip install sample` first.
>>>>>>> REPLACE
"""
TEST = """tests/test_sums.py
<<<<<<< SEARCH
import random

from app import add
=======
from app import add
>>>>>>> REPLACE

tests/test_sums.py
<<<<<<< SEARCH
    assert add(random.randint(0, 9), 1) > 0
=======
    assert add(4, 1) == 5
>>>>>>> REPLACE
"""


def run(make: MakeRepo, ticket: str, patch: str) -> tuple[dict[str, Any], str]:
    """What is told of a run that must end ready, and the prompt of its patch."""
    checkout = make(FILES)
    ended = runs.start(checkout, [patch], ticket=ticket)
    assert ended.code == 0, ended.err
    return ended.json, runs.devflow(checkout, "show", ended.json["run"], "patch").out


def test_a_document_is_mended_and_the_checks_are_not_told_to_prove_it(git_repo: MakeRepo) -> None:
    told, prompt = run(git_repo, "Fix the typo in docs/start.md\n\nIt says instal.\n", DOCUMENT)
    assert told["state"] == "ready"
    assert "Run `pip instal sample` first." in prompt
    assert told["summary"]["only"] == "documents"
    (said,) = told["summary"]["look_at"]
    assert "Only documents were changed" in said


def test_a_flaky_test_is_mended_and_its_pass_on_the_base_is_no_reproach(git_repo: MakeRepo) -> None:
    ticket = "The test test_any_sum is flaky; make it deterministic\n"
    told, prompt = run(git_repo, ticket, TEST)
    assert told["state"] == "ready"
    assert "random.randint(0, 9)" in prompt
    assert told["summary"]["only"] == "tests"
    said = " ".join(told["summary"]["look_at"])
    assert "on code that the patch leaves as it is" in said
    assert "passed without the patch" not in said
