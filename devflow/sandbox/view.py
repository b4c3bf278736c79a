"""What a command sees of this machine, in words of no back end: each adds its own."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from devflow import assets
from devflow.errors import SandboxError
from devflow.sandbox import overlay
from devflow.sandbox.base import HOME, REPORT_PLACE, Command, Laid, laid
from devflow.sandbox.toolchain import trace

TEMPORARY = Path("/tmp")  # noqa: S108 -- inside the sandbox, where /tmp is private
_NEVER_AT = frozenset(
    ("/", "/usr", "/bin", "/etc", "/dev", "/proc", "/sys", "/run", "/tmp", "/var", "/var/tmp", "/home")  # noqa: S108
)
_RESOLVER = Path("/etc/resolv.conf")
# -- where systems keep the certificates of the authorities, beside those that are shown always
_CERTIFICATES = ("/etc/ssl", "/etc/pki/tls/certs", "/etc/pki/tls/cert.pem", "/etc/pki/ca-trust/extracted")
_SYSTEM_LINKS = ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")


@dataclass(frozen=True)
class Bind:
    """A file or folder of this machine, at the same place or at another."""

    source: Path
    place: Path
    writable: bool = False


@dataclass(frozen=True)
class Link:
    """A symbolic link, drawn as it is on this machine."""

    place: Path
    target: str


Seen = Bind | Link | Laid
"""One thing that is seen; what is laid is a folder under a layer that takes what is written."""


def check_place(at: Path) -> None:
    """Refuse to mount a checkout where it would cover the system.

    Raises:
        SandboxError: it would (E_SANDBOX_PLACE).
    """
    if str(at) in _NEVER_AT or not at.is_absolute():
        raise SandboxError(f"A checkout cannot be mounted at {at}.", code="E_SANDBOX_PLACE")


def view(command: Command, room: Path, uid: int = 65534) -> Iterator[Seen]:
    """All that the command sees, outermost first; `room` takes the files that are written for it."""
    read = laid(command.read)
    yield from system()
    yield from _fakes(room, uid)
    yield from _resolver(room, online=command.network)
    if command.home:
        yield from _own_home(command.home, room)
    yield from _tools(command, read)
    yield from _place(command.checkout, command.at)
    yield from overlay.usable(laid(command.layers), checkout=command.checkout, at=command.at)
    yield from _over(read, command.at)
    if command.report:
        yield Bind(command.report, REPORT_PLACE, writable=True)


def system() -> Iterator[Seen]:
    """The folders that are named for everybody; `/bin` and its like as this system has them."""
    for line in assets.text("sandbox/shown.txt").splitlines():
        if line and not line.startswith("#") and Path(line).exists():
            yield Bind(Path(line), Path(line))
    for path in map(Path, _SYSTEM_LINKS):
        if path.is_symlink():
            yield Link(path, str(path.readlink()))
        elif path.is_dir():
            yield Bind(path, path)


def _fakes(room: Path, uid: int) -> Iterator[Seen]:
    """Accounts and host names that say nothing about this machine."""
    for name in ("passwd", "group", "hosts"):
        copy = room / name
        copy.write_text(assets.text(f"sandbox/{name}").replace("65534", str(uid)), encoding="utf-8")
        yield Bind(copy, Path("/etc", name))


def _resolver(room: Path, *, online: bool) -> Iterator[Seen]:
    """The machine's name servers and the certificates it trusts, or neither."""
    copy = room / "resolv.conf"
    copy.write_bytes(_RESOLVER.read_bytes() if online and _RESOLVER.is_file() else b"")
    yield Bind(copy, _RESOLVER)
    for path in map(Path, _CERTIFICATES if online else ()):
        if path.exists():
            yield Bind(path, path)


def _own_home(home: Path, room: Path) -> Iterator[Seen]:
    """A home that stays, and temporary files on disk: what is installed there may be large."""
    temporary = room / "tmp"
    temporary.mkdir(mode=0o700, exist_ok=True)
    yield Bind(temporary, TEMPORARY, writable=True)
    yield Bind(home, Path(HOME), writable=True)


def _tools(command: Command, read: Sequence[Laid]) -> Iterator[Seen]:
    """The program and what is shown at its own path, each with what it resolves to."""
    name, search = command.argv[0], command.variables["PATH"]
    program = shutil.which(name, path=search) if "/" not in name else name
    paths = [Path(program)] if program else []
    paths += [each.place for each in read if each.place == each.source]
    found = trace(paths, at=command.at, path=[Path(part) for part in search.split(":")])
    yield from (Bind(shown, shown) for shown in found.shown)
    yield from _links(found.links)


def _place(checkout: Path, at: Path) -> Iterator[Seen]:
    """The checkout where the user's stands; a link on the way there is drawn again."""
    yield Bind(checkout.resolve(), at.resolve(), writable=True)
    yield from _links(trace([at], at=Path("/nowhere")).links)
    git = checkout / ".git"
    if git.is_dir() and not git.is_symlink():
        yield Bind(git, at / ".git")


def _over(read: Sequence[Laid], at: Path) -> Iterator[Seen]:
    """What is laid elsewhere, or is to be read inside the checkout's own place, must lie over it."""
    for each in read:
        moved = each.place != each.source
        if each.source.exists() and (moved or (each.place.is_relative_to(at) and each.place != at)):
            yield Bind(each.source, each.place)


def _links(links: Mapping[Path, str]) -> Iterator[Seen]:
    for place, target in links.items():
        yield Link(place, target)
