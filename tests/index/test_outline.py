"""Definitions are found in every language, with their lines, and hostile sources end in bounded time."""

from __future__ import annotations

import time

import pytest

from devflow.index.reading.outline import LONGEST_PARSE, Outline, outline
from devflow.languages import grammar

SOURCES = {
    "a.py": (
        "class A:\n    @property\n    def f(self):\n        pass\n\n\ndef g(): pass\n",
        {"A": (1, 4), "A.f": (2, 4), "g": (7, 7)},
    ),
    "a.js": (
        "class A {\n  f() {\n  }\n}\nexport const g = () => {\n  1;\n  2;\n};\n",
        {"A": (1, 4), "A.f": (2, 3), "g": (5, 8)},
    ),
    "a.ts": ("interface I { a: number }\nexport function f(): void {\n}\n", {"I": (1, 1), "f": (2, 3)}),
    "a.tsx": ("export class A {\n  f() { return <b/>; }\n}\n", {"A": (1, 3), "A.f": (2, 2)}),
    "a.go": (
        "package a\n\ntype T struct {\n\tx int\n}\n\nfunc (t *T) F() {\n}\n",
        {"T": (3, 5), "T.F": (7, 8)},
    ),
    "a.rs": (
        "struct S;\nimpl S {\n    fn f() {}\n}\nmacro_rules! m { () => {} }\n",
        {"S": (2, 4), "S.f": (3, 3), "m": (5, 5)},
    ),
    "a.java": ("class A {\n  A() {}\n  void f() {\n  }\n}\n", {"A": (1, 5), "A.A": (2, 2), "A.f": (3, 4)}),
    "a.c": (
        "#ifdef X\nstatic int *f(int a)\n{\n  return 0;\n}\n#endif\nstruct s { int a; };\n",
        {"f": (2, 5), "s": (7, 7)},
    ),
    "a.cpp": (
        "namespace n {\nclass A {\n  void f() {}\n};\n}\nvoid n::A::g() {\n}\n",
        {"n": (1, 5), "n.A": (2, 4), "n.A.f": (3, 3), "g": (6, 7)},
    ),
    "a.cs": ("namespace N {\n  class A {\n    void F() {}\n  }\n}\n", {"N.A": (2, 4), "N.A.F": (3, 3)}),
    "a.rb": ("module M\n  class A\n    def f\n    end\n  end\nend\n", {"M.A": (2, 5), "M.A.f": (3, 4)}),
    "a.php": ("<?php\nclass A {\n  function f() {}\n}\n", {"A": (2, 4), "A.f": (3, 3)}),
    "a.sh": ("f() {\n  true\n}\n", {"f": (1, 3)}),
}


def outline_of(path: str, source: bytes) -> Outline:
    known = grammar(path)
    assert known is not None
    return outline(source, known)


@pytest.mark.parametrize("path", SOURCES)
def test_definitions_are_found_with_their_lines(path: str) -> None:
    source, expected = SOURCES[path]
    symbols = {symbol.qualified: symbol for symbol in outline_of(path, source.encode()).symbols}
    for name, lines in expected.items():
        assert (symbols[name].first_line, symbols[name].last_line) == lines


def test_imports_are_kept_as_written() -> None:
    assert outline_of("a.py", b"import os\nfrom a.b import c\n").imports == ["import os", "from a.b import c"]


@pytest.mark.parametrize(
    "source",
    [
        b"(" * 200_000,
        b"x = " + b"[" * 100_000 + b"]" * 100_000,
        b"if a:\n  b\nelse else " * 9_000,
        b"\xff\x00" * 50_000,
    ],
    ids=["open", "nested", "wrong", "bytes"],
)
@pytest.mark.parametrize("path", ["a.py", "a.js", "a.cpp", "a.rb"])
def test_a_parser_bomb_ends_in_time(path: str, source: bytes) -> None:
    """148 R-parser-bomb, what is not too large to be parsed at all."""
    started = time.monotonic()
    outline_of(path, source)
    assert time.monotonic() - started < 20


def test_a_file_too_large_to_parse_says_so() -> None:
    """148 R-parser-bomb, the large ones."""
    found = outline_of("a.py", b"x = 1\n" * (LONGEST_PARSE // 6 + 1))
    assert found.symbols == []
    assert "large" in found.note
