"""Runs a repo's formatters on the files of a patch, and takes from them what they wrote into those files."""

from __future__ import annotations

import os
import shlex
import stat
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from devflow.checks.check import Check
from devflow.checks.needs import environment
from devflow.checks.needs.outfit import Outfit, is_plain
from devflow.checks.needs.supplies import Supplies
from devflow.checks.runners.commands import COMMAND
from devflow.checks.runners.formatters import Formatter
from devflow.checks.running import Place, plain_run
from devflow.sandbox import Limits, Sandbox

_MOST_BYTES = 4 << 20
_SECONDS = 60.0


@dataclass(frozen=True)
class Formatted:
    """What formatters made of the files of a patch."""

    files: Mapping[str, bytes]
    """The new content of each file that they changed."""
    by: tuple[str, ...] = ()
    """The names of those that ran."""


def run_formatters(
    formatters: Sequence[Formatter],
    *,
    candidate: Callable[[], Path],
    base: Callable[[], Path],
    files: Collection[str],
    kept: Collection[str],
    at: Path,
    supplies: Supplies,
    sandbox: Sandbox,
    limits: Limits,
) -> Formatted:
    """What the formatters make of `files`, in a fresh checkout of the candidate.

    Of `kept`, those that stand at the base as well, a file is taken only if the base's own is as the
    formatters would have it: else they would rewrite lines which the patch does not touch.

    Effects: writes to the checkouts that `candidate` and `base` make.

    Raises:
        SandboxError: a command could not be started in isolation.
    """
    wanted = [formatter for formatter in formatters if _of(formatter, files)]
    if not wanted:
        return Formatted({})
    sandbox.probe()
    place = Place(at, supplies.layers, sandbox, limits, supplies.env, supplies.read).within(_SECONDS)
    made, ran = _written(wanted, candidate(), files, place, supplies.outfit)
    doubtful = {path for path in made if path in kept}
    if doubtful:
        unlike, there = _written(wanted, base(), doubtful, place, supplies.outfit)
        asked = {each.check.name for each in wanted if each.check.name in ran and _of(each, doubtful)}
        # -- one that did not come to a good end there (its time was up) has said nothing of any file
        left = doubtful if asked - set(there) else unlike.keys()
        made = {path: content for path, content in made.items() if path not in left}
    return Formatted(made, ran)


def _written(
    formatters: Sequence[Formatter],
    checkout: Path,
    files: Collection[str],
    place: Place,
    outfit: Outfit | None,
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """The files that differ once every formatter ran, and which ran to a good end."""
    before = {path: _read(checkout, path) for path in files}
    ran = []
    for formatter in formatters:
        own, check = _of(formatter, files), formatter.check
        around = replace(
            place,
            layers=(*environment.layers(place.at, check, outfit), *place.layers),
            read=(*place.read, *environment.stands_on(check)),
        )
        if own and plain_run(_given(check, own), checkout, around).completed.ok:
            ran.append(check.name)
    after = {path: _read(checkout, path) for path in files}
    changed = {path: now for path, now in after.items() if now is not None and now != before[path]}
    return (changed if ran else {}), tuple(ran)


def _of(formatter: Formatter, files: Collection[str]) -> list[str]:
    return sorted(path for path in files if not formatter.suffixes or path.endswith(formatter.suffixes))


def _given(check: Check, files: Sequence[str]) -> Check:
    """The command with its files; each begins with `./`, so that none is taken for an option."""
    named = [f"./{path}" for path in files]
    if check.runner == COMMAND:
        return replace(check, argv=("sh", "-c", check.argv[2].replace("{files}", shlex.join(named))))
    return replace(check, argv=(*check.argv, *named))


def _read(checkout: Path, path: str) -> bytes | None:
    """A file's bytes, if it still is a plain file of a sensible size that no link leads to."""
    if not is_plain(checkout, PurePosixPath(path).parent):
        return None
    try:
        place = os.open(checkout / path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return None
    with os.fdopen(place, "rb") as file:
        state = os.fstat(place)
        return file.read() if stat.S_ISREG(state.st_mode) and state.st_size <= _MOST_BYTES else None
