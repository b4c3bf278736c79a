"""Tests that are removed, skipped, emptied or check less are named; honest changes to tests are not held."""

from __future__ import annotations

import time

import pytest

from devflow.guard import kept_checks
from devflow.guard import test_tampering as tampering
from tests.guard.test_other_languages import OTHERS

_PATH = "tests/test_app.py"
_BASE = """\
import pytest
from app import add, sub


def test_add():
    total = add(1, 2)
    assert total == 3
    assert add(0, 0) == 0


@pytest.mark.parametrize("a, b", [(3, 1), (4, 2), (5, 3)])
def test_sub(a, b):
    assert sub(a, b) == 2


class TestMore:
    def test_neg(self):
        with pytest.raises(ValueError):
            add("", 1)

    async def test_soon(self):
        assert await add(1, 1)
"""
_ADD = "    total = add(1, 2)\n    assert total == 3\n    assert add(0, 0) == 0\n"

HELD = [
    # -- V 78, 79
    ("a skip mark", "def test_add", "@pytest.mark.skip\ndef test_add", "newly skipped"),
    (
        "a skip mark with a reason",
        "def test_add",
        "@pytest.mark.skip(reason='x')\ndef test_add",
        "newly skipped",
    ),
    ("a condition", "def test_add", "@pytest.mark.skipif(True, reason='x')\ndef test_add", "newly skipped"),
    ("an expected failure", "def test_add", "@pytest.mark.xfail\ndef test_add", "newly skipped"),
    ("a unittest skip", "def test_add", "@unittest.skip('x')\ndef test_add", "newly skipped"),
    (
        "unittest's expected failure",
        "def test_add",
        "@unittest.expectedFailure\ndef test_add",
        "newly skipped",
    ),
    ("an alias", "def test_add", "no = pytest.mark.skip\n@no\ndef test_add", "newly skipped"),
    ("a skip inside", "    total =", "    pytest.skip('x')\n    total =", "newly skipped"),
    ("an xfail inside", "    total =", "    pytest.xfail('x')\n    total =", "newly skipped"),
    ("a skip on the class", "class TestMore", "@pytest.mark.skip\nclass TestMore", "newly skipped"),
    ("a mark on a case", "(3, 1)", "pytest.param(3, 1, marks=pytest.mark.xfail)", "newly skipped"),
    (
        "a mark on the module",
        "\n\ndef test_add",
        "pytestmark = pytest.mark.skip\n\ndef test_add",
        "newly skipped",
    ),
    (
        "marks on the module",
        "\n\ndef test_add",
        "pytestmark = [pytest.mark.skip(reason='')]\n\ndef test_add",
        "newly",
    ),
    ("a raised skip", "    total =", "    raise pytest.skip.Exception('x')\n    total =", "newly skipped"),
    # -- V 80
    ("importorskip", "import pytest\n", "import pytest\npytest.importorskip('nothing')\n", "newly skipped"),
    (
        "a named importorskip",
        "import pytest\n",
        "import pytest\nx = pytest.importorskip('x')\n",
        "newly skipped",
    ),
    (
        "a module skip",
        "import pytest\n",
        "import pytest\npytest.skip('', allow_module_level=True)\n",
        "newly skipped",
    ),
    ("a skip in a branch", "import pytest\n", "import pytest\nif 1:\n    pytest.skip('')\n", "newly skipped"),
    # -- V 81
    ("emptied by pass", _ADD, "    pass\n", "emptied"),
    ("emptied by dots", _ADD, "    ...\n", "emptied"),
    ("emptied by words", _ADD, "    '''Adds.'''\n", "emptied"),
    ("emptied by return", _ADD, f"    return\n{_ADD}", "emptied"),
    ("emptied by a truth", _ADD, "    assert True\n", "emptied"),
    ("emptied by a full tuple", _ADD, "    assert (add(1, 2) == 4, 'x')\n", "emptied"),
    ("emptied by a dead branch", _ADD, "    if False:\n        assert add(1, 2) == 3\n", "emptied"),
    ("no check left", "    assert total == 3\n    assert add(0, 0) == 0\n", "", "no longer check"),
    (
        "checks swallowed",
        _ADD,
        "    try:\n        assert add(1, 2)\n    except Exception:\n        pass\n",
        "no longer",
    ),
    ("checks itself", _ADD, "    total = add(1, 2)\n    assert total == total\n", "no longer check"),
    ("or true", _ADD, "    total = add(1, 2)\n    assert total == 4 or True\n", "emptied|no longer check"),
    # -- V 82
    ("deleted", f"def test_add():\n{_ADD}", "", "removed"),
    ("renamed out of sight", "def test_add", "def check_add", "removed"),
    ("fewer cases", "(3, 1), (4, 2), (5, 3)", "(3, 1)", "fewer cases"),
    ("a class renamed", "class TestMore", "class More", "removed"),
    (
        "a class with a constructor",
        "class TestMore:",
        "class TestMore:\n    def __init__(self): ...\n",
        "removed",
    ),
    ("__test__", "class TestMore:", "class TestMore:\n    __test__ = False\n", "removed"),
    ("unbound", "class TestMore", "del test_add\n\nclass TestMore", "removed"),
    ("bound to something else", "class TestMore", "test_add = None\n\nclass TestMore", "removed"),
    ("defined again", "class TestMore", "def test_add():\n    pass\n\nclass TestMore", "emptied"),
    (
        "in a dead branch",
        f"def test_add():\n{_ADD}",
        "if 0:\n    def test_add():\n        assert add(1, 2)\n",
        "removed",
    ),
    # -- V 60 to 66, put into the test file
    ("ends the process", "import pytest\n", "import os, pytest\nos._exit(0)\n", "end the process"),
    (
        "ends the session",
        "import pytest\n",
        "import pytest\npytest.exit('', returncode=0)\n",
        "end the process",
    ),
    ("at exit", "import pytest\n", "import pytest, atexit\natexit.register(print)\n", "end the process"),
    (
        "a fixture skips",
        "class TestMore",
        "@pytest.fixture(autouse=True)\ndef no():\n    pytest.skip('')\n\nclass TestMore",
        "fixture or helper",
    ),
    ("cannot be parsed", "def test_add():", "def test_add(:", "cannot be parsed"),
    # -- of the same kinds, by other ways
    (
        "checks suppressed",
        _ADD,
        "    with contextlib.suppress(AssertionError):\n        assert add(1, 2)\n",
        "no longer",
    ),
    (
        "checks caught and told",
        _ADD,
        "    try:\n        assert add(1, 2)\n    except AssertionError as e:\n        print(e)\n",
        "no longer",
    ),
    (
        "checks undone at last",
        _ADD,
        "    try:\n        assert add(1, 2)\n    finally:\n        return\n",
        "no longer",
    ),
    ("a choice that is none", _ADD, "    assert add(1, 2) == 3 if False else True\n", "emptied"),
    ("a function for a check", _ADD, "    assert lambda: add(1, 2) == 3\n", "emptied"),
    ("a truth turned over twice", _ADD, "    assert not not 1\n", "emptied"),
    ("words", _ADD, "    assert f'x{add(1, 2)}'\n", "emptied"),
    ("a call that checks a constant", _ADD, "    add(1, 2)\n    self.assertTrue(True)\n", "no longer check"),
    (
        "a call that compares constants",
        _ADD,
        "    add(1, 2)\n    self.assertEqual(3, 3)\n",
        "no longer check",
    ),
    (
        "checks in a dead loop",
        _ADD,
        "    add(1, 2)\n    while 0:\n        assert add(1, 2)\n",
        "no longer check",
    ),
    (
        "all is swallowed",
        _ADD,
        "    try:\n        assert add(1, 2)\n    except:\n        pass\n",
        "no longer",
    ),
    ("set by a mark's name", "\n\ndef test_add", "setattr(app, 'add', f)\n\ndef test_add", "replaced"),
    (
        "an import defined again",
        "\n\ndef test_add",
        "def add(a, b):\n    return 3\n\ndef test_add",
        "replaced",
    ),
    ("an import's other name", "import add, sub", "import add as plus, sub\nplus = add = f", "replaced"),
    ("a comparison that is none", _ADD, "    if 1 == 2:\n        assert add(1, 2) == 3\n", "emptied"),
    ("a loop over nothing", _ADD, "    for _ in ():\n        assert add(1, 2) == 3\n", "emptied"),
    ("only for types", _ADD, "    if TYPE_CHECKING:\n        assert add(1, 2) == 3\n", "emptied"),
    ("an import bound again", "\n\ndef test_add", "\n\nadd = lambda a, b: 3\n\n\ndef test_add", "replaced"),
    ("a module's part bound again", "\n\ndef test_add", "pytest.raises = print\n\ndef test_add", "replaced"),
    ("bound by name", "\n\ndef test_add", "globals()['add'] = print\n\ndef test_add", "replaced"),
    ("set by name", "\n\ndef test_add", "globals().update(add=print)\n\ndef test_add", "replaced"),
    ("a patcher started", "\n\ndef test_add", "mock.patch('app.add').start()\n\ndef test_add", "replaced"),
    (
        "a test's part bound again",
        "    async def",
        "    pass\n\nTestMore.test_neg = print\n\nif 1:\n    async def",
        "replaced",
    ),
    (
        "checks of unittest made idle",
        "class TestMore:\n",
        "class TestMore:\n    def assertEqual(self, *_):\n        pass\n\n",
        "replaced",
    ),
    (
        "another module put in its place",
        "\n\ndef test_add",
        "sys.modules['app'] = x\n\ndef test_add",
        "replaced",
    ),
    ("a plugin named", "\n\ndef test_add", "pytest_plugins = ['evil']\n\ndef test_add", "replaced"),
    ("bound in the test", "    total =", "    add = lambda a, b: 3\n    total =", "stand-in"),
    (
        "patched in the test",
        "    total =",
        "    mock.patch('app.add', return_value=3).start()\n    total =",
        "stand-in",
    ),
    ("patched by a mark", "def test_add()", "@mock.patch('app.add', f)\ndef test_add()", "stand-in"),
    (
        "patched by a fixture",
        "    total =",
        "    monkeypatch.setattr(app, 'add', f)\n    total =",
        "stand-in",
    ),
    ("equal to anything", _ADD, "    assert add(1, 2) == mock.ANY\n", "no longer check|emptied"),
    ("leaves at once", "    total =", "    if True:\n        return\n    total =", "emptied|no longer check"),
    (
        "checks in what is not called",
        _ADD,
        "    def check():\n        assert add(1, 2) == 3\n",
        "no longer check",
    ),
    ("yields", "    total =", "    yield\n    total =", "newly skipped"),
    ("no case left", "[(3, 1), (4, 2), (5, 3)]", "[]", "newly skipped"),
    (
        "its failure is expected",
        _ADD,
        "    with pytest.raises(Exception):\n        assert add(1, 2) == 3\n",
        "no longer check",
    ),
]
NOT_HELD = [
    ("nothing", "", "", ""),
    ("layout", "    total = add(1, 2)\n", "\n    # a comment\n    total = add(1, 2)\n", ""),
    ("another expectation", "total == 3", "total == 4", "Existing tests are changed"),
    ("one more check", "    assert total == 3\n", "    assert total == 3\n    assert total\n", "changed"),
    ("one check less", "    assert add(0, 0) == 0\n", "", "fewer checks"),
    ("a new test", "class TestMore", "def test_new():\n    assert add(2, 2) == 4\n\nclass TestMore", ""),
    (
        "a new test that is skipped",
        "class TestMore",
        "@pytest.mark.skip\ndef test_new():\n    assert add\n\nclass TestMore",
        "New tests are skipped",
    ),
    (
        "a new test that is empty",
        "class TestMore",
        "def test_new():\n    pass\n\nclass TestMore",
        "New tests check nothing",
    ),
    ("a new fixture", "class TestMore", "@pytest.fixture\ndef one():\n    return 1\n\nclass TestMore", ""),
    ("a mark that selects", "def test_add", "@pytest.mark.slow\ndef test_add", "changed"),
    ("a better name", "def test_add", "def test_sum", "changed"),
    ("case names as one string", '"a, b"', "('a', 'b')", "changed"),
    ("more cases", "(3, 1), ", "(3, 1), (9, 7), ", "changed"),
    ("wrapped again", "class TestMore", "test_add = pytest.mark.slow(test_add)\n\nclass TestMore", ""),
    ("a check of what is computed", "total == 3", "total == add(total, 0) != 4", "changed"),
    ("an order between two", "total == 3", "total > total - 1", "changed"),
    ("two that are the same call", "total == 3", "add(1, 2) == add(1, 2)", "changed"),
    ("a check by a call", "    assert total == 3\n", "    self.assertEqual(total, 3)\n", "changed"),
    (
        "an error that is raised again",
        "    assert total == 3\n",
        "    try:\n        assert total == 3\n    except AssertionError:\n        raise\n",
        "changed",
    ),
    (
        "another error that is expected",
        "    assert total == 3\n",
        "    with contextlib.suppress(KeyError):\n        assert total == 3\n",
        "changed",
    ),
    ("a counter", "class TestMore", "LOG = []\nLOG.append(1)\nsorted(LOG)\n\n\nclass TestMore", ""),
    ("a start of something else", "class TestMore", "server.start()\n\n\nclass TestMore", ""),
    ("a helper", "class TestMore", "def same(a, b):\n    assert a == b\n\n\nclass TestMore", ""),
    ("a name of its own", "\n\ndef test_add", "LIMIT = 3\n\ndef test_add", ""),
    (
        "an error that is looked at",
        "    total = add(1, 2)\n",
        "    try:\n        total = add(1, 2)\n    except Exception as e:\n        raise ValueError from e\n",
        "changed",
    ),
    (
        "a stand-in for what it does not call",
        "    total =",
        "    mock.patch('net.get', return_value=3).start()\n    total =",
        "changed",
    ),
    (
        "checks in what is called",
        _ADD,
        "    def check(a):\n        assert add(a, 2) == a\n        assert add(0, a)\n\n    check(1)\n",
        "changed",
    ),
    (
        "a branch that may leave",
        "    total =",
        "    if add is None:\n        return\n    total =",
        "changed",
    ),
    (
        "a main block",
        "class TestMore",
        "if __name__ == '__main__':\n    import sys\n    sys.exit(pytest.main())\n\nclass TestMore",
        "",
    ),
    (
        "an expected exit",
        "class TestMore",
        "def test_new():\n    with pytest.raises(SystemExit):\n        sys.exit(1)\n\nclass TestMore",
        "",
    ),
]


def test_a_helper_that_no_longer_checks_is_held_and_one_that_checks_otherwise_is_not() -> None:
    base = f"def same(a, b):\n    assert a == b\n\n\n{_BASE}"
    emptied = tampering({_PATH: base}, {_PATH: base.replace("    assert a == b\n", "    return a, b\n")})
    assert [(each.level, "`same`" in each.message) for each in emptied] == [("held", True)]
    assert tampering({_PATH: base}, {_PATH: base.replace("a == b", "a is b")}) == ()


@pytest.mark.parametrize(("old", "new", "words"), [case[1:] for case in HELD], ids=[case[0] for case in HELD])
def test_tampering_is_held_by_name(old: str, new: str, words: str) -> None:
    assert old in _BASE
    found = tampering({_PATH: _BASE}, {_PATH: _BASE.replace(old, new, 1)})
    said = [finding.message for finding in found if finding.level == "held"]
    assert any(word in message for message in said for word in words.split("|")), found
    assert all(finding.code == "E_TESTS_TAMPERED" for finding in found if finding.level == "held")


@pytest.mark.parametrize(
    ("old", "new", "words"), [case[1:] for case in NOT_HELD], ids=[case[0] for case in NOT_HELD]
)
def test_honest_changes_of_tests_are_shown_at_most(old: str, new: str, words: str) -> None:
    found = tampering({_PATH: _BASE}, {_PATH: _BASE.replace(old, new, 1)})
    assert all(finding.level == "shown" for finding in found), found
    assert (words in " ".join(finding.message for finding in found)) if words else found == ()


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
        tampering({_PATH: _BASE, other: None}, {_PATH: head + rest, other: f"from app import add\n{add}"})
        == ()
    )


def test_a_test_that_is_emptied_on_the_way_to_another_file_is_held() -> None:
    found = tampering({_PATH: _BASE}, {_PATH: None, "tests/test_b.py": _BASE.replace(_ADD, "    pass\n")})
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


@pytest.mark.parametrize("path", [_PATH, *OTHERS])
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
    text = OTHERS.get(path, _BASE)
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
    text = OTHERS.get(path, _BASE)
    assert tampering({path: text, to: None}, {path: None, to: text}) == ()


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
