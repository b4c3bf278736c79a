"""The doctor says what is well, names what is missing with its remedy, and never shows a secret."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from devflow.checks import lacking_program
from devflow.doctor import Diagnosis, Finding, examine
from devflow.doctor.questions import steps
from devflow.models.local import find_servers
from devflow.sandbox import Bubblewrap
from tests.conftest import MakeRepo
from tests.support import repos, runs
from tests.support.digest import untouched

KEY = "sk-never-to-be-shown"


@pytest.fixture
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)


def of(told: Diagnosis, subject: str) -> list[Finding]:
    return [finding for finding in told.findings if finding.subject == subject]


@pytest.mark.usefixtures("key")
def test_all_is_well_in_a_repo_with_checks_and_a_key_and_nothing_is_touched(git_repo: MakeRepo) -> None:
    checkout = repos.everything(git_repo())
    with untouched(checkout):
        ended = runs.devflow(checkout, "doctor", "--json")
        spoken = runs.devflow(checkout, "doctor")
    assert (ended.code, ended.json["can_start"], spoken.code) == (0, True, 0), ended.out
    assert KEY not in ended.out + spoken.out
    assert "A run can start here." in spoken.out
    states = {finding["subject"]: finding["state"] for finding in ended.json["findings"]}
    assert {states[name] for name in ("git", "sandbox", "model code", "check pytest")} == {"ok"}
    assert [answer["yes"] for answer in ended.json["answers"]] == [True, True, True, True, False]
    assert all(answer["yes"] or answer["remedy"] for answer in ended.json["answers"])


def test_no_repository_and_no_commit_are_missing_with_their_remedy(
    git_repo: MakeRepo, tmp_path: Path
) -> None:
    (tmp_path / "plain").mkdir()
    for folder in (tmp_path / "plain", git_repo({}, name="empty")):
        (found,) = of(examine(folder), "repository")
        assert (found.state, "git add" in found.remedy) == ("missing", True)
    ended = runs.devflow(tmp_path / "plain", "doctor")
    assert (ended.code, "A run cannot start here." in ended.out) == (2, True)


def test_a_damaged_store_is_missing_with_its_remedy(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    (checkout / ".git" / "devflow").mkdir()
    (checkout / ".git" / "devflow" / "devflow.db").write_bytes(b"no database " * 100)
    (found,) = of(examine(checkout), "repository")
    assert (found.state, "damaged" in found.said, "Move" in found.remedy) == ("missing", True, True)


def test_no_model_is_missing_and_names_the_keys(git_repo: MakeRepo) -> None:
    (found,) = of(examine(git_repo()), "models")
    assert (found.state, "ANTHROPIC_API_KEY" in found.remedy) == ("missing", True)


def test_a_named_key_that_is_not_set_is_missing(
    git_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    config(
        monkeypatch, tmp_path, '[models.code]\nprovider = "openai"\nmodel = "gpt-5"\nkey_env = "TEAM_KEY"\n'
    )
    (found,) = of(examine(git_repo()), "model code")
    assert (found.state, found.remedy) == ("missing", "export TEAM_KEY=…")
    monkeypatch.setenv("TEAM_KEY", KEY)
    (found,) = of(examine(git_repo(name="other")), "model code")
    assert (found.state, KEY in found.said) == ("ok", False)


def config(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    """The user's own configuration."""
    (tmp_path / "home" / "devflow").mkdir(parents=True)
    (tmp_path / "home" / "devflow" / "config.toml").write_text(text)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))


def test_a_forbidden_sandbox_is_missing_with_its_remedy(git_repo: MakeRepo) -> None:
    told = examine(git_repo(), Bubblewrap(Path("/bin/false")))
    (found,) = of(told, "sandbox")
    assert (found.state, 'sandbox = "none"' in found.remedy) == ("missing", True)
    assert not told.answers[1].yes


def test_a_sandbox_that_is_off_is_said_and_answers_no(
    git_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEVFLOW_SANDBOX", "none")
    told = examine(git_repo())
    assert (of(told, "sandbox")[0].state, told.answers[1].yes) == ("note", False)
    assert "the environment" in told.answers[1].remedy


def test_a_missing_test_runner_is_named_with_the_command(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    (checkout / ".venv" / "bin").mkdir(parents=True)
    (checkout / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\n")
    (checkout / ".venv" / "bin" / "python").symlink_to(sys.executable)
    told = examine(checkout)
    (found,) = of(told, "check pytest")
    assert (found.state, found.remedy) == ("note", "devflow setup")
    assert not told.answers[3].yes


def test_a_repo_without_checks_is_told_how_to_name_one(git_repo: MakeRepo) -> None:
    told = examine(git_repo({"notes.txt": "words\n"}))
    assert "commands = " in of(told, "checks")[0].remedy
    named = git_repo({"notes.txt": "", ".devflow.toml": '[checks]\ncommands = ["make test"]\n'}, name="named")
    assert of(examine(named), "check command 1")[0].state == "ok"


def test_a_bad_configuration_is_missing_and_the_rest_is_still_looked_at(git_repo: MakeRepo) -> None:
    told = examine(git_repo({**repos.SAMPLE, ".devflow.toml": "[checks]\nsecond = 3\n"}))
    assert "line 2" in of(told, "configuration")[0].said
    assert (told.can_start, len(of(told, "check pytest"))) == (False, 1)


def test_what_was_set_is_told_with_its_source_and_without_its_secrets(
    git_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEVFLOW_RUN_ATTEMPTS", "2")
    text = '[checks.env]\nTOKEN = "never-shown"\n[risk]\nowner = "Ada"\n'
    told = examine(git_repo({**repos.SAMPLE, ".devflow.toml": text}))
    assert ("run.attempts", "2", "the environment") in [
        (each.key, each.value, each.source) for each in told.settings
    ]
    assert "never-shown" not in repr(told)
    assert "TOKEN" in repr(told.settings)
    assert told.answers[4].yes


def test_the_answers_know_every_step_of_the_pipeline() -> None:
    expected = "route draft spec context facts scope patch candidate checks guard choose summary review"
    assert {step.name for step in steps()} == set(expected.split())


@contextmanager
def serving(body: bytes, pause: float = 0.0) -> Iterator[int]:
    """A server that answers every question with this body, a byte each `pause` seconds; its port."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            try:
                for start in range(0, len(body), 1 if pause else len(body)):
                    self.wfile.write(body[start : start + 1] if pause else body)
                    time.sleep(pause)
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- its name in the base
            del format, args

    server = HTTPServer(("127.0.0.1", 0), Answering)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_a_local_server_is_found_with_its_models() -> None:
    with serving(b'{"data": [{"id": "qwen3:8b"}, {"id": 3}, "x"]}') as port:
        (server,) = find_servers((port,))
    assert (server.base_url, server.models) == (f"http://localhost:{port}/v1", ("qwen3:8b",))


def test_a_configured_local_server_that_is_off_is_missing_and_one_that_is_on_is_ok(
    git_repo: MakeRepo, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with serving(b"{}") as port:
        server = f'provider = "compatible"\nbase_url = "http://127.0.0.1:{port}/any"\nmodel = "m"\n'
        config(monkeypatch, tmp_path, f"[models.code]\n{server}")
        on = of(examine(git_repo()), "model code")[0]
    off = of(examine(git_repo(name="other")), "model code")[0]
    assert (on.state, off.state, off.remedy) == ("ok", "missing", "Start that server.")


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data": 3}', b'"data"'])
def test_another_server_is_not_taken_for_one(body: bytes) -> None:
    with serving(body) as port:
        assert find_servers((port,)) == ()


def test_a_server_that_drips_does_not_hold_the_doctor_up() -> None:
    with serving(b'{"data": [' + b" " * 600 + b"]}", pause=0.1) as port:
        started = time.monotonic()
        assert find_servers((port,)) == ()
        assert time.monotonic() - started < 30


def test_services_that_the_repos_files_start_are_proposed_and_no_more_once_they_are_set(
    git_repo: MakeRepo,
) -> None:
    compose = "services:\n  db:\n    image: postgres:16\n    environment: {POSTGRES_DB: shop}\n"
    files = {**repos.SAMPLE, "compose.yaml": compose}
    (found,) = of(examine(git_repo(files)), "services")
    assert "compose.yaml starts postgres" in found.said
    assert found.remedy.startswith(("[checks]\nservices =", "sudo apt-get install postgresql"))
    set_ = git_repo({**files, ".devflow.toml": '[checks]\nservices = ["postgres"]\n'}, name="set")
    told = examine(set_)
    assert of(told, "services") == []
    missing = of(told, "service postgres")
    package = lacking_program("postgres")
    assert [each.remedy for each in missing] == ([f"sudo apt-get install {package}"] if package else [])
