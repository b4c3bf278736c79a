"""Blank lines that a diff left out or doubled: what that leaves open is refused, all else placed."""

from __future__ import annotations

import pytest

from devflow.edits import apply_reply
from tests.edits.replies import block, diff, refusal

_FILE = "a = 1\n\n\nclass B:\n    pass\n\n"
_MORE = f"{_FILE}class C:\n    pass\n"

OPEN = {
    "new text at the end, a blank line there": " class B:\n     pass\n+    x = 1\n",
    "new text at the top, a blank line there": "+import x\n a\n",
    "new text that ends in a blank line, another blank line there": "     pass\n+    x = 1\n+\n class C:\n",
    "a new blank line beside two, one quoted": "     pass\n+\n \n",
    "new text between two blank lines, one quoted": " a = 1\n+b = 1\n \n class B:\n",
    "new text amid three blank lines where two stand": " a = 1\n \n+b = 1\n \n \n class B:\n",
    "one of three blank lines goes where two stand": " a = 1\n \n-\n \n class B:\n",
    "other text instead, a blank line below": "-a = 1\n+b = 2\n class B:\n",
    "more text instead, a blank line below": "-a = 1\n+a = 2\n+b = 1\n class B:\n",
    "more text instead, one of two blank lines below": "-a = 1\n+a = 2\n+b = 1\n \n class B:\n",
}
PLACED = {
    "the line in other words": ("-a = 1\n+a = 2\n class B:\n", "a = 2\n\n\nclass B:\n    pass\n\n"),
    "likewise, one of two blank lines quoted": (
        "-a = 1\n+a = 2\n \n class B:\n",
        "a = 2\n\n\nclass B:\n    pass\n\n",
    ),
    "new text below all blank lines, more quoted than stand": (
        " a = 1\n \n \n \n+b = 1\n class B:\n",
        "a = 1\n\n\nb = 1\nclass B:\n    pass\n\n",
    ),
    "new text with the blank line quoted": (
        " class B:\n     pass\n+    x = 1\n \n",
        "a = 1\n\n\nclass B:\n    pass\n    x = 1\n\n",
    ),
    "every blank line goes, one too many": ("-\n-\n-\n class B:\n", "a = 1\nclass B:\n    pass\n\n"),
    "new text between the two": (
        " a = 1\n \n+b = 1\n \n class B:\n",
        "a = 1\n\nb = 1\n\nclass B:\n    pass\n\n",
    ),
}


@pytest.mark.parametrize("name", OPEN)
def test_what_blank_lines_leave_open_is_refused(name: str) -> None:
    text = "\n" + _FILE.replace("a = 1", "a") if "top" in name else _FILE
    text = _MORE if "another" in name else text
    text = f"{_FILE}\n" if "beside two" in name else text
    assert refusal(diff("a.py", "@@\n" + OPEN[name]), {"a.py": text}).code == "E_EDIT_AMBIGUOUS"


@pytest.mark.parametrize("name", PLACED)
def test_what_they_do_not_leave_open_is_placed(name: str) -> None:
    hunk, after = PLACED[name]
    assert apply_reply(diff("a.py", "@@\n" + hunk), {"a.py": _FILE}) == {"a.py": after}


def test_a_block_may_end_where_blank_lines_begin() -> None:
    after = "a = 1\n\n\nclass B:\n    pass\n    x = 1\n\n"
    assert apply_reply(block("a.py", "    pass\n", "    pass\n    x = 1\n"), {"a.py": _FILE}) == {
        "a.py": after
    }


def test_a_blank_line_of_other_blanks_is_replaced_itself_or_not_at_all() -> None:
    twins = {"a.txt": "a\n\n  \nb\n"}
    assert "not in the file" in str(refusal(diff("a.txt", "@@\n a\n-  \n+\n"), twins))
    assert apply_reply(diff("a.txt", "@@\n a\n \n-  \n+\n"), twins) == {"a.txt": "a\n\n\nb\n"}
