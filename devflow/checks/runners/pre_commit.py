"""pre-commit: those of a repo's hooks that are installed here, on the files of a patch."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from devflow.checks.check import Check
from devflow.checks.needs.hook_store import HookStore, hook_store
from devflow.checks.parsing import as_table, as_yaml
from devflow.checks.runners import python_settings
from devflow.checks.runners.base import Around, Finding, Package, Runner
from devflow.checks.runners.findings import MOST
from devflow.process import Completed

_CONFIG = ".pre-commit-config.yaml"
# -- what runs without an environment of its own; a container cannot be started inside of a sandbox
_BARE = frozenset(("system", "script", "pygrep", "fail", "unsupported", "unsupported_script"))
_CONTAINERS = frozenset(("docker", "docker_image"))
_STAGES = frozenset(("pre-commit", "commit"))
_RUN = (
    'set -- {files} ; config=$(mktemp) && printf %s CONFIG >"$config" && '
    'PROGRAM run --color never --config "$config" --files "$@"; code=$?; rm -f "$config"; exit $code'
)
_VERDICT = re.compile(r".*\.{3,}.*(Passed|Failed|Skipped)")
_HOOK = re.compile(r"- hook id: (?P<hook>.+)")
_ABOUT = re.compile(r"- (duration|exit code): .*|- (?P<modified>files were modified by this hook)")
_NUMBERED = re.compile(r"^(?P<file>[^\s:]+):\d+(:\d+)?:? ?(?P<said>.*)$")
_INDENTED = re.compile(r"^\s+\d+:\d+\s+(?P<said>.+)$")
_NUMBERS = re.compile(r"(:\d+)+\b")


@dataclass(frozen=True)
class Hooks:
    """What the configuration at the base names, as far as it concerns a commit."""

    runnable: dict[str, Any]
    """The configuration with those hooks alone that can be run here."""
    missing: tuple[str, ...]
    """The ids of the others."""

    @property
    def any(self) -> bool:
        """Whether one can be run."""
        return bool(self.runnable.get("repos"))


def find(package: Package) -> Iterator[Check]:
    """One check for all hooks of the repo that can be run here."""
    hooks, program = named_hooks(package), _program(package)
    if not hooks.any or not program:
        return
    run = _RUN.replace("CONFIG", shlex.quote(json.dumps(hooks.runnable)))
    env = python_settings.environment(package)
    yield Check(
        name="pre-commit",
        kind="lint",
        argv=(*program, "run", "--all-files"),
        runner="pre-commit",
        environment=str(env.folder or "") if env else "",
        some=run.replace("PROGRAM", shlex.join(program)),
        left_out=f"not installed: {', '.join(hooks.missing)}" if hooks.missing else "",
    )


def named_hooks(package: Package) -> Hooks:
    """The hooks that a package's configuration names; only a repo's root has one that pre-commit reads."""
    said = as_yaml(package.read(_CONFIG)) if not package.folder else None
    config, store = as_table(said), hook_store(package.outfit)
    runnable, missing = [], []
    for repo in _tables(config.get("repos")):
        kept = []
        for hook in _tables(repo.get("hooks")):
            whole = {**store.manifest(repo, hook), **hook}
            if repo.get("repo") == "meta" or not _is_for_commits(whole, config):
                continue
            if _is_installed(store, repo, whole):
                kept.append(hook)
            else:
                missing.append(str(hook.get("id")))
        if kept:
            runnable.append({**repo, "hooks": kept})
    # -- each hook is to say what it finds
    return Hooks({**config, "repos": runnable, "fail_fast": False}, tuple(dict.fromkeys(missing)))


def _is_for_commits(hook: dict[str, Any], config: dict[str, Any]) -> bool:
    stages = hook.get("stages") or config.get("default_stages")
    return not isinstance(stages, list) or not stages or bool(_STAGES & {*map(str, stages)})


def _is_installed(store: HookStore, repo: dict[str, Any], hook: dict[str, Any]) -> bool:
    language = hook.get("language")
    if language in _BARE:
        return repo.get("repo") == "local" or store.clone(repo) is not None
    return language is not None and language not in _CONTAINERS and store.has_environment(repo, hook)


def _program(package: Package) -> tuple[str, ...]:
    """The environment's own pre-commit, else the one on PATH."""
    env = python_settings.environment(package)
    if env is not None and env.has("pre_commit"):
        return (str(env.python), "-m", "pre_commit")
    found = shutil.which("pre-commit")
    return (found,) if found and not Path(found).is_relative_to(package.at) else ()


def _around(check: Check, at: Path) -> Around:
    """What the environment needs, and pre-commit itself where it stands elsewhere."""
    own = python_settings.around(check, at)
    return own if "-m" in check.argv else Around(own.env, (*own.read, Path(check.argv[0])))


def findings(done: Completed, at: Path) -> Counter[Finding] | None:
    """What failing hooks say of the files that they were given; None where pre-commit itself failed."""
    if done.code not in {0, 1}:
        return None
    files = {file.removeprefix("./") for file in takewhile(lambda word: word != ";", _words(done)[2:])}
    found: Counter[Finding] = Counter()
    for hook, said in _failed(done.stdout.decode(errors="replace").splitlines()[:MOST]):
        own = Counter((file, hook, words) for file, words in _of_files(said, files, at))
        why = "it changed files" if any(_modified(line) for line in said) else "it failed"
        found += own or Counter([("", hook, why)])
    return None if done.code and not found else found


def _words(done: Completed) -> list[str]:
    try:
        return shlex.split(done.argv[-1])
    except ValueError:
        return []


def _failed(lines: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Each failing hook with the lines that belong to it."""
    hook, said, failed = "", [""], False
    for line in lines:
        if _VERDICT.fullmatch(line):
            if hook:
                yield hook, said
            hook, said, failed = "", [], line.endswith("Failed")
        elif failed and not hook and (named := _HOOK.fullmatch(line)):
            hook = named["hook"]
        elif hook:
            said.append(line)
    if hook:
        yield hook, said


def _of_files(said: Iterable[str], files: set[str], at: Path) -> Iterator[tuple[str, str]]:
    """What is said of each file, without numbers of lines: those move with the patch."""
    above, last = "", ""
    for line in filter(str.strip, said):
        plain = line.replace(f"{at}/", "").replace("./", "")
        if _ABOUT.fullmatch(plain):
            continue
        numbered, indented = _NUMBERED.match(plain), _INDENTED.match(plain)
        named = [word for word in re.split(r"[\s:'\"`,]+", plain) if word in files]
        if numbered and numbered["file"] in files and numbered["said"]:
            yield numbered["file"], numbered["said"]
        elif indented and above:
            yield above, " ".join(indented["said"].split())
        elif named and plain.strip() == named[0]:
            above = named[0]
            continue
        elif named:
            words = _NUMBERS.sub("", plain).strip()
            # -- a line that gives only the place belongs to the one before it
            bare = not re.search(r"\w", words.replace(named[0], ""))
            yield named[0], last if bare and last else words
        above = above if indented else ""
        last = plain.strip()


def _modified(line: str) -> bool:
    about = _ABOUT.fullmatch(line)
    return bool(about and about["modified"])


def _tables(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


RUNNERS: tuple[Runner, ...] = (Runner("pre-commit", _around, findings=findings),)
