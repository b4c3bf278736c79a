"""Putting devflow's hooks beside those of others, saying what stands, and taking them away."""

from __future__ import annotations

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from devflow import assets
from devflow.errors import ConfigError
from devflow.git.user_repo import UserRepo
from devflow.hooks.places import Place, ours, places, text


@dataclass(frozen=True)
class Standing:
    """How one hook stands."""

    name: str
    installed: bool
    """Whether git runs it."""
    how: str
    """A sentence."""
    entry: Path
    add: str = ""
    """What a person adds to `entry`, where devflow may not write it."""


def install(user: UserRepo) -> tuple[Standing, ...]:
    """Make the hooks; what stood in their place runs before them. Safe to repeat.

    Effects: writes into the git directory only. Where a hook is kept outside of it, or by a tool that writes
    it anew, the line to add is said and nothing is written there.

    Raises:
        ConfigError: a hook cannot be written, or two that are not devflow's stand in one place.
    """
    for place in places(user):
        script = assets.text(f"hooks/{place.name}").replace("@DEVFLOW@", _command()).encode()
        try:
            _write(place.own, script)
            if not place.manager and not ours(place.legacy):
                _chain(place)
                _write(place.hook, script)
        except OSError as error:
            raise ConfigError(f"{place.hook} cannot be written: {error.strerror or error}.") from None
    return status(user)


def uninstall(user: UserRepo) -> tuple[Standing, ...]:
    """Take the hooks away and put back what stood there before."""
    for place in places(user):
        try:
            place.own.unlink(missing_ok=True)
            for file in (place.hook, place.legacy):
                if ours(file):
                    _restore(place, file)
        except OSError as error:
            raise ConfigError(f"{place.hook} cannot be changed: {error.strerror or error}.") from None
    return status(user)


def status(user: UserRepo) -> tuple[Standing, ...]:
    """How each hook stands."""
    return tuple(_standing(place) for place in places(user))


def _standing(place: Place) -> Standing:
    if ours(place.hook):
        how = f"installed; what stood there before runs first ({place.before.name})"
        return Standing(place.name, True, how if place.before.exists() else "installed", place.hook)
    if ours(place.legacy):
        return Standing(place.name, True, "installed; pre-commit runs it before its own", place.legacy)
    call = f"devflow/hooks/{place.name}".encode()
    if place.manager and call in text(place.entry):
        if place.own.exists():
            return Standing(place.name, True, f"installed; {place.manager} runs it", place.entry)
        how = f"not installed; the line that {place.manager} has for it does nothing"
        return Standing(place.name, False, how, place.entry)
    if place.manager and place.own.exists():
        how = f"ready; {place.manager} keeps this hook, so its file must call devflow's"
        return Standing(place.name, False, how, place.entry, place.line)
    return Standing(place.name, False, "not installed", place.hook)


def _chain(place: Place) -> None:
    """Set aside what stands in the hook's place, to be run first."""
    if not place.hook.exists() or ours(place.hook):
        return
    if place.before.exists() and text(place.before) != text(place.hook):
        message = f"{place.hook} and {place.before} are both there, and neither is devflow's."
        raise ConfigError(message, "Delete the one that is not wanted, then: devflow hook install")
    place.hook.replace(place.before)


def _restore(place: Place, file: Path) -> None:
    """Delete devflow's file and put back the one that it ran first, unless pre-commit has that itself."""
    file.unlink()
    if not place.before.exists():
        return
    if file == place.legacy and text(place.before) == text(place.hook):
        place.before.unlink()
    else:
        place.before.replace(file)


def _write(file: Path, script: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(f"{file.name}.devflow-new")
    new.write_bytes(script)
    new.chmod(0o755)
    os.replace(new, file)  # noqa: PTH105 - the word that says it is atomic


def _command() -> str:
    """This very devflow; -P keeps the checkout, where hooks run, off Python's path."""
    return shlex.join((sys.executable, "-P", "-m", "devflow"))
