"""What an executable needs to be seen: its links, the folder it was installed in, its interpreter."""

from __future__ import annotations

import contextlib
import shutil
import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_MOST_LINKS = 40
_BROAD = {Path(p) for p in "/ /home /root /usr /opt /etc /var /tmp /mnt /srv /run".split()}  # noqa: SIM905
_SYSTEM = tuple(Path(p) for p in ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"))


@dataclass
class Trace:
    """Folders and files to show read-only, and links to draw again, each at its own path."""

    shown: dict[Path, None] = field(default_factory=dict)
    links: dict[Path, str] = field(default_factory=dict)

    def covers(self, path: Path) -> bool:
        """Whether the path is seen already, by itself or inside a shown folder."""
        return path.is_relative_to("/usr") or any(path.is_relative_to(shown) for shown in self.shown)


def trace(paths: Iterable[Path], *, at: Path, path: Sequence[Path] = ()) -> Trace:
    """Follow each path to what it resolves to, outside of `at` and of the system's own folders.

    A program brings the folder it was installed in (`PREFIX` of `PREFIX/bin/NAME`), a script the interpreter
    of its first line (looked up in `path`), a virtual environment its base. A home directory or another broad
    folder is never shown whole: then only the file itself, and the `lib` beside its `bin`.
    """
    found = Trace()
    waiting = list(paths)
    seen: set[Path] = set()
    while waiting:
        start = waiting.pop(0)
        if start in seen or len(seen) > 200:
            continue
        seen.add(start)
        real = _follow(start, found, at)
        if real is None:
            continue
        waiting += _needs(start, real, path)
        for part in _parts(real):
            if not _inside(part, at) and not part.is_relative_to("/usr") and not found.covers(part):
                found.shown[part] = None
    found.links = {
        link: target for link, target in found.links.items() if not found.covers(link) and not _system(link)
    }
    return found


def _follow(start: Path, found: Trace, at: Path) -> Path | None:
    """The path with every link resolved; the links on the way are noted."""
    here, rest = Path("/"), list(start.parts[1:])
    for _ in range(len(rest) + _MOST_LINKS * 8):
        if not rest:
            return here
        name = rest.pop(0)
        if name == "..":
            here = here.parent
            continue
        step = here / name
        try:
            mode = step.lstat().st_mode
        except OSError:
            return None
        if not stat.S_ISLNK(mode):
            here = step
            continue
        target = step.readlink()
        if not _inside(step, at):
            found.links[step] = str(target)
        rest = [*(target.parts[1:] if target.is_absolute() else target.parts), *rest]
        here = Path("/") if target.is_absolute() else here
    return None


def _parts(real: Path) -> list[Path]:
    """What to show of a resolved path."""
    if real.is_dir():
        return [] if _broad(real) else [real]
    if real.parent.name not in {"bin", "sbin"}:
        return [real]
    prefix = real.parent.parent
    if not _broad(prefix):
        return [prefix]
    return [real, *(lib for lib in sorted(prefix.glob("lib*/*")) if lib.name.startswith(real.name))]


def _broad(folder: Path) -> bool:
    home = Path.home()
    return (
        folder in _BROAD
        or home.is_relative_to(folder)
        or folder.parent in {Path("/home"), Path("/")}
        or folder in {home / ".local", home / ".config", home / ".cache"}
    )


def _needs(start: Path, real: Path, path: Sequence[Path]) -> list[Path]:
    """Further paths without which this one does not run."""
    needs: list[Path] = []
    with contextlib.suppress(OSError, UnicodeDecodeError):
        for folder in (start, start.parent.parent):
            config = folder / "pyvenv.cfg"
            if config.is_file():
                needs += _base_of(config)
        if real.is_file():
            needs += _interpreter(real, path)
    return needs


def _base_of(config: Path) -> list[Path]:
    """The interpreters that a virtual environment stands on."""
    bases = []
    for line in config.read_text("utf-8")[:10_000].splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "home" and value.strip().startswith("/"):
            bases += [Path(value.strip()) / "python3"]
    return [*bases, config.parent / "bin" / "python"]


def _interpreter(script: Path, path: Sequence[Path]) -> list[Path]:
    with script.open("rb") as file:
        first = file.readline(4096)
    words = first[2:].decode().split() if first.startswith(b"#!") else []
    if not words or not words[0].startswith("/"):
        return []
    if Path(words[0]).name != "env":
        return [Path(words[0])]
    names = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    where = shutil.which(names[0], path=":".join(map(str, path))) if names else None
    return [Path(where)] if where else []


def _inside(path: Path, at: Path) -> bool:
    return path.is_relative_to(at)


def _system(path: Path) -> bool:
    return any(path.is_relative_to(root) for root in _SYSTEM)
