"""The `test` script of a package.json: which runner it starts, what it builds before, on which files."""

from __future__ import annotations

import itertools
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from devflow.checks.parsing import as_json, as_table

_DEPTH = 5
_MOST = 6
RUNNERS = ("mocha", "vitest", "jest", "tape", "ava", "tap")
_WRAPPERS = frozenset(("nyc", "c8", "cross-env", "npx", "env", "dotenv", "--", "istanbul", "cover"))
_BUILDS = re.compile(
    r"\b(tsc|tsup|tsdown|tshy|unbuild|webpack|babel|rollup|esbuild|swc|rimraf|mkdirp?|cp|build|compile)\b"
)
_NEVER = re.compile(
    r"(?<![-\w])(eslint|standard|prettier|xo|biome|stylelint|lint|audit|publish|install)\b"
    r"|(?<![-\w:/.])(format|fmt)\b(?![\w/-]*\.)"
)
# -- names of scripts that write files anew, whatever they start
_STYLE = re.compile(r"(format|fmt|prettier|style)(:[\w:-]+)?")
# -- options of mocha, tape, vitest, jest and node that are followed by a value
_VALUED = re.compile(
    r"-[rRcgftuOnj]|--(require|reporter|reporter-options?|config|package|f?grep|timeout|ui|extension|file|ignore"
    r"|exclude|loader|import|jobs|root|dir|project|environment|env|pool|testNamePattern|mode)"
)
_FILES = re.compile(r"[*/]|\.[cm]?[jt]sx?$|^(test|tests|spec|__tests__)$")


# -- words by which a runner runs no tests
_NO_TESTS = frozenset(("--typecheck.only", "typecheck", "bench", "--listTests"))
_PROGRAM = re.compile(rf"(?:\.{{0,2}}/)*node_modules/({'|'.join(RUNNERS)})/.+")


@dataclass(frozen=True)
class Script:
    """What a test script comes to."""

    runner: str
    """The runner's name; empty where none of ours is started."""
    before: tuple[str, ...]
    """Shell lines that build what the tests need."""
    words: tuple[str, ...]
    """The runner and its options, quoted for a shell."""
    files: tuple[str, ...]
    """The files and patterns among the words, as they stand in the script; none: the runner looks itself."""
    text: str = ""
    """The whole script, as one shell line that stops at the first failure, where no runner is known."""
    needs_packages: bool = False
    """The package names others that must be installed."""
    rest: tuple[str, ...] = ()
    """What else the script starts beside its runners, its builds and its linters."""

    @property
    def is_placeholder(self) -> bool:
        """It is the one that npm itself writes for packages without tests."""
        return not self.runner and ("no test specified" in self.text or not self.text)

    @property
    def options(self) -> str:
        """The words without the files."""
        return " ".join(word for word in self.words if word not in {shlex.quote(f) for f in self.files})


def resolve(package_json: bytes) -> tuple[Script, ...]:
    """What the package's test script starts: each of its runners in order, else the script as a whole."""
    scripts = _scripts(package_json)
    if "test" not in scripts:
        return ()
    needs = _needs_packages(package_json)
    rest: list[str] = []
    found: dict[tuple[str, ...], Script] = {}
    for before, words, runner in _passages(scripts, "test", _DEPTH, [], rest):
        script = Script(runner, before, tuple(words), tuple(_files(words)), needs_packages=needs)
        found.setdefault(script.words, script)
    if not found:
        return (Script("", (), (), (), _whole(scripts, "test", _DEPTH), needs),)
    first, *others = list(found.values())[:_MOST]
    return (replace(first, rest=tuple(rest)), *others)


def _passages(
    scripts: dict[str, str], name: str, depth: int, before: list[str], rest: list[str]
) -> Iterator[tuple[tuple[str, ...], list[str], str]]:
    """For each runner that a script starts: what was built before it, its words, and its name.

    `before` takes the builds that are met on the way, `rest` what is neither a runner, a build nor a linter.
    """
    before += _builds(scripts, scripts.get(f"pre{name}", ""), depth)
    for part in _parts(scripts.get(name, "")):
        called = _called(part)
        words, runner = _runner(part)
        if called in scripts and called != name and depth:
            if not _STYLE.fullmatch(called):
                yield from _passages(scripts, called, depth - 1, before, rest)
        elif runner:
            yield tuple(before), words, runner
        elif _NEVER.search(part):
            continue
        elif _BUILDS.search(part):
            before.append(part)
        else:
            rest.append(part)


def _whole(scripts: dict[str, str], name: str, depth: int) -> str:
    """A script with those that it calls written out, without its linters; in a group of its own."""
    parts = []
    for part in _parts(scripts.get(name, "")):
        called = _called(part)
        words = "" if _NEVER.search(part) else part
        if called in scripts and not _STYLE.fullmatch(called):
            words = _whole(scripts, called, depth - 1) if depth and called != name else ""
        if words:
            parts.append(words)
    return f"{{ {' && '.join(parts)}; }}" if parts else ""


def _files(words: list[str]) -> list[str]:
    plain = [shlex.split(word)[0] for word in words]
    return [
        word
        for before, word in itertools.pairwise(plain)
        if not word.startswith("-") and not _VALUED.fullmatch(before) and _FILES.search(word)
    ]


def _needs_packages(data: bytes) -> bool:
    package = as_json(data)
    return any(package.get(kind) for kind in ("dependencies", "devDependencies", "workspaces"))


def _scripts(data: bytes) -> dict[str, str]:
    scripts = as_table(as_json(data).get("scripts"))
    return {name: text for name, text in scripts.items() if isinstance(text, str)}


def _builds(scripts: dict[str, str], text: str, depth: int) -> list[str]:
    """The parts of a script that build something tests need; linters are left out."""
    found = []
    for part in _parts(text):
        called = _called(part)
        if called and called in scripts and depth:
            found += _builds(scripts, scripts[called], depth - 1)
        elif _BUILDS.search(part) and not _NEVER.search(part):
            found.append(part)
    return found


def _parts(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"&&|;", text) if part.strip()]


def _called(part: str) -> str:
    """The script that `npm run NAME` and its like call."""
    match = re.match(r"(?:npm|pnpm|yarn)\s+(?:run(?:-script)?\s+)?(?:-s\s+|--silent\s+)?([\w:.-]+)", part)
    return match[1] if match else ""


def _runner(part: str) -> tuple[list[str], str]:
    """The words from the runner on; wrappers that measure coverage are left out."""
    try:
        words = shlex.split(part.partition(" | ")[0])  # -- what a pipe makes pretty is not for us
    except ValueError:
        return [], ""
    if _NO_TESTS & {*words}:
        return [], ""
    settings = [word for word in words if re.match(r"[A-Z_][A-Z0-9_]*=", word)]
    for place, word in enumerate(words):
        name = Path(word).name
        rest = [shlex.quote(other) for other in words[place + 1 :]]
        for runner in RUNNERS:
            if name in {runner, f"_{runner}"}:
                return [*settings, runner, *_once(runner, rest)], runner
        if name == "node" and "--test" in words[place:]:
            return [*settings, "node", *rest], "node-test"
        if name == "node" and (started := _by_node(words[place:])):
            program, runner = started
            own = [shlex.quote(other) for other in words[place : place + program]]
            return [*settings, *own, *_once(runner, rest[program - 1 :])], runner
        if name not in _WRAPPERS and not word.startswith("-") and word not in settings:
            return [], ""
    return [], ""


def _by_node(words: list[str]) -> tuple[int, str] | None:
    """How many words start a runner by node, with node's options; and which runner that is."""
    for number, word in enumerate(words[1:], 2):
        if found := _PROGRAM.fullmatch(word):
            return number, found[1]
        if word.endswith((".js", ".cjs", ".mjs")) and words[number : number + 1] and words[number] in RUNNERS:
            return number + 1, words[number]  # -- a file of the repo that starts what stands behind it
        if not word.startswith("-"):
            return None
    return None


def _once(runner: str, words: list[str]) -> list[str]:
    """The words, so that the runner ends after one passage."""
    return ["run", *(w for w in words if w not in {"run", "watch", "--run"})] if runner == "vitest" else words
