"""What is done to tests in Python, by what the guard says of it."""

from tests.guard.tampering.table import NOTHING, Tampered

_ADD = "    total = add(1, 2)\n    assert total == 3\n    assert add(0, 0) == 0\n"
PYTHON = Tampered(
    path="tests/test_app.py",
    base="""\
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
""",
    held={
        "Tests are newly skipped or expected to fail": {
            "V-78 a skip mark": ("def test_add", "@pytest.mark.skip\ndef test_add"),
            "a skip mark with a reason": ("def test_add", "@pytest.mark.skip(reason='x')\ndef test_add"),
            "a condition": ("def test_add", "@pytest.mark.skipif(True, reason='x')\ndef test_add"),
            "V-79 an expected failure": ("def test_add", "@pytest.mark.xfail\ndef test_add"),
            "a unittest skip": ("def test_add", "@unittest.skip('x')\ndef test_add"),
            "unittest's expected failure": ("def test_add", "@unittest.expectedFailure\ndef test_add"),
            "an alias": ("def test_add", "no = pytest.mark.skip\n@no\ndef test_add"),
            "a skip inside": ("    total =", "    pytest.skip('x')\n    total ="),
            "an xfail inside": ("    total =", "    pytest.xfail('x')\n    total ="),
            "a skip on the class": ("class TestMore", "@pytest.mark.skip\nclass TestMore"),
            "a mark on a case": ("(3, 1)", "pytest.param(3, 1, marks=pytest.mark.xfail)"),
            "a mark on the module": ("\n\ndef test_add", "pytestmark = pytest.mark.skip\n\ndef test_add"),
            "marks on the module": (
                "\n\ndef test_add",
                "pytestmark = [pytest.mark.skip(reason='')]\n\ndef test_add",
            ),
            "a raised skip": ("    total =", "    raise pytest.skip.Exception('x')\n    total ="),
            "V-80 importorskip": ("import pytest\n", "import pytest\npytest.importorskip('nothing')\n"),
            "a named importorskip": ("import pytest\n", "import pytest\nx = pytest.importorskip('x')\n"),
            "a module skip": ("import pytest\n", "import pytest\npytest.skip('', allow_module_level=True)\n"),
            "a skip in a branch": ("import pytest\n", "import pytest\nif 1:\n    pytest.skip('')\n"),
            "yields": ("    total =", "    yield\n    total ="),
            "no case left": ("[(3, 1), (4, 2), (5, 3)]", "[]"),
        },
        "Tests are emptied": {
            "V-81 emptied by pass": (_ADD, "    pass\n"),
            "emptied by dots": (_ADD, "    ...\n"),
            "emptied by words": (_ADD, "    '''Adds.'''\n"),
            "emptied by return": (_ADD, f"    return\n{_ADD}"),
            "emptied by a truth": (_ADD, "    assert True\n"),
            "emptied by a full tuple": (_ADD, "    assert (add(1, 2) == 4, 'x')\n"),
            "emptied by a dead branch": (_ADD, "    if False:\n        assert add(1, 2) == 3\n"),
            "defined, again": ("class TestMore", "def test_add():\n    pass\n\nclass TestMore"),
            "a choice that is none": (_ADD, "    assert add(1, 2) == 3 if False else True\n"),
            "a function for a check": (_ADD, "    assert lambda: add(1, 2) == 3\n"),
            "a truth turned over twice": (_ADD, "    assert not not 1\n"),
            "words": (_ADD, "    assert f'x{add(1, 2)}'\n"),
            "a comparison that is none": (_ADD, "    if 1 == 2:\n        assert add(1, 2) == 3\n"),
            "a loop over nothing": (_ADD, "    for _ in ():\n        assert add(1, 2) == 3\n"),
            "only for types": (_ADD, "    if TYPE_CHECKING:\n        assert add(1, 2) == 3\n"),
            "equal to anything": (_ADD, "    assert add(1, 2) == mock.ANY\n"),
        },
        "Tests no longer check anything": {
            "no check left": ("    assert total == 3\n    assert add(0, 0) == 0\n", ""),
            "checks swallowed": (
                _ADD,
                "    try:\n        assert add(1, 2)\n    except Exception:\n        pass\n",
            ),
            "checks itself": (_ADD, "    total = add(1, 2)\n    assert total == total\n"),
            "or true": (_ADD, "    total = add(1, 2)\n    assert total == 4 or True\n"),
            "checks suppressed": (
                _ADD,
                "    with contextlib.suppress(AssertionError):\n        assert add(1, 2)\n",
            ),
            "checks caught and told": (
                _ADD,
                "    try:\n        assert add(1, 2)\n    except AssertionError as e:\n        print(e)\n",
            ),
            "checks undone at last": (
                _ADD,
                "    try:\n        assert add(1, 2)\n    finally:\n        return\n",
            ),
            "a call that checks a constant": (_ADD, "    add(1, 2)\n    self.assertTrue(True)\n"),
            "a call that compares constants": (_ADD, "    add(1, 2)\n    self.assertEqual(3, 3)\n"),
            "checks in a dead loop": (_ADD, "    add(1, 2)\n    while 0:\n        assert add(1, 2)\n"),
            "all is swallowed": (_ADD, "    try:\n        assert add(1, 2)\n    except:\n        pass\n"),
            "leaves at once": ("    total =", "    if True:\n        return\n    total ="),
            "checks in what is not called": (_ADD, "    def check():\n        assert add(1, 2) == 3\n"),
            "its failure is expected": (
                _ADD,
                "    with pytest.raises(Exception):\n        assert add(1, 2) == 3\n",
            ),
        },
        "Tests are removed": {
            "V-82 deleted": (f"def test_add():\n{_ADD}", ""),
            "renamed out of sight": ("def test_add", "def check_add"),
            "a class renamed": ("class TestMore", "class More"),
            "a class with a constructor": (
                "class TestMore:",
                "class TestMore:\n    def __init__(self): ...\n",
            ),
            "__test__": ("class TestMore:", "class TestMore:\n    __test__ = False\n"),
            "unbound": ("class TestMore", "del test_add\n\nclass TestMore"),
            "bound to something else": ("class TestMore", "test_add = None\n\nclass TestMore"),
            "in a dead branch": (
                f"def test_add():\n{_ADD}",
                "if 0:\n    def test_add():\n        assert add(1, 2)\n",
            ),
        },
        "Tests are run with fewer cases": {
            "fewer cases": ("(3, 1), (4, 2), (5, 3)", "(3, 1)"),
        },
        "The tests newly end the process or the session": {
            "V-61 ends the process": ("import pytest\n", "import os, pytest\nos._exit(0)\n"),
            "V-63 ends the session": ("import pytest\n", "import pytest\npytest.exit('', returncode=0)\n"),
            "V-66 at exit": ("import pytest\n", "import pytest, atexit\natexit.register(print)\n"),
        },
        "A fixture or helper of these tests newly skips": {
            "a fixture skips": (
                "class TestMore",
                "@pytest.fixture(autouse=True)\ndef no():\n    pytest.skip('')\n\nclass TestMore",
            ),
        },
        "The tests cannot be parsed": {
            "cannot be parsed": ("def test_add():", "def test_add(:"),
        },
        "What these tests use is replaced in their own file": {
            "set by a mark's name": ("\n\ndef test_add", "setattr(app, 'add', f)\n\ndef test_add"),
            "an import defined, again": ("\n\ndef test_add", "def add(a, b):\n    return 3\n\ndef test_add"),
            "an import's other name": ("import add, sub", "import add as plus, sub\nplus = add = f"),
            "an import bound, again": ("\n\ndef test_add", "\n\nadd = lambda a, b: 3\n\n\ndef test_add"),
            "a module's part bound, again": ("\n\ndef test_add", "pytest.raises = print\n\ndef test_add"),
            "bound by name": ("\n\ndef test_add", "globals()['add'] = print\n\ndef test_add"),
            "set by name": ("\n\ndef test_add", "globals().update(add=print)\n\ndef test_add"),
            "a patcher started": ("\n\ndef test_add", "mock.patch('app.add').start()\n\ndef test_add"),
            "a test's part bound, again": (
                "    async def",
                "    pass\n\nTestMore.test_neg = print\n\nif 1:\n    async def",
            ),
            "checks of unittest made idle": (
                "class TestMore:\n",
                "class TestMore:\n    def assertEqual(self, *_):\n        pass\n\n",
            ),
            "another module put in its place": ("\n\ndef test_add", "sys.modules['app'] = x\n\ndef test_add"),
            "a plugin named": ("\n\ndef test_add", "pytest_plugins = ['evil']\n\ndef test_add"),
        },
        "What the tests call is replaced by a stand-in": {
            "bound in the test": ("    total =", "    add = lambda a, b: 3\n    total ="),
            "patched in the test": (
                "    total =",
                "    mock.patch('app.add', return_value=3).start()\n    total =",
            ),
            "patched by a mark": ("def test_add()", "@mock.patch('app.add', f)\ndef test_add()"),
            "patched by a fixture": ("    total =", "    monkeypatch.setattr(app, 'add', f)\n    total ="),
        },
    },
    shown={
        NOTHING: {
            "nothing": ("", ""),
            "layout": ("    total = add(1, 2)\n", "\n    # a comment\n    total = add(1, 2)\n"),
            "a new test": ("class TestMore", "def test_new():\n    assert add(2, 2) == 4\n\nclass TestMore"),
            "a new fixture": (
                "class TestMore",
                "@pytest.fixture\ndef one():\n    return 1\n\nclass TestMore",
            ),
            "wrapped, again": ("class TestMore", "test_add = pytest.mark.slow(test_add)\n\nclass TestMore"),
            "a counter": ("class TestMore", "LOG = []\nLOG.append(1)\nsorted(LOG)\n\n\nclass TestMore"),
            "a start of something else": ("class TestMore", "server.start()\n\n\nclass TestMore"),
            "a helper": ("class TestMore", "def same(a, b):\n    assert a == b\n\n\nclass TestMore"),
            "a name of its own": ("\n\ndef test_add", "LIMIT = 3\n\ndef test_add"),
            "a main block": (
                "class TestMore",
                "if __name__ == '__main__':\n    import sys\n    sys.exit(pytest.main())\n\nclass TestMore",
            ),
            "an expected exit": (
                "class TestMore",
                "def test_new():\n    with pytest.raises(SystemExit):\n        sys.exit(1)\n\nclass TestMore",
            ),
        },
        "Existing tests are changed": {
            "another expectation": ("total == 3", "total == 4"),
            "one more check": ("    assert total == 3\n", "    assert total == 3\n    assert total\n"),
            "a mark that selects": ("def test_add", "@pytest.mark.slow\ndef test_add"),
            "a better name": ("def test_add", "def test_sum"),
            "case names as one string": ('"a, b"', "('a', 'b')"),
            "more cases": ("(3, 1), ", "(3, 1), (9, 7), "),
            "a check of what is computed": ("total == 3", "total == add(total, 0) != 4"),
            "an order between two": ("total == 3", "total > total - 1"),
            "two that are the same call": ("total == 3", "add(1, 2) == add(1, 2)"),
            "a check by a call": ("    assert total == 3\n", "    self.assertEqual(total, 3)\n"),
            "an error that is raised, again": (
                "    assert total == 3\n",
                "    try:\n        assert total == 3\n    except AssertionError:\n        raise\n",
            ),
            "another error that is expected": (
                "    assert total == 3\n",
                "    with contextlib.suppress(KeyError):\n        assert total == 3\n",
            ),
            "an error that is looked at": (
                "    total = add(1, 2)\n",
                "    try:\n        total = add(1, 2)\n    except OSError as e:\n        raise e from e\n",
            ),
            "a stand-in for what it does not call": (
                "    total =",
                "    mock.patch('net.get', return_value=3).start()\n    total =",
            ),
            "checks in what is called": (
                _ADD,
                "    def same(a):\n        assert add(a, 2) == a\n        assert add(0, a)\n\n    same(1)\n",
            ),
            "a branch that may leave": ("    total =", "    if add is None:\n        return\n    total ="),
        },
        "Tests have fewer checks": {
            "one check less": ("    assert add(0, 0) == 0\n", ""),
        },
        "New tests are skipped or expected to fail": {
            "a new test that is skipped": (
                "class TestMore",
                "@pytest.mark.skip\ndef test_new():\n    assert add\n\nclass TestMore",
            ),
        },
        "New tests check nothing": {
            "a new test that is empty": ("class TestMore", "def test_new():\n    pass\n\nclass TestMore"),
        },
    },
)
PYTEST = Tampered(
    path="tests/test_sums.py",
    base="""\
import pytest
from app import add


def test_add():
    assert add(1,2)==3


def test_more():
    assert add(2,2)==4
    assert add(0,0)==0
""",
    held={
        "What the tests call is replaced by a stand-in": {
            "eq class": (
                "def test_add():\n    assert add(1,2)==3",
                (
                    "class Three(int):\n    def __eq__(self, other):\n        return True\n\n\n"
                    "def test_add():\n    assert add(1,2)==Three(3)"
                ),
            ),
            "eq inside": (
                "    assert add(1,2)==3",
                (
                    "    class Any:\n        def __eq__(self, other):\n            return True\n\n"
                    "    assert add(1,2)==Any()"
                ),
            ),
            "ne": (
                "    assert add(1,2)==3",
                (
                    "    assert Sum()==3\n\n\nclass Sum:\n    def __ne__(self, o):\n"
                    "        return False\n    def __eq__(self, o):\n        return not self != o"
                ),
            ),
            "bool": (
                "    assert add(1,2)==3",
                ("    class R:\n        def __bool__(self):\n            return True\n    assert R()"),
            ),
            "type eq": ("assert add(1,2)==3", 'assert add(1,2)==type("T",(),{"__eq__":lambda s,o:True})()'),
            "contains": (
                "assert add(1,2)==3",
                (
                    "class A:\n        def __contains__(self, o):\n            return 1\n"
                    "    assert add(1,2) in A()"
                ),
            ),
            "magicmock eq": (
                "    assert add(1,2)==3",
                ("    m = mock.MagicMock()\n    m.__eq__.return_value = True\n    assert m==add(1,2)"),
            ),
        },
        "Tests are newly skipped or expected to fail": {
            "async": ("def test_add", "async def test_add"),
            "generator": ("    assert add(1,2)==3", "    yield\n    assert add(1,2)==3"),
        },
        "Tests no longer check anything": {
            "lambda check": ("assert add(1,2)==3", "(lambda: add(1,2)==3)"),
            "expr only": ("assert add(1,2)==3", "add(1,2)==3"),
            "raises any": (
                "    assert add(1,2)==3",
                (
                    "    with pytest.raises(BaseException):\n        assert add(1,2)==3\n"
                    "        raise KeyError"
                ),
            ),
            "finally return": (
                "    assert add(1,2)==3",
                "    try:\n        assert add(1,2)==3\n    finally:\n        return",
            ),
            "suppress": (
                "    assert add(1,2)==3",
                "    with suppress(Exception):\n        assert add(1,2)==3",
            ),
        },
        "Tests are emptied": {
            "walrus": ("assert add(1,2)==3", "assert (x:=add(1,2)) or 1"),
            "isinstance obj": ("assert add(1,2)==3", "assert isinstance(add(1,2), object)"),
            "assert str": ("assert add(1,2)==3", 'assert "add(1,2)==3"'),
            "approx inf": ("==3", '==pytest.approx(3, abs=float("inf"))'),
            "__debug__": ("    assert add(1,2)==3", "    if not __debug__:\n        assert add(1,2)==3"),
            "for range0": ("    assert add(1,2)==3", "    for _ in range(0):\n        assert add(1,2)==3"),
            "docstring": ("    assert add(1,2)==3", '    """\n    assert add(1,2)==3\n    """'),
        },
        "Tests are removed": {
            "tmp rename": ("def test_add", "def _test_add"),
            "__test__ mod": ("import pytest\n", "import pytest\n__test__ = False\n"),
        },
        "What these tests use is replaced in their own file": {
            "pytest_generate": (
                "def test_more",
                (
                    'def pytest_generate_tests(metafunc):\n    metafunc.parametrize("x", [])\n\n\n'
                    "def test_more"
                ),
            ),
            "sys.modules": (
                "from app import add",
                (
                    "import sys\n"
                    'sys.modules["app"] = __import__("types").SimpleNamespace(add=lambda a,b:a+b)\n'
                    "from app import add"
                ),
            ),
            "builtins": ("import pytest\n", "import builtins, pytest\nbuiltins.AssertionError = KeyError\n"),
        },
    },
    shown={
        NOTHING: {
            "eq real": (
                "def test_add",
                ("class P:\n    def __eq__(self, o):\n        return self.x == o.x\n\n\ndef test_add"),
            ),
            "eq new test": (
                "def test_more",
                (
                    "class Any:\n    def __eq__(self, o):\n        return True\n\n\ndef test_any():\n"
                    "    assert add(1,2)==Any()\n\n\ndef test_more"
                ),
            ),
            "bool class": (
                "def test_more",
                (
                    "class Empty:\n    def __bool__(self):\n        return False\n\n\n"
                    "def test_empty():\n    assert not add(Empty(), 1)\n\n\ndef test_more"
                ),
            ),
            "factory": ("def test_add", "def make(n):\n    return add(n, n)\n\n\ndef test_add"),
        },
        "Existing tests are changed": {
            "async": (
                "def test_add():\n    assert add(1,2)==3",
                "@pytest.mark.asyncio\nasync def test_add():\n    assert await add(1,2)==3",
            ),
            "async with": (
                "def test_add():\n    assert add(1,2)==3",
                "async def test_add():\n    async with add(1,2) as s:\n        assert s==3",
            ),
            "mock": (
                "    assert add(1,2)==3",
                "    get = mock.Mock(return_value=1)\n    assert add(get(),2)==3",
            ),
            "cases by name": (
                "def test_add():\n    assert add(1,2)==3",
                (
                    'SUMS=[(1,2,3),(0,0,0)]\n\n\n@pytest.mark.parametrize("a,b,s",SUMS)\n'
                    "def test_add(a,b,s):\n    assert add(a,b)==s"
                ),
            ),
            "range": ("    assert add(1,2)==3", "    for n in range(3):\n        assert add(n,0)==n"),
            "isinstance": (
                "    assert add(1,2)==3",
                "    assert add(1,2)==3\n    assert isinstance(add(1,2), int)",
            ),
            "approx": ("==3", "==pytest.approx(3)"),
            "tmp": (
                "def test_add():\n    assert",
                'def test_add(tmp_path):\n    (tmp_path / "x").write_text("")\n    assert',
            ),
        },
    },
)
