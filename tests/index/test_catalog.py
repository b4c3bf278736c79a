"""A commit costs what it changed, and a step leads to the same index as a fresh start."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.git.objects import Objects
from devflow.index import Index
from devflow.index.keeping.catalog import Catalog
from tests.index.conftest import FILES, Commit, run


def catalog(repo: Path, folder: Path, told: list[str] | None = None) -> Catalog:
    return Catalog(folder, Objects(repo / ".git"), (told if told is not None else []).append)


def documents(found: Catalog, commit: str) -> dict[str, str]:
    """By path, the key of the document that stands for it."""
    held = {path: doc for kind in ("source", "test") for doc, path in pairs(found, commit, kind)}
    keys = {doc: key for key, doc in found.shelf.doc_ids(all_keys(found)).items()}
    return {path: keys[doc] for path, doc in held.items()}


def pairs(found: Catalog, commit: str, kind: str) -> list[tuple[int, str]]:
    view = found.view(commit, kind)
    return [(doc, path) for doc, paths in zip(view.docs, view.paths, strict=True) for path in paths]


def all_keys(found: Catalog) -> list[str]:
    return [
        row[0] for row in found.shelf._base.run(lambda base: base.execute("SELECT key FROM docs").fetchall())
    ]


def test_a_step_leads_to_the_same_documents_as_a_fresh_start(
    repo: Path, commit: Commit, tmp_path: Path
) -> None:
    first = commit(FILES, "Open")
    second = commit(
        {
            "shop/mail.py": None,
            "shop/post.py": "def send():\n    return 1\n",
            "shop/price.py": "RATE = 1\n",
            "a.png": b"\0",
        },
        "Move",
    )
    stepped = catalog(repo, tmp_path / "stepped")
    documents(stepped, first)
    told: list[str] = []
    stepped = catalog(repo, tmp_path / "stepped", told)
    assert documents(stepped, second) == documents(catalog(repo, tmp_path / "fresh"), second)
    assert "Indexing 2 files." in told
    assert documents(stepped, first) == documents(catalog(repo, tmp_path / "fresh"), first)


def test_the_past_holds_ancestors_only(repo: Path, commit: Commit, tmp_path: Path) -> None:
    first = commit({"a.py": "x = 1\n"}, "First words")
    second = commit({"a.py": "x = 2\n"}, "Second words")
    third = commit({"a.py": "x = 3\n"}, "Third words")
    for order in ([first, second, third], [third, second, first], [second, third, first]):
        found = catalog(repo, tmp_path / "-".join(order))
        held = {base: [path for _, path in pairs(found, base, "commit")] for base in order}
        assert {base: set(names) for base, names in held.items()} == {
            first: {first},
            second: {first, second},
            third: {first, second, third},
        }


def test_the_same_blob_under_two_names_is_ranked_under_both(
    repo: Path, commit: Commit, tmp_path: Path
) -> None:
    body = "def mend_bicycle():\n    return 'wheel'\n"
    base = commit({"a/one.py": body, "b/two.py": body, "tests/test_one.py": body})
    ranked = Index(tmp_path / "kept", Objects(repo / ".git")).rank(base, "mend_bicycle breaks the wheel")
    assert {file.path for file in ranked} == {"a/one.py", "b/two.py"}


@pytest.mark.parametrize(
    "files",
    [
        {"ü ñ/spaß.py": "def wheel(): pass\n", 'q"uote\n.py': "def wheel(): pass\n"},
        {"a.py": b"def wheel(): pass\n\xff\xfe\xfa"},
        {"a.py": "def wheel(): pass\n", "empty.py": "", "blank.py": "\n\n"},
        {"a.py": "def wheel(): pass\n", "deep.py": "(" * 50_000},
        {"a.py": "def wheel(): pass\n", "min.js": "var wheel=1;" * 9_000},
        {"a.py": "def wheel(): pass\n", "b.py": "wheel " * 400_000},
    ],
    ids=["names", "bytes", "empty", "bomb", "minified", "huge"],
)
def test_odd_files_do_not_hide_the_others(
    repo: Path, commit: Commit, tmp_path: Path, files: dict[str, str | bytes]
) -> None:
    index = Index(tmp_path / "kept", Objects(repo / ".git"))
    base = commit(files)
    ranked = index.rank(base, "the wheel is broken")
    assert {"a.py", "ü ñ/spaß.py"} & {file.path for file in ranked}
    assert index.pack(base, "the wheel is broken", ranked, 500).tokens <= 500


def test_links_and_submodules_are_passed_over(repo: Path, commit: Commit, tmp_path: Path) -> None:
    (repo / "link.py").symlink_to("/etc/passwd")
    first = commit({"a.py": "def wheel(): pass\n"})
    run(repo, "update-index", "--add", "--cacheinfo", f"160000,{first},lib/sub.py")
    run(repo, "commit", "-q", "-m", "Submodule")
    base = run(repo, "rev-parse", "HEAD").strip()
    assert list(documents(catalog(repo, tmp_path / "kept"), base)) == ["a.py"]


def test_a_shallow_clone_is_indexed(repo: Path, commit: Commit, tmp_path: Path) -> None:
    commit({"a.py": "def wheel(): pass\n"}, "One")
    commit({"a.py": "def wheel(): return 1\n"}, "Two")
    run(tmp_path, "clone", "-q", "--depth", "1", repo.as_uri(), "shallow")
    base = run(tmp_path / "shallow", "rev-parse", "HEAD").strip()
    index = Index(tmp_path / "kept", Objects(tmp_path / "shallow" / ".git"))
    assert [file.path for file in index.rank(base, "wheel")] == ["a.py"]


def test_an_empty_commit_has_no_files_and_no_error(repo: Path, commit: Commit, tmp_path: Path) -> None:
    index = Index(tmp_path / "kept", Objects(repo / ".git"))
    base = commit({})
    assert index.rank(base, "wheel") == ()
    assert index.pack(base, "wheel", (), 500).snippets == ()
    assert index.rank(base, "") == ()
