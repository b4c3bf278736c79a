"""What of a file is shown."""

from __future__ import annotations

from devflow.excerpts import whole_files
from devflow.handoffs import Snippet

FILES = {"a.py": "1\n2\n3\n4\n", "b.py": "1\n2\n", "c.py": "x\n" * 50}


def piece(path: str, first: int, last: int) -> Snippet:
    lines = FILES.get(path, "").splitlines(keepends=True)[first - 1 : last]
    return Snippet(path=path, first_line=first, last_line=last, text="".join(lines))


def test_files_are_shown_whole_and_once_while_there_is_room_and_else_in_pieces() -> None:
    pieces = [piece("c.py", 3, 4), piece("a.py", 2, 2), piece("b.py", 1, 1), piece("a.py", 4, 4)]
    shown = whole_files(pieces, FILES, 14, len)
    assert [(each.path, each.first_line, each.last_line) for each in shown] == [
        ("c.py", 3, 4),  # 100 are more than there is room for; its piece takes 4
        ("a.py", 1, 4),  # takes 8
        ("b.py", 1, 1),  # 4 do not fit into the last 2
    ]
    assert shown[1].text == FILES["a.py"]


def test_what_cannot_be_read_stays_as_it_is() -> None:
    gone = Snippet(path="gone.py", first_line=1, last_line=1, text="x")
    assert whole_files([gone], FILES, 1000, len) == [gone]
