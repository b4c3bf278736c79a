"""The commands that set a repo up follow from its own files."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from devflow.checks import propose_setup

VENV = "python3 -m venv .venv"
PIP = ".venv/bin/pip install -q"
TEST = "import pytest\n"


def proposed(files: Mapping[str, str], programs: tuple[str, ...] = ()) -> tuple[str, ...]:
    """What is proposed for these files where these programs are installed."""
    return propose_setup(
        files.keys(),
        lambda path: files[path].encode() if path in files else None,
        lambda name: f"/usr/bin/{name}" if name in programs else None,
    )


@pytest.mark.parametrize(
    ("files", "install"),
    [
        ({"pyproject.toml": "[project]\nname = 'a'\n", "test_a.py": TEST}, f"{PIP} -e . pytest"),
        (
            {"pyproject.toml": "[project]\n[project.optional-dependencies]\ntest = ['pytest']\ndocs = []\n"},
            f"{PIP} -e '.[test]'",
        ),
        ({"setup.py": "", "requirements-dev.txt": "pytest\n"}, f"{PIP} -e . -r requirements-dev.txt"),
        ({"requirements.txt": "django\n", "tests.py": TEST}, f"{PIP} -r requirements.txt pytest"),
        (
            {"setup.py": "", "tox.ini": "[testenv]\ndeps =\n  pytest\n  py3: other\n  {x}\n"},
            f"{PIP} -e . pytest",
        ),
        (
            {
                "setup.py": "",
                "requirements/test.txt": "pytest\n",
                "requirements/ci.txt": "",
                "tox.ini": "[testenv]\ndeps =\n  -rrequirements/test.txt\n  -r requirements/ci-too.txt\n",
            },
            f"{PIP} -e . -r requirements/ci.txt -r requirements/test.txt -r requirements/ci-too.txt",
        ),
        (
            {
                "pyproject.toml": "[project]\n[tool.pdm.dev-dependencies]\ndev = ['pytest', 'x>1;a']\n"
                "d = ['y']\n"
            },
            f"{PIP} -e . pytest 'x>1'",
        ),
        (
            {
                "pyproject.toml": "[project]\n[tool.uv]\ndev-dependencies = ['pytest']\n"
                "[tool.hatch.envs.hatch-test]\nextra-dependencies = ['ddt']\n"
                "[tool.hatch.envs.docs]\ndependencies = ['mkdocs']\n"
            },
            f"{PIP} -e . pytest ddt",
        ),
        (
            {"setup.cfg": "[options.extras_require]\ntests = pytest\n", "setup.py": ""},
            f"{PIP} -e '.[tests]' pytest",
        ),
    ],
)
def test_pip_installs_the_repo_and_what_its_tests_need(files: dict[str, str], install: str) -> None:
    files = {**files, "a.py": ""}
    lines = proposed(files)
    assert lines[0] == VENV
    assert lines[-1] == install


def test_a_dependency_group_wants_a_pip_that_knows_groups() -> None:
    files = {"pyproject.toml": "[dependency-groups]\ndev = ['pytest']\n", "a.py": ""}
    assert proposed(files) == (VENV, f"{PIP} -U pip", f"{PIP} --group dev")


@pytest.mark.parametrize(
    ("lock", "program", "word"),
    [
        ("uv.lock", "uv", "uv sync"),
        ("poetry.lock", "poetry", "poetry install"),
        ("pdm.lock", "pdm", "pdm sync"),
    ],
)
def test_a_lock_file_is_obeyed_by_its_own_program_alone(lock: str, program: str, word: str) -> None:
    files = {"pyproject.toml": "[project]\nname = 'a'\n", lock: "", "a.py": ""}
    assert word in proposed(files, (program,))[0]
    assert proposed(files)[0] == VENV


@pytest.mark.parametrize(
    ("files", "programs", "line"),
    [
        ({"package-lock.json": "{}"}, (), "npm ci --no-audit --no-fund"),
        ({"pnpm-lock.yaml": ""}, ("pnpm",), "pnpm install --frozen-lockfile"),
        ({"pnpm-lock.yaml": ""}, (), "npx --yes pnpm@9.1.0 install --frozen-lockfile"),
        ({"yarn.lock": ""}, (), "npx --yes yarn install --frozen-lockfile"),
    ],
)
def test_node_packages_come_by_the_lock_file(
    files: dict[str, str], programs: tuple[str, ...], line: str
) -> None:
    package = '{"packageManager": "pnpm@9.1.0+sha512.abc", "devDependencies": {"jest": "1"}}'
    assert proposed({**files, "package.json": package}, programs) == (line,)


def test_the_hooks_of_pre_commit_are_installed_where_there_is_one() -> None:
    config = {".pre-commit-config.yaml": "repos: []\n"}
    line = "pre-commit install-hooks"
    assert line in proposed(config, ("pre-commit",))[0]
    assert line in proposed({**config, "requirements-dev.txt": "pre-commit\n", "a.py": ""})[-1]
    assert proposed(config) == ()


@pytest.mark.parametrize(
    ("pin", "lock", "line"),
    [
        ("yarn@4.17.1+sha512.abc", "", "npx --yes @yarnpkg/cli-dist@4.17.1 install --immutable"),
        ("", "__metadata:\n  version: 8\n", "npx --yes @yarnpkg/cli-dist install --immutable"),
        ("yarn@1.22.22", "", "npx --yes yarn@1.22.22 install --frozen-lockfile"),
        ("", "# yarn lockfile v1\n", "npx --yes yarn install --frozen-lockfile"),
    ],
)
def test_each_yarn_comes_by_its_own_name(pin: str, lock: str, line: str) -> None:
    (found,) = proposed({"package.json": json.dumps({"packageManager": pin}), "yarn.lock": lock})
    assert found.endswith(line)
    assert ("YARN_NODE_LINKER=node-modules" in found) is ("cli-dist" in line)


@pytest.mark.parametrize("text", ["[", "\0", '{"a": ' * 5000, "[project]\noptional-dependencies = 3\n"])
def test_files_that_cannot_be_read_end_nothing(text: str) -> None:
    names = ("pyproject.toml", "setup.cfg", "tox.ini", "package.json")
    assert isinstance(proposed({**dict.fromkeys(names, text), "a.py": ""}), tuple)


def test_a_repo_that_needs_nothing_is_proposed_nothing() -> None:
    assert proposed({"README.md": "", "app.py": ""}) == ()


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"go.mod": "module m\n\ngo 1.20\n\nrequire a.org/b v1.0.0\n"}, ("go mod download",)),
        ({"go.mod": "module m\n\ngo 1.20\n\nrequire (\n\ta.org/b v1.0.0\n)\n"}, ("go mod download",)),
        ({"go.mod": "module m\n\ngo 1.20\n"}, ()),
        ({"Cargo.toml": "[package]\nname = 'a'\n[dev-dependencies]\nb = '1'\n"}, ("cargo fetch",)),
        ({"Cargo.toml": "[workspace]\nmembers = ['a']\n"}, ("cargo fetch",)),
        ({"Cargo.toml": "[package]\nname = 'a'\n[dependencies]\n"}, ()),
    ],
)
def test_what_depends_on_nothing_needs_no_setup(files: dict[str, str], line: tuple[str, ...]) -> None:
    assert proposed(files, ("go", "cargo")) == line


CYTHON = "[project]\nname = 'a'\n[build-system]\nbuild-backend = 'setuptools.build_meta'\n"


@pytest.mark.parametrize(
    ("files", "more"),
    [
        ({"pyproject.toml": f"{CYTHON}requires = ['cython >=3', '-r x']\n", "a.pyx": ""}, " 'cython >=3'"),
        ({"setup.py": "", "a.c": ""}, " setuptools"),
        ({"setup.py": "", "tests/a.c": ""}, ""),
        ({"pyproject.toml": f"{CYTHON}requires = ['cython']\n"}, ""),
    ],
)
def test_what_a_build_in_place_needs_is_installed_beside_it(files: dict[str, str], more: str) -> None:
    assert proposed({**files, "a.py": ""})[-1] == f"{PIP} -e .{more}"
    locked = proposed({**files, "a.py": "", "uv.lock": ""}, ("uv",))
    assert locked[1:] == ((f"uv pip install -q{more}",) if more else ())
