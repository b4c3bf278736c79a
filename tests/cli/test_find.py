"""`devflow find` and `devflow bench localisation` on a real repository."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from devflow.cli.bench import bench
from devflow.cli.find import find
from devflow.errors import RepoError
from tests.index.conftest import commit, repo, run, shop

__all__ = ["commit", "repo", "shop"]


@pytest.fixture
def inside(repo: Path, shop: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    assert shop
    monkeypatch.chdir(repo / "shop")
    return repo


def test_words_find_files_with_reasons(inside: Path) -> None:
    done = CliRunner().invoke(find, ["apply_discount", "below", "zero"], catch_exceptions=False)
    assert "shop/price.py" in done.stdout.splitlines()[0]
    assert "apply_discount" in done.stdout.splitlines()[1]
    assert done.stdout.splitlines()[2].split()[0] == "apply_discount:10-12"
    assert run(inside, "status", "--porcelain") == ""


def test_a_ticket_file_finds_files_and_their_text_as_json(inside: Path, tmp_path: Path) -> None:
    ticket = tmp_path / "ticket.md"
    ticket.write_text("Discounts\n\n`apply_discount` goes below zero.\n")
    done = CliRunner().invoke(find, ["--ticket", str(ticket), "--context", "--json"], catch_exceptions=False)
    value = json.loads(done.stdout)
    assert value["files"][0]["path"] == "shop/price.py"
    best = value["definitions"][0]
    assert (best["name"], best["kind"], best["first_line"], best["last_line"]) == (
        "apply_discount",
        "function",
        10,
        12,
    )
    assert any("def apply_discount" in snippet["text"] for snippet in value["snippets"])
    assert value["tests"][0] == "tests/test_price.py"
    assert inside.is_dir()


def test_what_the_title_names_comes_first_and_what_the_body_names_is_told_apart(
    inside: Path, tmp_path: Path
) -> None:
    ticket = tmp_path / "ticket.md"
    ticket.write_text("The README lacks discounts\n\nSee tests/test_price.py for how they are computed.\n")
    done = CliRunner().invoke(find, ["--ticket", str(ticket)], catch_exceptions=False)
    assert done.stdout.splitlines()[0].split() == ["1", "README.md"]
    assert "Named: tests/test_price.py  (named in the ticket)" in done.stdout.splitlines()
    told = CliRunner().invoke(find, ["--ticket", str(ticket), "--json"], catch_exceptions=False)
    assert [file["path"] for file in json.loads(told.stdout)["named"]] == ["tests/test_price.py"]
    assert inside.is_dir()


def test_what_a_repository_holds_cannot_steer_the_terminal(
    repo: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (repo / "a\x1b[2Jb.py").write_text("def wheel(): '\x1b]0;x\x07'\n")
    run(repo, "add", "-A")
    run(repo, "commit", "-q", "-m", "Odd")
    monkeypatch.chdir(repo)
    done = CliRunner().invoke(find, ["wheel", "--context"], catch_exceptions=False)
    assert "wheel" in done.stdout
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize("arguments", [(), ("word", "--ticket", "README.md")])
def test_words_and_a_ticket_together_are_refused(inside: Path, arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(find, arguments)
    assert (done.exit_code, "one of them" in done.output) == (2, True)


def test_a_repository_without_a_commit_is_a_named_error(repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo)
    caught = CliRunner().invoke(find, ["word"]).exception
    assert isinstance(caught, RepoError)
    assert caught.code == "E_NO_BASE"


def test_the_benchmark_writes_a_line_a_case(repo: Path, shop: str, tmp_path: Path) -> None:
    place = tmp_path / "mirrors" / "a+shop" / "repo"
    place.parent.mkdir(parents=True)
    run(tmp_path, "clone", "-q", "--bare", str(repo), str(place))
    cases = tmp_path / "cases.jsonl"
    case = {"id": "one", "fetch": "a/shop", "base_commit": shop, "ticket": "apply_discount goes below zero"}
    cases.write_text(json.dumps(case) + "\n")
    out = tmp_path / "out.jsonl"
    options = ["--mirrors", str(tmp_path / "mirrors"), "--out", str(out), "--packs", "200"]
    done = CliRunner().invoke(bench, ["localisation", str(cases), *options], catch_exceptions=False)
    assert done.exit_code == 0
    row = json.loads(out.read_text())
    assert row["ranked_files"][0] == "shop/price.py"
    assert row["index_s"] > 0
    assert row["packs"]["200"]["tokens"] <= 200
