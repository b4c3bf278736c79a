"""What `tox.ini` and `noxfile.py` say of how the tests are run, where no runner is known: a shell line."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator

from devflow.checks.check import Check
from devflow.checks.parsing import as_ini
from devflow.checks.runners.base import Package
from devflow.checks.runners.commands import command_line

_POSARGS = re.compile(r"\{posargs(?::(?P<words>[^{}]*))?\}")
_FOLDERS = re.compile(r"\{(toxinidir|tox_root)\}/?")
_PYTHON = re.compile(r"\{(envpython|env_python)\}")
_PROGRAMS = re.compile(r"\{(envbindir|env_bin_dir)\}/")
# -- what reports coverage, builds documents or judges style says nothing of whether the code works
_NOT_TESTS = re.compile(
    r"\b(coverage (report|xml|html|combine|erase)|sphinx-build|twine|black|isort|pip|pre-commit)\b"
)
_SESSION = re.compile(r"tests?($|[-_])|unit")


def find(package: Package) -> Iterator[Check]:
    """The lines of tox's plain environment, else of nox's session for tests, joined into one.

    They run in the environment that is there: tox and nox themselves would make others, from the network.
    """
    for tool, lines in (("tox", _tox(package)), ("nox", _nox(package))):
        wanted = [line for line in lines if not _NOT_TESTS.search(line)]
        if wanted:
            line = " && ".join(wanted)
            yield command_line(package.named(tool), line, package.at, package.outfit, package.folder)
            return


def _tox(package: Package) -> list[str]:
    said = as_ini(package.read("tox.ini")).get("testenv", "commands", fallback="") or ""
    joined = re.sub(r"\\\s*\n", " ", said)
    plain = [_plain(line.strip()) for line in joined.splitlines() if line.strip()]
    return [line for line in plain if line] if all(plain) else []


def _plain(line: str) -> str:
    """The line without what tox alone fills in; empty where more than that stands in it."""
    line = _POSARGS.sub(lambda found: found["words"] or "", line.removeprefix("- ").removeprefix("-"))
    line = _PROGRAMS.sub("", _PYTHON.sub("python", _FOLDERS.sub("./", line)))
    return "" if re.search(r"[{}]", line) else " ".join(line.split())


def _nox(package: Package) -> list[str]:
    """The `session.run` calls with plain words of the first session whose name speaks of tests."""
    try:
        tree = ast.parse(package.read("noxfile.py"))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    sessions = [node for node in tree.body if isinstance(node, ast.FunctionDef) and _SESSION.match(node.name)]
    for session in sessions:
        calls = [node for node in ast.walk(session) if isinstance(node, ast.Call)]
        runs = [call for call in calls if isinstance(call.func, ast.Attribute) and call.func.attr == "run"]
        lines = [_words(call) for call in runs]
        if lines:
            return [line for line in lines if line]
    return []


def _words(call: ast.Call) -> str:
    plain = [arg.value for arg in call.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
    others = [arg for arg in call.args if not isinstance(arg, ast.Constant | ast.Starred)]
    return "" if others else shlex.join(plain)
