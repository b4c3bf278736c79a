"""Rust: `cargo test` by id, and clippy where it is installed."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from devflow.checks.check import Check
from devflow.checks.runners.base import Around, Finding, Package, Runner, Told
from devflow.checks.runners.findings import MOST
from devflow.handoffs import Outcome
from devflow.process import Completed

CLIPPY = ("cargo", "clippy", "--workspace", "--all-targets", "--message-format=json", "--quiet")
_TEST = re.compile(r"^test (?P<name>.+?)(?: - should panic)? \.\.\. (?P<outcome>ok|FAILED|ignored)\b")
# -- a test of the documentation is named by its line, which any edit above it moves
_LINE = re.compile(r" \(line \d+\)")
_WORDS = re.compile(r"^---- (?P<name>.+?) stdout ----$")
_MOST_WORDS = 60
_CRATE = re.compile(r"^\s*(?:Running|Doc-tests) (?P<name>\S.*?)(?: \(.*\))?$")
_RESULT = re.compile(r"^test result: ", re.MULTILINE)
_OUTCOMES = {"ok": Outcome.PASSED, "FAILED": Outcome.FAILED, "ignored": Outcome.SKIPPED}


def find(package: Package) -> Iterator[Check]:
    """The tests of the crate or workspace at the package's root."""
    if "Cargo.toml" not in package.paths or package.folder:
        return
    # -- the harness writes to standard output, cargo's own headings to standard error: both tell
    line = 'cargo test --no-fail-fast --workspace >"$DEVFLOW_REPORT" 2>&1'
    yield Check("cargo test", "tests", ("sh", "-c", line), "cargo-test")
    folder = toolchain()
    if folder is not None and (folder / "bin" / "cargo-clippy").exists():
        yield Check("cargo clippy", "lint", CLIPPY, "cargo-clippy")


def around(check: Check, at: Path) -> Around:
    """The toolchain; nothing is fetched."""
    del check, at
    folder = toolchain()
    env = {"PATH": f"{folder or '/usr'}/bin:/usr/local/bin:/usr/bin:/bin", "CARGO_TERM_COLOR": "never"}
    return Around({**env, "CARGO_NET_OFFLINE": "true"}, (folder,) if folder else ())


def toolchain() -> Path | None:
    """The folder whose `bin` holds cargo: behind rustup's stand-in, the toolchain that is its default."""
    program = shutil.which("cargo")
    if program is None:
        return None
    real = Path(program).resolve()
    if real.name != "rustup" and not (real.parent / "rustup").exists():
        return real.parent.parent
    home = Path(os.environ.get("RUSTUP_HOME") or Path.home() / ".rustup")
    with contextlib.suppress(OSError, ValueError):
        name = tomllib.loads((home / "settings.toml").read_text("utf-8")).get("default_toolchain", "")
        folder = home / "toolchains" / str(name)
        return folder if name and (folder / "bin" / "cargo").exists() else None
    return None


def tells(text: str) -> tuple[Iterable[Told], bool]:
    """Cargo's words; each test under the crate whose heading stands before it."""
    return _tests(text), bool(_RESULT.search(text))


def _tests(text: str) -> Iterator[Told]:
    lines = text.splitlines()
    words, crate, seen = _words(lines), "", Counter[str]()
    for line in lines:
        heading, test = _CRATE.match(line), _TEST.match(line)
        if heading:
            crate = heading["name"]
        elif test:
            name = _LINE.sub("", f"{crate} {test['name']}".strip())
            seen[name] += 1
            number = f" #{seen[name]}" if seen[name] > 1 else ""
            outcome = _OUTCOMES[test["outcome"]]
            yield "", name + number, outcome, words.get(test["name"], "") if outcome.value == "failed" else ""


def _words(lines: list[str]) -> dict[str, str]:
    """What failed tests wrote, by their names."""
    found: dict[str, list[str]] = {}
    own: list[str] = []
    for line in lines:
        if said := _WORDS.match(line):
            own = found.setdefault(said["name"], [])
        elif line in {"failures:", "successes:"}:
            own = []
        elif len(own) < _MOST_WORDS:
            own.append(line)
    return {name: "\n".join(said).strip() for name, said in found.items()}


def clippy(done: Completed, at: Path) -> Counter[Finding] | None:
    """Warnings and errors of compiler and clippy."""
    del at
    found: Counter[Finding] = Counter()
    for line in done.stdout.decode(errors="replace").splitlines()[:MOST]:
        message = _message(line)
        if message.get("level") in {"warning", "error"} and isinstance(message.get("spans"), list):
            spans = [span for span in message["spans"] if isinstance(span, dict)]
            file = str(spans[0].get("file_name", "")) if spans else ""
            code = message.get("code")
            rule = str(code.get("code", "")) if isinstance(code, dict) else ""
            if file:
                found[(file, rule, str(message.get("message", "")))] += 1
    return None if done.code and not found else found


def _message(line: str) -> dict[str, Any]:
    try:
        message = json.loads(line).get("message")
    except (ValueError, AttributeError, RecursionError):
        return {}
    return message if isinstance(message, dict) else {}


def _lacks(check: Check) -> str:
    del check
    return "" if toolchain() else "cargo is not installed here: see https://rustup.rs."


RUNNERS: tuple[Runner, ...] = (
    Runner("cargo-test", around, tells=tells, lacks=_lacks),
    Runner("cargo-clippy", around, findings=clippy, lacks=_lacks),
)
