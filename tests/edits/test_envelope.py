"""The `*** Begin Patch` envelope."""

from __future__ import annotations

import pytest

from devflow.edits import apply_reply
from tests.edits.replies import envelope, refusal

FILES = {
    "a.py": "class A:\n    def run(self):\n        pass\n\n\nclass B:\n    def run(self):\n        pass\n",
    "b.txt": "one\ntwo\n",
}


def test_files_are_added_deleted_updated_and_moved() -> None:
    reply = envelope(
        "*** Add File: n.txt\n+new\n+\n*** Delete File: b.txt\n*** Update File: a.py\n*** Move to: c.py\n"
        "@@ class B:\n@@     def run(self):\n-        pass\n+        return 1\n"
    )
    moved = FILES["a.py"][: FILES["a.py"].rindex("pass")] + "return 1\n"
    assert apply_reply(reply, FILES) == {"n.txt": "new\n\n", "b.txt": None, "c.py": moved, "a.py": None}


@pytest.mark.parametrize(
    ("body", "after"),
    [
        ("@@\n-two\n+2\n", "one\n2\n"),
        (" one\n-two\n+2\n*** End of File\n", "one\n2\n"),
        ("@@\n+three\n", "one\ntwo\nthree\n"),
        ("@@ one\n+and a half\n", "one\nand a half\ntwo\n"),
        ("@@ -1,9 +1,9 @@\n one\n+and a half\n", "one\nand a half\ntwo\n"),
    ],
)
def test_hunks_with_and_without_anchors_are_placed(body: str, after: str) -> None:
    assert apply_reply(envelope("*** Update File: b.txt\n" + body), FILES) == {"b.txt": after}


def test_its_lines_are_whole_lines_even_at_the_end_of_a_file_without_newline() -> None:
    reply = envelope("*** Update File: b.txt\n@@\n-two\n+2\n+3\n")
    assert apply_reply(reply, {"b.txt": "one\ntwo"}) == {"b.txt": "one\n2\n3\n"}


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "E_EDIT_EMPTY"),
        ("*** Frobnicate File: b.txt\n", "E_PATCH_PARSE"),
        ("*** Add File: n.txt\nplain\n", "E_PATCH_PARSE"),
        ("*** Update File: b.txt\n", "E_PATCH_PARSE"),
        ("*** Update File: gone.txt\n@@\n-a\n+b\n", "E_EDIT_MISMATCH"),
        ("*** Delete File: gone.txt\n", "E_EDIT_MISMATCH"),
        ("*** Update File: b.txt\n@@ three\n@@\n-two\n+2\n", "E_EDIT_MISMATCH"),
        (
            "*** Update File: a.py\n@@ class A:\n@@     def stop(self):\n-        pass\n+        x\n",
            "E_EDIT_MISMATCH",
        ),
        ("*** Update File: a.py\n@@\n-        pass\n+        return 1\n", "E_EDIT_AMBIGUOUS"),
        ("*** Delete File: b.txt\n*** Update File: b.txt\n@@\n-two\n+2\n", "E_EDIT_CONFLICT"),
    ],
)
def test_a_patch_that_cannot_be_trusted_is_refused(body: str, code: str) -> None:
    assert refusal(envelope(body), FILES).code == code


def test_a_patch_without_an_end_is_refused() -> None:
    reply = "*** Begin Patch\n*** Update File: b.txt\n@@\n-two\n+2\n"
    assert refusal(reply, FILES).code == "E_PATCH_PARSE"
