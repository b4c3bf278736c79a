"""Search/replace blocks in their dialects."""

from __future__ import annotations

import pytest

from devflow.edits import PlacingError, apply_reply
from tests.edits.replies import block, refusal

FILES = {"src/app.py": "import os\n\n\ndef run():\n    return 1\n\n\ndef stop():\n    return 2\n"}
AFTER = FILES["src/app.py"].replace("return 1", "return 3")
OLD, NEW = "def run():\n    return 1\n", "def run():\n    return 3\n"
INNER = f"{OLD}=======\n{NEW}"


@pytest.mark.parametrize(
    "reply",
    [
        block("src/app.py", OLD, NEW),
        f"```python\nsrc/app.py\n<<<<<<< SEARCH\n{INNER}>>>>>>> REPLACE\n```\n",
        f"src/app.py\n<<<<<<< SEARCH\n{INNER}>>>>>>> REPLACE",
        f"**`src/app.py`**:\n\n```\n<<<<<<< SEARCH\n{INNER}>>>>>>> REPLACE\n```\n",
        f"### File: src/app.py\n<<<<< SEARCH\n{OLD}=====\n{NEW}>>>>> REPLACE\n",
        f"src/app.py\n<<<< ORIGINAL\n{OLD}====\n{NEW}>>>> UPDATED\n",
        f"<<<<<<< SEARCH src/app.py\n{INNER}>>>>>>> REPLACE\n",
        f"```python:src/app.py\n<<<<<<< SEARCH\n{INNER}>>>>>>> REPLACE\n```\n",
        f"<path>src/app.py</path>\n<diff>\n------- SEARCH\n{INNER}+++++++ REPLACE\n</diff>\n",
        f"src/app.py\n<<<<<<< SEARCH\n:start_line:4\n:end_line:5\n-------\n{INNER}>>>>>>> REPLACE\n",
        f"Now I change `src/app.py` so that it works:\n```\n<<<<<<< SEARCH\n{INNER}>>>>>>> REPLACE\n```\n",
        block("src/app.py", OLD, NEW).replace("\n", "\r\n"),
        "\ufeff" + block("src/app.py", OLD, NEW),
        block("src/app.py", "4 | def run():\n5 |     return 1\n", "4 | def run():\n5 |     return 3\n"),
    ],
    ids=range(14),
)
def test_every_dialect_of_a_block_gives_the_same_file(reply: str) -> None:
    assert apply_reply(reply, FILES) == {"src/app.py": AFTER}


def test_a_block_without_a_path_is_for_the_file_named_last() -> None:
    second = "```\n<<<<<<< SEARCH\n    return 2\n=======\n    return 4\n>>>>>>> REPLACE\n```\n"
    changed = apply_reply(block("src/app.py", OLD, NEW) + second, FILES)
    assert changed == {"src/app.py": AFTER.replace("return 2", "return 4")}


def test_an_empty_search_creates_a_file_that_is_not_there() -> None:
    assert apply_reply(block("src/new.py", "", "x = 1\n"), FILES) == {"src/new.py": "x = 1\n"}


def test_a_new_file_may_be_written_in_two_blocks() -> None:
    reply = block("n.py", "", "x = 1\n") + block("n.py", "x = 1\n", "x = 2\n")
    assert apply_reply(reply, FILES) == {"n.py": "x = 2\n"}


def test_an_empty_search_in_a_file_that_is_there_is_ambiguous() -> None:
    assert refusal(block("src/app.py", "", "x = 1\n"), FILES).code == "E_EDIT_AMBIGUOUS"


def test_two_hits_are_named_by_their_lines() -> None:
    error = refusal(block("a.py", "same\n", "other\n"), {"a.py": "same\nx\nsame\n"})
    assert error.code == "E_EDIT_AMBIGUOUS"
    assert "lines 1, 3" in error.message


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("src/app.py\n<<<<<<< SEARCH\nimport os\n=======\nimport re\n", "E_PATCH_PARSE"),
        ("src/app.py\n<<<<<<< SEARCH\nimport os\n>>>>>>> REPLACE\n", "E_PATCH_PARSE"),
        ("<<<<<<< SEARCH\nimport os\n=======\nimport re\n>>>>>>> REPLACE\n", "E_PATCH_PARSE"),
        (block("src/app.py", "import os\n=======\n", "import re\n"), "E_PATCH_PARSE"),
        (block("src/app.py", "import nothing\n", "import re\n"), "E_EDIT_MISMATCH"),
        (block("src/gone.py", "import os\n", "import re\n"), "E_EDIT_MISMATCH"),
        (block("src/app.py", "import os\n", "import os\n"), "E_EDIT_EMPTY"),
        (block("src/app.py", OLD, NEW) * 2, "E_EDIT_CONFLICT"),
        (
            block("src/app.py", OLD, NEW) + block("src/app.py", "    return 1\n", "    return 5\n"),
            "E_EDIT_CONFLICT",
        ),
        (block("src/app.py", "import os\n", "import os\n\0\n"), "E_BINARY"),
        (
            block("src/app.py", OLD, "def run():\n    # ... existing code ...\n    return 3\n"),
            "E_EDIT_AMBIGUOUS",
        ),
        ("Sure, I would change the return value.\n", "E_EDIT_EMPTY"),
        ("", "E_EDIT_EMPTY"),
    ],
)
def test_a_block_that_cannot_be_trusted_is_refused(reply: str, code: str) -> None:
    assert refusal(reply, FILES).code == code


def test_a_block_may_build_on_the_one_before_it() -> None:
    reply = block("src/app.py", OLD, NEW) + block("src/app.py", "    return 3\n", "    return 7\n")
    assert apply_reply(reply, FILES) == {"src/app.py": AFTER.replace("return 3", "return 7")}


def test_blocks_that_share_only_context_do_not_clash() -> None:
    files = {"a.txt": "one\ntwo\nthree\n"}
    reply = block("a.txt", "one\ntwo\n", "ONE\ntwo\n") + block("a.txt", "two\nthree\n", "two\nTHREE\n")
    assert apply_reply(reply, files) == {"a.txt": "ONE\ntwo\nTHREE\n"}


def test_a_divider_of_another_length_is_text() -> None:
    files = {"a.rst": "Title\n=====\n\ntext\n"}
    assert apply_reply(block("a.rst", "Title\n=====\n", "Name\n=====\n"), files) == {
        "a.rst": "Name\n=====\n\ntext\n"
    }


def test_nothing_is_changed_when_one_of_two_blocks_fails_and_the_other_is_told() -> None:
    reply = block("src/app.py", OLD, NEW) + block("src/app.py", "def halt():\n    return 2\n", "x\n")
    error = refusal(reply, FILES)
    assert isinstance(error, PlacingError)
    assert [(each.part, each.path, each.code) for each in error.failures] == [
        (2, "src/app.py", "E_EDIT_MISMATCH")
    ]
    assert error.failures[0].found == "def stop():\n    return 2"
    assert error.failures[0].lines == (8,)
    assert [edit.part for edit in error.kept] == [1]
    assert "def stop():" in error.hint
