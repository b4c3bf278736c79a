"""The tests of a package.json: which runner its `test` script starts, and how to start it with a report."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Collection
from pathlib import Path

from devflow.checks.check import Check, Runner

_DEPTH = 5
_RUNNERS: tuple[Runner, ...] = ("mocha", "vitest", "jest", "tape")
_WRAPPERS = frozenset(("nyc", "c8", "cross-env", "npx", "env", "dotenv", "--", "istanbul", "cover"))
_BUILDS = re.compile(r"\b(tsc|babel|rollup|esbuild|swc|rimraf|mkdirp?|cp|build|compile)\b")
_NEVER = re.compile(r"\b(eslint|standard|prettier|lint|audit|publish|install)\b")
# -- each runner writes its own report, to the file that the sandbox names
_REPORTS = {
    "mocha": '--reporter json --reporter-option "output=$DEVFLOW_REPORT"',
    "vitest": '--reporter=json "--outputFile=$DEVFLOW_REPORT"',
    "jest": '--json "--outputFile=$DEVFLOW_REPORT" --ci',
    "node-test": '--test-reporter=tap "--test-reporter-destination=$DEVFLOW_REPORT"',
    "tape": "",
}


def find_node(paths: Collection[str], read: Callable[[str], bytes | None], at: Path) -> tuple[Check, ...]:
    """The test check of the package at the repo's root; none where its script starts no known runner."""
    scripts = _scripts(read("package.json") or b"") if "package.json" in paths else {}
    before, words, runner = _resolve(scripts, "test", _DEPTH)
    if runner is None:
        return ()
    for script in ("pretest",):
        before = [*_builds(scripts, scripts.get(script, ""), _DEPTH), *before]
    line = " ".join(words)
    if runner == "tape":
        line = f'{line} >"$DEVFLOW_REPORT"'
    elif runner == "node-test":
        line = line.replace("--test", f"--test {_REPORTS[runner]}", 1)
    else:
        line = f"{line} {_REPORTS[runner]}"
    command = "; ".join([*before, line])
    return (Check(f"npm test ({runner})", "tests", ("sh", "-c", command), runner, str(at / "node_modules")),)


def _scripts(data: bytes) -> dict[str, str]:
    try:
        scripts = json.loads(data).get("scripts", {})
    except (ValueError, AttributeError, RecursionError):
        return {}
    if not isinstance(scripts, dict):
        return {}
    return {name: text for name, text in scripts.items() if isinstance(text, str)}


def _resolve(scripts: dict[str, str], name: str, depth: int) -> tuple[list[str], list[str], Runner | None]:
    """What to run before, the runner's words, and the runner, of one script."""
    before: list[str] = []
    for part in _parts(scripts.get(name, "")):
        called = _called(part)
        if called and depth:
            inner_before, words, runner = _resolve(scripts, called, depth - 1)
            inner_before = [*_builds(scripts, scripts.get(f"pre{called}", ""), depth - 1), *inner_before]
            if runner:
                return [*before, *inner_before], words, runner
        words, runner = _runner(part)
        if runner:
            return before, words, runner
        before += _builds(scripts, part, depth)
    return before, [], None


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


def _runner(part: str) -> tuple[list[str], Runner | None]:
    """The words from the runner on; wrappers that measure coverage are left out."""
    try:
        words = shlex.split(part)
    except ValueError:
        return [], None
    settings = [word for word in words if re.match(r"[A-Z_][A-Z0-9_]*=", word)]
    for place, word in enumerate(words):
        name = Path(word).name
        rest = [shlex.quote(other) for other in words[place + 1 :]]
        for runner in _RUNNERS:
            if name in {runner, f"_{runner}"}:
                once = (
                    ["run", *(w for w in rest if w not in {"run", "watch"})] if runner == "vitest" else rest
                )
                return [*settings, runner, *once], runner
        if name == "node" and "--test" in words[place:]:
            return [*settings, "node", *rest], "node-test"
        if name not in _WRAPPERS and not word.startswith("-") and word not in settings:
            return [], None
    return [], None
