"""Grammars are found by file name and can parse."""

from __future__ import annotations

import subprocess
import sys

import pytest

from devflow.languages import grammar

SOURCES = {
    "a.py": ("python", "def f():\n    pass\n"),
    "a.pyi": ("python", "def f() -> int: ...\n"),
    "web/a.js": ("javascript", "function f() {}\n"),
    "a.jsx": ("javascript", "const a = <b/>;\n"),
    "a.mjs": ("javascript", "export default 1;\n"),
    "a.ts": ("typescript", "const a: number = 1;\n"),
    "a.tsx": ("tsx", "const a: X = <b/>;\n"),
    "a.go": ("go", "package a\nfunc f() {}\n"),
    "a.rs": ("rust", "fn f() {}\n"),
    "a.java": ("java", "class A { void f() {} }\n"),
    "a.c": ("c", "int f(void) { return 1; }\n"),
    "a.h": ("c", "int f(void);\n"),
    "a.cpp": ("cpp", "class A { int f(); };\n"),
    "a.cs": ("csharp", "class A { void F() {} }\n"),
    "a.rb": ("ruby", "def f\nend\n"),
    "Rakefile": ("ruby", "task :a\n"),
    "a.php": ("php", "<?php function f() {}\n"),
    "a.sh": ("bash", "f() { true; }\n"),
}


@pytest.mark.parametrize("path", SOURCES)
def test_a_file_is_parsed_by_the_grammar_of_its_name(path: str) -> None:
    name, source = SOURCES[path]
    found = grammar(path)
    assert found is not None
    assert found.name == name
    assert not found.parser().parse(source.encode()).root_node.has_error


@pytest.mark.parametrize("path", ["README.md", "Makefile", "a", ".py", "a.unknown", "py", ""])
def test_a_file_that_no_grammar_knows_has_none(path: str) -> None:
    assert grammar(path) is None


def test_naming_a_grammar_imports_no_parser() -> None:
    script = "import sys, devflow.languages as l; l.grammar('a.py'); print('tree_sitter' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
