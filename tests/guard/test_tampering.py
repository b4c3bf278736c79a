"""Tests that are removed, skipped, emptied or check less are named; honest changes to tests are not held."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from devflow.guard import kept_checks
from devflow.guard import test_tampering as tampering
from tests.guard.tampering import TABLES
from tests.guard.tampering.python import PYTHON
from tests.guard.tampering.table import NOTHING, Swaps, Tampered

_PATH, _BASE = PYTHON.path, PYTHON.base
_ADD = "    total = add(1, 2)\n    assert total == 3\n    assert add(0, 0) == 0\n"
_TEXTS = {table.path: table.base for table in TABLES}


def _rows(swaps: Callable[[Tampered], Swaps]) -> list[object]:
    """A parameter set for each row of the tables: path, both texts and the guard's words."""
    return [
        pytest.param(table.path, row.before, row.after, row.words, id=row.name)
        for table in TABLES
        for row in table.rows(swaps(table))
    ]


@pytest.mark.parametrize(("path", "before", "after", "words"), _rows(lambda table: table.held))
def test_tampering_is_held_by_name(path: str, before: str, after: str, words: str) -> None:
    """81 V-empty-body and its kin in every language; the twins stand below."""
    held = [each for each in tampering({path: before}, {path: after}) if each.level == "held"]
    assert any(each.message.startswith(words) for each in held), held
    assert all(each.code == "E_TESTS_TAMPERED" for each in held)


@pytest.mark.parametrize(("path", "before", "after", "words"), _rows(lambda table: table.shown))
def test_honest_changes_of_tests_are_shown_at_most(path: str, before: str, after: str, words: str) -> None:
    found = tampering({path: before}, {path: after})
    assert all(each.level == "shown" for each in found), found
    assert any(each.message.startswith(words) for each in found) if words != NOTHING else found == ()


def test_a_helper_that_no_longer_checks_is_held_and_one_that_checks_otherwise_is_not() -> None:
    base = f"def same(a, b):\n    assert a == b\n\n\n{_BASE}"
    emptied = tampering({_PATH: base}, {_PATH: base.replace("    assert a == b\n", "    return a, b\n")})
    assert [(each.level, "`same`" in each.message) for each in emptied] == [("held", True)]
    assert tampering({_PATH: base}, {_PATH: base.replace("a == b", "a is b")}) == ()


_TWICE = (
    "class TestAdd:\n    def test_add(self):\n        one = 1\n        assert add(one, 2) == 3\n"
    "        for n in (1, 2):\n            assert add(n, 0) == n\n\n"
    "    def test_again(self):\n        one = 1.0\n        assert add(one, 2) == 3\n"
)


@pytest.mark.parametrize(
    ("now", "other"),
    [
        (_TWICE[: _TWICE.index("    def test_again")], "test_add"),
        (_TWICE[: _TWICE.index("    def test_again")].replace("== 3", "== 4"), ""),
        (_TWICE.replace("test_again", "test_more").replace("one, 2", "one,  2"), "test_add"),
        ("class TestAdd:\n" + _TWICE[_TWICE.index("    def test_again") :], ""),
        (_TWICE, ""),
        (None, ""),
    ],
    ids=[
        "the smaller one goes",
        "its check changes",
        "renamed",
        "the larger one goes",
        "none goes",
        "all go",
    ],
)
def test_a_test_whose_checks_another_makes_word_for_word_is_known(now: str | None, other: str) -> None:
    found = kept_checks({_PATH: _TWICE}, {_PATH: now})
    gone = f"{_PATH}::TestAdd > test_again"
    assert found == ({gone: f"{_PATH}::TestAdd > {other}"} if other else {})


def test_a_deleted_file_names_its_tests() -> None:
    (finding,) = tampering({_PATH: _BASE}, {_PATH: None})
    assert finding.level == "held"
    assert "`TestMore > test_neg`" in finding.message


def test_a_test_that_moves_to_another_file_is_not_removed() -> None:
    head, add, rest = _BASE.partition(f"def test_add():\n{_ADD}")
    other = "tests/test_other.py"
    assert (
        tampering(
            {_PATH: _BASE, other: None},
            {_PATH: head + rest, other: f"from app import add\n{add}"},
        )
        == ()
    )


def test_a_test_that_is_emptied_on_the_way_to_another_file_is_held() -> None:
    found = tampering(
        {_PATH: _BASE},
        {_PATH: None, "tests/test_b.py": _BASE.replace(_ADD, "    pass\n")},
    )
    assert [finding.message for finding in found if finding.level == "held"] == [
        "Tests are emptied: `test_add`."
    ]


def test_one_new_test_does_not_stand_for_two_removed_ones() -> None:
    twins = "def test_a():\n    assert f()\n\ndef test_b():\n    assert f()\n"
    found = tampering({_PATH: twins}, {_PATH: "def test_c():\n    assert f()\n"})
    assert [finding.message for finding in found if finding.level == "held"] == [
        "Tests are removed: `test_b`."
    ]


def test_sources_and_data_are_not_taken_for_tests() -> None:
    assert tampering({"app.py": _BASE, "tests/a.json": "{}"}, {"app.py": "", "tests/a.json": None}) == ()


@pytest.mark.parametrize(
    "path", sorted({path.rpartition(".")[2]: path for path in _TEXTS if path != "t.test.js"}.values())
)
@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "[" * 5_000 + "]" * 5_000,
        "-" * 100_000 + "1",
        "not " * 50_000 + "1",
        "x." * 100_000 + "y",
        "if 1:\n" + "".join(" " * n + "if 1:\n" for n in range(1, 200)),
        "it('" * 20_000,
        "a" * 2_000_000,
        "\0",
        "\ud800",
        "def test_x(): " + "+".join(["1"] * 20_000),
        "@" * 100_000,
        "public " * 20_000,
        "#[test]\n" * 20_000,
        "/*" * 100_000,
        "@A(\n" * 20_000,
        "func TestA(t *T) {\n\tfor range x {\n" * 500,
    ],
    ids=lambda text: f"{text[:8]!r}*{len(text)}",
)
def test_hostile_text_is_read_in_bounded_time(path: str, text: str) -> None:
    started = time.monotonic()
    tampering({path: text}, {path: text + "\n"})
    assert time.monotonic() - started < 20


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (_PATH, "tests/helpers/app_cases.py"),
        (_PATH, "tests/test_app.py.bak"),
        ("a_test.go", "_a_test.go"),
        ("a_test.go", "testdata/a_test.go"),
        ("a_spec.rb", "spec/a.rb"),
        ("FooTest.java", "FooCheck.java"),
    ],
)
def test_a_test_that_goes_where_no_runner_looks_is_removed(path: str, to: str) -> None:
    text = _TEXTS.get(path, _BASE)
    found = tampering({path: text, to: None}, {path: None, to: text})
    assert any("removed" in each.message for each in found if each.level == "held"), found


@pytest.mark.parametrize(
    ("path", "to"),
    [
        (_PATH, "tests/unit/test_sums.py"),
        ("tests/odd.py", "tests/even.py"),
        ("a_test.go", "b/a_test.go"),
        ("FooTest.java", "x/SumTest.java"),
        ("src/lib.rs", "src/sum.rs"),
    ],
)
def test_a_test_that_moves_to_where_it_is_looked_for_stays(path: str, to: str) -> None:
    text = _TEXTS.get(path, _BASE)
    assert tampering({path: text, to: None}, {path: None, to: text}) == ()


def _with(setup: str, old: str = "total = add(1, 2)", new: str = "total = add(1, 2)") -> set[str]:
    """What is held where the base's tests come to have this beside them, by the words."""
    after = _BASE.replace("\n\ndef test_add", f"\n\n{setup}\n\ndef test_add", 1).replace(old, new, 1)
    found = tampering({_PATH: _BASE}, {_PATH: after})
    return {each.message.partition(":")[0] for each in found if each.level == "held"}


_STAND_IN = {"What the tests call is replaced by a stand-in"}
_REPLACED = {"What these tests use is replaced in their own file"}


@pytest.mark.parametrize("name", ["eq", "ne", "bool", "contains", "lt", "le", "gt", "ge"])
def test_a_comparison_that_comes_out_the_same_for_all_is_held_and_a_real_one_is_not(name: str) -> None:
    made_up = f"class Three:\n    def __{name}__(self, *other):\n        return True\n"
    use = {"old": "total == 3", "new": "total == Three()"}
    assert _with(made_up, **use) == _STAND_IN
    assert _with(made_up.replace("True", "self.x == other"), **use) == set()
    assert _with(made_up.replace("return True", "raise TypeError"), **use) == set()
    assert _with(made_up.replace(f"__{name}__", "get"), **use) == set()


@pytest.mark.parametrize("name", ["run", "debug", "__call__", "countTestCases", "_callTestMethod"])
def test_a_class_that_runs_its_tests_itself_is_held_and_one_without_a_base_is_not(name: str) -> None:
    assert _with(f"class Case(TestCase):\n    def {name}(self, *_):\n        pass\n") == _REPLACED
    assert _with(f"class Case:\n    def {name}(self, *_):\n        return 1\n") == set()
    assert _with(f"class Case(TestCase):\n    def my{name}(self, *_):\n        return 1\n") == set()


@pytest.mark.parametrize(
    "line",
    [
        "delattr(app, 'add')",
        "exec('add = f')",
        "eval('setup(add)')",
        "vars()['add'] = f",
        "builtins.exec('add = f')",
        "monkeypatch.setitem(sys.modules, 'app', f)",
    ],
)
def test_what_binds_by_name_while_a_test_file_is_imported_is_held(line: str) -> None:
    assert _with(line) == _REPLACED
    assert _with("cfg = make()\ncfg.level = 3\nlog.update(x=1)") == set()


def test_a_helper_that_moves_beside_its_tests_takes_nothing_over() -> None:
    test, helper = (
        "it('adds', () => { expect(three()).toBe(add(1, 2)); });\n",
        "function three() { return 3; }\n",
    )
    before = {"a.test.js": test, "test/help.js": helper}
    assert tampering(before, {"a.test.js": helper + test, "test/help.js": ""}) == ()
    (held,) = tampering({"a.test.js": test}, {"a.test.js": helper + test})
    assert (held.level, "`three`" in held.message) == ("held", True)


def test_a_new_test_file_may_skip_and_replace_what_it_likes() -> None:
    new = (
        "import app\n\napp.add = f\n\n\n@pytest.fixture\ndef db():\n    pytest.skip('none')\n\n\n"
        "@pytest.mark.skipif(WINDOWS, reason='x')\ndef test_new(db):\n    assert app.add(1, 2)\n"
    )
    assert {each.level for each in tampering({_PATH: None}, {_PATH: new})} == {"shown"}


def test_tests_that_could_not_be_read_before_are_told_of_and_held_where_none_is_left() -> None:
    broken = "def test_add(:\n"
    (told,) = (each for each in tampering({_PATH: broken}, {_PATH: _BASE}) if "before" in each.message)
    assert told.level == "shown"
    (gone,) = tampering({_PATH: broken}, {_PATH: "x = 1\n"})
    assert gone.level == "held"


def test_a_test_that_was_skipped_or_empty_may_stay_so() -> None:
    skipped = "@pytest.mark.skip\n" * 2 + "def test_a():\n    assert f() == 1\n\n\ndef test_b():\n    pass\n"
    found = tampering({_PATH: skipped}, {_PATH: skipped.replace("== 1", "== 2").replace("pass", "...")})
    assert {each.level for each in found} == {"shown"}
    one_less = skipped.replace("@pytest.mark.skip\n", "", 1)
    assert all(each.level == "shown" for each in tampering({_PATH: skipped}, {_PATH: one_less}))
