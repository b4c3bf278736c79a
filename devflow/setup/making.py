"""Makes what the checks of a base need, by the commands of the repo, in a checkout of its own."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from devflow import checks, config, folders, wiring
from devflow.checks import Outfit
from devflow.checks.needs.outfit import is_plain
from devflow.config import Config
from devflow.errors import ConfigError, SandboxError
from devflow.git.objects import Objects
from devflow.git.run_repo import RunRepo
from devflow.git.user_repo import UserRepo
from devflow.process import Completed
from devflow.sandbox import Command, Laid, Limits
from devflow.setup.keeping import a_room, alone, forget, keep
from devflow.setup.loosening import LOCKS, loosened
from devflow.setup.surroundings import passed_on, programs_for

_DISK = 30 << 30
_SHOWN = 30


@dataclass(frozen=True)
class Plan:
    """What a setup would run."""

    commit: str
    commands: tuple[str, ...]
    configured: bool
    """The commands are a person's or the repo's; else devflow proposes them."""
    folder: Path
    """Where the result is kept."""
    done: bool
    run: str = ""
    """The run whose candidate the commit is; empty: a base."""


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
    return _planned(user, objects, commit, settings), settings


def plan_for_run(user: UserRepo, repo: RunRepo, run: str, commit: str, settings: Config) -> Plan:
    """What would be run for a run's candidate: its own manifests, by lines that no lock file stops.

    `repo` holds the candidate, and `settings` are the run's; nothing is run.
    """
    planned = _planned(user, repo.objects, commit, settings)
    return replace(planned, run=run, commands=tuple(map(loosened, planned.commands)))


def _planned(user: UserRepo, objects: Objects, commit: str, settings: Config) -> Plan:
    paths = objects.tree(commit).keys()

    def read(path: str) -> bytes | None:
        return objects.read(commit, path)

    own = settings.checks.setup
    commands = own or checks.propose_setup(paths, read)
    name = checks.outfit_name(own or checks.PROPOSED, paths, read)
    folder = user.setups / name
    return Plan(commit, commands, bool(own), folder, (folder / checks.RECORD).is_file())


def set_up(
    user: UserRepo,
    planned: Plan,
    settings: Config,
    environment: Mapping[str, str],
    tell: Tell,
    holds: RunRepo | None = None,
) -> Outfit:
    """Run the commands in a fresh checkout of the commit and keep what they made.

    The sandbox is that of checks, with the network opened. No variable of the environment is seen but those
    which say where packages come from; no file of the home is. `holds` has the commit, where the user's own
    repository does not.

    Effects: one folder beside the store; the oldest ones of the same commands go. Interrupted, nothing stays.

    Raises:
        ConfigError: there is nothing to run.
        SandboxError: isolation cannot be had or is off, or a command failed (E_SETUP).
    """
    _require(planned, settings)
    with alone(user.setups), a_room(user.setups) as room:
        repo = holds or RunRepo.open(room / "repo", user)
        checkout, made, home = room / "checkout", room / "made", room / "home"
        stores = checks.object_stores(repo.object_stores)
        repo.checkout(planned.commit, checkout, objects=[store.place for store in stores])
        home.mkdir()
        hooks = _hooks(user, checkout, room)
        started = time.time()
        for line in planned.commands:
            _run(line, planned, user, settings, environment, checkout, home, stores, hooks, tell)
        renewed = _renewed(checkout, repo.objects, planned) if planned.run else ()
        found = keep(checkout, repo.objects.tree(planned.commit), made)
        record = {
            "base": planned.commit,
            "run": planned.run,
            "renewed": renewed,
            "commands": planned.commands,
            "seconds": round(time.time() - started, 1),
            "folders": found[0],
            "files": found[1],
        }
        (room / checks.RECORD).write_text(json.dumps(record, indent=2), "utf-8")
        for left in ("repo", "checkout", "hooks"):
            folders.remove(room / left)
        if planned.folder.exists():
            folders.remove(planned.folder)
        room.rename(planned.folder)
    forget(planned.folder)
    return Outfit(planned.folder, True, tuple(found[0]), tuple(found[1]), planned.run, renewed)


def _hooks(user: UserRepo, checkout: Path, room: Path) -> Laid:
    """A folder for git hooks: packages that install some must find their place, and it is thrown away."""
    hooks = Laid(user.root / ".git" / "hooks", room / "hooks")
    for folder in (checkout / ".git" / "hooks", hooks.source):
        folder.mkdir(parents=True, exist_ok=True)
    return hooks


def _require(planned: Plan, settings: Config) -> None:
    """There is something to run, and a sandbox to run it in.

    Raises:
        ConfigError, SandboxError: there is not.
    """
    if not planned.commands:
        hint = 'Name the commands in .devflow.toml:\n[checks]\nsetup = ["make deps"]'
        raise ConfigError("No command is known that would set this repository up.", hint, code="E_SETUP_NONE")
    if settings.sandbox == "none":
        hint = "Set it up by hand in your checkout, or choose a sandbox."
        raise SandboxError("`devflow setup` works in a sandbox, and yours is off.", hint, code="E_SETUP")


def _renewed(checkout: Path, objects: Objects, planned: Plan) -> tuple[str, ...]:
    """The candidate's lock files that the commands have written anew: it does not hold what it asks for."""
    paths = [path for path in objects.tree(planned.commit) if path.rpartition("/")[2] in LOCKS]
    changed = []
    for path in paths:
        if not is_plain(checkout, PurePosixPath(path).parent) or (checkout / path).is_symlink():
            continue
        with contextlib.suppress(OSError):
            if (checkout / path).read_bytes() != objects.read(planned.commit, path):
                changed.append(path)
    return tuple(changed)


def _run(
    line: str,
    planned: Plan,
    user: UserRepo,
    settings: Config,
    environment: Mapping[str, str],
    checkout: Path,
    home: Path,
    stores: Sequence[Laid],
    hooks: Laid,
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
    search, programs = programs_for(planned.commands, user.root, environment)
    passed, named = passed_on(environment)
    command = Command(
        ["/bin/sh", "-c", line],
        checkout=checkout,
        at=user.root,
        limits=limits,
        layers=(hooks,),
        read=(*programs, *named, *stores),
        env={"PATH": search, "CI": "1", **passed, **settings.checks.env},
        home=home,
        network=True,
    )
    done = wiring.sandbox(settings).run(command, _Lines(tell))
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
