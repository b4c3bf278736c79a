"""The versions of languages that a repo asks for, against those that its checks would run with."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from devflow import process
from devflow.checks.needs.environment import find_environment
from devflow.checks.needs.outfit import Outfit
from devflow.checks.parsing import as_ini, as_json, as_text, as_toml, inside
from devflow.doctor.facts import Finding

Read = Callable[[str], bytes | None]
_WRITTEN = re.compile(r"(?m)^version(?:_info)? *= *(\d+\.\d+(?:\.\d+)?)")
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")


def look_at_versions(at: Path, read: Read, outfit: Outfit | None) -> Iterator[Finding]:
    """A finding for each language whose version does not satisfy what a file of the base's root asks for.

    Programs on PATH are asked for their version; none of the repo's own is run.
    """
    yield from _python(at, read, outfit)
    yield from _node(at, read)
    yield from _go(at, read)
    yield from _rust(at, read)


def _python(at: Path, read: Read, outfit: Outfit | None) -> Iterator[Finding]:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet  # noqa: PLC0415 -- late, as it is seldom needed

    file, asked = _asked_of_python(read)
    found = find_environment(at, outfit) if asked else None
    if found is None:
        return
    version = _written(found.kept or found.folder) if found.folder else _said(at, str(found.python), "-V")
    with contextlib.suppress(InvalidSpecifier):
        wanted = SpecifierSet(asked)
        if version and not wanted.contains(version, prereleases=True):
            fit = next((f"3.{minor}" for minor in range(8, 30) if wanted.contains(f"3.{minor}.99")), asked)
            remedy = f"Put Python {fit} first on PATH, or: uv venv --python {fit}"
            where = f" in {found.folder}" if found.folder else ""
            yield _differs("python", f"{version}{where}", file, asked, remedy)


def _asked_of_python(read: Read) -> tuple[str, str]:
    """The file that says which Pythons will do, and what it says."""
    said = inside(as_toml(read("pyproject.toml")), "project", "requires-python")
    if isinstance(said, str):
        return "pyproject.toml", said
    return "setup.cfg", as_ini(read("setup.cfg")).get("options", "python_requires", fallback="") or ""


def _written(folder: Path) -> str:
    """The version of an environment, as it was written down when it was made."""
    with contextlib.suppress(OSError):
        said = _WRITTEN.search((folder / "pyvenv.cfg").read_text("utf-8", "replace"))
        return said[1] if said else ""
    return ""


def _node(at: Path, read: Read) -> Iterator[Finding]:
    from semantic_version import NpmSpec, Version  # type: ignore[import-untyped]  # noqa: PLC0415 -- as above

    asked = inside(as_json(read("package.json")), "engines", "node")
    if not isinstance(asked, str) or not (version := _said(at, "node", "--version")):
        return
    with contextlib.suppress(ValueError):
        wanted = NpmSpec(asked)
        if Version.coerce(version) not in wanted:
            # -- even numbers are those that are kept up for long
            fit = (str(major) for major in range(4, 60, 2) if Version(f"{major}.99.99") in wanted)
            yield _differs("node", version, "package.json", asked, f"nvm install {next(fit, '--lts')}")


def _go(at: Path, read: Read) -> Iterator[Finding]:
    asked = re.search(r"(?m)^go (\d+(?:\.\d+)*)", as_text(read("go.mod")))
    if asked and (version := _said(at, "go", "version")) and _older(version, asked[1]):
        remedy = f"Install Go {asked[1]} or newer: https://go.dev/dl"
        yield _differs("go", version, "go.mod", f"go {asked[1]}", remedy)


def _rust(at: Path, read: Read) -> Iterator[Finding]:
    said = as_toml(read("Cargo.toml"))
    asked = inside(said, "package", "rust-version") or inside(said, "workspace", "package", "rust-version")
    if not isinstance(asked, str) or not _NUMBERS.fullmatch(asked):
        return
    if (version := _said(at, "rustc", "--version")) and _older(version, asked):
        yield _differs("rust", version, "Cargo.toml", f"rust-version {asked}", "rustup update stable")


def _differs(name: str, version: str, file: str, asked: str, remedy: str) -> Finding:
    said = f"{version}, and {file} asks for {asked}: what fails may fail for that"
    return Finding(name, "note", said, remedy)


def _said(at: Path, program: str, *words: str) -> str:
    """The version that a program outside of the checkout tells; empty where there is none."""
    folders = [part for part in os.environ.get("PATH", "").split(":") if part.startswith("/")]
    search = ":".join(part for part in folders if not Path(part).is_relative_to(at))
    found = shutil.which(program, path=search)
    if not found:
        return ""
    with contextlib.suppress(OSError):
        env = {"PATH": search, "HOME": str(Path.home()), "GOTOOLCHAIN": "local"}
        done = process.run([found, *words], env=env, cwd=Path("/"), timeout=10)
        told = _NUMBERS.search(done.stdout.decode(errors="replace"))
        return told[0] if told and done.ok else ""
    return ""


def _older(version: str, asked: str) -> bool:
    return [int(part) for part in version.split(".")] < [int(part) for part in asked.split(".")]
