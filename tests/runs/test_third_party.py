"""A whole run on a third party's real code, with its own tests, and its next release as the fix."""

from __future__ import annotations

import difflib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import repos, runs
from tests.support.digest import untouched

CACHE = Path(__file__).parents[2] / ".cache" / "sdists"
# -- 0.14.2 mends one thing in one module, and changes two tests that were green with it
BEFORE, AFTER = "0.14.1", "0.14.2"
HASHES = {
    BEFORE: "338c8431e4fc554517651972d62f06958718f6262b04316917008e8fd677a6b0",
    AFTER: "201e7c28bb210e374999d1dde6382923ab0ed1a8a5faeece48ab525b7810a553",
}
CHANGED = ("xmltodict.py", "tests/test_xmltodict.py")
TICKET = """Elements that hold only whitespace come back as whitespace

`parse("<root> </root>")` gives `{"root": " "}`. With strip_whitespace on, which is the default, the
value should be None; with strip_whitespace=False the blank should stay.
"""


def source(version: str) -> Path:
    """The unpacked source package of a version, fetched once."""
    folder = CACHE / f"xmltodict-{version}"
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        wanted = CACHE / f"wanted-{version}.txt"
        wanted.write_text(f"xmltodict=={version} --hash=sha256:{HASHES[version]}\n")
        pip = (
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--no-binary=:all:",
            "--require-hashes",
        )
        env = {**os.environ, "HOME": str(CACHE), "XDG_CACHE_HOME": str(CACHE)}
        subprocess.run((*pip, "-d", str(CACHE), "-r", str(wanted)), check=True, env=env)
        # -- not tarfile's data filter: Python 3.11 has it from 3.11.4 on, and Debian 12 has 3.11.2
        shutil.unpack_archive(CACHE / f"xmltodict-{version}.tar.gz", CACHE)
    return folder


def upstream_fix() -> str:
    """What the next release changed in the module and its tests, as a unified diff."""
    parts = []
    for path in CHANGED:
        old, new = (
            (source(version) / path).read_text().splitlines(keepends=True) for version in (BEFORE, AFTER)
        )
        parts += difflib.unified_diff(old, new, f"a/{path}", f"b/{path}")
    return "".join(parts)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    files = {
        file.relative_to(source(BEFORE)).as_posix(): file.read_bytes()
        for file in source(BEFORE).rglob("*")
        if file.is_file() and "egg-info" not in str(file) and file.name != "PKG-INFO"
    }
    return repos.everything(repos.make(tmp_path / "xmltodict", files))


@pytest.mark.xdist_group("third-party")
def test_the_real_fix_ends_ready_and_proven(checkout: Path) -> None:
    with untouched(checkout):
        ended = runs.start(checkout, [upstream_fix()], ticket=TICKET)
    assert ended.code == 0, ended.err
    told = ended.json
    tests = told["report"]["results"][0]
    assert (tests["name"], tests["status"]) == ("pytest", "green")
    assert tests["after"]["passed"] > 50
    proven = {test["id"].rpartition("::")[2] for test in tests["new_tests"] if test["before"] == "failed"}
    assert proven == {"test_keep_whitespace", "test_skip_whitespace"}
    for path in CHANGED:
        assert (
            repos.git(checkout, "show", f"{told['branch']}:{path}")
            == (source(AFTER) / path).read_text().rstrip()
        )


@pytest.mark.xdist_group("third-party")
def test_the_fix_without_its_tests_is_red(checkout: Path) -> None:
    only_module = upstream_fix().split("--- a/tests/")[0]
    ended = runs.start(checkout, [only_module], ticket=TICKET)
    assert (ended.code, ended.json["state"]) == (1, "not_fit")
    assert "test_keep_whitespace" in ended.json["reason"]
