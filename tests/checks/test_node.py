"""JavaScript's runners: what a package's test script starts, and outcomes by id from node's own runner."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devflow.checks import Outfit, beforehand, find
from devflow.checks.by_hand import shell_line
from devflow.checks.nearest import nearest_files
from devflow.checks.outcomes.reports import read_report
from devflow.checks.runners import RUNNERS
from devflow.handoffs import Outcome
from devflow.process import Completed
from tests.checks.conftest import MakePlace

SCRIPTS = [
    ({"test": "mocha --reporter spec test/"}, "mocha", "mocha --reporter spec test/"),
    (
        {"test": "npm run lint && npm run mocha", "lint": "eslint .", "mocha": "mocha"},
        "mocha",
        "mocha ",
    ),
    (
        {"pretest": "rimraf b && tsc -p .", "test": "c8 --reporter=text mocha t/*.mjs"},
        "mocha",
        "rimraf b; tsc -p .;",
    ),
    ({"test": "npm run t", "t": "nyc tape 'test/**/*.js'"}, "tape", "tape 'test/**/*.js' >"),
    ({"test": "vitest"}, "vitest", "vitest run --reporter=json"),
    ({"test": "NODE_ENV=test jest --ci"}, "jest", "NODE_ENV=test jest --ci "),
    ({"test": "node --test"}, "node-test", "node --test --test-reporter=tap"),
    ({"test": "c8 --reporter lcov --lines 100 mocha test"}, "mocha", "mocha test "),
    ({"test": "nyc -r html ts-mocha -p tsconfig.json t/*.ts"}, "mocha", "ts-mocha -p tsconfig.json "),
    ({"test": "react-scripts test --env=jsdom"}, "jest", "react-scripts test --env=jsdom "),
    ({"test": "node node_modules/jest-cli/bin/jest -i"}, "jest", "node node_modules/jest-cli/bin/jest -i "),
    ({"test": "c8 --100 -- npm run unit", "unit": "mocha test"}, "mocha", "mocha test "),
    ({"test": "borp --coverage"}, "borp", "borp --coverage --reporter=tap"),
    ({"test": "qunit"}, "qunit", "qunit --reporter=tap"),
    (
        {"test": "node --expose-gc ./node_modules/vitest/dist/cli.js --run && vitest --run --typecheck.only"},
        "vitest",
        "node --expose-gc ./node_modules/vitest/dist/cli.js run --reporter=json",
    ),
    ({"test": "ts-scripts test && npm run size", "size": "size-limit"}, "vitest", "vitest run --reporter"),
    (
        {"test": "npm run lint && node bin/fix.js mocha test/unit", "lint": "node bin/fix.js eslint ."},
        "mocha",
        "node bin/fix.js mocha test/unit ",
    ),
    (
        {"test": "node --experimental-vm-modules ../node_modules/jest/bin/jest.js -i"},
        "jest",
        "node --experimental-vm-modules ../node_modules/jest/bin/jest.js -i ",
    ),
]


@pytest.mark.parametrize(("scripts", "runner", "begins"), SCRIPTS)
def test_the_runner_of_a_test_script_is_found(
    tmp_path: Path, scripts: dict[str, str], runner: str, begins: str
) -> None:
    package = json.dumps({"scripts": scripts}).encode()
    (check,) = find(["package.json"], lambda _: package, tmp_path)
    assert check.runner == runner
    assert check.argv[2].startswith(begins)


@pytest.mark.parametrize(
    "script",
    [
        "mocha test/",
        "vitest run --coverage",
        "jest -i",
        "node --test lib",
        "tape t/*.js",
        "ava --serial",
        "tap t",
    ],
)
def test_a_check_is_told_as_a_person_types_it(tmp_path: Path, script: str) -> None:
    package = json.dumps({"scripts": {"test": script}}).encode()
    (check,) = find(["package.json"], lambda _: package, tmp_path)
    assert "$DEVFLOW_" in check.argv[2]
    assert shell_line(check) == script.replace("t/*.js", "'t/*.js'")


@pytest.mark.parametrize(
    ("script", "line"),
    [
        (
            "node --gc ./node_modules/vitest/cli.js --run",
            "node --gc ./node_modules/vitest/cli.js run ",
        ),
        ("node bin/fix.js mocha test/*.js -R dot", "node bin/fix.js mocha -R dot "),
        ("TZ=UTC jest test/a.js", "TZ=UTC jest "),
    ],
)
def test_the_files_of_a_script_give_way_to_those_that_are_wanted(
    tmp_path: Path, script: str, line: str
) -> None:
    package = json.dumps({"scripts": {"test": script}}).encode()
    (check,) = find(["package.json"], lambda _: package, tmp_path)
    assert check.some.startswith(line)
    assert check.some.endswith(" {files}")


@pytest.mark.parametrize(
    ("pattern", "near"),
    [
        ("test/**/*.js", ["test/add.js", "test/a/b.js"]),
        ("./test/*.js", ["test/add.js", "test/a/b.js"]),
        ("test", ["test/add.js", "test/a/b.js"]),
        ("test/a/**", ["test/a/b.js"]),
    ],
)
def test_the_files_that_a_script_names_are_near(tmp_path: Path, pattern: str, near: list[str]) -> None:
    package = json.dumps({"scripts": {"test": f"tape '{pattern}'"}}).encode()
    (check,) = find(["package.json"], lambda _: package, tmp_path)
    assert list(nearest_files(check, ["test/add.js", "test/a/b.js", "other.test.js"], [])) == near


def test_what_else_a_script_starts_is_named(tmp_path: Path) -> None:
    scripts = {
        "test": "npm run lint && vitest run && yarn test:build && yarn flow check && npm run style",
        "test:build": "yarn build && vitest run --config b.ts",
        "build": "tsup",
        "lint": "eslint .",
        "style": "biome",
    }
    package = json.dumps({"scripts": scripts}).encode()
    first, second = find(["package.json"], lambda _: package, tmp_path)
    assert (first.name, second.name) == ("npm test (vitest)", "npm test (vitest --config b.ts)")
    assert first.left_out == "the rest of the script: yarn flow check"
    assert second.argv[2].startswith("tsup; vitest run --config b.ts ")
    assert second.left_out == ""


def test_a_runner_that_is_started_first_on_one_file_does_not_stand_for_the_others(tmp_path: Path) -> None:
    scripts = {
        "test": "npm run zone && TZ=X npm run zone && jest --coverage",
        "zone": "date && jest test/zone.js",
    }
    package = json.dumps({"scripts": scripts}).encode()
    found = find(["package.json"], lambda _: package, tmp_path)
    assert [shell_line(check) for check in found] == ["jest test/zone.js", "jest --coverage"]


@pytest.mark.parametrize(
    "package", [b"", b"[]", b"{", b'{"scripts": []}', b'{"scripts": {"test": "npm test"}}']
)
def test_a_package_without_a_known_runner_has_no_check(tmp_path: Path, package: bytes) -> None:
    assert find(["package.json"], lambda _: package, tmp_path) == ()


NODE = {
    "package.json": '{"scripts": {"test": "node --test"}}',
    "app.js": "exports.double = (n) => n + 2\n",
    "test/app.test.js": (
        "const { describe, it } = require('node:test'); const assert = require('node:assert')\n"
        "const { double } = require('../app.js')\n"
        "describe('double', () => {\n"
        "  it('doubles two', () => assert.equal(double(2), 4))\n"
        "  it('doubles five', () => assert.equal(double(5), 10))\n"
        "})\n"
    ),
}


def test_nodes_own_runner_is_measured_by_id(make_place: MakePlace) -> None:
    place = make_place(NODE, environment=None)
    result = place.result({"app.js": "exports.double = (n) => n * 2\n"})
    assert result.status == "green", (result.reason, result.output)
    assert [change.id for change in result.fixed] == ["double", "double doubles five"]
    worse = place.result({"app.js": "exports.double = (n) => n * n\n".replace("n * n", "n - 2")})
    assert worse.status == "red"
    gone = place.result({"app.js": "process.exit(0)\n"})
    assert gone.status == "red"


@pytest.mark.parametrize("file", ["test/app.test.js", "test.js", "test-double.js"])
def test_a_test_that_is_changed_under_its_title_is_run_without_the_patch(
    make_place: MakePlace, file: str
) -> None:
    tests = NODE["test/app.test.js"].replace("'../app.js'", "process.cwd() + '/app.js'")
    base = {name: text for name, text in NODE.items() if not name.startswith("test/")}
    base[file] = tests.replace("double(5), 10", "double(2) + 1, 5")
    result = make_place(base, environment=None).result(
        {"app.js": "exports.double = (n) => n * 2\n", file: tests}
    )
    assert [(test.id, test.before) for test in result.new_tests] == [
        ("double", Outcome.FAILED),
        ("double doubles five", Outcome.FAILED),
    ]


DONE = Completed(("x",), 1, b"", b"", 0.1)


@pytest.mark.parametrize("runner", ["mocha", "vitest", "jest", "tape", "node-test"])
@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"testResults": [{"assertionResults": 3}, 4]}', "ok 1\n" * 9, "\0"]
)
def test_a_torn_report_is_no_pass(tmp_path: Path, runner: str, text: str) -> None:
    report = tmp_path / "report"
    report.write_text(text)
    assert not read_report(RUNNERS[runner], report, DONE, tmp_path).passed


FLAT = (
    "TAP version 13\nok 1 m > one\nnot ok 2 m > two\n  ---\n  message: words\n  ...\nok 3 m > left # SKIP\n"
    "1..3\n# pass 1\n# skip 1\n# fail 1\n"
)


@pytest.mark.parametrize("runner", ["ava", "qunit", "script"])
def test_lines_without_a_title_are_tests(tmp_path: Path, runner: str) -> None:
    report = tmp_path / "report"
    report.write_text(FLAT)
    session = read_report(RUNNERS[runner], report, DONE, tmp_path)
    assert {test: (r.outcome, r.detail) for test, r in session.results.items()} == {
        "m > one": (Outcome.PASSED, ""),
        "m > two": (Outcome.FAILED, "---\nmessage: words\n..."),
        "m > left": (Outcome.SKIPPED, ""),
    }
    assert session.finished


def test_tape_names_a_test_by_its_title(tmp_path: Path) -> None:
    report = tmp_path / "report"
    report.write_text(
        "TAP version 13\n# one\nok 1 a\nnot ok 2 b\n# two\nok 3 c\n\n1..3\n# tests 3\n# pass 2\n# fail 1\n"
    )
    session = read_report(RUNNERS["tape"], report, DONE, tmp_path)
    assert {test: r.outcome for test, r in session.results.items()} == {
        "one": Outcome.FAILED,
        "two": Outcome.PASSED,
    }
    assert session.finished


def test_a_linter_that_a_setup_installed_is_found(tmp_path: Path) -> None:
    files = {"package.json": "{}", "tsconfig.json": "{}", "eslint.config.js": ""}
    outfit = Outfit(tmp_path / "kept", exact=True, folders=("node_modules",))
    programs = outfit.made / "node_modules" / ".bin"
    programs.mkdir(parents=True)
    (programs / "tsc").touch()
    found = find(files, lambda _: b"{}", tmp_path / "at", outfit)
    assert [(check.name, check.kept) for check in found] == [("tsc", str(programs.parent))]


@pytest.mark.parametrize(
    ("lock", "line"),
    [("pnpm-lock.yaml", "pnpm install"), ("yarn.lock", "yarn install"), ("x", "npm install")],
)
def test_what_is_missing_is_told_with_the_repos_own_package_manager(
    tmp_path: Path, lock: str, line: str
) -> None:
    (tmp_path / lock).touch()
    package = json.dumps({"scripts": {"test": "jest"}, "devDependencies": {"jest": "1"}}).encode()
    (check,) = find(["package.json"], lambda _: package, tmp_path)
    assert f"`{line}`" in beforehand(check)
