"""Of a manifest only what decides about tests is held; dependencies are shown, the rest passes."""

from __future__ import annotations

import pytest

from tests.guard.builder import codes, judged

HELD, SHOWN = {("E_PROTECTED_PATH", "held")}, {("E_DEPENDENCY", "shown")}
_PYPROJECT = """\
[build-system]
requires = ["hatchling"]
[project]
name = "x"
version = "1"
dependencies = ["click"]
[project.scripts]
x = "x:main"
[tool.pytest.ini_options]
addopts = "-q"
[tool.ruff.lint]
select = ["E"]
[tool.hatch.version]
path = "x.py"
"""
_SCRIPTS = "[project.scripts]"
_SETUP_CFG = """\
[metadata]
name = x
[options]
install_requires =
    click
[tool:pytest]
addopts = -q
[flake8]
max-line-length = 100
"""
_PACKAGE = """\
{"name": "x", "version": "1", "scripts": {"build": "tsc", "test": "npm run unit", "unit": "jest",
 "docs": "typedoc"}, "dependencies": {"left-pad": "1"}, "jest": {"bail": true}}
"""
_CARGO = """\
[package]
name = "x"
version = "1"
[lib]
name = "x"
[dependencies]
serde = "1"
[lints.clippy]
all = "deny"
"""
_MAKE = """\
PYTHON = python3
.PHONY: test docs

test: build
\t$(PYTHON) -m pytest

build:
\t$(PYTHON) -m build

docs:
\tsphinx-build docs
"""

CHANGES = [
    ("pyproject.toml", _PYPROJECT, '"-q"', '"-k x"', HELD),
    ("pyproject.toml", _PYPROJECT, '["E"]', "[]", HELD),
    ("pyproject.toml", _PYPROJECT, "hatchling", "evil-backend", HELD),
    ("pyproject.toml", _PYPROJECT, "[tool.hatch.version]", '[tool.tox]\nx = "y"\n[tool.hatch.version]', HELD),
    ("pyproject.toml", _PYPROJECT, _SCRIPTS, f'[project.entry-points.pytest11]\nx = "x"\n{_SCRIPTS}', HELD),
    ("pyproject.toml", _PYPROJECT, '"click"', '"click", "evil"', SHOWN),
    ("pyproject.toml", _PYPROJECT, _SCRIPTS, f'[dependency-groups]\ndev = ["x"]\n{_SCRIPTS}', SHOWN),
    ("pyproject.toml", _PYPROJECT, _SCRIPTS, f'[tool.poetry.dependencies]\nx = "1"\n{_SCRIPTS}', SHOWN),
    ("pyproject.toml", _PYPROJECT, 'version = "1"', 'version = "2"', set()),
    ("pyproject.toml", _PYPROJECT, "x:main", "x:cli", set()),
    ("pyproject.toml", _PYPROJECT, 'path = "x.py"', 'path = "y.py"', set()),
    ("pyproject.toml", _PYPROJECT, "[project]", "# a comment\n[project]", set()),
    ("pyproject.toml", _PYPROJECT, _SCRIPTS, f"[project.optional-dependencies]\nt = []\n{_SCRIPTS}", SHOWN),
    ("pyproject.toml", _PYPROJECT, "[tool.hatch.", "[tool.hatch.envs.default]\nx = 'y'\n[tool.hatch.", HELD),
    ("sub/pyproject.toml", _PYPROJECT, '"-q"', '"--collect-only"', HELD),
    ("setup.cfg", _SETUP_CFG, "-q", "--collect-only", HELD),
    ("setup.cfg", _SETUP_CFG, "100", "1000", HELD),
    ("setup.cfg", _SETUP_CFG, "    click", "    click\n    evil", SHOWN),
    ("setup.cfg", _SETUP_CFG, "name = x", "name = y", set()),
    ("setup.cfg", _SETUP_CFG, "[flake8]", "[options.extras_require]\nt = x\n[flake8]", SHOWN),
    ("setup.cfg", _SETUP_CFG, "[flake8]", "[options.entry_points]\npytest11 = x = x\n[flake8]", HELD),
    ("setup.cfg", _SETUP_CFG, "[flake8]", "[options.entry_points]\nconsole_scripts = x = x\n[flake8]", set()),
    ("package.json", _PACKAGE, '"npm run unit"', '"true"', HELD),
    ("package.json", _PACKAGE, '"unit": "jest"', '"unit": "true"', HELD),
    ("package.json", _PACKAGE, '"bail": true', '"bail": false', HELD),
    ("package.json", _PACKAGE, '"docs"', '"postinstall": "evil", "docs"', HELD),
    ("package.json", _PACKAGE, '"docs"', '"pretest": "evil", "docs"', HELD),
    ("package.json", _PACKAGE, '"left-pad": "1"', '"left-pad": "2"', SHOWN),
    ("package.json", _PACKAGE, "typedoc", "typedoc --all", set()),
    ("package.json", _PACKAGE, '"docs"', '"serve": "vite", "docs"', set()),
    ("package.json", _PACKAGE, '"version": "1"', '"version": "2"', set()),
    ("package.json", _PACKAGE, '"jest":', '"gitHooks": {"pre-commit": "evil"}, "jest":', HELD),
    ("package.json", _PACKAGE, '"jest":', '"engines": {"node": "20"}, "jest":', SHOWN),
    ("package.json", _PACKAGE, '"jest":', '"files": {"scripts": "x"}, "jest":', set()),
    ("composer.json", _PACKAGE, '"jest":', '"require-dev": {"x/y": "1"}, "jest":', SHOWN),
    ("Cargo.toml", _CARGO, '"deny"', '"allow"', HELD),
    ("Cargo.toml", _CARGO, "[lib]", "[lib]\ntest = false", HELD),
    ("Cargo.toml", _CARGO, "[lib]", '[profile.test]\nopt-level = 3\n[lib]', HELD),
    ("Cargo.toml", _CARGO, "[lib]", '[workspace.lints.rust]\na = "allow"\n[lib]', HELD),
    ("Cargo.toml", _CARGO, "[lib]", '[profile.release]\nlto = true\n[lib]', set()),
    ("Cargo.toml", _CARGO, 'name = "x"\nversion', 'name = "x"\nbuild = "b.rs"\nversion', HELD),
    ("Cargo.toml", _CARGO, 'serde = "1"', 'serde = "2"', SHOWN),
    ("Cargo.toml", _CARGO, 'version = "1"', 'version = "2"', set()),
    ("Makefile", _MAKE, "-m pytest", "-m pytest || true", HELD),
    ("Makefile", _MAKE, "python3", "true", HELD),
    ("Makefile", _MAKE, "-m build", "-m build; echo ok > report.xml", HELD),
    ("Makefile", _MAKE, "docs:", "# test\n.PHONY: x\ndocs:", set()),
    ("Makefile", _MAKE, "docs:", "include evil.mk\ndocs:", HELD),
    ("Makefile", _MAKE, "sphinx-build docs", "sphinx-build -W docs", set()),
    ("Makefile", _MAKE, "docs:", "clean:\n\trm -rf dist\n\ndocs:", set()),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "old", "new", "expected"), CHANGES)
def test_a_changed_part_counts_as_what_it_is(
    path: str, text: str, old: str, new: str, expected: set[tuple[str, str]]
) -> None:
    assert old in text
    assert codes(judged({path: text}, {path: text.replace(old, new, 1)})) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("pyproject.toml", "[tool.pytest"),
        ("pyproject.toml", b"\xff\xfe"),
        ("package.json", "{"),
        ("package.json", "[" * 200_000),
        ("package.json", "[]"),
        ("setup.cfg", "[a]\n[a]\n"),
        ("setup.cfg", "no section\n"),
        ("pyproject.toml", "a=" + "[" * 100_000),
    ],
)
def test_a_manifest_that_cannot_be_parsed_is_held_whole(path: str, text: str | bytes) -> None:
    assert ("E_PROTECTED_PATH", "held") in codes(judged({}, {path: text}))


def test_a_deleted_test_configuration_is_held() -> None:
    assert codes(judged({"pyproject.toml": _PYPROJECT}, {})) >= HELD


def test_the_message_names_the_keys() -> None:
    (finding,) = judged({"setup.cfg": _SETUP_CFG}, {"setup.cfg": _SETUP_CFG.replace("-q", "-x")})
    assert "`tool:pytest.addopts`" in finding.message
