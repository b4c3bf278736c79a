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
RUNNERS = ("mocha", "vitest", "jest", "tape", "ava", "tap", "borp", "qunit")
# -- the words that start each, and those that hand what stands behind them on to one
_STARTERS: dict[tuple[str, ...], str] = {
    **{(runner,): runner for runner in RUNNERS},
    ("ts-mocha",): "mocha",
    ("react-scripts", "test"): "jest",
    ("craco", "test"): "jest",
    ("ts-scripts", "test"): "vitest",
}
# -- of a starter that takes no options: the words in its place
_PLAIN: dict[tuple[str, ...], tuple[str, ...]] = {("ts-scripts", "test"): ("vitest",)}
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
# -- options of mocha, tape, vitest, jest, node and of what measures coverage that are followed by a value
_VALUED = re.compile(
    r"-[rRcgftuOnj]|--(include|lines|branches|functions|statements|report-dir|reports-dir|temp-dir|require|reporter|reporter-options?|config|package|f?grep|timeout|ui|extension|file|ignore"
    r"|exclude|loader|import|jobs|root|dir|project|environment|env|pool|testNamePattern|mode)"
)
_CALL = re.compile(
    r"(?:(?:c8|nyc)\s(?:.*\s)?)?(?:npm|pnpm|yarn)\s+(?:run(?:-script)?\s+)?(?:-s\s+|--silent\s+)?([\w:.-]+)"
)
_FILES = re.compile(r"[*/]|\.[cm]?[jt]sx?$|^(test|tests|spec|__tests__)$")


# -- words by which a runner runs no tests
_NO_TESTS = frozenset(("--typecheck.only", "typecheck", "bench", "--listTests"))
_PROGRAM = re.compile(rf"(?:\.{{0,2}}/)*node_modules/({'|'.join(RUNNERS)})(?:-cli)?/.+")


@dataclass(frozen=True)
class Script:
    """What a test script comes to."""

    runner: str
    """The runner's name; empty where none of ours is started."""
    before: tuple[str, ...] = ()
    """Shell lines that build what the tests need."""
    program: tuple[str, ...] = ()
    """The words that start the runner, with the variables before them, quoted for a shell."""
    arguments: tuple[str, ...] = ()
    """The words behind them, quoted for a shell."""
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
    def words(self) -> tuple[str, ...]:
        """The runner and its options, quoted for a shell."""
        return (*self.program, *self.arguments)

    @property
    def files(self) -> tuple[str, ...]:
        """Files and patterns among the arguments, as the script has them; none: the runner looks itself."""
        plain = [shlex.split(word)[0] for word in (*self.program[-1:], *self.arguments)]
        return tuple(
            word
            for before, word in itertools.pairwise(plain)
            if not word.startswith("-") and not _VALUED.fullmatch(before) and _FILES.search(word)
        )

    @property
    def options(self) -> str:
        """The words without the files."""
        files = {shlex.quote(file) for file in self.files}
        return " ".join((*self.program, *(word for word in self.arguments if word not in files)))


def resolve(package_json: bytes) -> tuple[Script, ...]:
    """What the package's test script starts: each of its runners in order, else the script as a whole."""
    scripts = _scripts(package_json)
    if "test" not in scripts:
        return ()
    needs = _needs_packages(package_json)
    rest: list[str] = []
    found: dict[tuple[str, ...], Script] = {}
    for before, script in _passages(scripts, "test", _DEPTH, [], rest):
        found.setdefault(script.words, replace(script, before=before, needs_packages=needs))
    if not found:
        return (Script("", text=_whole(scripts, "test", _DEPTH), needs_packages=needs),)
    first, *others = list(found.values())[:_MOST]
    return (replace(first, rest=tuple(rest)), *others)


def _passages(
    scripts: dict[str, str], name: str, depth: int, before: list[str], rest: list[str]
) -> Iterator[tuple[tuple[str, ...], Script]]:
    """What a script builds before each runner that it starts, and how it starts it.

    `before` takes the builds that are met on the way, `rest` what is neither a runner, a build nor a linter.
    """
    before += _builds(scripts, scripts.get(f"pre{name}", ""), depth)
    for part in _parts(scripts.get(name, "")):
        called = _called(part)
        started = _runner(part)
        if called in scripts and called != name and depth:
            if not _STYLE.fullmatch(called):
                yield from _passages(scripts, called, depth - 1, before, rest)
        elif started:
            yield tuple(before), started
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
    match = _CALL.match(part)
    return match[1] if match else ""


def _runner(part: str) -> Script | None:
    """How a part of a script starts a runner; wrappers that measure coverage are left out."""
    try:
        words = shlex.split(part.partition(" | ")[0])  # -- what a pipe makes pretty is not for us
    except ValueError:
        return None
    if _NO_TESTS & {*words}:
        return None
    settings = [word for word in words if re.match(r"[A-Z_][A-Z0-9_]*=", word)]
    for place, word in enumerate(words):
        name, rest = Path(word).name, words[place + 1 :]
        for starter, runner in _STARTERS.items():
            if (name.removeprefix("_"), *rest[: len(starter) - 1]) == starter:
                program = _PLAIN.get(starter, starter)
                return _started(runner, [*settings, *program], rest[len(starter) - 1 :])
        if name == "node" and "--test" in words[place:]:
            return _started("node-test", [*settings, "node"], rest)
        if name == "node" and (by_node := _by_node(words[place:])):
            number, runner = by_node
            return _started(runner, [*settings, *words[place : place + number]], words[place + number :])
        valued = place > 0 and _VALUED.fullmatch(words[place - 1])
        if name not in _WRAPPERS and not word.startswith("-") and word not in settings and not valued:
            return None
    return None


def _started(runner: str, program: list[str], arguments: list[str]) -> Script:
    """So that it ends after one passage."""
    if runner == "vitest":
        arguments = ["run", *(word for word in arguments if word not in {"run", "watch", "--run"})]
    settings = sum(bool(re.match(r"[A-Z_][A-Z0-9_]*=", word)) for word in program)
    quoted = (*program[:settings], *map(shlex.quote, program[settings:]))
    return Script(runner, program=quoted, arguments=tuple(map(shlex.quote, arguments)))


def _by_node(words: list[str]) -> tuple[int, str] | None:
    """How many words start a runner by node, with node's options; and which runner that is."""
    for number, word in enumerate(words[1:], 2):
        if found := _PROGRAM.fullmatch(word):
            return number, found[1]
        if word.endswith((".js", ".cjs", ".mjs")) and words[number : number + 1] and words[number] in RUNNERS:
            # -- a file of the repo that starts what stands behind it
            return number + 1, words[number]
        if not word.startswith("-"):
            return None
    return None
