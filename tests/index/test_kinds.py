"""Paths are told apart by their names: source, test, other, or not worth reading."""

from __future__ import annotations

import pytest

from devflow.index.reading.kinds import (
    aside,
    holds_keys,
    is_changelog,
    is_document,
    kind,
    looks_like_file,
    vendored,
)


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


@pytest.mark.parametrize("path", ["README", "docs/use.rst", "a/guide.txt", "LICENSE", "HISTORY.md"])
def test_prose_that_people_read_is_a_document(path: str) -> None:
    assert is_document(path)


@pytest.mark.parametrize(
    "path", ["data/a.json", "requirements.txt", "tests/data/a.md", "a.py", "data/readme_of.csv"]
)
def test_data_settings_tests_and_source_are_none(path: str) -> None:
    assert not is_document(path)


@pytest.mark.parametrize(
    "path", ["CHANGES.md", "docs/releases/4.2.txt", "doc/en/announce/release-1.rst", "NEWS"]
)
def test_what_tells_of_changes_is_a_changelog(path: str) -> None:
    assert is_changelog(path)
    assert not is_changelog("docs/changing.md")


@pytest.mark.parametrize(
    "path", ["a/.env", "x.PEM", "home/.netrc", "deploy/credentials.json", "id_rsa", "k.tfstate"]
)
def test_files_that_hold_keys_are_known_by_name_and_never_read(path: str) -> None:
    assert holds_keys(path)
    assert kind(path) is None
    assert not holds_keys(".env.example")


def test_a_word_that_ends_as_files_do_is_told_from_an_attribute() -> None:
    assert all(map(looks_like_file, ("README.md", "rates.csv", "shop.json", "Main.kt", "a.py")))
    assert not any(map(looks_like_file, ("models.Field", "2.2", "e.g", "django.utils", "word")))
