"""The table of runners: what each finds in a repo, and what it reads from what its program really wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from devflow.checks import Check, beforehand, find
from devflow.checks.by_hand import shell_line
from devflow.checks.outcomes.reports import read_report
from devflow.checks.runners import RUNNERS, WHOLE, go, python_lint, rust
from devflow.checks.runners.commands import COMMAND
from devflow.checks.verdicts.results import output_of
from devflow.handoffs import Outcome
from devflow.process import Completed
from tests.checks.conftest import MakePlace

CARGO = """   Compiling app v0.1.0 (/repo)
    Finished `test` profile [unoptimized + debuginfo] target(s) in 0.41s
     Running unittests src/lib.rs (target/debug/deps/app-0c1f)

running 3 tests
test tests::adds ... ok
test tests::later ... ignored
test tests::doubles ... FAILED

test result: FAILED. 1 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

     Running tests/whole.rs (target/debug/deps/whole-5b7)

running 1 test
test adds ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

   Doc-tests app

running 1 test
test src/lib.rs - add (line 1) ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.30s
"""
CARGO_WORDS = """
failures:

---- tests::doubles stdout ----
thread 'tests::doubles' (87) panicked at src/lib.rs:6:15:
assertion `left == right` failed
  left: 7
 right: 10

failures:
    tests::doubles
"""
GO = """{"Action":"start","Package":"example.org/app"}
{"Action":"run","Package":"example.org/app","Test":"TestAdd"}
{"Action":"output","Package":"example.org/app","Test":"TestAdd","Output":"=== RUN   TestAdd\\n"}
{"Action":"pass","Package":"example.org/app","Test":"TestAdd","Elapsed":0}
{"Action":"run","Package":"example.org/app","Test":"TestBug/five"}
{"Action":"output","Package":"example.org/app","Test":"TestBug/five","Output":"    app_test.go:9: got 7\\n"}
{"Action":"fail","Package":"example.org/app","Test":"TestBug/five","Elapsed":0}
{"Action":"skip","Package":"example.org/app","Test":"TestLater","Elapsed":0}
{"Action":"fail","Package":"example.org/app","Elapsed":0.002}
{"Action":"output","Package":"example.org/app/bad","Output":"bad.go:3:1: syntax error\\n"}
{"Action":"fail","Package":"example.org/app/bad","Elapsed":0}
"""
AVA = """TAP version 13
# app - adds
ok 1 - app - adds
# app - doubles
not ok 2 - app - doubles
  ---
    name: AssertionError
  ...
# app - later
ok 3 - app - later # SKIP

1..3
# tests 2
# pass 1
# fail 1
"""
# -- Go 1.19: what does not compile is told in plain words
GO_NOT_BUILT = """# example.org/app/bad [example.org/app/bad.test]
bad/bad.go:2:23: undefined: nope
{"Action":"pass","Package":"example.org/app","Test":"TestAdd","Elapsed":0}
{"Action":"pass","Package":"example.org/app","Elapsed":0.002}
FAIL\texample.org/app/bad [build failed]
"""
# -- Go 1.24 and later: in events
GO_BUILD_EVENTS = """{"ImportPath":"example.org/app/bad","Action":"build-output","Output":"undefined: nope"}
{"ImportPath":"example.org/app/bad","Action":"build-fail"}
{"Action":"pass","Package":"example.org/app","Test":"TestAdd","Elapsed":0}
{"Action":"fail","Package":"example.org/app/bad","Elapsed":0,"FailedBuild":"example.org/app/bad"}
"""
TAP = """TAP version 14
1..2
# Subtest: test/app.js
    # Subtest: adds
        ok 1 - should be equal
        1..1
    ok 1 - adds # time=27.467ms
    # Subtest: doubles
        # Subtest: five
            not ok 1 - should be equal
            1..1
        not ok 1 - five # time=1.693ms
        1..1
    not ok 2 - doubles # time=19.512ms
    ok 3 - later # SKIP no
    ok 4 - some day # TODO
    1..4
    # time=204.182ms
not ok 1 - test/app.js # time=204.182ms

# Subtest: test/other.js
    ok 1 - one is one
    1..1
    # time=31.089ms
ok 2 - test/other.js # time=31.089ms

# { total: 5, pass: 2, fail: 1, todo: 1, skip: 1 }
# time=11430.661ms
"""
TOLD: list[tuple[str, str, Mapping[str, Outcome]]] = [
    (
        "cargo-test",
        CARGO,
        {
            "unittests src/lib.rs tests::adds": Outcome.PASSED,
            "unittests src/lib.rs tests::later": Outcome.SKIPPED,
            "unittests src/lib.rs tests::doubles": Outcome.FAILED,
            "tests/whole.rs adds": Outcome.PASSED,
            "app src/lib.rs - add": Outcome.PASSED,
        },
    ),
    (
        "go-test",
        GO,
        {
            "example.org/app::TestAdd": Outcome.PASSED,
            "example.org/app::TestBug/five": Outcome.FAILED,
            "example.org/app::TestLater": Outcome.SKIPPED,
            f"example.org/app/bad::{WHOLE}": Outcome.ERRORED,
        },
    ),
    (
        "ava",
        AVA,
        {"app - adds": Outcome.PASSED, "app - doubles": Outcome.FAILED, "app - later": Outcome.SKIPPED},
    ),
    (
        "go-test",
        GO_NOT_BUILT,
        {"example.org/app::TestAdd": Outcome.PASSED, f"example.org/app/bad::{WHOLE}": Outcome.ERRORED},
    ),
    (
        "go-test",
        GO_BUILD_EVENTS,
        {"example.org/app::TestAdd": Outcome.PASSED, f"example.org/app/bad::{WHOLE}": Outcome.ERRORED},
    ),
    (
        "tap",
        TAP,
        {
            "test/app.js": Outcome.FAILED,
            "test/app.js adds": Outcome.PASSED,
            "test/app.js doubles": Outcome.FAILED,
            "test/app.js doubles five": Outcome.FAILED,
            "test/app.js later": Outcome.SKIPPED,
            "test/app.js some day": Outcome.SKIPPED,
            "test/other.js": Outcome.PASSED,
        },
    ),
]


def done(stdout: str = "", code: int = 0) -> Completed:
    return Completed(("x",), code, stdout.encode(), b"", 0.1)


@pytest.mark.parametrize(("runner", "text", "outcomes"), TOLD, ids=range(len(TOLD)))
def test_a_report_is_read_by_id(
    tmp_path: Path, runner: str, text: str, outcomes: Mapping[str, Outcome]
) -> None:
    (tmp_path / "report").write_text(text)
    session = read_report(RUNNERS[runner], tmp_path / "report", done(), tmp_path)
    assert {test: result.outcome for test, result in session.results.items()} == outcomes
    assert session.finished


def test_what_a_test_or_a_build_wrote_is_its_detail(tmp_path: Path) -> None:
    cargo = CARGO.replace("\ntest result: FAILED", f"{CARGO_WORDS}\ntest result: FAILED")
    for runner, text, test, words in (
        ("go-test", GO_NOT_BUILT, f"example.org/app/bad::{WHOLE}", "undefined: nope"),
        ("go-test", GO_BUILD_EVENTS, f"example.org/app/bad::{WHOLE}", "undefined: nope"),
        ("cargo-test", cargo, "unittests src/lib.rs tests::doubles", "left: 7"),
    ):
        (tmp_path / "report").write_text(text)
        session = read_report(RUNNERS[runner], tmp_path / "report", done(), tmp_path)
        assert words in session.results[test].detail


def test_tests_of_rusts_documentation_keep_their_names_when_lines_move(tmp_path: Path) -> None:
    text = "   Doc-tests app\n" + 2 * "test src/lib.rs - add (line {}) ... ok\n"
    found = []
    for first, second in ((1, 9), (4, 12)):
        (tmp_path / "report").write_text(f"{text.format(first, second)}test result: ok.\n")
        found.append(read_report(RUNNERS["cargo-test"], tmp_path / "report", done(), tmp_path).passed)
    assert found == [{"app src/lib.rs - add", "app src/lib.rs - add #2"}] * 2


def test_what_stood_in_a_report_without_an_end_is_shown(tmp_path: Path) -> None:
    (tmp_path / "report").write_text("error[E0425]: cannot find value `c` in this scope\n")
    session = read_report(RUNNERS["cargo-test"], tmp_path / "report", done(code=101), tmp_path)
    assert "E0425" in output_of(session)


@pytest.mark.parametrize("runner", sorted(name for name, each in RUNNERS.items() if each.tells))
@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"Action": 3}\n[1]', "ok 1\n" * 9, "test x\0 ... ok", "\ud800"]
)
def test_a_torn_report_is_no_end_and_no_pass(tmp_path: Path, runner: str, text: str) -> None:
    (tmp_path / "report").write_bytes(text.encode("utf-8", "surrogatepass"))
    session = read_report(RUNNERS[runner], tmp_path / "report", done(), tmp_path)
    assert not session.finished or not session.passed


AT = Path("/repo")
ESLINT = json.dumps(
    [
        {
            "filePath": "/repo/lib/app.js",
            "messages": [
                {"ruleId": "no-undef", "severity": 2, "message": "'x' is not defined."},
                {"ruleId": "no-console", "severity": 1, "message": "Unexpected console statement."},
                {"ruleId": None, "severity": 2, "message": "Parsing error: Unexpected token"},
            ],
        }
    ]
)
TSC = "src/app.ts(3,7): error TS2322: Type 'string' is not assignable to type 'number'.\n"
PYRIGHT = json.dumps(
    {
        "generalDiagnostics": [
            {"file": "/repo/app.py", "severity": "error", "message": "x", "rule": "reportCallIssue"},
            {"file": "/repo/app.py", "severity": "warning", "message": "y", "rule": "reportUnused"},
        ]
    }
)
CLIPPY = "\n".join(
    [
        json.dumps({"reason": "compiler-artifact"}),
        json.dumps(
            {
                "reason": "compiler-message",
                "message": {
                    "level": "warning",
                    "message": "unneeded `return` statement",
                    "code": {"code": "clippy::needless_return"},
                    "spans": [{"file_name": "src/lib.rs"}],
                },
            }
        ),
        json.dumps(
            {
                "reason": "compiler-message",
                "message": {"level": "warning", "message": "1 warning", "spans": []},
            }
        ),
    ]
)
FOUND = [
    ("eslint", ESLINT, 1, {("lib/app.js", "no-undef"), ("lib/app.js", "syntax")}),
    ("tsc", TSC, 2, {("src/app.ts", "TS2322")}),
    ("pyright", PYRIGHT, 1, {("app.py", "reportCallIssue")}),
    ("cargo-clippy", CLIPPY, 0, {("src/lib.rs", "clippy::needless_return")}),
    ("go-vet", "# app\n./app.go:9:2: unreachable code\n", 0, {("app.go", "")}),
    ("flake8", "./app.py:1:1: F401 'os' imported but unused\n", 1, {("app.py", "F401")}),
]


@pytest.mark.parametrize(("runner", "text", "code", "wanted"), FOUND, ids=[case[0] for case in FOUND])
def test_findings_are_read_by_file_and_rule(
    runner: str, text: str, code: int, wanted: set[tuple[str, str]]
) -> None:
    read = RUNNERS[runner].findings
    assert read is not None
    assert {finding[:2] for finding in read(done(text, code), AT) or ()} == wanted


@pytest.mark.parametrize("runner", sorted(name for name, each in RUNNERS.items() if each.findings))
@pytest.mark.parametrize("text", ["", "{", "null", "Segmentation fault", "\0"])
def test_a_linter_that_breaks_off_has_found_nothing_out(runner: str, text: str) -> None:
    read = RUNNERS[runner].findings
    assert read is not None
    assert not read(done(text, 1), AT)
    assert read(done("Segmentation fault", 139), AT) is None


def names(files: Mapping[str, str], at: Path) -> list[str]:
    return [check.name for check in find(sorted(files), lambda path: files[path].encode(), at)]


def test_go_modules_are_found_each(tmp_path: Path) -> None:
    files = {"go.mod": "", "tools/go.mod": "", "app.go": "", "x/testdata/go.mod": ""}
    assert names(files, tmp_path) == ["go test", "go test in tools", "go vet", "go vet in tools"]


def test_a_crate_has_its_tests(tmp_path: Path) -> None:
    assert names({"Cargo.toml": "", "src/lib.rs": ""}, tmp_path)[:1] == ["cargo test"]


@pytest.mark.parametrize(("installed", "found"), [(True, ["eslint", "tsc"]), (False, [])])
def test_javascripts_linters_run_where_they_are_configured_and_installed(
    tmp_path: Path, installed: bool, found: list[str]
) -> None:
    if installed:
        for name in ("eslint", "tsc"):
            (tmp_path / "node_modules" / ".bin" / name).mkdir(parents=True)
    assert names({"eslint.config.mjs": "", "tsconfig.json": "{}", "a.ts": ""}, tmp_path) == found


PLAIN = {
    "package.json": json.dumps(
        {"scripts": {"test": "npm run lint && npm run own", "lint": "eslint .", "own": "node check.js"}}
    ),
    "check.js": "const { double } = require('./app.js'); if (double(5) !== 10) process.exit(3)\n",
    "app.js": "exports.double = (n) => n * 2\n",
}


@pytest.mark.parametrize(
    ("text", "status"), [("exports.double = (n) => n + n\n", "green"), ("exports.double = (n) => n\n", "red")]
)
def test_a_script_of_its_own_counts_by_its_exit_status(make_place: MakePlace, text: str, status: str) -> None:
    place = make_place(PLAIN, environment=None)
    assert [check.name for check in place.checks()] == ["npm test"]
    result = place.result({"app.js": text})
    assert result.status == status, (result.reason, result.output)


NODE_PLAIN = {
    "package.json": json.dumps({"scripts": {"test": "npm run format && npm run own", "own": "node test.js"}}),
    "test.js": (
        "const { test } = require('node:test'); const { double } = require('./app.js')\n"
        "test('five', () => require('node:assert').equal(double(5), 10))\n"
    ),
    "app.js": "exports.double = (n) => n * 2\n",
}


def test_a_script_that_starts_nodes_runner_by_itself_tells_its_ids(make_place: MakePlace) -> None:
    place = make_place(NODE_PLAIN, environment=None)
    result = place.result({"app.js": "exports.double = (n) => n\n"})
    assert result.status == "red", (result.reason, result.output)
    assert "five" in [change.id for change in result.new_failures]
    assert place.result({"app.js": "exports.double = (n) => n + n\n"}).status == "green"


def test_a_script_of_its_own_lacks_the_packages_that_are_not_installed(make_place: MakePlace) -> None:
    package = {"scripts": {"test": "node check.js"}, "devDependencies": {"c8": "1"}}
    place = make_place({**PLAIN, "package.json": json.dumps(package)}, environment=None)
    (check,) = place.checks()
    assert "`npm install`" in beforehand(check)


@pytest.mark.parametrize(
    ("script", "kept"),
    [
        ("rollup --format cjs && node check.js", "rollup --format cjs && node check.js"),
        ("npm run format && node check.js", "node check.js"),
        ("npm run format:all && node check.js", "node check.js"),
        ("prettier --check . && node test/format.js", "node test/format.js"),
        ("xo --fix && node check.js", "node check.js"),
    ],
)
def test_what_only_judges_style_is_left_out_of_a_script(tmp_path: Path, script: str, kept: str) -> None:
    package = json.dumps({"scripts": {"test": script, "format": "own --write", "format:all": "own ."}})
    (check,) = find(["package.json"], lambda _: package.encode(), tmp_path)
    assert f"{{ {kept}; }}" in shell_line(check)
    assert shell_line(check).startswith("{ ")


@pytest.mark.parametrize(
    ("argv", "runner", "typed"),
    [
        (("sh", "-c", go.VET_LINE), "go-vet", "go vet ./..."),
        (("sh", "-c", go.TEST_LINE), "go-test", "go test ./..."),
        (rust.CLIPPY, "cargo-clippy", "cargo clippy"),
        (("python", "-m", "ruff", *python_lint.ARGUMENTS["ruff"]), "ruff", "python -m ruff check"),
        (("python", "-m", "mypy", *python_lint.ARGUMENTS["mypy"]), "mypy", "python -m mypy"),
        (("sh", "-c", "go vet ./... 2>&1 | sed s/a/b/"), COMMAND, "go vet ./... 2>&1 | sed s/a/b/"),
    ],
)
def test_a_command_is_told_as_a_person_types_it(argv: tuple[str, ...], runner: str, typed: str) -> None:
    """Copied into `checks.commands` it tells by its own exit status; a person's own line stays as it is."""
    assert shell_line(Check("name", "lint", argv, runner)) == typed


def test_what_npm_writes_for_packages_without_tests_is_no_check(tmp_path: Path) -> None:
    script = 'echo "Error: no test specified" && exit 1'
    assert names({"package.json": json.dumps({"scripts": {"test": script}})}, tmp_path) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("all: app\ncheck: app\n\t./app\ntest:\n\t./run\n", ["make test"]),
        ("check check-all: app\n", ["make check"]),
        ("test := 3\ntests = 4\nbuild:\n\tcc\n", []),
        ("\0", []),
    ],
)
def test_a_target_of_make_stands_in_where_no_runner_is_known(
    tmp_path: Path, text: str, found: list[str]
) -> None:
    assert names({"Makefile": text, "app.c": ""}, tmp_path) == found
    assert names({"Makefile": text, "Cargo.toml": ""}, tmp_path)[0] == "cargo test"


def test_a_target_counts_by_its_exit_status(make_place: MakePlace) -> None:
    place = make_place(
        {"Makefile": "test:\n\tgrep -q ready state\n", "state": "not yet\nready\n"}, environment=None
    )
    assert place.result({"state": "ready\n"}).status == "green"
    assert place.result({"state": "gone\n"}).status == "red"


@pytest.mark.parametrize(
    ("edits", "status"),
    [
        (
            {"package.json": '{"dependencies": {"left-pad": "1"}, "scripts": {"test": "node --test"}}'},
            "needs_setup",
        ),
        ({}, "red"),
    ],
)
def test_a_package_that_a_patch_adds_is_named(
    make_place: MakePlace, edits: dict[str, str], status: str
) -> None:
    base = {
        "package.json": '{"scripts": {"test": "node --test"}}',
        "app.js": "exports.one = 1\n",
        "test/app.test.js": "require('node:test').test('one', () => { require('../app.js') })\n",
    }
    place = make_place(base, environment=None)
    result = place.result({"app.js": "exports.one = require('left-pad')\n", **edits})
    assert result.status == status, (result.reason, result.output)
    assert result.wants == (("left-pad",) if status == "needs_setup" else ())
