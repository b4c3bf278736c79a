"""The entries that pre-commit users name: the same hooks, kept by pre-commit."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import MakeRepo
from tests.hooks import support
from tests.hooks.support import Listener
from tests.support import repos, runs

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def listened(git_repo: MakeRepo, tmp_path: Path) -> tuple[Path, Listener, dict[str, str]]:
    """A checkout whose hooks pre-commit keeps, and a recorder named devflow on PATH."""
    source = tmp_path / "devflow-source"
    shutil.copytree(ROOT / "hooks", source / "hooks")
    shutil.copy(ROOT / ".pre-commit-hooks.yaml", source)
    repos.git(source, "init", "-q", "-b", "main")
    repos.git(source, "add", "-A")
    repos.git(source, "commit", "-q", "-m", "Begin")
    rev = repos.git(source, "rev-parse", "HEAD")
    checkout = git_repo()
    entries = "[{id: devflow-post-commit}, {id: devflow-pre-push}]"
    config = f"repos:\n- repo: {source}\n  rev: {rev}\n  hooks: {entries}\n"
    repos.commit(checkout, {".pre-commit-config.yaml": config, "ticket.md": runs.TICKET}, "Configure")
    program = tmp_path / "bin" / "devflow"
    program.parent.mkdir()
    program.write_text(support.RECORDER)
    program.chmod(0o755)
    env = {
        "PRE_COMMIT_HOME": str(tmp_path / "pre-commit"),
        "PATH": os.pathsep.join((str(program.parent), runs.environment()["PATH"])),
    }
    words = (Path(sys.executable).with_name("pre-commit"), "install", "-t", "post-commit", "-t", "pre-push")
    subprocess.run(words, cwd=checkout, check=True, capture_output=True, env={**runs.environment(), **env})
    return checkout, Listener(program), env


def test_pre_commit_runs_what_devflow_would_install(
    listened: tuple[Path, Listener, dict[str, str]],
) -> None:
    checkout, heard, env = listened
    support.remote(checkout)
    support.commit(checkout, "Without a ticket", env=env)
    commit = support.commit(checkout, f"Ask{support.TRAILER}", env=env)
    assert heard.calls(1) == [f"hook post-commit {commit}"]
    support.plain(checkout, "push", "-q", "origin", "main", env=env)
    assert len(heard.calls(1)) == 1
    author = {"GIT_AUTHOR_NAME": "devflow", "GIT_AUTHOR_EMAIL": "devflow@localhost"}
    support.commit(checkout, "Of devflow's", env={**env, **author})
    support.plain(checkout, "push", "-q", "origin", "main", env=env)
    assert heard.calls(2)[1].startswith("hook pre-push")
