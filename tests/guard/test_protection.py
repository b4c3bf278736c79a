"""What decides how a repo is tested and watched is protected by its path; ordinary files are not."""

from __future__ import annotations

import time

import pytest

from devflow.guard import is_test, protected

PROTECTED = [
    # -- P 47
    (".github/workflows/x.yml", "CI workflow"),
    (".github/actions/build/action.yml", "CI workflow"),
    (".github/CODEOWNERS", "repository settings"),
    (".github/dependabot.yml", "repository settings"),
    ("codecov.yml", "repository settings"),
    (".GitHub/workflows/x.yml", "CI workflow"),
    (".gitlab-ci.yml", "CI workflow"),
    ("Jenkinsfile", "CI workflow"),
    ("ci/Jenkinsfile.release", "CI workflow"),
    (".circleci/config.yml", "CI workflow"),
    ("azure-pipelines.yml", "CI workflow"),
    (".travis.yml", "CI workflow"),
    (".pre-commit-config.yaml", "hook"),
    ("web/.husky/pre-commit", "hook"),
    ("lefthook.yml", "hook"),
    (".gitattributes", "git's own configuration"),
    ("sub/.gitmodules", "git's own configuration"),
    # -- P 48
    ("conftest.py", "test configuration"),
    ("tests/unit/conftest.py", "test configuration"),
    ("Conftest.py", "test configuration"),
    ("pytest.ini", "test configuration"),
    ("tox.ini", "test configuration"),
    (".coveragerc", "test configuration"),
    ("noxfile.py", "test configuration"),
    ("web/jest.config.ts", "test configuration"),
    ("vitest.config.mts", "test configuration"),
    (".mocharc.json", "test configuration"),
    ("ruff.toml", "lint configuration"),
    (".flake8", "lint configuration"),
    ("mypy.ini", "lint configuration"),
    (".eslintrc.json", "lint configuration"),
    ("eslint.config.js", "lint configuration"),
    ("tsconfig.test.json", "lint configuration"),
    (".golangci.yml", "lint configuration"),
    ("clippy.toml", "lint configuration"),
    ("Justfile", "task runner"),
    # -- P 49
    (".devflow.toml", "devflow's own configuration"),
    (".devflow/policy/x", "devflow's own configuration"),
    ("AGENTS.md", "instructions for agents"),
    ("pkg/CLAUDE.md", "instructions for agents"),
    (".cursor/rules/x.mdc", "instructions for agents"),
    (".claude/settings.json", "instructions for agents"),
    (".mcp.json", "instructions for agents"),
    (".vscode/tasks.json", "settings of editors and shells"),
    (".envrc", "settings of editors and shells"),
    (".npmrc", "settings of package tools"),
    (".cargo/config.toml", "settings of package tools"),
    # -- V 77
    ("pytest.py", "shadow of the test runner"),
    ("_pytest/__init__.py", "shadow of the test runner"),
    ("src/sitecustomize.py", "shadow of the test runner"),
    ("tests/usercustomize.py", "shadow of the test runner"),
    ("evil.pth", "shadow of the test runner"),
]
ORDINARY = [
    "app.py",
    "src/devflow/config.py",
    "docs/conftest.md",
    "src/integrations/pytest.py",
    "src/pkg/sitecustomize.py",
    "tests/test_app.py",
    "tests/__init__.py",
    "README.md",
    "docs/agents.html",
    "src/github/workflows.py",
    "github/workflows/x.yml",
    "package.json",
    "pyproject.toml",
    "Makefile",
    "src/ruff.py",
    "config/jest.md",
    ".gitignore",
    "src/env.py",
    ".env.example",
    "tox.py",
    "a/tsconfig.md",
]
TESTS = [
    "tests/test_app.py",
    "test_app.py",
    "pkg/app_test.py",
    "pkg/tests.py",
    "test/helper.js",
    "src/__tests__/a.tsx",
    "src/a.test.ts",
    "src/a.spec.jsx",
    "pkg/a_test.go",
    "src/test/java/x/FooTest.java",
    "x/FooTests.cs",
    "x/TestFoo.java",
    "spec/models/a_spec.rb",
    "lib/a_test.exs",
    "tests/fixtures/data.json",
]
NOT_TESTS = [
    "app.py",
    "src/latest.py",
    "src/contest.py",
    "src/testify.py",
    "src/Latest.java",
    "src/attestation.ts",
    "src/greatest.go",
    "docs/testing.md",
    "src/spectest/x.py",
]


@pytest.mark.parametrize(("path", "kind"), PROTECTED)
def test_what_decides_about_tests_is_protected(path: str, kind: str) -> None:
    assert protected(path) == kind


@pytest.mark.parametrize("path", ORDINARY)
def test_an_ordinary_file_is_not_protected(path: str) -> None:
    assert protected(path) is None


@pytest.mark.parametrize("path", TESTS)
def test_a_test_is_known_by_its_path(path: str) -> None:
    assert is_test(path)


@pytest.mark.parametrize("path", NOT_TESTS)
def test_a_source_is_not_taken_for_a_test(path: str) -> None:
    assert not is_test(path)


def test_thirty_thousand_paths_are_looked_up_in_seconds() -> None:
    started = time.monotonic()
    assert not any(protected(f"pkg{n % 50}/module{n}/source.py") for n in range(30_000))
    assert protected("a/" * 60 + "x" * 255) is None
    assert time.monotonic() - started < 30
