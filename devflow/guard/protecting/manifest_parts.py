"""Which key of a manifest decides how the repo is tested, and which what it depends on."""

from __future__ import annotations

import re
from typing import Literal

Part = Literal["protected", "dependency", "plain"]
Key = tuple[str, ...]

_PYTHON_TOOLS = frozenset(
    {
        *(
            "pytest",
            "coverage",
            "tox",
            "nox",
            "hypothesis",
            "mutmut",
            "xdoctest",
            "taskipy",
            "poe",
            "devflow",
        ),
        *("ruff", "flake8", "pylint", "mypy", "pyright", "basedpyright", "pyre", "ty", "pytype", "bandit"),
        *("black", "isort", "yapf", "autoflake", "pyupgrade", "refurb", "codespell", "typos", "vulture"),
        *("pydocstyle", "interrogate", "docformatter", "deptry", "unasync", "djlint", "importlinter"),
        *("tryceratops", "pre-commit", "cibuildwheel", "basedmypy", "pyrefly", "zuban", "inline-snapshot"),
        *("semantic_release", "pixi", "pytest-enabler", "mutatest"),
    }
)
_PYTHON_TOOL_PARTS = frozenset(
    {
        *(("hatch", "envs"), ("pdm", "scripts"), ("poetry", "build"), ("setuptools", "cmdclass")),
        # -- where packages come from
        *(("uv", "build-backend"), ("uv", "index"), ("uv", "index-url"), ("uv", "extra-index-url")),
        *(("uv", "find-links"), ("uv", "pip"), ("poetry", "source"), ("pdm", "source")),
    }
)
_DEPENDS = re.compile(r"dependencies|dependency|sources?|index|overrides|constraint|group")


def pyproject_part(key: Key) -> Part:
    """pyproject.toml: pytest, linters, build system, plugins of pytest."""
    if "pytest11" in key or key[0] == "build-system":
        return "protected"
    if key[0] == "tool" and len(key) > 1:
        if key[1].lower() in _PYTHON_TOOLS or key[1:3] in _PYTHON_TOOL_PARTS or "hooks" in key[2:]:
            return "protected"
        return "dependency" if any(_DEPENDS.search(part) for part in key[2:]) else "plain"
    if key[0] == "dependency-groups" or key[:2] == ("project", "optional-dependencies"):
        return "dependency"
    return "dependency" if key in (("project", "dependencies"), ("project", "requires-python")) else "plain"


_INI_SECTION = re.compile(
    r"(tool:)?(pytest|tox|testenv|flake8|pycodestyle|pydocstyle|pep8|mypy|pylint|isort|coverage|yapf|bandit"
    r"|nosetests|doc8|ruff|aliases|test|default)\b.*",
    re.IGNORECASE,
)


def setup_cfg_part(key: Key) -> Part:
    """setup.cfg: sections of pytest, tox and linters; entry points that pytest loads."""
    if _INI_SECTION.fullmatch(key[0]) or key == ("options.entry_points", "pytest11"):
        return "protected"
    depends = key[0] == "options.extras_require" or key[-1].endswith(("_requires", "require"))
    return "dependency" if depends else "plain"


_NODE_TOOLS = frozenset(
    {
        *("jest", "mocha", "ava", "nyc", "c8", "tap", "vitest", "ts-jest", "wdio", "cypress", "playwright"),
        *("eslintConfig", "eslintIgnore", "prettier", "stylelint", "xo", "standard", "babel", "commitlint"),
        *(
            "husky",
            "gitHooks",
            "lint-staged",
            "simple-git-hooks",
            "pre-commit",
            "tasks",
            "lint",
            "fmt",
            "test",
            "phpunit",
        ),
        *("overrides", "resolutions", "pnpm", "packageManager", "workspaces", "config", "autoload-dev"),
        *("imports", "importMap", "trustedDependencies", "lavamoat", "publishConfig", "devEngines", "volta"),
        *("wireit", "nx", "repositories", "stryker", "lage", "bolt"),
    }
)


def node_part(key: Key) -> Part:
    """package.json and its kin: configuration of runners and linters, what redirects packages."""
    if key[0] in _NODE_TOOLS or key[:2] == ("autoload", "files"):
        return "protected"
    depends = key[0].lower().endswith("dependencies") or key[0] in ("require", "require-dev", "engines")
    return "dependency" if depends else "plain"


_CARGO_SECTIONS = frozenset({"lints", "patch", "replace", "test", "bench"})
_CARGO_SWITCHES = frozenset({"test", "harness", "autotests", "doctest"})


def cargo_part(key: Key) -> Part:
    """Cargo.toml: lints, test targets, build script, replaced crates."""
    if key[0] in _CARGO_SECTIONS or key[:2] in (
        ("workspace", "lints"),
        ("profile", "test"),
        ("package", "build"),
    ):
        return "protected"
    if key[-1] in _CARGO_SWITCHES:
        return "protected"
    return "dependency" if any(part.endswith("dependencies") for part in key) else "plain"


def make_part(_key: Key) -> Part:
    """A makefile's rule that no check passes through."""
    return "plain"
