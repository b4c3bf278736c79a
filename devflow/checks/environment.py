"""Which environment stands in the user's checkout, and what of it the checks need to see."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from devflow import assets, process
from devflow.checks.check import Check
from devflow.errors import DevflowError

_NAMES = (".venv", "venv", "env", ".env", "virtualenv")
_SKIP = frozenset((".git", ".hg", "node_modules", ".tox", ".nox", "__pycache__", "target", *_NAMES))
_MOST_FOLDERS = 20_000
_PROFILE = ("bubblewrap.args", "init.sh", "seccomp.txt")


@dataclass(frozen=True)
class Environment:
    """A Python that tests can be run with."""

    python: Path
    folder: Path | None
    """The virtual environment's folder; None for a Python of the system."""

    def packages(self) -> Iterator[Path]:
        """The folders that hold its installed packages."""
        root = self.folder or self.python.resolve().parent.parent
        for lib in ("lib", "lib64", "local/lib"):
            yield from sorted(root.glob(f"{lib}/python3*/site-packages"))
            yield from sorted(root.glob(f"{lib}/python3*/dist-packages"))
        if self.folder is None and root == Path("/usr"):
            yield Path("/usr/lib/python3/dist-packages")

    def has(self, module: str) -> bool:
        """Whether a top-level module is installed in it."""
        return any((site / module).is_dir() or (site / f"{module}.py").is_file() for site in self.packages())


def find_environment(at: Path) -> Environment | None:
    """The checkout's own virtual environment, else the first `python3` on PATH that lies outside of it."""
    for name in _NAMES:
        folder = at / name
        if (folder / "pyvenv.cfg").is_file() and os.access(folder / "bin" / "python", os.X_OK):
            return Environment(folder / "bin" / "python", folder)
    python = _on_path(at)
    if python is None:
        return None
    activated = python.parent.parent
    return Environment(python, activated if (activated / "pyvenv.cfg").is_file() else None)


def _on_path(at: Path) -> Path | None:
    """The interpreter that `python3` stands for; a version manager's shim is asked which one."""
    folders = [part for part in os.environ.get("PATH", "").split(":") if part.startswith("/")]
    outside = [part for part in folders if not Path(part).is_relative_to(at)]
    found = shutil.which("python3", path=":".join(outside))
    if found is None:
        return None
    with contextlib.suppress(OSError, DevflowError):
        asked = process.run(
            [found, "-I", "-S", "-c", "import sys; print(sys.executable)"],
            env={"PATH": ":".join(outside), "HOME": str(Path.home())},
            cwd=Path("/"),
            timeout=10,
        )
        said = asked.stdout.decode(errors="replace").strip()
        if asked.ok and said.startswith("/"):
            return Path(said)
    return Path(found)


def layers(at: Path, environment: str) -> tuple[Path, ...]:
    """Folders of the user's checkout that its tests need and git does not hold."""
    found = [Path(environment)] if environment and Path(environment).is_relative_to(at) else []
    found += [at / "node_modules"]
    for pattern in ("*.egg-info", "src/*.egg-info", "*/node_modules", "packages/*/node_modules"):
        found += sorted(at.glob(pattern))
    return tuple(path for path in found if path.is_dir() and not path.is_symlink())


def carry(at: Path, checkout: Path, deleted: Collection[str] = ()) -> tuple[str, ...]:
    """Copy what a build left beside the sources and git does not hold: version files, built extensions.

    Effects: writes to `checkout`; nothing that stands there is replaced, no link is followed, and what the
    patch deleted does not come back.
    """
    carried = []
    for source in _generated(at):
        relative = source.relative_to(at)
        target = checkout / relative
        if (
            str(relative) in deleted
            or os.path.lexists(target)
            or not _plain_folder(checkout, relative.parent)
        ):
            continue
        with contextlib.suppress(OSError):
            shutil.copyfile(source, target, follow_symlinks=False)
            carried.append(str(relative))
    return tuple(carried)


def _generated(at: Path) -> Iterator[Path]:
    waiting, seen = [at], 0
    while waiting and seen < _MOST_FOLDERS:
        seen += 1
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _SKIP and not entry.name.startswith("."):
                        waiting.append(Path(entry.path))
                elif entry.is_file(follow_symlinks=False) and _is_generated(entry.name):
                    yield Path(entry.path)


def _is_generated(name: str) -> bool:
    return name in {"_version.py", "version.py", "__version__.py", "_version.pyi"} or name.endswith(".so")


def _plain_folder(checkout: Path, relative: Path) -> bool:
    here = checkout
    for part in relative.parts:
        here /= part
        if here.is_symlink() or not here.is_dir():
            return False
    return True


def fingerprint(checks: Sequence[Check], sandbox: str) -> str:
    """A digest of the environment, the commands and the sandbox's profile."""
    digest = hashlib.sha256(sandbox.encode())
    for name in _PROFILE:
        digest.update(assets.text(f"sandbox/{name}").encode())
    for check in checks:
        digest.update(repr((check.argv, check.runner, check.environment)).encode("utf-8", "replace"))
        folder = Path(check.environment) if check.environment else None
        with contextlib.suppress(OSError, TypeError):
            digest.update((folder / ".package-lock.json").read_bytes())  # type: ignore[operator]
        for site in Environment(Path(check.argv[0]), folder).packages():
            names = sorted(entry.name for entry in site.glob("*.dist-info"))
            digest.update("\n".join(names).encode("utf-8", "replace"))
    return digest.hexdigest()[:16]
