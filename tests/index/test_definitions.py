"""Definitions are ranked with exact lines; one that was cut into several pieces is one."""

from __future__ import annotations

from pathlib import Path

from devflow.git.objects import Objects
from devflow.index import Index
from tests.index.conftest import Commit

BODY = "".join(f"    step{number} = {number}\n\n" for number in range(150))
SOURCE = (
    f"def walrus():\n    return 1\n\n\n\ndef giraffe():\n{BODY}    return step1\n\n\nclass Zebra:\n    pass\n"
)


def test_a_long_definition_is_named_once_with_all_its_lines(repo: Path, commit: Commit) -> None:
    head = commit({"zoo.py": SOURCE, "other.py": "def ostrich():\n    return 2\n"})
    index = Index(repo / ".git" / "devflow" / "index", Objects(repo / ".git"))
    ticket = "giraffe and walrus disagree on step149"
    found = index.definitions(head, ticket, index.rank(head, ticket))
    places = {each.name: (each.path, each.kind, each.first_line, each.last_line) for each in found}
    assert places["giraffe"] == ("zoo.py", "function", 6, 307)
    assert places["walrus"] == ("zoo.py", "function", 1, 2)
    assert len(places) == len(found)
    assert {found[0].name, found[1].name} == {"giraffe", "walrus"}
    assert len(index.definitions(head, ticket, index.rank(head, ticket), limit=1)) == 1
