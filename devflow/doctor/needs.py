"""What would check a candidate here, what it lacks, and the exact remedy."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from devflow import checks
from devflow.checks import Check, Outfit
from devflow.checks.by_hand import shell_line
from devflow.config import Config
from devflow.doctor.facts import Finding
from devflow.doctor.versions import look_at_versions
from devflow.errors import DevflowError
from devflow.git.objects import SUBMODULE, Objects
from devflow.git.user_repo import UserRepo

_NAMED = 3


class Needs:
    """The checks of a base, and what `devflow setup` made or would make for it."""

    def __init__(self, user: UserRepo, base: str, config: Config) -> None:
        self._user, self._config = user, config
        objects = Objects(user.git_dir)
        try:
            self._tree = objects.tree(base)
        except DevflowError:
            self._tree = {}
        self._read: Callable[[str], bytes | None] = lambda path: objects.read(base, path)
        self.outfit = self._find_outfit()
        self.checks = self._find_checks()

    @property
    def ready(self) -> Sequence[Check]:
        """The checks that can be started."""
        return [check for check in self.checks if not checks.beforehand(check)]

    def findings(self) -> Iterator[Finding]:
        """A line for the setup, one for each check, and one for what git alone cannot give them."""
        proposed = checks.propose_setup(self._tree.keys(), self._read)
        lines = self._config.checks.setup or proposed
        if lines:
            yield _setup(lines, self.checks, self.outfit)
        for check in self.checks:
            lacks = checks.beforehand(check)
            where = f" in {check.environment}" if check.environment else ""
            said = lacks or f"{shell_line(check)}{where}"
            command = re.search(r"`([^`]+)`", lacks)
            remedy = "devflow setup" if lines and not self.outfit else command[1] if command else ""
            yield Finding(f"check {check.name}", "note" if lacks else "ok", said, remedy if lacks else "")
        for name in self._config.checks.skip:
            yield Finding(f"check {name}", "note", "left out by checks.skip")
        if not self.checks:
            own = checks.propose_commands(self._tree.keys(), self._read)
            which = "what your workflow runs" if own else "one"
            named = json.dumps(own or ["make test"], ensure_ascii=False)
            remedy = f"Name {which} in .devflow.toml:\n[checks]\ncommands = {named}"
            yield Finding("checks", "note", "none found, so a run pauses before its review", remedy)
        yield from look_at_versions(self._user.root, self._read, self.outfit)
        yield from self._hooks()
        yield from self._services()
        yield from self._submodules()
        yield from self._pointers()

    def _find_outfit(self) -> Outfit | None:
        if self._config.sandbox == "none":
            return None
        return checks.outfit_of(self._config.checks, self._user.setups, self._tree.keys(), self._read)

    def _find_checks(self) -> tuple[Check, ...]:
        try:
            settings, at = self._config.checks, self._user.root
            return checks.chosen(settings, self._tree.keys(), self._read, at, self.outfit)
        except DevflowError:
            return ()

    def _hooks(self) -> Iterator[Finding]:
        """Hooks of pre-commit that are not installed; checks go on without them."""
        package = checks.Package(frozenset(self._tree), self._read, self._user.root, self.outfit)
        missing = checks.named_hooks(package).missing
        if missing and not self._config.checks.commands:
            said = f"{_some(missing)}: not installed, so not in the checks"
            yield Finding("pre-commit", "note", said, "pip install pre-commit && pre-commit install-hooks")

    def _services(self) -> Iterator[Finding]:
        """Services that are set and cannot start here, or that the repo's files start and checks do not."""
        own = [each for each in self._config.checks.services if isinstance(each, str)]
        for name in own:
            if package := checks.lacking_program(name):
                said = "is not installed here, so no check can start it"
                yield Finding(f"service {name}", "note", said, f"sudo apt-get install {package}")
        if self._config.checks.services or not self.checks:
            return
        proposed = checks.propose_services(self._tree.keys(), self._read)
        lacking = [package for name in proposed.names if (package := checks.lacking_program(name))]
        if proposed.names:
            said = f"{proposed.file} starts {', '.join(proposed.names)} beside the code, and checks do not"
            remedy = f"sudo apt-get install {' '.join(lacking)}" if lacking else proposed.toml
            yield Finding("services", "note", said, remedy)
        if proposed.others:
            said = f"{proposed.file} starts {', '.join(proposed.others)} beside the code, and checks do not"
            remedy = "Say in .devflow.toml how they are started: checks.services = [{ run = …, ready = … }]"
            yield Finding("services", "note", said, remedy)

    def _submodules(self) -> Iterator[Finding]:
        names = [path for path, entry in self._tree.items() if entry.mode == SUBMODULE]
        empty = [name for name in names if not _holds_something(self._user.root / name)]
        if empty:
            said = f"{_some(empty)}: not in your checkout, so not in the checks"
            yield Finding("submodules", "note", said, "git submodule update --init")

    def _pointers(self) -> Iterator[Finding]:
        lacking = checks.lacking_files(self._user.root, checks.find_pointers(self._tree, self._read))
        if lacking:
            said = f"{_some(lacking)}: only pointers in your checkout, so also in the checks"
            yield Finding("git lfs", "note", said, "git lfs pull")


def _setup(lines: Sequence[str], found: Collection[Check], outfit: Outfit | None) -> Finding:
    """Whether what the checks need was made; where a checkout has an environment of its own, that serves."""
    if outfit is not None and outfit.exact:
        return Finding("setup", "ok", f"done: {', '.join((*outfit.folders, *outfit.files[:_NAMED]))}")
    if outfit is not None:
        return Finding("setup", "note", "done for other lock files than the base's", "devflow setup")
    lacking = [check for check in found if checks.beforehand(check) or not check.environment]
    if found and not lacking:
        return Finding("setup", "ok", "your checkout has what the checks need")
    return Finding("setup", "note", f"not done; it would run: {'; '.join(lines)}", "devflow setup")


def _holds_something(folder: Path) -> bool:
    try:
        return any(folder.iterdir())
    except OSError:
        return False


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if names[_NAMED:] else ""
    return ", ".join(names[:_NAMED]) + more
