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
    ],
)
def test_a_fence_that_cannot_be_trusted_is_refused(reply: str, code: str) -> None:
    assert refusal(reply, FILES).code == code
