"""Where git looks for a repository's hooks, and whose files stand there."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from devflow.git.command import git
from devflow.git.user_repo import UserRepo

NAMES = ("post-commit", "pre-push")
MARK = b"# devflow hook: made by"
BEFORE, LEGACY = ".before-devflow", ".legacy"
_MOST = 1 << 20
# -- a hook that asks for its own name does something else under another one
_ASKS_ITS_NAME = re.compile(rb"basename|\$\{0##|argv\[0\]|__FILE__")


@dataclass(frozen=True)
class Place:
    """One hook of a repository."""

    name: str
    folder: Path
    """Where git looks for it."""
    own: Path
    """devflow's copy, which another tool's configuration can call."""
    manager: str
    """Who else keeps this hook and must be told to call ours; empty where devflow may write it."""
    entry: Path
    """The file that a person of that manager writes in."""

    @property
    def hook(self) -> Path:
        """The file that git runs."""
        return self.folder / self.name

    @property
    def before(self) -> Path:
        """What stood there before devflow, which runs first."""
        return self.folder / f"{self.name}{BEFORE}"

    @property
    def legacy(self) -> Path:
        """What pre-commit runs as the hook that stood there before itself."""
        return self.folder / f"{self.name}{LEGACY}"

    @property
    def line(self) -> str:
        """What to add to `entry`; it does nothing in a clone without devflow."""
        own = f'"$(git rev-parse --git-common-dir)/devflow/hooks/{self.name}"'
        call = f'f={own}; [ ! -f "$f" ] || sh "$f"'
        if self.manager != "lefthook":
            return f'{call} "$@"'
        stdin = "      use_stdin: true\n" if self.name == "pre-push" else ""
        return f"{self.name}:\n  commands:\n    devflow:\n{stdin}      run: {call} {{0}}"


def places(user: UserRepo) -> tuple[Place, ...]:
    """The hooks that devflow knows, where this repository keeps them."""
    return tuple(_place(user, name) for name in NAMES)


def text(file: Path) -> bytes:
    """The beginning of a file; empty where there is none."""
    try:
        with file.open("rb") as stream:
            return stream.read(_MOST)
    except OSError:
        return b""


def ours(file: Path) -> bool:
    """Whether devflow wrote this file."""
    return MARK in text(file)


def _place(user: UserRepo, name: str) -> Place:
    folder = _folder(user)
    manager, entry = _manager(user, folder, name)
    return Place(name, folder, user.state / "hooks" / name, manager, entry)


def _manager(user: UserRepo, folder: Path, name: str) -> tuple[str, Path]:
    standing = text(folder / name)
    if b"lefthook" in standing.lower():
        return "lefthook", user.root / "lefthook.yml"
    if folder.name == "_" and folder.parent.name == ".husky":
        return "husky", folder.parent / name
    if not folder.is_relative_to(user.common_dir):
        return "core.hooksPath", folder / name
    if MARK not in standing and _ASKS_ITS_NAME.search(standing):
        return "a hook that asks for its own name", folder / name
    return "", folder / name


def _folder(user: UserRepo) -> Path:
    """Where git looks: core.hooksPath as the user, the repository or the worktree sets it, else its own."""
    home = Path.home()
    theirs = home / ".gitconfig"
    if not theirs.is_file():
        theirs = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "git" / "config"
    # -- the user's own configuration is what is asked for here, and reading it runs nothing
    plain = {"GIT_CONFIG_GLOBAL": str(theirs), "GIT_CONFIG_NOSYSTEM": "0"}
    question = ("config", "--show-scope", "-z", "--type=path", "--get-all", "core.hooksPath")
    done = git(user.git_dir, *question, env=plain, ok=(0, 1, 128))
    fields = os.fsdecode(done.stdout).split("\0")
    # -- devflow's own door to git switches hooks off on its command line
    set_to = [
        value for scope, value in zip(fields[::2], fields[1::2], strict=False) if scope not in ("", "command")
    ]
    return (user.root / set_to[-1]).resolve() if set_to else user.common_dir / "hooks"
