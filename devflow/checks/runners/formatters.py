"""Formatters that a repo is known to use: their own fixes are run on the files of a patch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from devflow.checks.check import Check
from devflow.checks.parsing import as_table, as_toml, inside
from devflow.checks.runners import go, node, rust
from devflow.checks.runners.base import Package, Runner
from devflow.checks.runners.commands import command_line
from devflow.checks.runners.python_settings import around, environment, python_check

_PRETTIER = re.compile(r"\.prettierrc(\..+)?|prettier\.config\.[cm]?[jt]s")
_PRETTIER_ENDS = (
    *(".js", ".cjs", ".mjs", ".jsx", ".ts", ".cts", ".mts", ".tsx", ".vue", ".css", ".scss", ".less"),
    *(".json", ".html", ".md", ".yaml", ".yml"),
)
_HOOK = re.compile(r"^\s*-?\s*id:\s*['\"]?(ruff-format|black)\b", re.MULTILINE)

RUNNERS: tuple[Runner, ...] = (
    Runner("ruff format", around),
    Runner("black", around),
    Runner("prettier", node.around),
    Runner("gofmt", go.around),
    Runner("rustfmt", rust.around),
)


@dataclass(frozen=True)
class Formatter:
    """One program that writes files anew, in place."""

    check: Check
    """Its command, without the files."""
    suffixes: tuple[str, ...]
    """Ends of the names of files that it is given; empty: all."""


def find_formatters(package: Package, own: tuple[str, ...] = ()) -> tuple[Formatter, ...]:
    """Those that the package's files name and its environment holds, or the shell lines that a person wrote.

    A line is given the files in the place of `{files}`, else at its end.
    """
    if own:
        lines = (line if "{files}" in line else f"{line} {{files}}" for line in own)
        checks = (
            command_line(f"fix {n}", line, package.at, package.outfit) for n, line in enumerate(lines, 1)
        )
        return tuple(Formatter(check, ()) for check in checks)
    found = (each for look in (_python, _prettier, _go, _rust) for each in look(package))
    outfit = package.outfit
    return tuple(replace(f, check=outfit.keeps(f.check, package.at)) if outfit else f for f in found)


def _python(package: Package) -> Iterator[Formatter]:
    env = environment(package)
    if env is None:
        return
    hooks = {*_HOOK.findall(package.read(".pre-commit-config.yaml").decode("utf-8", "replace"))}
    ends = (".py", ".pyi")
    if env.has("ruff") and ("ruff-format" in hooks or _has_ruff_format(package)):
        check = python_check(
            package, env, "lint", "ruff", "format", "--quiet", "--no-cache", "--force-exclude"
        )
        yield Formatter(replace(check, name="ruff format", runner="ruff format"), ends)
    elif env.has("black") and ("black" in hooks or _tool(package, "black")):
        yield Formatter(python_check(package, env, "lint", "black", "--quiet"), ends)


def _has_ruff_format(package: Package) -> bool:
    own = (as_toml(package.read(name)) for name in ("ruff.toml", ".ruff.toml"))
    return "format" in _tool(package, "ruff") or any("format" in settings for settings in own)


def _prettier(package: Package) -> Iterator[Formatter]:
    configured = any(_PRETTIER.fullmatch(path) for path in package.paths)
    modules = package.root / "node_modules"
    kept = package.outfit.made / "node_modules" if package.outfit else modules
    installed = any((folder / ".bin" / "prettier").exists() for folder in (modules, kept))
    if installed and (configured or b'"prettier": {' in package.read("package.json")):
        # -- no more: its first versions take the file after an option they do not know for its value
        argv = ("prettier", "--write")
        yield Formatter(Check("prettier", "lint", argv, "prettier", str(modules)), _PRETTIER_ENDS)


def _go(package: Package) -> Iterator[Formatter]:
    if "go.mod" in package.paths:
        yield Formatter(Check("gofmt", "lint", ("gofmt", "-w"), "gofmt"), (".go",))


def _rust(package: Package) -> Iterator[Formatter]:
    if "Cargo.toml" not in package.paths:
        return
    said = inside(as_toml(package.read("Cargo.toml")), "package", "edition")
    year = said if isinstance(said, str) and re.fullmatch(r"20\d\d", said) else "2021"
    yield Formatter(Check("rustfmt", "lint", ("rustfmt", "--quiet", "--edition", year), "rustfmt"), (".rs",))


def _tool(package: Package, name: str) -> dict[str, object]:
    return as_table(inside(as_toml(package.read("pyproject.toml")), "tool", name))
