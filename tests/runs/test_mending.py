"""What of a reply has no place is asked for once more, it alone; the rest of the reply is kept."""

from __future__ import annotations

import json

from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.kept import prompts, steps

PLACED, TEST = runs.GOOD.split("\ntests/test_app.py\n")
MISPLACED = (
    f"{PLACED}\ntests/test_app.py\n{TEST.replace('from app import add', 'from app import nothing', 1)}"
)
MENDED = f"tests/test_app.py\n{TEST}"


def test_only_the_failed_part_is_asked_for_with_what_the_file_says(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ended = runs.start(checkout, [MISPLACED, MENDED])
    assert ended.code == 0, ended.err
    assert "1 part that could not be placed: tests/test_app.py" in ended.err
    first, second = prompts(checkout)[-2:]
    assert "return first + second" in first
    assert "return first + second" not in second
    assert "from app import nothing" in second
    assert "says (lines 1 to" in second and "def test_add()" in second
    assert runs.devflow(checkout, "show", "last", "--verify").code == 0


def test_a_part_that_has_no_place_twice_leaves_nothing(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ended = runs.start(checkout, [MISPLACED, MISPLACED, runs.GOOD])
    assert ended.code == 4
    assert "E_EDIT_MISMATCH" in ended.err
    assert steps(checkout, "calls") == ["spec", "patch", "patch"]


def test_the_short_way_asks_for_the_failed_part_too(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    outside = checkout.parent
    draft = f"```json\n{json.dumps(runs.SPEC)}\n```\n\n{MISPLACED}"
    (outside / "ticket.md").write_text(runs.TICKET)
    script = runs.write_script(outside / "script.jsonl", ("draft", draft), ("draft", MENDED))
    ended = runs.devflow(checkout, "run", str(outside / "ticket.md"), "--script", str(script), "--json")
    assert ended.code == 0, ended.err
    assert steps(checkout, "calls") == ["draft", "draft"]
    assert "return first + second" not in prompts(checkout)[-1]


def test_a_block_of_a_whole_file_and_nothing_deletes_it(git_repo: MakeRepo) -> None:
    checkout = git_repo({**repos.SAMPLE, "old.py": "x = 1\n"})
    gone = "\nold.py\n<<<<<<< SEARCH\nx = 1\n=======\n>>>>>>> REPLACE\n"
    ended = runs.start(checkout, [runs.GOOD + gone])
    assert ended.code == 3, ended.err
    assert "old.py: The scope does not allow to delete this path." in ended.err
