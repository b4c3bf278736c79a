"""Where the token comes from, and what a runner tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.errors import ForgeError
from devflow.forge import runner, tokens
from tests.conftest import MakeRepo
from tests.forge import github
from tests.forge.github import GitHub
from tests.support import runs


def test_the_environment_comes_first() -> None:
    assert tokens.token({"GITHUB_TOKEN": "a", "GH_TOKEN": "b"}) == "b"
    assert tokens.token({"GITHUB_TOKEN": " a\n", "GH_TOKEN": ""}) == "a"


def test_ghs_own_store_is_asked_for_the_host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "gh"
    program.write_text('#!/bin/sh\n[ "$*" = "auth token --hostname git.example.org" ] && echo kept\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert tokens.token({}, "git.example.org") == "kept"
    with pytest.raises(ForgeError) as missing:
        tokens.token({}, "github.com")
    assert missing.value.code == "E_GITHUB_TOKEN"
    assert "gh auth login" in missing.value.hint


def test_where_the_api_is() -> None:
    assert runner.api({}) == "https://api.github.com"
    assert runner.api({}, "git.example.org") == "https://git.example.org/api/v3"
    assert runner.api({"GITHUB_API_URL": "https://x/api/v3/"}, "git.example.org") == "https://x/api/v3"


def test_a_ticket_is_read_from_an_issue_on_the_command_line(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    with github.serving(GitHub()) as there:
        there.issue(12, "Add a subtract function", runs.TICKET, by="eve")
        env = {"GITHUB_API_URL": there.api, "GITHUB_TOKEN": "read-token"}
        name = f"gh:{there.repository}#12"
        told = runs.devflow(checkout, "plan", name, "--json", env=env)
        assert told.code == 0, told.err
        assert "eve" in told.out
        missing = runs.devflow(checkout, "plan", f"gh:{there.repository}#13", env=env)
        assert (missing.code, "E_GITHUB_GONE" in missing.err) == (4, True)
        nameless = runs.devflow(checkout, "plan", "https://example.org/x", env=env)
        assert (nameless.code, "E_TICKET_UNREADABLE" in nameless.err) == (2, True)
    assert there.tokens == {"token read-token"}


def test_a_command_outside_of_a_job_says_so(git_repo: MakeRepo) -> None:
    ended = runs.devflow(git_repo(), "github", "event", "work")
    assert (ended.code, "E_EVENT" in ended.err) == (4, True)
