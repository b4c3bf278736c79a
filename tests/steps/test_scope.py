"""The scope comes from the ranking and from policy, never from what a ticket or a patch asks for."""

from __future__ import annotations

from typing import Any

from devflow.config import ScopeRules
from devflow.guard import permits
from devflow.handoffs import Context, RankedFile, Scope, Verb
from devflow.steps.scope import scope_of


def scope(*ranked: tuple[str, float], **rules: Any) -> Scope:
    files = tuple(RankedFile(path=path, score=score, reasons=("named",)) for path, score in ranked)
    context = Context(files=files, snippets=(), tests=(), tokens=0)
    return scope_of(context, ScopeRules(**rules))


def test_the_files_ranked_highest_may_be_modified_and_no_others() -> None:
    proposed = scope(("src/a.py", 9.0), ("src/b.py", 8.0), ("src/far.py", 1.0))
    assert permits(proposed, "src/a.py", Verb.MODIFY)
    assert permits(proposed, "src/b.py", Verb.MODIFY)
    assert not permits(proposed, "src/far.py", Verb.MODIFY)
    assert not permits(proposed, "src/a.py", Verb.DELETE)


def test_the_width_is_bounded_by_policy() -> None:
    proposed = scope(*((f"src/f{number}.py", 9.0) for number in range(9)), files=3)
    assert [permits(proposed, f"src/f{number}.py", Verb.MODIFY) for number in range(4)] == [
        True,
        True,
        True,
        False,
    ]


def test_new_files_stand_beside_files_in_scope() -> None:
    proposed = scope(("src/a.py", 9.0))
    assert permits(proposed, "src/new.py", Verb.CREATE)
    assert not permits(proposed, "src/deep/new.py", Verb.CREATE)
    assert not permits(proposed, "elsewhere/new.py", Verb.CREATE)


def test_a_file_at_the_top_does_not_open_the_whole_repo() -> None:
    proposed = scope(("a.py", 9.0))
    assert permits(proposed, "b.py", Verb.CREATE)
    assert not permits(proposed, "lib/b.py", Verb.CREATE)


def test_tests_and_documents_may_be_written_but_not_deleted() -> None:
    proposed = scope(("src/a.py", 9.0))
    for path in (
        "tests/test_a.py",
        "pkg/tests/x.py",
        "src/a.test.ts",
        "CHANGES.md",
        "docs/guide/use.rst",
        "CHANGES",
    ):
        assert permits(proposed, path, Verb.CREATE), path
        assert permits(proposed, path, Verb.MODIFY), path
        assert not permits(proposed, path, Verb.DELETE), path
    assert not permits(proposed, "requirements.txt", Verb.MODIFY)


def test_what_policy_allows_is_allowed_whole() -> None:
    assert permits(scope(("a.py", 1.0), allow=("gen/**",)), "gen/x/y.py", Verb.DELETE)


def test_without_a_ranked_file_no_source_is_in_scope() -> None:
    assert not permits(scope(), "src/a.py", Verb.MODIFY)
