"""Virtual environments that tools keep outside of the repo, found by what those tools write down."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

_MOST = 500
_MOST_BYTES = 10_000


def outside_environments(at: Path) -> Iterator[Path]:
    """Folders of environments that belong to the checkout `at`, the surest first; no tool is run."""
    home = Path.home()
    data = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache")
    for found in (
        _named_in(at / ".pdm-python"),
        _by_variable(at, "UV_PROJECT_ENVIRONMENT"),
        *_by_project_file(at, [data / "virtualenvs", home / ".virtualenvs"]),
        *_of_poetry(at, cache / "pypoetry" / "virtualenvs"),
        *_of_pyenv(at, Path(os.environ.get("PYENV_ROOT") or home / ".pyenv")),
        *_of_conda(at, home),
    ):
        if found is not None and os.access(found / "bin" / "python", os.X_OK):
            yield found


def _named_in(file: Path) -> Path | None:
    """PDM: the path of the interpreter."""
    said = _first_line(file)
    return Path(said).parent.parent if said.startswith("/") else None


def _by_variable(at: Path, name: str) -> Path | None:
    said = os.environ.get(name, "")
    return at / said if said else None


def _by_project_file(at: Path, homes: list[Path]) -> Iterator[Path]:
    """pipenv and virtualenvwrapper: each environment names its project in `.project`."""
    for folder in homes:
        for file in _some(folder, "*/.project"):
            if _first_line(file) == str(at):
                yield file.parent


def _of_poetry(at: Path, folder: Path) -> Iterator[Path]:
    """Poetry: the name of the folder ends in a digest of the project's path and the version of Python."""
    digest = hashlib.sha256(os.fsencode(at.resolve())).digest()
    mark = base64.urlsafe_b64encode(digest).decode()[:8]
    yield from sorted(_some(folder, f"*-{mark}-py*"), reverse=True)


def _of_pyenv(at: Path, root: Path) -> Iterator[Path]:
    """pyenv-virtualenv: the repo names the environment in `.python-version`."""
    name = _first_line(at / ".python-version")
    if re.fullmatch(r"[A-Za-z][\w.-]*", name):
        yield root / "versions" / name


def _of_conda(at: Path, home: Path) -> Iterator[Path]:
    """conda: the repo names the environment in `environment.yml`; conda lists where its environments are."""
    name = ""
    for file in (at / "environment.yml", at / "environment.yaml"):
        said = re.search(r"(?m)^name:\s*[\"']?([\w.-]+)", _text(file))
        name = said[1] if said else name
    for line in _text(home / ".conda" / "environments.txt").splitlines():
        if name and line.startswith("/") and Path(line).name == name:
            yield Path(line)


def _some(folder: Path, pattern: str) -> list[Path]:
    found = []
    with contextlib.suppress(OSError):
        for path in folder.glob(pattern):
            found.append(path)
            if len(found) >= _MOST:
                break
    return found


def _first_line(file: Path) -> str:
    return (_text(file).splitlines() or [""])[0].strip()


def _text(file: Path) -> str:
    """The beginning of a plain file; empty where there is none."""
    with contextlib.suppress(OSError):
        if file.is_file():
            with file.open("rb") as opened:
                return opened.read(_MOST_BYTES).decode("utf-8", "replace")
    return ""
