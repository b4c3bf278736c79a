"""Sets a base up for its checks: the repo's own commands, with the network, without keys; the result kept."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import re
import shlex
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devflow import checks, config, folders, wiring
from devflow.checks import Outfit
from devflow.checks.environment import python_on_path
from devflow.config import Config
from devflow.errors import ConfigError, SandboxError
from devflow.git.objects import Objects
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.process import Completed
from devflow.sandbox import Laid, Limits

_KEPT = 3
"""Outfits that stay when a new one is made."""
_DISK = 30 << 30
_ROOM = "part-"
# -- what interpreters and test runners leave behind
_LITTER = frozenset((".git", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"))
_SHOWN = 30
# -- where packages come from and whom to trust: settings of package managers, none of which is a secret by
#    itself; a value with a user name or password in an address is left out
_SETTINGS = re.compile(
    r"(?i)(pip_(index_url|extra_index_url|find_links|cert|trusted_host|default_timeout|disable_pip_version_check)"
    r"|uv_(index|index_url|default_index|extra_index_url|find_links)|npm_config_(registry|cafile)"
    r"|goproxy|gonosumdb|goflags|https?_proxy|no_proxy|all_proxy|ssl_cert_(file|dir)|requests_ca_bundle"
    r"|curl_ca_bundle|node_extra_ca_certs|cargo_http_cainfo)"
)
_SECRET = re.compile(r"://[^/\s]*@")


@dataclass(frozen=True)
class Plan:
    """What a setup of a base would run."""

    base: str
    commands: tuple[str, ...]
    configured: bool
    """The commands are a person's or the repo's; else devflow proposes them."""
    folder: Path
    """Where the result is kept."""
    done: bool


@dataclass(frozen=True)
class Told:
    """What a setup says as it goes: a command that begins, or a line of its output."""

    text: str
    begins: bool = False


Tell = Callable[[Told], None]


def plan(user: UserRepo, base: str, environment: Mapping[str, str]) -> tuple[Plan, Config]:
    """What would be run for a base, and the configuration it follows from; nothing is run.

    Raises:
        ConfigError: the configuration cannot be used.
        RepoError: the base is no commit.
    """
    commit = user.resolve(base)
    objects = Objects(user.git_dir)
    settings = config.load(objects.read(commit, config.REPO_FILE), environment, {}, user.root)
    paths = objects.tree(commit).keys()

    def read(path: str) -> bytes | None:
        return objects.read(commit, path)

    own = settings.checks.setup
    commands = own or checks.propose_setup(paths, read)
    name = checks.outfit_name(own or checks.PROPOSED, paths, read)
    folder = user.setups / name
    done = (folder / checks.RECORD).is_file()
    return Plan(commit, commands, bool(own), folder, done), settings


def set_up(
    user: UserRepo, planned: Plan, settings: Config, environment: Mapping[str, str], tell: Tell
) -> Outfit:
    """Run the commands in a fresh checkout of the base and keep what they made.

    The sandbox is that of checks, with the network opened. No variable of the environment is seen but those
    which say where packages come from; no file of the home is.

    Effects: one folder beside the store; the oldest ones of the same commands go. Interrupted, nothing stays.

    Raises:
        ConfigError: there is nothing to run.
        SandboxError: isolation cannot be had or is off, or a command failed (E_SETUP).
    """
    if not planned.commands:
        hint = 'Name the commands in .devflow.toml:\n[checks]\nsetup = ["make deps"]'
        raise ConfigError("No command is known that would set this repository up.", hint, code="E_SETUP_NONE")
    if settings.sandbox == "none":
        hint = "Set it up by hand in your checkout, or choose a sandbox."
        raise SandboxError("`devflow setup` works in a sandbox, and yours is off.", hint, code="E_SETUP")
    with _alone(user.setups), _room(user.setups) as room:
        repo = RunRepo.open(room / "repo", user)
        checkout, made, home = room / "checkout", room / "made", room / "home"
        stores = checks.object_stores(repo.object_stores)
        repo.checkout(planned.base, checkout, objects=[store.place for store in stores])
        home.mkdir()
        started = time.time()
        for line in planned.commands:
            _run(line, planned, user, settings, environment, checkout, home, stores, tell)
        found = _keep(checkout, repo.objects.tree(planned.base), made)
        record = {
            "base": planned.base,
            "commands": planned.commands,
            "seconds": round(time.time() - started, 1),
            "folders": found[0],
            "files": found[1],
        }
        (room / checks.RECORD).write_text(json.dumps(record, indent=2), "utf-8")
        for left in ("repo", "checkout"):
            folders.remove(room / left)
        if planned.folder.exists():
            folders.remove(planned.folder)
        room.rename(planned.folder)
    _forget(planned.folder)
    return Outfit(planned.folder, True, tuple(found[0]), tuple(found[1]))


def _run(
    line: str,
    planned: Plan,
    user: UserRepo,
    settings: Config,
    environment: Mapping[str, str],
    checkout: Path,
    home: Path,
    stores: Sequence[Laid],
    tell: Tell,
) -> None:
    """Run one shell line.

    Raises:
        SandboxError: isolation cannot be had, or the line failed.
    """
    tell(Told(line, begins=True))
    limits = Limits(
        seconds=settings.checks.setup_seconds,
        memory=settings.checks.memory_mb << 20,
        processes=settings.checks.processes,
        disk=_DISK,
    )
    search, programs = _programs(planned.commands, user.root, environment)
    passed, named = _settings(environment)
    done = wiring.sandbox(settings).run(
        ["/bin/sh", "-c", line],
        checkout=checkout,
        at=user.root,
        read=(*programs, *named, *stores),
        env={"PATH": search, "CI": "1", **passed, **settings.checks.env},
        limits=limits,
        home=home,
        network=True,
        hear=_Lines(tell),
    )
    if not done.ok:
        raise _failed(line, done)


def _failed(line: str, done: Completed) -> SandboxError:
    said = (done.stdout + b"\n" + done.stderr).decode(errors="replace").strip().splitlines()[-_SHOWN:]
    why = "took too long or too much" if done.timed_out else f"ended with {done.code}"
    said.append(
        "The commands are `checks.setup`; without it devflow proposes them: `devflow setup --dry-run`."
    )
    return SandboxError(f"This setup command {why}: {line}", "\n".join(said), code="E_SETUP")


class _Lines:
    """Tells the whole lines of an output, at most some each second."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._next = 0.0

    def __call__(self, piece: bytes) -> None:
        lines = [line for line in piece[-4000:].decode(errors="replace").splitlines() if line.strip()]
        if lines and time.monotonic() >= self._next:
            self._next = time.monotonic() + 0.5
            self._tell(Told(lines[-1][:200]))


def _programs(lines: Sequence[str], at: Path, environment: Mapping[str, str]) -> tuple[str, tuple[Path, ...]]:
    """The search path for the lines, and the programs that they name, as they are on this machine."""
    folders_ = [part for part in environment.get("PATH", "").split(":") if part.startswith("/")]
    outside = [part for part in folders_ if not Path(part).is_relative_to(at)]
    python = python_on_path(at)
    if python is not None:
        outside.insert(0, str(python.parent))
    search = ":".join(dict.fromkeys([*outside, "/usr/local/bin", "/usr/bin", "/bin"]))
    found = [] if python is None else [str(python)]
    for line in lines:
        try:
            words = shlex.split(line)
        except ValueError:
            words = line.split()
        found += filter(None, (shutil.which(word, path=search) for word in words if "/" not in word))
    return search, tuple(map(Path, dict.fromkeys(found)))


def _settings(environment: Mapping[str, str]) -> tuple[dict[str, str], tuple[Path, ...]]:
    """The settings of package managers that are passed on, and the files and folders that they name."""
    passed = {
        name: value
        for name, value in environment.items()
        if _SETTINGS.fullmatch(name) and not _SECRET.search(value)
    }
    words = [word.removeprefix("file://") for value in passed.values() for word in value.split()]
    return passed, tuple(Path(word) for word in words if word.startswith("/"))


def _keep(checkout: Path, tracked: Mapping[str, object], made: Path) -> tuple[list[str], list[str]]:
    """Move what the base does not hold out of the checkout; gives the folders and the files.

    What the commands wrote is hostile: links are left behind, and none is followed.
    """
    inner = {str(parent) for path in tracked for parent in Path(path).parents}
    found: tuple[list[str], list[str]] = ([], [])
    waiting = [Path()]
    while waiting:
        here = waiting.pop()
        for entry in sorted(os.scandir(checkout / here), key=lambda entry: entry.name):
            name = str(here / entry.name)
            is_folder = entry.is_dir(follow_symlinks=False)
            if is_folder and name in inner:
                waiting.append(Path(name))
            elif name in tracked or entry.is_symlink() or entry.name in _LITTER:
                continue
            else:
                (made / here).mkdir(parents=True, exist_ok=True)
                (checkout / name).rename(made / name)
                found[0 if is_folder else 1].append(name)
    made.mkdir(exist_ok=True)
    return found


@contextlib.contextmanager
def _alone(shelf: Path) -> Iterator[None]:
    """One setup of a repository at a time; what a killed one left is removed."""
    shelf.mkdir(parents=True, exist_ok=True)
    with (shelf / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            hint = "Wait for it, or stop it."
            raise ConfigError(
                "Another setup of this repository is under way.", hint, code="E_SETUP"
            ) from None
        for left in shelf.glob(f"{_ROOM}*"):
            folders.remove(left)
        yield


@contextlib.contextmanager
def _room(shelf: Path) -> Iterator[Path]:
    room = Path(tempfile.mkdtemp(prefix=_ROOM, dir=shelf))
    try:
        yield room
    finally:
        folders.remove(room)


def _forget(newest: Path) -> None:
    """Remove outfits that newer ones of the same commands have replaced."""
    same = [path for path in newest.parent.glob(f"{newest.name.split('-')[0]}-*") if path != newest]
    same.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    for old in same[_KEPT - 1 :]:
        folders.remove(old)
