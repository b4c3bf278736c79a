"""The one door to the git program: no configuration but ours, no hooks, no prompts, bytes in and out."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import IO

from devflow import process
from devflow.errors import RepoError

# -- what a repo's own configuration could make git run is switched off by name as a second line of defence;
#    the first is that everything that could run it happens in a git directory of devflow's own
_GUARDS = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.alternateRefsCommand="),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
    *("-c", "protocol.allow=never"),
    *("-c", "protocol.ext.allow=never"),
    # -- whose repository it is does not matter: nothing that it names is run
    *("-c", "safe.directory=*"),
)
_WHOLE = 1 << 40


def clean_env(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """An environment for git that holds nothing of the caller's GIT_* variables, locale or configuration."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    env.update(
        GIT_CONFIG_NOSYSTEM="1",
        GIT_CONFIG_GLOBAL=os.devnull,
        GIT_TERMINAL_PROMPT="0",
        GIT_OPTIONAL_LOCKS="0",
        GIT_NO_REPLACE_OBJECTS="1",
        GIT_NO_LAZY_FETCH="1",
        GIT_ALLOW_PROTOCOL="none",
        GIT_ATTR_NOSYSTEM="1",
        LC_ALL="C",
        TZ="UTC",
    )
    env.update(extra or {})
    return env


def git(
    git_dir: Path | None,
    *args: str | bytes,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    ok: Sequence[int] = (0,),
) -> process.Completed:
    """Run git on `git_dir` (or, with None, where `cwd` says) and give how it ended.

    Raises:
        RepoError: git is missing, or ended with a status outside `ok`; its words are in the message.
    """
    place = [] if git_dir is None else [f"--git-dir={git_dir}"]
    words = [os.fsdecode(arg) if isinstance(arg, bytes) else arg for arg in args]
    argv = (_executable(), *_GUARDS, *place, *words)
    done = process.run(argv, env=clean_env(env), cwd=cwd, stdin=stdin, head=_WHOLE)
    if done.code not in ok:
        said = done.stderr.decode(errors="backslashreplace").strip()
        raise RepoError(f"git {words[0]} failed: {said or f'exit code {done.code}'}", code=_code(said))
    return done


@contextmanager
def conversation(git_dir: Path, *args: str) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """A git process to write requests to and read answers from; ended on leaving."""
    argv = (_executable(), *_GUARDS, f"--git-dir={git_dir}", *args)
    with process.conversation(argv, env=clean_env()) as streams:
        yield streams


def _code(said: str) -> str:
    for words, code in (
        ("dubious ownership", "E_REPO_UNSUPPORTED"),
        ("unable to read", "E_REPO_CORRUPT"),
        ("missing blob", "E_REPO_CORRUPT"),
        ("bad file", "E_REPO_CORRUPT"),
        ("corrupt", "E_REPO_CORRUPT"),
    ):
        if words in said:
            return code
    return ""


@cache
def _executable() -> str:
    found = shutil.which("git")
    if not found:
        raise RepoError("git is not installed.", "Install git 2.30 or newer.", code="E_TOOL_VERSION")
    return found
