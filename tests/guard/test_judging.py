"""The candidate is judged on its tree: each rule has a case that ends in its code, and honest work passes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devflow.guard import RULES
from devflow.guard.judging import Rule
from devflow.guard.rules import size
from devflow.handoffs import Permit, Scope, Verb
from tests.guard.builder import ANYTHING, Side, codes, judged

_BASE: Side = {
    "app.py": "a\nb\nc\n",
    "run.sh": ("100755", "#!/bin/sh\n"),
    "link": ("120000", "app.py"),
    "sub": ("160000", ""),
    "tests/test_app.py": "def test_ok():\n    assert f() == 1\n",
    ".gitignore": "build/\n*.log\n!keep.log\n",
    "requirements.txt": "click==8\n",
}
_NARROW = Scope(
    permits=(Permit(pattern="app.py", verbs=(Verb.MODIFY,), reason="the ticket"),), max_files=1, max_lines=5
)
# -- built from pieces, so that no scanner of this repo takes them for real ones
_AWS_KEY = "AKIA" + "Q3EXZ7WBT5LN2VMP"
_PRIVATE_KEY = "-----BEGIN " + "OPENSSH PRIVATE KEY-----"
_SLACK = "xoxb-" + "123456789012-1234567890123-" + "AbCdEfGhIjKlMnOpQrStUvWx"


@dataclass(frozen=True)
class Case:
    """A change of the base and the finding it must end in."""

    name: str
    change: Side
    code: str
    level: str
    gone: tuple[str, ...] = ()
    base: Side | None = None
    scope: Scope = ANYTHING

    @property
    def before(self) -> Side:
        return {**_BASE, **(self.base or {})}

    @property
    def after(self) -> Side:
        return {path: side for path, side in {**self.before, **self.change}.items() if path not in self.gone}


CASES = (
    # -- paths, again on the tree
    Case("P-1 dot dot", {"../x": "x"}, "E_PATH_ESCAPE", "refused"),
    Case("P-2 absolute", {"/etc/x": "x"}, "E_PATH_ABSOLUTE", "refused"),
    Case("P-3 git hook", {".git/hooks/post-commit": "x"}, "E_PATH_GITDIR", "refused"),
    Case("P-34 newline in a name", {"x\ny": "x"}, "E_PATH_CHARS", "refused"),
    Case("P-41 long name", {"n" * 300: "x"}, "E_PATH_LENGTH", "refused"),
    Case(
        "P-10 inner repo",
        {f"v/{n}": "x" for n in ("HEAD", "refs/m", "objects/a")},
        "E_EMBEDDED_REPO",
        "refused",
    ),
    # -- kinds and modes
    Case("P-11 .gitmodules", {".gitmodules": "[submodule]"}, "E_PROTECTED_PATH", "held"),
    Case("P-12 .gitmodules as a link", {".gitmodules": ("120000", "x")}, "E_PROTECTED_PATH", "held"),
    Case("P-13 a submodule", {"sm": ("160000", "")}, "E_MODE", "refused"),
    Case("a submodule moved on", {"sub": ("160000", "other")}, "E_MODE", "refused"),
    Case("a submodule deleted", {}, "E_MODE", "held", gone=("sub",)),
    Case("P-14 .gitattributes", {"src/.gitattributes": "* filter=x"}, "E_PROTECTED_PATH", "held"),
    Case("P-15 absolute link", {"l": ("120000", "/etc/passwd")}, "E_MODE_SYMLINK", "refused"),
    Case("P-17 link into git", {"g": ("120000", ".git")}, "E_MODE_SYMLINK", "refused"),
    Case("P-18 relative link", {"d/l": ("120000", "../..")}, "E_MODE_SYMLINK", "refused"),
    Case("a link points elsewhere", {"link": ("120000", "/etc")}, "E_MODE_SYMLINK", "refused"),
    Case("a link deleted", {}, "E_MODE_SYMLINK", "held", gone=("link",)),
    Case("P-19 behind a link", {"link/x": "x"}, "E_PATH_SYMLINK", "refused"),
    Case("P-20 file to link", {"app.py": ("120000", "/etc/passwd")}, "E_TYPE_CHANGE", "refused"),
    Case("link to file", {"link": "text"}, "E_TYPE_CHANGE", "refused"),
    Case("P-21 file to folder", {"app.py/inner.txt": "x"}, "E_TYPE_CHANGE", "refused", gone=("app.py",)),
    Case("P-26 made executable", {"app.py": ("100755", "a\nb\nc\n")}, "E_MODE", "refused"),
    Case("P-26 new and executable", {"x.sh": ("100755", "x")}, "E_MODE", "refused"),
    Case("no longer executable", {"run.sh": "#!/bin/sh\n"}, "E_MODE", "refused"),
    Case("P-27 setuid", {"x.sh": ("104755", "x")}, "E_MODE", "refused"),
    Case("group-writable", {"x.sh": ("100664", "x")}, "E_MODE", "refused"),
    # -- scope
    Case(
        "P-22 renamed out of scope",
        {"lib/app.py": "a\nb\nc\n"},
        "E_SCOPE",
        "held",
        gone=("app.py",),
        scope=_NARROW,
    ),
    Case("P-23 copied out of scope", {"copy.py": "a\nb\nc\n"}, "E_SCOPE", "held", scope=_NARROW),
    Case("P-25 another file changed", {"tests/test_app.py": "pwn\n"}, "E_SCOPE", "held", scope=_NARROW),
    Case("P-56 a verb not allowed", {}, "E_SCOPE", "held", gone=("app.py",), scope=_NARROW),
    # -- binaries
    Case("P-28 binary", {"bin.dat": b"\x00\x01\x02"}, "E_BINARY", "refused"),
    Case("P-45 NUL far inside", {"n.txt": b"a" * 9000 + b"\0"}, "E_BINARY", "refused"),
    # -- twins
    Case("P-33 case twin", {"APP.py": "x"}, "E_PATH_COLLISION", "refused"),
    Case("P-32 Unicode twins", {"caf\u00e9": "x", "cafe\u0301": "x"}, "E_PATH_COLLISION", "refused"),
    # -- size
    Case("P-44 too many lines", {"app.py": "x\n" * 50}, "E_SCOPE_SIZE", "held", scope=_NARROW),
    Case("P-44 too many files", {"b.py": "", "c.py": "x"}, "E_SCOPE_SIZE", "held", scope=_NARROW),
    Case("too large to examine", {"big.txt": "x" * 2_100_000}, "E_SCOPE_SIZE", "held"),
    # -- what git ignores
    Case("P-46 ignored folder", {"build/out.txt": "x"}, "E_IGNORED_PATH", "held"),
    Case("P-46 ignored name", {"src/out.log": "x"}, "E_IGNORED_PATH", "held"),
    # -- parts of manifests
    Case(
        "P-48 pytest table",
        {"pyproject.toml": "[tool.pytest.ini_options]\naddopts='-k x'\n"},
        "E_PROTECTED_PATH",
        "held",
    ),
    Case("broken manifest", {"pyproject.toml": "[tool"}, "E_PROTECTED_PATH", "held"),
    Case("a dependency", {"pyproject.toml": "[project]\ndependencies=['evil']\n"}, "E_DEPENDENCY", "shown"),
    Case("a requirement", {"requirements.txt": "click==8\nevil\n"}, "E_DEPENDENCY", "shown"),
    # -- the same in files that are programs
    Case("tests left out by maven", {"pom.xml": "<skipTests>true</skipTests>\n"}, "E_PROTECTED_PATH", "held"),
    Case(
        "failures let pass by gradle",
        {"app/build.gradle": "ignoreFailures = true\n"},
        "E_PROTECTED_PATH",
        "held",
    ),
    Case(
        "a test no longer added by cmake",
        {"CMakeLists.txt": "add_library(x x.c)\n"},
        "E_PROTECTED_PATH",
        "held",
        base={"CMakeLists.txt": "add_library(x x.c)\nadd_test(a a)\n"},
    ),
    Case(
        "no test project", {"T.csproj": "<IsTestProject>false</IsTestProject>\n"}, "E_PROTECTED_PATH", "held"
    ),
    Case("a new program of the build", {"core/build.rs": "fn main() {}\n"}, "E_PROTECTED_PATH", "held"),
    # -- shadows
    Case("V-77 shadow of the runner", {"pytest.py": "x"}, "E_PROTECTED_PATH", "held"),
    Case("shadow of the standard library", {"random.py": "x"}, "E_PROTECTED_PATH", "held"),
    Case("shadow package", {"src/json/__init__.py": "x"}, "E_PROTECTED_PATH", "held"),
    # -- tests
    Case("V-82 a test deleted", {}, "E_TESTS_TAMPERED", "held", gone=("tests/test_app.py",)),
    Case(
        "V-81 a test emptied", {"tests/test_app.py": "def test_ok():\n    pass\n"}, "E_TESTS_TAMPERED", "held"
    ),
    Case(
        "a test changed",
        {"tests/test_app.py": "def test_ok():\n    assert f() == 2\n"},
        "E_TESTS_CHANGED",
        "shown",
    ),
    # -- source that decides a result
    Case("V-83 source that exits", {"app.py": "import os\nos._exit(0)\n"}, "E_TEST_FORGERY", "shown"),
    Case(
        "V-84 source that skips", {"app.py": "import pytest\npytest.skip('x')\n"}, "E_TEST_FORGERY", "shown"
    ),
    Case(
        "V-85 equal to all",
        {"app.py": "class A:\n    def __eq__(self, o):\n        return True\n"},
        "E_TEST_FORGERY",
        "shown",
    ),
    Case("V-86 forged report", {"app.py": "import atexit\natexit.register(f)\n"}, "E_TEST_FORGERY", "shown"),
    Case("87 V-lint weakened", {"app.py": "a\nb  # noqa\nc\n"}, "E_LINT_WEAKENED", "shown"),
    Case("eslint silenced", {"a.js": "// eslint-disable-next-line\nx()\n"}, "E_LINT_WEAKENED", "shown"),
    # -- credentials
    Case("P-58 AWS key", {"app.py": f"KEY = '{_AWS_KEY}'\n"}, "E_SECRET_IN_DIFF", "held"),
    Case("P-58 private key", {"id.txt": f"{_PRIVATE_KEY}\nAAAA\n"}, "E_SECRET_IN_DIFF", "held"),
    Case("P-58 Slack token", {"app.py": f"t = '{_SLACK}'\n"}, "E_SECRET_IN_DIFF", "held"),
    Case(
        "P-58 far in a long line", {"a.js": f"x='{'y' * 3990}';k='{_AWS_KEY}';\n"}, "E_SECRET_IN_DIFF", "held"
    ),
    # -- edits in passing
    Case(
        "a comment where no work is",
        {"app.py": "a\nB\nc\n", "lib.py": "def f():\n    return 1\n# tidied\n"},
        "E_IDLE_EDIT",
        "held",
        base={"lib.py": "def f():\n    return 1\n"},
    ),
    Case(
        "blank lines where no work is",
        {"app.py": "a\nB\nc\n", "lib.js": "\n\nf();\n"},
        "E_IDLE_EDIT",
        "held",
        base={"lib.js": "f();\n"},
    ),
    # -- hidden characters
    Case("U-165 bidi override", {"app.py": "if a:  # \u202e } \u2066if admin\n    b\n"}, "E_BIDI", "shown"),
    Case("zero-width space", {"app.py": "user\u200b = 1\n"}, "E_BIDI", "shown"),
)
HONEST: tuple[tuple[str, Side], ...] = (
    ("an edit", {"app.py": "a\nB\nc\n"}),
    ("an edit of an executable", {"run.sh": ("100755", "#!/bin/sh\necho\n")}),
    ("a new module", {"src/json_tools.py": "import json\n"}),
    ("a module of a build program's name", {"src/build.rs.md": "x\n", "src/rebuild.rs": "fn f() {}\n"}),
    ("a new nested module of a common name", {"src/pkg/random.py": "x = 1\n"}),
    ("nothing but comments", {"app.py": "# what it does\na\nb\nc\n"}),
    ("a comment with the work", {"app.py": "# why\na\nB\nc\n"}),
    (
        "a comment in a test",
        {"app.py": "B\n", "tests/test_app.py": "# why\ndef test_ok():\n    assert f() == 1\n"},
    ),
    ("a new test", {"tests/test_new.py": "def test_new():\n    assert f() == 1\n"}),
    ("a file that .gitignore brings back", {"keep.log": "kept\n"}),
    ("other languages", {"docs/ru.md": "\u041f\u0440\u0438\u0432\u0435\u0442 \u2013 \u4f60\u597d\n"}),
    ("manifest prose", {"pyproject.toml": "[project]\nname='x'\ndescription='y'\n"}),
    ("a hash", {"app.py": f"sha256 = '{'0123456789abcdef' * 4}'\n"}),
    (
        "placeholders",
        {"app.py": "password = 'changeme'\napi_key = os.environ['API_KEY']\ntoken = get_token()\n"},
    ),
    ("a password field", {"form.html": '<input type="password" name="password" id="password">\n'}),
    ("an __eq__", {"app.py": "class A:\n    def __eq__(self, o):\n        return self.x == o.x\n"}),
)


def _judged(case: Case, rules: tuple[Rule, ...] = RULES) -> set[tuple[str, str]]:
    return codes(judged(case.before, case.after, case.scope, rules))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_change_ends_in_its_finding(case: Case) -> None:
    assert (case.code, case.level) in _judged(case)


@pytest.mark.parametrize(("name", "change"), HONEST, ids=[name for name, _ in HONEST])
def test_honest_work_ends_in_no_finding(name: str, change: Side) -> None:
    assert judged(_BASE, {**_BASE, **change}) == (), name


def test_the_test_runners_own_repo_may_change_its_package() -> None:
    base: Side = {"src/_pytest/__init__.py": "", "src/_pytest/main.py": "x = 1\n"}
    change: Side = {"src/_pytest/main.py": "x = 2\n", "src/_pytest/new.py": "y = 1\n"}
    assert judged(base, {**base, **change}) == ()


def test_an_edit_within_a_narrow_scope_ends_in_no_finding() -> None:
    assert judged(_BASE, {**_BASE, "app.py": "a\nB\nc\n"}, _NARROW) == ()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.__module__.split('.')[-1]}.{rule.__name__}")
def test_each_rule_on_candidates_is_needed(rule: Rule) -> None:
    left = tuple(other for other in RULES if other is not rule)
    noticed = [case.name for case in CASES if (case.code, case.level) not in _judged(case, left)]
    assert noticed, "no case notices that the rule is gone"


def test_refusals_come_before_what_is_held_and_shown() -> None:
    change: Side = {"app.py": "b  # noqa\n", ".gitmodules": "x", "l": ("120000", "/")}
    levels = [finding.level for finding in judged(_BASE, {**_BASE, **change})]
    assert levels == sorted(levels, key=("refused", "held", "shown").index)
    assert set(levels) == {"refused", "held", "shown"}


def test_old_lines_of_a_file_are_not_searched_for_secrets_or_comments() -> None:
    old = f"key = '{_AWS_KEY}'\nx = 1  # noqa\n"
    assert judged({"a.py": old}, {"a.py": f"{old}y = 2\n"}) == ()


def test_a_secret_is_named_by_kind_and_line_and_never_quoted() -> None:
    (finding,) = judged({}, {"a.py": f"x = 1\nkey = '{_AWS_KEY}'\n"})
    assert "line 2" in finding.message
    assert _AWS_KEY not in finding.message


def test_lock_files_are_shown_but_not_searched_for_secrets() -> None:
    lock = f'integrity = "{_AWS_KEY}"\n'
    assert codes(judged({}, {"web/package-lock.json": lock})) == {("E_DEPENDENCY", "shown")}


def test_messages_of_hostile_names_stay_on_one_printable_line() -> None:
    change: Side = {
        "\x1b]0;x\x07\n\u202e/x": "def test_\x1b(): pass\n",
        "x/HEAD": "",
        "x/refs/\x1b": "",
        "x/config": "",
    }
    assert all(finding.message.isprintable() for finding in judged({}, change))


_WORDS = (
    "def test_",
    "it(",
    "assert ",
    "class T:\n",
    "#[test]\n",
    "@Test\n",
    "    ",
    "pytest.skip()",
    "[tool.",
)
_TEXT = st.lists(st.sampled_from((*'abi \n\t"([{)]}:=.,#@\\\0\u202e\x1b', *_WORDS))).map("".join)
_NAMES = st.sampled_from(
    (
        *(
            "t_test.py",
            "test_t.py",
            "t.test.ts",
            "t_test.go",
            "src/t.rs",
            "TTest.java",
            "t_spec.rb",
            "TTest.php",
        ),
        *(
            "pyproject.toml",
            "package.json",
            "setup.cfg",
            "Makefile",
            "Cargo.toml",
            ".gitignore",
            "a.lock",
            "t.txt",
        ),
    )
)


@given(st.dictionaries(_NAMES, _TEXT), st.dictionaries(_NAMES, _TEXT))
@settings(max_examples=200, deadline=None)
def test_no_content_makes_the_guard_fail_or_lose_an_unchanged_tree(before: Side, after: Side) -> None:
    for finding in judged(before, after):
        assert finding.message.isprintable()
    assert judged(before, before) == ()


def test_thousands_of_files_are_judged_in_seconds_and_each_is_named() -> None:
    change: Side = {f"gen/f{n}.py": f"x = {n}\n" for n in range(3_000)}
    findings = judged({}, change, _NARROW)
    assert sum(finding.code == "E_SCOPE" for finding in findings) == 3_000


def test_a_line_that_only_moves_out_of_its_block_is_work() -> None:
    base: Side = {"a.py": "x = 1\n", "b.py": "if x:\n    f()\n    g()\n"}
    change: Side = {"a.py": "x = 2\n", "b.py": "if x:\n    f()\ng()\n"}
    assert judged(base, {**base, **change}) == ()


def test_words_that_go_from_within_a_string_are_work() -> None:
    base: Side = {"a.py": "x = 1\n", "b.py": 'S = """one\\t\n    two\n"""\n'}
    change: Side = {"a.py": "x = 2\n", "b.py": 'S = """one\\t\n"""\n'}
    assert judged(base, {**base, **change}) == ()


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "build.gradle",
            "test { useJUnitPlatform() }\n",
            "test { useJUnitPlatform() }\nrepositories { m() }\n",
        ),
        ("pom.xml", "<a/>\n", "<a/>\n<dependency><artifactId>x</artifactId></dependency>\n"),
        ("CMakeLists.txt", "add_test(a a)\n", "add_test(a a)\nadd_test(b b)\n"),
        ("gradle.properties", "version=1\n", "version=2\n"),
    ],
)
def test_a_build_file_that_runs_its_tests_as_before_is_not_held(path: str, before: str, after: str) -> None:
    assert all(finding.level == "shown" for finding in judged({path: before}, {path: after}))


@pytest.mark.parametrize(
    ("base", "change", "gone"),
    [
        ({"json.py": "x = 1\n"}, {"json.py": "x = 2\n"}, ()),
        ({"json.py": "x = 1\n"}, {}, ("json.py",)),
        ({}, {"json.md": "x\n"}, ()),
        ({".gitignore": "build/\n", "build/kept.txt": "a\n"}, {"build/kept.txt": "b\n"}, ()),
        ({"a.txt": "a\n", "b.py": "x = 1\n"}, {"a.txt": "a\n\n", "b.py": "x = 2\n"}, ()),
        ({"b.py": "x = 1\n"}, {"b.py": "x = 2\n", "new.py": "# nothing yet\n"}, ()),
        ({"b.py": "x = 1\n", "old.py": "# nothing\n"}, {"b.py": "x = 2\n"}, ("old.py",)),
    ],
    ids=[
        "an old module of the standard library's name",
        "such a module deleted",
        "another kind of file of that name",
        "a file that git ignores and has",
        "blanks in a text that no grammar reads",
        "a new file of comments",
        "a file of comments deleted",
    ],
)
def test_what_a_rule_does_not_speak_of_ends_in_no_finding(
    base: Side, change: Side, gone: tuple[str, ...]
) -> None:
    after = {path: side for path, side in {**base, **change}.items() if path not in gone}
    assert judged(base, after) == ()


def test_more_than_a_bound_is_not_read_and_held() -> None:
    change: Side = {f"data/{n}.txt": f"{n}".zfill(1_900_000) for n in range(13)}
    held = [each for each in judged({}, change, rules=(size,)) if each.code == "E_SCOPE_SIZE"]
    assert 0 < len(held) < 13


def test_a_test_in_code_that_forges_is_only_shown_where_it_is_no_test() -> None:
    forging = "import os\nos._exit(0)\n"
    assert codes(judged({}, {"app.py": forging})) == {("E_TEST_FORGERY", "shown")}
    assert ("E_TEST_FORGERY", "shown") not in codes(judged({}, {"tests/helper.py": forging}))
