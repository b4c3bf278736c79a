"""What a command sees in the sandbox: the system's folders, its toolchain, the checkout, what is shown."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from devflow import assets
from devflow.sandbox.base import HOME, Laid
from devflow.sandbox.toolchain import trace

_RESOLVER = Path("/etc/resolv.conf")
# -- where systems keep the certificates of the authorities, beside those that the profile names
_CERTIFICATES = ("/etc/ssl", "/etc/pki/tls/certs", "/etc/pki/tls/cert.pem", "/etc/pki/ca-trust/extracted")


def system() -> Iterator[str]:
    """`/bin` and its like as this system has them: links into /usr, or folders."""
    for name in ("/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"):
        path = Path(name)
        if path.is_symlink():
            yield from ("--symlink", str(path.readlink()), name)
        elif path.is_dir():
            yield from ("--ro-bind", name, name)


def fakes(room: Path) -> Iterator[str]:
    """Accounts and host names that say nothing about this machine."""
    for name in ("passwd", "group", "hosts"):
        copy = room / name
        copy.write_text(assets.text(f"sandbox/{name}"), encoding="utf-8")
        yield from ("--ro-bind", str(copy), f"/etc/{name}")


def online(room: Path) -> Iterator[str]:
    """The machine's network, its name servers and the certificates it trusts."""
    yield "--share-net"
    copy = room / "resolv.conf"
    copy.write_bytes(_RESOLVER.read_bytes() if _RESOLVER.is_file() else b"")
    yield from ("--ro-bind", str(copy), str(_RESOLVER))
    for name in _CERTIFICATES:
        yield from ("--ro-bind-try", name, name)


def own_home(home: Path, room: Path) -> Iterator[str]:
    """A home that stays, and temporary files on disk: what is installed there may be large."""
    temporary = room / "tmp"
    temporary.mkdir(mode=0o700)
    yield from ("--bind", str(temporary), "/tmp", "--bind", str(home), HOME)  # noqa: S108 -- inside the sandbox


def tools(argv: Sequence[str], read: Sequence[Laid], search: str, at: Path) -> Iterator[str]:
    """The program and what is shown at its own path, each with what it resolves to."""
    program = shutil.which(argv[0], path=search) if "/" not in argv[0] else argv[0]
    wanted = [Path(program)] if program else []
    wanted += [each.place for each in read if each.place == each.source]
    found = trace(wanted, at=at, path=[Path(part) for part in search.split(":")])
    for shown in found.shown:
        yield from ("--ro-bind", str(shown), str(shown))
    for link, target in found.links.items():
        yield from ("--symlink", target, str(link))


def place(checkout: Path, at: Path) -> Iterator[str]:
    """The checkout where the user's stands; a link on the way there is drawn again."""
    found = trace([at], at=Path("/nowhere"))
    yield from ("--bind", str(checkout.resolve()), str(at.resolve()))
    for link, target in found.links.items():
        yield from ("--symlink", target, str(link))
    git = checkout / ".git"
    if git.is_dir() and not git.is_symlink():
        yield from ("--ro-bind", str(git), str(at / ".git"))


def over(read: Sequence[Laid], at: Path) -> Iterator[str]:
    """What is laid elsewhere, or is to be read inside the checkout's own place, must lie over it."""
    for each in read:
        moved = each.place != each.source
        if each.source.exists() and (moved or (each.place.is_relative_to(at) and each.place != at)):
            yield from ("--ro-bind", str(each.source), str(each.place))
