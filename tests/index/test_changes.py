"""Which definitions differ between two versions of a file."""

from __future__ import annotations

from devflow.index.reading.changes import changed_symbols

OLD = b"""import os


class Page:
    rows = 10

    def draw(self):
        return 1

    def clear(self):
        return 2


def gone():
    pass
"""


def told(path: str, old: bytes, new: bytes) -> list[tuple[str, str, int]]:
    return [(each.change, each.name, each.first_line) for each in changed_symbols(path, old, new)]


def test_only_the_innermost_definition_is_changed() -> None:
    assert told("a.py", OLD, OLD.replace(b"return 2", b"return 3")) == [("changed", "Page.clear", 10)]


def test_a_class_is_changed_where_its_own_lines_are() -> None:
    assert told("a.py", OLD, OLD.replace(b"rows = 10", b"rows = 20")) == [("changed", "Page", 4)]


def test_added_and_removed_definitions_are_told_apart() -> None:
    new = OLD.replace(b"def gone():", b"def here():")
    assert told("a.py", OLD, new) == [("removed", "gone", 14), ("added", "here", 14)]


def test_what_only_moved_is_unchanged() -> None:
    assert told("a.py", OLD, b"# a line above\n\n" + OLD) == []


def test_two_of_one_name_are_told_apart() -> None:
    twice = b"def f():\n    return 1\n\n\ndef f():\n    return 2\n"
    assert told("a.py", twice, twice.replace(b"return 2", b"return 9")) == [("changed", "f", 5)]


def test_a_new_file_and_another_language() -> None:
    assert told("a.ts", b"", b"export function sum(a: number) {\n  return a;\n}\n") == [("added", "sum", 1)]


def test_a_file_without_a_grammar_has_none() -> None:
    assert told("a.txt", b"def f(): pass", b"") == []
