"""Whether an edit damages a file's syntax."""

from __future__ import annotations

import time

from devflow.edits.syntax import damage

GOOD = "def f():\n    return 1\n"


def test_a_new_error_is_named_with_its_line() -> None:
    said = damage("src/a.py", GOOD, GOOD + "\n\ndef g(:\n    pass\n")
    assert said is not None
    assert said.startswith("src/a.py:5:")
    assert "python" in said


def test_an_edit_that_leaves_old_errors_alone_does_no_damage() -> None:
    broken = "def g(:\n    pass\n"
    assert damage("a.py", broken, broken + "\nx = 1\n") is None
    assert damage("a.py", broken, GOOD) is None


def test_a_new_file_is_held_to_its_own_syntax() -> None:
    assert damage("a.js", None, "let a = {;\n") is not None
    assert damage("a.js", None, "let a = {};\n") is None


def test_a_header_may_be_one_of_either_language() -> None:
    assert damage("a.h", None, "namespace x { template <class T> struct Y { T one; }; }\n") is None
    assert damage("a.h", None, "int f(void *class);\n") is None
    assert damage("a.h", None, "int f(;\n") is not None


def test_a_new_file_that_a_preprocessor_puts_together_is_not_judged() -> None:
    halves = "#if A\nint f(int a) {\n#else\nint f(void) {\n#endif\n  return 1;\n}\n"
    assert damage("a.c", None, halves) is None
    assert damage("a.c", "int x;\n", "int x;\nint f(;\n") is not None


def test_what_macros_may_stand_for_is_not_judged_while_the_brackets_are_balanced() -> None:
    before = "#include <Python.h>\nint f(int a) {\n  return 1; /* :) */\n}\n"
    macros = before.replace("  return", "#define VISIT(x) Py_VISIT(x);\n  EACH_FIELD(VISIT)\n  return")
    assert damage("a.c", before, macros) is None
    branches = macros.replace("  EACH", "#if A\n  if (a) {\n#else\n  {\n#endif\n  }\n  EACH")
    assert damage("a.c", before, branches) is None
    assert damage("a.c", before, before.replace("return 1;", "return (1;")) is not None
    assert damage("a.c", before, before.replace("\n}\n", "\n")) is not None


def test_a_file_without_a_grammar_is_not_judged() -> None:
    assert damage("notes.txt", None, "((((") is None


def test_a_text_that_parses_slowly_is_not_waited_for() -> None:
    started = time.process_time()
    damage("a.py", GOOD, "x=1\n)" * 200_000)
    assert time.process_time() - started < 15
