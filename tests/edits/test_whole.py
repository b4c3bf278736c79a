"""Whole files in fences."""

from __future__ import annotations

import pytest

from devflow.edits import apply_reply
from tests.edits.replies import block, refusal

LONG = "".join(f"line {number}\n" for number in range(100))
FILES = {"src/a.py": "x = 1\ny = 2\n", "docs/d.md": "# D\n", "long.txt": LONG}


@pytest.mark.parametrize(
    "reply",
    [
        "src/a.py\n```python\nx = 1\ny = 3\n```\n",
        "Here you are.\n\n**src/a.py**\n\n```\nx = 1\ny = 3\n```\nDone.\n",
        "```python src/a.py\nx = 1\ny = 3\n```\n",
        '```python title="src/a.py"\nx = 1\ny = 3\n```\n',
        "```python\n# src/a.py\nx = 1\ny = 3\n```\n",
        "This is the complete `src/a.py`:\n```python\nx = 1\ny = 3\n```\n",
        "src/a.py\n````python\nx = 1\ny = 3\n````\n",
    ],
    ids=range(7),
)
def test_a_fence_under_a_path_is_the_file(reply: str) -> None:
    assert apply_reply(reply, FILES) == {"src/a.py": "x = 1\ny = 3\n"}


@pytest.mark.parametrize(
    "path", [".python-version", ".editorconfig", ".env.example", "web/.nvmrc", "Jenkinsfile", "bin/run"]
)
def test_a_new_file_is_known_by_its_name_on_a_line_of_its_own(path: str) -> None:
    reply = f"src/a.py\n```\nx = 1\ny = 3\n```\n\n{path}\n```\nnew\n```\n"
    assert apply_reply(reply, FILES) == {"src/a.py": "x = 1\ny = 3\n", path: "new\n"}


@pytest.mark.parametrize("words", ["Output", "bash", "Then run:", "Before", "**Usage**", "It says 3.12."])
def test_words_above_a_fence_name_no_file(words: str) -> None:
    reply = f"src/a.py\n```\nx = 1\ny = 3\n```\n\n{words}\n```\nnew\n```\n"
    assert apply_reply(reply, FILES) == {"src/a.py": "x = 1\ny = 3\n"}


def test_a_file_that_holds_fences_is_whole_in_a_longer_fence() -> None:
    reply = "docs/d.md\n````markdown\n# D\n```sh\nls\n```\n````\n"
    assert apply_reply(reply, FILES) == {"docs/d.md": "# D\n```sh\nls\n```\n"}


def test_line_ends_mark_and_missing_newline_of_the_old_file_stay() -> None:
    files = {"a.txt": "\ufeffone\r\ntwo\r\nthree"}
    reply = "a.txt\n```\none\n2\nthree\nfour\n```\n"
    assert apply_reply(reply, files) == {"a.txt": "\ufeffone\r\n2\r\nthree\r\nfour"}


def test_a_new_file_may_stand_beside_blocks() -> None:
    reply = block("src/a.py", "y = 2\n", "y = 3\n") + "\nsrc/b.py\n```python\nz = 1\n```\n"
    assert apply_reply(reply, FILES) == {"src/a.py": "x = 1\ny = 3\n", "src/b.py": "z = 1\n"}


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        ("src/a.py\n```python\nx = 1\n", "E_PATCH_PARSE"),
        ("docs/d.md\n```\n# D\n```\nls\n```\nmore\n```\n", "E_PATCH_PARSE"),
        ("src/a.py\n```python\nx = 1\n# ... rest of the code ...\n```\n", "E_EDIT_AMBIGUOUS"),
        ("long.txt\n```\nline 3\nline four\n```\n", "E_EDIT_AMBIGUOUS"),
        ("Run it:\n```sh\npython src/a.py\n```\n", "E_EDIT_EMPTY"),
        ("src/a.py\n```python\nx = 1\ny = 2\n```\n", "E_EDIT_EMPTY"),
        ("src/a.py\n```\n1\n```\nsrc/a.py\n```\n2\n```\n", "E_EDIT_CONFLICT"),
        ("n.json\n```\n{}```\n\nsrc/a.py\n```\nx = 2\n```\n", "E_PATCH_PARSE"),
    ],
)
def test_a_fence_that_cannot_be_trusted_is_refused(reply: str, code: str) -> None:
    assert refusal(reply, FILES).code == code


def test_a_file_may_hold_a_line_that_ends_in_a_fence() -> None:
    reply = "new.py\n```\n# like ```this```\n```\n"
    assert apply_reply(reply, FILES) == {"new.py": "# like ```this```\n"}


def test_whole_files_may_stand_beside_a_diff_that_deletes() -> None:
    gone = "--- a/src/a.py\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-x = 1\n-y = 2\n"
    reply = f"docs/d.md\n````\n# E\n````\n\n```diff\n{gone}```\n"
    assert apply_reply(reply, FILES) == {"src/a.py": None, "docs/d.md": "# E\n"}


@pytest.mark.parametrize(
    "edit",
    [
        block("src/a.py", "y = 2\n", "y = 3\n"),
        "*** Begin Patch\n*** Update File: src/a.py\n@@\n-y = 2\n+y = 3\n*** End Patch\n",
    ],
)
def test_what_stands_beside_other_edits_is_a_quotation_or_refused(edit: str) -> None:
    quoted = f"{edit}\ndocs/d.md\n```\n# D\n...\n```\n"
    assert apply_reply(quoted, FILES) == {"src/a.py": "x = 1\ny = 3\n"}
    assert refusal(quoted.replace("# D", "# E"), FILES).code == "E_EDIT_AMBIGUOUS"
    result = f"{edit}\nThe complete file:\n\nsrc/a.py\n```\nx = 1\ny = 3\n```\n"
    assert apply_reply(result, FILES) == {"src/a.py": "x = 1\ny = 3\n"}


def test_blocks_beside_an_envelope_are_applied_too() -> None:
    both = "*** Begin Patch\n*** Delete File: src/a.py\n*** End Patch\n" + block(
        "docs/d.md", "# D\n", "# E\n"
    )
    assert apply_reply(both, FILES) == {"src/a.py": None, "docs/d.md": "# E\n"}


def test_of_a_fence_in_a_list_blank_lines_of_blanks_are_the_file_s_own() -> None:
    files = {"a.md": "a\n      \nb\n"}
    reply = "1. So:\n\n   a.md\n   ```\n   a\n      \n   c\n   ```\n"
    assert apply_reply(reply, files) == {"a.md": "a\n      \nc\n"}
