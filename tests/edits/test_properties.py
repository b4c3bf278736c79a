"""Whatever the reply: an EditError, or text whose untouched lines are the file's own bytes."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devflow.edits import apply_reply
from devflow.errors import EditError
from tests.edits.replies import block, diff, envelope, written_diff

_WORDS = st.sampled_from(["a", "b", "  a", "\tb", "", " ", "if x:", "-c", "+d", "...", "a  b", "é", "\udce9"])
_ENDS = st.sampled_from(["\n", "\n", "\n", "\r\n"])
_LINES = st.lists(st.tuples(_WORDS, _ENDS), max_size=12)
_MARKS = st.sampled_from(
    [
        "<<<<<<< SEARCH", "=======", ">>>>>>> REPLACE", "```", "```diff", "a.txt", "b.txt", "new.txt",
        "--- a/a.txt", "+++ b/a.txt", "--- /dev/null", "+++ b/new.txt", "+++ /dev/null", "@@ -1,2 +1,2 @@",
        "@@", "@@ a", "*** Begin Patch", "*** End Patch", "*** Update File: a.txt", "*** Add File: new.txt",
        "*** Delete File: b.txt", "*** Move to: c.txt", "*** End of File", "diff --git a/a.txt b/a.txt",
        "rename from a.txt", "rename to c.txt", "new file mode 100644", "\\ No newline at end of file",
        "1 | a",
    ]
)  # fmt: skip
_REPLY_LINES = st.lists(
    st.one_of(_MARKS, _WORDS, st.tuples(st.sampled_from(" +-"), _WORDS).map("".join), st.text(max_size=8)),
    max_size=24,
)
_FEW = settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
_MANY = settings(_FEW, max_examples=250_000)


def _text(lines: list[tuple[str, str]], *, closed: bool = True) -> str:
    text = "".join(body + end for body, end in lines)
    return text if closed else text.rstrip("\r\n")


_FILES = st.builds(
    lambda one, two, closed: {"a.txt": _text(one, closed=closed), "b.txt": _text(two)},
    _LINES,
    _LINES,
    st.booleans(),
)


def _check(reply: str, files: dict[str, str]) -> None:
    before = dict(files)
    try:
        changed = apply_reply(reply, files)
    except EditError as error:
        assert error.code.startswith("E_")
        assert error.message
        changed = {}
    assert files == before
    for path, text in changed.items():
        assert text != files.get(path)
        if text is not None and path in files:
            _own_bytes(files[path], text, reply)


def _own_bytes(before: str, after: str, reply: str) -> None:
    """Each line of the new text is a line of the old one, or one the reply wrote."""
    if "\r" not in before and before and "\r\r" not in reply:
        assert "\r\n" not in after
    own = {line.removesuffix("\r") for line in before.removeprefix("\ufeff").split("\n")}
    for line in after.removeprefix("\ufeff").split("\n"):
        body = line.removesuffix("\r")
        assert body in own or body.strip() in reply


@_FEW
@given(_REPLY_LINES, _FILES)
def test_no_reply_ends_in_anything_but_an_edit_error_or_text(lines: list[str], files: dict[str, str]) -> None:
    _check("\n".join(lines), files)


@_FEW
@given(_LINES, _LINES, _FILES, st.sampled_from(["block", "diff", "envelope", "crlf"]))
def test_well_formed_replies_end_in_an_edit_error_or_text(
    old: list[tuple[str, str]], new: list[tuple[str, str]], files: dict[str, str], form: str
) -> None:
    before, after = _text(old), _text(new)
    hunk = "@@\n" + "".join(f"-{body}\n" for body, _ in old) + "".join(f"+{body}\n" for body, _ in new)
    reply = {
        "block": block("a.txt", before, after),
        "diff": diff("a.txt", hunk),
        "envelope": envelope("*** Update File: a.txt\n" + hunk),
        "crlf": block("a.txt", before, after).replace("\n", "\r\n"),
    }[form]
    _check(reply, files)


@_FEW
@given(_LINES, st.integers(0, 12), st.integers(0, 3), _LINES, st.booleans())
def test_a_true_diff_that_is_not_refused_gives_the_true_text(
    lines: list[tuple[str, str]], at: int, gone: int, new: list[tuple[str, str]], closed: bool
) -> None:
    unlike = [(f"{number} {body}", "\n") for number, (body, _) in enumerate(lines)]
    changed = [*unlike[:at], *[(f"new {body}", "\n") for body, _ in new], *unlike[at + gone :]]
    before, after = _text(unlike, closed=closed), _text(changed, closed=closed)
    if before and after and before != after:
        assert apply_reply(written_diff("a.txt", before, after), {"a.txt": before}) == {"a.txt": after}


@pytest.mark.long
@_MANY
@given(_REPLY_LINES, _FILES)
def test_no_reply_of_very_many_ends_otherwise(lines: list[str], files: dict[str, str]) -> None:
    _check("\n".join(lines), files)
    _check("\r\n".join(lines), files)
    _check("*** Begin Patch\n" + "\n".join(lines) + "\n*** End Patch", files)
    _check("a.txt\n<<<<<<< SEARCH\n" + "\n".join(lines) + "\n>>>>>>> REPLACE", files)
