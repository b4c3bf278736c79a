"""Says what an environment lacks, with the command to type."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from devflow.checks.by_hand import shell_line
from devflow.checks.check import Check
from devflow.checks.outcomes.session import RED, Session
from devflow.checks.paths import names_dependencies
from devflow.checks.runners import RUNNERS, node
from devflow.checks.runners.python_settings import install
from devflow.checks.running import Place, not_found
from devflow.checks.trees import Trees
from devflow.checks.verdicts.difference import Difference
from devflow.clean import clean, clean_line
from devflow.config import user_file
from devflow.counting import counted
from devflow.handoffs import common_cause

# -- node: a package, not a path
_NO_PACKAGE = re.compile(r"Cannot find (?:module|package) '((?:@[\w.-]+/)?[A-Za-z_][\w.-]*)")
_OWN = "devflow: "
_NAMED = 3
_ERROR = re.compile(r"(?i)error\b")
_NO_MODULE = re.compile(r"No module named ['\"]?([A-Za-z_][A-Za-z0-9_.]*)")


def beforehand(check: Check) -> str:
    """What a check is known to lack before anything is run; empty where it can be started."""
    return RUNNERS[check.runner].lacks(check)


def runner(check: Check, session: Session) -> str:
    """The test runner, or a module it stands on, is not installed."""
    lacking = _NO_MODULE.search(session.missing)
    if lacking is None:
        return beforehand(check) or f"{check.runner} is not installed here."
    name = lacking.group(1).split(".")[0]
    return f"{name} is not installed in {_where(check)}: `{install(check, name)}`."


def nothing_passes(check: Check, before: Session, at: Path) -> str:
    """Nothing passes on the base either, so nothing can be said of the candidate."""
    if program := not_found(before.completed):
        return beforehand(check) or _not_there(program)
    missing = _missing_modules(before)
    if missing:
        names = ", ".join(missing[:3])
        return (
            f"No test passes on the base: the environment lacks the module {names}: "
            f"`{install(check, _package(missing[0], at))}`."
        )
    if failed := _before_the_tests(before):
        remedy = "Mend that, or name another in .devflow.toml: `checks.build`, `checks.services`"
        return f"No test could be run on the base either: {failed}. {remedy}."
    first = _first_error(before)
    return f"No test passes on the base either{': ' + first if first else ''}. Try `{shell_line(check)}`."


def _not_there(program: str) -> str:
    """A program that checks do not find: where it stands on this machine, if it does, they do not see it."""
    found = shutil.which(program)
    if found is None:
        remedy = "Install it under /usr or in the checkout's own environment, or name another line"
        return f"Command not found: {program}. {remedy}: `commands` under [checks] in .devflow.toml."
    remedy = f"`read = [{json.dumps(str(Path(found).parent))}]` under [checks] in {user_file()}"
    return (
        f"Command not found: {program}. Checks do not see {found}: set {remedy}, and name it in full."
        " `devflow resume last --refresh` takes what is set."
    )


def most_fail(after: Session, difference: Difference) -> str:
    """Some pass on both sides, but most fail on both: what they are for cannot be run here."""
    tests = difference.still_failing
    cause = clean_line(common_cause(tests))
    return (
        f"{len(tests)} of {counted(after.results, 'test')} fail on the base too"
        f"{f', most often with: {cause}' if cause else ''}. Give the checks what they need: `devflow doctor`."
    )


def nothing_found(check: Check, after: Session) -> str:
    """Not one test was found, though nothing seems to be missing."""
    said = (after.completed.stdout + after.completed.stderr).decode(errors="replace")
    if "playwright install" in said:
        remedy = f"`skip = [{json.dumps(check.name)}]` under [checks] in .devflow.toml"
        return (
            f"{check.name} needs Playwright's browsers, which no sandbox can start. Leave it out: {remedy}."
        )
    lines = [line.strip() for line in clean(said).splitlines() if _ERROR.search(line)]
    return f"{check.name} found no tests here{': ' + lines[0][:300] if lines else ''}."


def elsewhere(check: Check, after: Session, place: Place) -> str:
    """The tests import another copy of the changed code than the candidate's."""
    root = place.at.resolve()
    apart = place.sandbox.name != "none"  # -- without a sandbox the user's own checkout is another copy too
    strangers, proven = {}, False
    for path, files in after.imports.items():
        own = str(root / path)
        others = {file for file in files if _installed(file) or (file == own and not apart)}
        if others:
            strangers[path] = min(others)
        proven = proven or bool(files - others if not apart else own in files)
    if not strangers or proven:
        return ""
    path, file = min(strangers.items())
    if not apart and not _installed(file):
        return f"The tests import the user's own {file}, not the candidate's: use a sandbox."
    return f"The tests import {file}, not the candidate's {path}: `{install(check, '-e .')}`."


def of_the_patch(after: Session, before: Session, trees: Trees) -> tuple[str, ...]:
    """The modules that a patch which changes what is to be installed needs, and the environment lacks."""
    if not any(names_dependencies(file.path) for file in trees.changed):
        return ()
    known = _missing_modules(before)
    return tuple(name for name in _missing_modules(after) if name not in known)


def dependency(check: Check, wants: Sequence[str], *, apart: bool) -> str:
    """The patch names a new dependency; without a sandbox it is the user's own environment that lacks it."""
    said = f"The patch needs {', '.join(wants[:_NAMED])}, not installed here"
    if apart:
        return f"{said}."
    add = node.add(check, wants[0]) if check.runner in node.NODE else install(check, wants[0])
    return f"{said}: `{add}`, then resume."


def _missing_modules(session: Session) -> list[str]:
    texts: Iterable[str] = [
        *(r.detail for r in session.results.values() if r.outcome in RED),
        session.trouble,
        session.completed.stderr.decode(errors="replace"),
    ]
    found: dict[str, None] = {}
    for text in texts:
        for name in _NO_MODULE.findall(text):
            found[name.split(".")[0]] = None
        for name in _NO_PACKAGE.findall(text):
            found[name] = None
    return list(found)


def _before_the_tests(session: Session) -> str:
    """What devflow says of a build or a service that failed, and the end of what that one said."""
    lines = session.completed.stderr.decode(errors="replace").strip().splitlines()
    if session.results or not lines or not lines[-1].startswith(_OWN):
        return ""
    return ": ".join(clean_line(line).strip() for line in (lines[-1].removeprefix(_OWN), *lines[-2:-1]))[:400]


def _first_error(session: Session) -> str:
    texts = [session.trouble, *(result.detail for _, result in sorted(session.results.items()))]
    texts += [
        session.completed.stderr.decode(errors="replace"),
        session.completed.stdout.decode(errors="replace"),
    ]
    said = [
        lines[-1] for text in texts if (lines := [line.strip() for line in text.splitlines() if line.strip()])
    ]
    # -- a command that is known by its exit status alone: what it wrote says more
    why = said[:2] if said and said[0].startswith("exit code") else said[:1]
    return ": ".join(clean_line(each) for each in why)[:300]


def _package(module: str, at: Path) -> str:
    """What to install for a module: the repo itself, where the module is its own."""
    own = any(
        (at / folder / module).is_dir() or (at / folder / f"{module}.py").is_file() for folder in (".", "src")
    )
    return "-e ." if own else module


def _where(check: Check) -> str:
    return check.environment or check.argv[0]


def _installed(file: str) -> bool:
    return "/site-packages/" in file or "/dist-packages/" in file
