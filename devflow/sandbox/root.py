"""The root of a container: the links drawn in it, its mounts, and what of this machine lies behind them."""

from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import os
import stat
import tarfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from devflow.sandbox.base import HOME, Laid
from devflow.sandbox.view import TEMPORARY, Bind, Link, Seen

_NAMED = "devflow-root"
_MOST_LINKS = 40
# -- the words of a layer's mount are parted by these, through several programs
_UNSAYABLE = frozenset(',:"\\\n')


class Root:
    """What a container is made of. Temporary files lie on disk, where they count as written.

    Effects: makes folders and links in `room`, and what a mount stands on in folders that the command may
    write: made by the engine it would be another user's.
    """

    def __init__(self, room: Path, seen: Iterable[Seen]) -> None:
        self.folder = room / "root"
        self.folder.mkdir()
        self._room = room
        items = list(seen)
        self._links = {each.place: each.target for each in items if isinstance(each, Link)}
        self._layers = [each for each in items if isinstance(each, Laid)]
        self._binds = {self._real(each.place): each for each in items if isinstance(each, Bind)}
        for number, place in enumerate((TEMPORARY, Path("/var/tmp"))):  # noqa: S108 -- inside the sandbox
            if place not in self._binds:
                own = room / f"temporary-{number}"
                own.mkdir()
                own.chmod(0o1777)
                self._binds[place] = Bind(own, place, writable=True)
        self._stand(Path(HOME), folder=True)
        for place, bind in self._binds.items():
            self._stand(place, folder=bind.source.is_dir())
        for layer in self._layers:
            self._stand(self._real(layer.place), folder=True)
        for place, target in self._links.items():
            self._draw(self._real(place.parent) / place.name, target)

    def mounts(self, engine: str) -> Iterator[str]:
        """The options that mount all but the root itself."""
        for place, bind in self._binds.items():
            yield from _mount(bind.source, place, writable=bind.writable)
        for number, layer in enumerate(self._layers):
            upper, work = self._room / f"upper-{number}", self._room / f"work-{number}"
            source, place = layer.source.resolve(), self._real(layer.place)
            if _UNSAYABLE & set(f"{source}{place}{upper}"):
                yield from _mount(source, place, writable=False)
                continue
            upper.mkdir()
            work.mkdir()
            if engine == "podman":
                yield from ("--volume", f"{source}:{place}:O,upperdir={upper},workdir={work}")
            else:
                how = f"volume-opt=o=lowerdir={source},upperdir={upper},workdir={work}"
                what = ["type=volume", f"dst={place}", "volume-driver=local", "volume-opt=type=overlay"]
                yield from ("--mount", _listed([*what, how, "volume-opt=device=overlay"]))

    def archive(self) -> tuple[bytes, str]:
        """The root as a tar archive, and a name for its content."""
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode="w") as tar:
            for path in sorted(self.folder.rglob("*")):
                entry = tar.gettarinfo(path, str(path.relative_to(self.folder)))
                entry.uid = entry.gid = entry.mtime = 0
                entry.uname = entry.gname = ""
                tar.addfile(entry)
        return data.getvalue(), f"{_NAMED}:{hashlib.sha256(data.getvalue()).hexdigest()[:16]}"

    def _real(self, place: Path) -> Path:
        """A place with the links that are drawn resolved, as engines order mounts by their words."""
        for _ in range(_MOST_LINKS):
            link = next((link for link in self._links if place.is_relative_to(link)), None)
            if link is None:
                break
            place = Path(os.path.normpath(link.parent / self._links[link]), place.relative_to(link))
        return place

    def _behind(self, place: Path) -> tuple[Path, Path] | None:
        """The folder that the command may write in which a place lies, and the way in it."""
        above = (each for each in place.parents if each in self._binds and self._binds[each].writable)
        found = next(above, None)
        return (self._binds[found].source, place.relative_to(found)) if found else None

    def _stand(self, place: Path, *, folder: bool) -> None:
        if (behind := self._behind(place)) is not None:
            _make(*behind, folder=folder)

    def _draw(self, place: Path, target: str) -> None:
        base, way = self._behind(place) or (self.folder, place.relative_to("/"))
        _make(base, way.parent, folder=True)
        with contextlib.suppress(OSError):
            (base / way).symlink_to(target)


def _make(base: Path, way: Path, *, folder: bool) -> None:
    """Make a folder or an empty file, and the folders above; a link on the way is the repo's: it ends it."""
    here = base
    for number, part in enumerate(way.parts, 1):
        here = here / part
        with contextlib.suppress(FileExistsError):
            if number == len(way.parts) and not folder:
                here.touch(exist_ok=False)
                return
            here.mkdir()
        if not stat.S_ISDIR(here.lstat().st_mode):
            return


def _mount(source: Path, place: Path, *, writable: bool) -> tuple[str, str]:
    return "--mount", _listed(["type=bind", f"src={source}", f"dst={place}", *([] if writable else ["ro"])])


def _listed(words: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="").writerow(words)
    return text.getvalue()
