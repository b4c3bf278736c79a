"""Files that git keeps elsewhere come from the user's checkout, where those are what is meant."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from devflow.checks.needs.pointers import Pointer, fill_in, find_pointers, lacking_files

DATA = b"the real file\n" * 100
DIGEST = hashlib.sha256(DATA).hexdigest()
TEXT = f"version https://git-lfs.github.com/spec/v1\noid sha256:{DIGEST}\nsize {len(DATA)}\n".encode()
POINTER = Pointer("data/a.bin", DIGEST, len(DATA))


@dataclass(frozen=True)
class Entry:
    """A file of a tree."""

    size: int


def put(folder: Path, data: bytes) -> Path:
    """The pointed-to file of a checkout."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "a.bin").write_bytes(data)
    return folder


def test_pointers_are_found_where_an_attribute_asks_for_them() -> None:
    files = {".gitattributes": b"*.bin filter=lfs\n", "data/a.bin": TEXT, "b.txt": b"x" * len(TEXT)}
    tree = {path: Entry(len(data)) for path, data in files.items()}
    assert find_pointers(tree, files.get) == (POINTER,)
    assert find_pointers(tree, {**files, ".gitattributes": b""}.get) == ()


def test_a_checkout_gets_the_users_file(tmp_path: Path) -> None:
    at, checkout = put(tmp_path / "at", DATA), put(tmp_path / "checkout", TEXT)
    assert lacking_files(at, [POINTER]) == ()
    assert fill_in(checkout, at, [POINTER]) == ("data/a.bin",)
    assert (checkout / "data" / "a.bin").read_bytes() == DATA


def test_another_file_than_is_meant_is_not_taken(tmp_path: Path) -> None:
    at, checkout = put(tmp_path / "at", DATA[::-1]), put(tmp_path / "checkout", TEXT)
    assert lacking_files(at, [POINTER]) == ("data/a.bin",)
    assert fill_in(checkout, at, [POINTER]) == ()
    assert (checkout / "data" / "a.bin").read_bytes() == TEXT


def test_what_the_patch_has_put_there_stays(tmp_path: Path) -> None:
    at, checkout = put(tmp_path / "at", DATA), put(tmp_path / "checkout", b"of the patch")
    assert fill_in(checkout, at, [POINTER]) == ()


def test_no_link_is_followed(tmp_path: Path) -> None:
    at, outside = put(tmp_path / "at", DATA), put(tmp_path / "outside", TEXT)
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "data").symlink_to(outside / "data")
    assert fill_in(checkout, at, [POINTER]) == ()
    assert (outside / "data" / "a.bin").read_bytes() == TEXT
