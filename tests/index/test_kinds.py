"""Paths are told apart by their names: source, test, other, or not worth reading."""

from __future__ import annotations

import pytest

from devflow.index.kinds import aside, kind, vendored


@pytest.mark.parametrize(
    "path",
    [
        "tests/test_a.py",
        "pkg/tests/data/a.txt",
        "src/test/java/a/B.java",
        "pkg/a_test.go",
        "web/a.spec.ts",
        "web/__tests__/a.js",
        "a/BTest.java",
        "spec/models/a_spec.rb",
        "conftest.py",
    ],
)
def test_tests_are_known_in_many_languages(path: str) -> None:
    assert kind(path) == "test"


@pytest.mark.parametrize(
    "path",
    ["src/_pytest/python.py", "django/test/client.py", "lib/attestation.go", "src/contest.c", "a/latest.py"],
)
def test_sources_that_speak_of_tests_are_sources(path: str) -> None:
    assert kind(path) == "source"


@pytest.mark.parametrize(
    "path", ["a/Main.kt", "web/App.vue", "a/fast.pyx", "Dockerfile", ".ci.yml", "a/base.HTML"]
)
def test_what_people_write_is_source_even_where_no_grammar_reads_it(path: str) -> None:
    assert kind(path) == "source"


@pytest.mark.parametrize("path", ["README.md", "docs/use.rst", "data/towns.json", "LICENSE"])
def test_documents_and_data_are_not_ranked(path: str) -> None:
    assert kind(path) == "other"


@pytest.mark.parametrize("path", ["a.png", "poetry.lock", "package-lock.json", "dist/a.min.js", "x/a.mo"])
def test_what_nobody_reads_is_left_out(path: str) -> None:
    assert kind(path) is None


def test_folders_for_others_and_for_extras_are_known() -> None:
    assert vendored("third_party/x/a.c")
    assert not vendored("src/vendor.py")
    assert aside("examples/a.py")
    assert not aside("src/a.py")
