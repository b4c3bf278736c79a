"""What a path's name says of it."""

from __future__ import annotations

import pytest

from devflow.checks.paths import is_test

TESTS = [
    *("test.js", "test.node.mjs", "test-helpers.ts", "lib/add.test.tsx", "lib/add-test.js", "add_spec.ts"),
    *("test.py", "test_app.py", "app_tests.py", "conftest.py", "src/tests/data.json"),
    *("app_test.go", "src/tests.rs", "lib/app_spec.rb"),
]
SOURCES = [
    *("latest.js", "contest.ts", "inspect.js", "my-test-runner.js", "testing.js", "test.json"),
    *("contest.py", "latest.py", "testing.py", "test.pyx", "test_go.go", "src/lib.rs"),
]


@pytest.mark.parametrize("path", TESTS)
def test_what_is_laid_over_the_base_to_run_new_tests_there(path: str) -> None:
    assert is_test(path)


@pytest.mark.parametrize("path", SOURCES)
def test_a_source_stays_as_the_base_has_it(path: str) -> None:
    assert not is_test(path)
