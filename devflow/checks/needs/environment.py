"""Which environment stands in the user's checkout, and what of it the checks need to see."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from devflow import assets, process
from devflow.checks.check import Check
from devflow.checks.needs.outfit import Outfit, is_plain
from devflow.checks.needs.outside import outside_environments
from devflow.errors import DevflowError
from devflow.sandbox import Shown

_NAMES = (".venv", "venv", "env", ".env", "virtualenv")
_SKIP = frozenset((".git", ".hg", "node_modules", ".tox", ".nox", "__pycache__", "target", *_NAMES))
_MOST_FOLDERS = 20_000
_MOST_LINKS = 40
_PROFILE = (
    "bubblewrap.args",
    "container.args",
    "podman.args",
    "shown.txt",
    "init.sh",
    "before.sh",
    "seccomp.txt",
)


@dataclass(frozen=True)
class Environment:
    """A Python that tests can be run with."""

    python: Path
    folder: Path | None
    """The virtual environment's folder; None for a Python of the system."""
    kept: Path | None = None
    """Where the folder is kept, when `devflow setup` made it: it stands at its place in checks alone."""

    @classmethod
    def of(cls, check: Check) -> Environment:
        """The environment that a check runs in."""
        folder, kept = (Path(said) if said else None for said in (check.environment, check.kept))
        return cls(Path(check.argv[0]), folder, kept)

    def packages(self) -> Iterator[Path]:
        """The folders that hold its installed packages."""
        root = self.kept or self.folder or self.python.resolve().parent.parent
        for lib in ("lib", "lib64", "local/lib"):
            yield from sorted(root.glob(f"{lib}/python3*/site-packages"))
            yield from sorted(root.glob(f"{lib}/python3*/dist-packages"))
        if self.folder is None and root == Path("/usr"):
            yield Path("/usr/lib/python3/dist-packages")

    def has(self, module: str) -> bool:
        """Whether a top-level module is installed in it."""
        return any((site / module).is_dir() or (site / f"{module}.py").is_file() for site in self.packages())


def find_environment(at: Path, outfit: Outfit | None = None) -> Environment | None:
    """The Python that tests are run with: the outfit's, else the checkout's own, else one that a tool keeps
    elsewhere for this checkout, else the first `python3` on PATH that lies outside of it."""
    for name in _NAMES:
        folder = at / name
        if outfit is not None and name in outfit.folders and _is_environment(outfit.made / name):
            return Environment(folder / "bin" / "python", folder, outfit.made / name)
    for name in _NAMES:
        folder = at / name
        if _is_environment(folder):
            return Environment(folder / "bin" / "python", folder)
    for folder in outside_environments(at):
        return Environment(folder / "bin" / "python", folder)
    python = python_on_path(at)
    if python is None:
        return None
    activated = python.parent.parent
    return Environment(python, activated if (activated / "pyvenv.cfg").is_file() else None)


def _is_environment(folder: Path) -> bool:
    return (folder / "pyvenv.cfg").is_file() and os.access(folder / "bin" / "python", os.X_OK)


def python_on_path(at: Path) -> Path | None:
    """The interpreter that `python3` stands for; a version manager's shim is asked which one."""
    folders = [part for part in os.environ.get("PATH", "").split(":") if part.startswith("/")]
    outside = [part for part in folders if not Path(part).is_relative_to(at)]
    found = shutil.which("python3", path=":".join(outside))
    if found is None:
        return None
    return _asked(found, ":".join(outside), Path.home())


@cache
def _asked(python: str, search: str, home: Path) -> Path:
    """What an interpreter says that it is; a shim takes its time to find out."""
    with contextlib.suppress(OSError, DevflowError):
        asked = process.run(
            [python, "-I", "-S", "-c", "import sys; print(sys.executable)"],
            env={"PATH": search, "HOME": str(home)},
            cwd=Path("/"),
            timeout=10,
        )
        said = asked.stdout.decode(errors="replace").strip()
        if asked.ok and said.startswith("/"):
            return Path(said)
    return Path(python)


def layers(at: Path, check: Check, outfit: Outfit | None = None) -> tuple[Shown, ...]:
    """Folders that a check needs and git does not hold: the outfit's, else those of the user's checkout."""
    own = Path(check.environment) if check.environment else None
    mine = () if own is None or check.kept or not own.is_relative_to(at) else (own,)
    if outfit is not None:
        return (*outfit.layers(at), *mine)
    found = [*mine, at / "node_modules"]
    for pattern in ("*.egg-info", "src/*.egg-info", "*/node_modules", "packages/*/node_modules"):
        found += sorted(at.glob(pattern))
    return tuple(path for path in found if path.is_dir() and not path.is_symlink())


def stands_on(check: Check) -> tuple[Path, ...]:
    """The interpreter outside of the outfit that an environment of it stands on."""
    python = Path(check.kept) / "bin" / "python"
    for _ in range(_MOST_LINKS if check.kept else 0):
        if not python.is_symlink():
            break
        python = Path(os.path.normpath(python.parent / python.readlink()))
        if not python.is_relative_to(check.kept):
            return (python,)
    return ()


def copy_into(checkout: Path, root: Path, names: Iterable[str], deleted: Collection[str]) -> tuple[str, ...]:
    """Copy files of `root` to their place in a checkout; gives the names of those that were copied.

    Effects: writes to `checkout`; nothing that stands there is replaced, no link is followed on either side,
    and what the patch deleted does not come back.
    """
    copied = []
    for name in names:
        relative = PurePosixPath(name)
        source, target = root / relative, checkout / relative
        if name in deleted or relative.is_absolute() or os.path.lexists(target):
            continue
        if not is_plain(checkout, relative.parent) or not is_plain(root, relative.parent):
            continue
        with contextlib.suppress(OSError):
            if stat.S_ISREG(source.lstat().st_mode):
                # -- with its time: what is newer than its sources need not be built again
                shutil.copy2(source, target, follow_symlinks=False)
                copied.append(name)
    return tuple(copied)


def built(at: Path) -> tuple[Path, ...]:
    """Files of a checkout that builds write and git seldom holds: version files, extensions; in order."""
    waiting, seen, found = [str(at)], 0, []
    while waiting and seen < _MOST_FOLDERS:
        seen += 1
        with contextlib.suppress(OSError), os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    if entry.name not in _SKIP and not entry.name.startswith("."):
                        waiting.append(entry.path)
                elif _is_generated(entry.name) and entry.is_file(follow_symlinks=False):
                    found.append(Path(entry.path))
    return tuple(sorted(found))


def _is_generated(name: str) -> bool:
    return name in {"_version.py", "version.py", "__version__.py", "_version.pyi"} or name.endswith(".so")


def fingerprint(checks: Sequence[Check], sandbox: str, given: Sequence[object] = ()) -> str:
    """A digest of the environment, the commands, the sandbox's profile, and what else is given to them."""
    digest = hashlib.sha256(sandbox.encode())
    digest.update(repr(given).encode("utf-8", "replace"))
    for name in _PROFILE:
        digest.update(assets.text(f"sandbox/{name}").encode())
    for check in checks:
        digest.update(repr((check.argv, check.runner, check.environment)).encode("utf-8", "replace"))
        folder = Path(check.environment) if check.environment else None
        with contextlib.suppress(OSError, TypeError):
            digest.update((folder / ".package-lock.json").read_bytes())  # type: ignore[operator]
        for site in Environment.of(check).packages():
            names = sorted(entry.name for entry in site.glob("*.dist-info"))
            digest.update("\n".join(names).encode("utf-8", "replace"))
    return digest.hexdigest()[:16]
