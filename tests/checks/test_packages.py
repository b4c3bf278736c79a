"""Repos of several packages: those that a patch touches are checked, and those that depend on them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devflow.checks import find
from devflow.checks.packages import concerned, members
from tests.checks.conftest import APP, FIXED, TESTS, MakePlace

TEST = (
    "const test = require('node:test'); const assert = require('node:assert')\n"
    "const { double } = require('../{}')\ntest('doubles five', () => assert.equal(double(5), 10))\n"
)


def package(name: str, *needs: str) -> str:
    return json.dumps(
        {"name": name, "scripts": {"test": "node --test"}, "dependencies": dict.fromkeys(needs, "*")}
    )


NODE = {
    "package.json": json.dumps({"workspaces": ["packages/*"], "scripts": {"test": "npm test --workspaces"}}),
    "packages/core/package.json": package("@app/core"),
    "packages/core/index.js": "exports.double = (n) => n + 2\n",
    "packages/core/test/core.test.js": TEST.replace("{}", "index.js"),
    "packages/shell/package.json": package("@app/shell", "@app/core"),
    "packages/shell/index.js": "exports.double = require('../core/index.js').double\n",
    "packages/shell/test/shell.test.js": TEST.replace("{}", "index.js"),
    "packages/web/package.json": package("@app/web", "@app/shell"),
    "packages/other/package.json": package("@app/other", "left-pad"),
    "docs/package.json": package("docs"),
}
CHANGED = [
    (["packages/core/index.js"], ["core", "shell", "web"]),
    (["packages/web/index.js"], ["web"]),
    (["packages/other/a.js", "packages/shell/a.js"], ["other", "shell", "web"]),
    (["tsconfig.json"], ["core", "other", "shell", "web"]),
]


def read(path: str) -> bytes:
    return NODE[path].encode()


@pytest.mark.parametrize(("changed", "names"), CHANGED)
def test_the_packages_touched_and_their_dependents_are_concerned(
    changed: list[str], names: list[str]
) -> None:
    found = concerned(members(NODE.keys(), read), changed)
    assert [member.folder.removeprefix("packages/") for member in found] == names


def test_pnpm_names_its_packages_in_a_file_of_its_own() -> None:
    files = {**NODE, "package.json": "{}", "pnpm-workspace.yaml": "packages:\n  - 'docs'\n  - packages/s*\n"}
    found = members(files.keys(), lambda path: files[path].encode())
    assert [member.folder for member in found] == ["docs", "packages/shell"]


def test_each_package_of_a_workspace_is_measured(make_place: MakePlace) -> None:
    place = make_place(NODE, environment=None)
    changed = "packages/core/index.js"
    checks = [c for c in find(sorted(NODE), read, place.at, None, [changed]) if "web" not in c.name]
    assert [check.folder for check in checks] == ["packages/core", "packages/shell"]
    results = place.measure({changed: "exports.double = (n) => n * 2\n"}, checks=checks).results
    assert [result.status for result in results] == ["green", "green"], [r.output for r in results]
    assert all("doubles five" in result.fixed[0].id for result in results)


def test_python_packages_in_folders_are_measured_each(make_place: MakePlace) -> None:
    base = {
        "one/pyproject.toml": '[project]\nname = "one"\n[tool.pytest.ini_options]\npythonpath = "."\n',
        "one/app.py": APP,
        "one/tests/test_app.py": TESTS,
        "two/pyproject.toml": '[project]\nname = "two"\ndependencies = ["one"]\n',
        "two/tests/test_two.py": "def test_two():\n    assert True is not False\n",
        "three/setup.py": "from setuptools import setup\nsetup(name='three')\n",
        "three/tests/test_three.py": "def test_three():\n    pass\n",
    }
    place = make_place(base)
    files = {path: text.encode() for path, text in base.items()}
    checks = find(sorted(base), lambda path: files[path], place.at, None, ["one/app.py"])
    assert [check.name for check in checks] == ["pytest in one", "pytest in two"]
    first, second = place.measure(
        {"one/app.py": FIXED}, checks=checks, nearest=["one/tests/test_app.py"]
    ).results
    assert (first.status, second.status) == ("green", "green"), (first.output, second.output)
    assert [change.id for change in first.fixed] == ["tests/test_app.py::test_bug"]


def test_a_root_with_tests_of_its_own_speaks_for_all(tmp_path: Path) -> None:
    files = {**NODE, "package.json": json.dumps({"workspaces": ["packages/*"], "scripts": {"test": "jest"}})}
    checks = find(sorted(files), lambda path: files[path].encode(), tmp_path)
    assert [check.name for check in checks] == ["npm test (jest)"]


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"workspaces": 3}', '{"workspaces": {"packages": [1, null]}}']
)
def test_a_package_file_that_makes_no_sense_names_none(text: str) -> None:
    assert members({"package.json", "a/package.json"}, lambda _: text.encode()) == ()
