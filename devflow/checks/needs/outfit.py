"""What `devflow setup` made for a base: environments, built files and a home, laid into later checks."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from devflow.checks.check import Check, Read
from devflow.sandbox import HOME, Laid

RECORD = "outfit.json"
_NAMES = ("folders", "files", "renewed")
_MOST_DEPTH = 4
_MANIFESTS = frozenset(
    (
        *("pyproject.toml", "setup.py", "setup.cfg", "tox.ini", "uv.lock", "poetry.lock", "pdm.lock"),
        *("Pipfile", "Pipfile.lock", "environment.yml", "package.json", "package-lock.json", "yarn.lock"),
        *("npm-shrinkwrap.json", "pnpm-lock.yaml", "pnpm-workspace.yaml", "Cargo.toml", "Cargo.lock"),
        *("go.mod", "go.sum", "Gemfile.lock", "composer.lock", ".pre-commit-config.yaml"),
    )
)


@dataclass(frozen=True)
class Outfit:
    """One result of `devflow setup`."""

    folder: Path
    exact: bool
    """It was made for these very manifests and lock files; else for others, by the same commands."""
    folders: tuple[str, ...] = ()
    """Folders that are laid copy-on-write at their place in the checkout."""
    files: tuple[str, ...] = ()
    """Files that are copied to their place in each checkout."""
    run: str = ""
    """The run whose candidate it was made for; it serves no other manifests than that one's."""
    renewed: tuple[str, ...] = ()
    """Lock files that its commands wrote anew, so that the candidate's own do not hold what it names."""

    @property
    def made(self) -> Path:
        """The tree of what the commands made in the checkout."""
        return self.folder / "made"

    @property
    def home(self) -> Path:
        """What they left in their home."""
        return self.folder / "home"

    def keeps(self, check: Check, at: Path) -> Check:
        """The check, with the place where its environment is kept, if that is one of these folders."""
        for name in self.folders:
            if check.environment == str(at / name):
                return replace(check, kept=str(self.made / name))
        return check

    def layers(self, at: Path) -> Iterator[Laid]:
        """What is laid into a check whose checkout stands at `at`; no link is followed."""
        for name in self.folders:
            if is_plain(self.made, PurePosixPath(name)):
                yield Laid(at / name, self.made / name)
        if is_plain(self.folder, PurePosixPath("home")) and any(self.home.iterdir()):
            yield Laid(Path(HOME), self.home)


def find_outfit(shelf: Path, commands: Sequence[str], paths: Collection[str], read: Read) -> Outfit | None:
    """The outfit for a base: the one made for its manifests, else the newest that the commands made."""
    exact = shelf / outfit_name(commands, paths, read)
    found = _opened(exact, exact=True)
    if found is not None:
        return found
    others = [folder for folder in _all(shelf) if folder.name.split("-")[0] == exact.name.split("-")[0]]
    for folder in others:
        other = _opened(folder, exact=False)
        if other is not None and not other.run:
            return other
    return None


def outfit_name(commands: Sequence[str], paths: Collection[str], read: Read) -> str:
    """The folder's name: a digest of the commands, and one of the base's manifests and lock files."""
    digest = hashlib.sha256()
    for path in sorted(filter(_is_manifest, paths)):
        digest.update(f"{path}\0{len(content := read(path) or b'')}\0".encode("utf-8", "replace") + content)
    said = hashlib.sha256("\0".join(commands).encode("utf-8", "replace"))
    return f"{said.hexdigest()[:12]}-{digest.hexdigest()[:24]}"


def is_plain(root: Path, relative: PurePosixPath) -> bool:
    """Whether this is a folder that no link leads to or through."""
    here = root
    for part in relative.parts:
        here /= part
        if part == ".." or here.is_symlink() or not here.is_dir():
            return False
    return True


def _is_manifest(path: str) -> bool:
    name = path.rpartition("/")[2]
    named = name in _MANIFESTS or (name.endswith((".txt", ".in")) and "requirements" in path)
    return named and path.count("/") < _MOST_DEPTH


def _all(shelf: Path) -> list[Path]:
    """Every outfit, the newest first."""
    found = []
    for record in shelf.glob(f"*/{RECORD}"):
        with contextlib.suppress(OSError):
            found.append((record.stat().st_mtime, record.parent))
    return [folder for _, folder in sorted(found, reverse=True)]


def _opened(folder: Path, *, exact: bool) -> Outfit | None:
    """The outfit of a folder; one without a record was never finished."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        said = json.loads((folder / RECORD).read_text("utf-8"))
        folders, files, renewed = (tuple(map(str, said.get(key, ()))) for key in _NAMES)
        return Outfit(folder, exact, folders, files, run=str(said.get("run", "")), renewed=renewed)
    return None
