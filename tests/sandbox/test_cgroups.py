"""The kernel counts where a group can be made; where none can, nothing is put before a command."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from devflow import process
from devflow.sandbox import Bubblewrap, Command, Limits, cgroup
from tests.sandbox.conftest import PYTHON, SMALL

# -- twenty at once, faster than a watcher looks
_BURST = """
import os, time
for n in range(20):
    if os.fork() == 0:
        x = bytearray(60 << 20)
        os._exit(0)
for n in range(20):
    try: os.wait()
    except ChildProcessError: pass
"""


def counted() -> frozenset[str]:
    """The controllers that a group of this user's can have."""
    with cgroup.joined(SMALL) as group:
        names = {name for folder in group.folders for name in os.listdir(folder)}  # noqa: PTH208
    found = {"pids": {"pids.max"}, "memory": {"memory.max", "memory.limit_in_bytes"}}
    return frozenset(controller for controller, files in found.items() if files & names)


def test_a_group_is_gone_with_its_command() -> None:
    with cgroup.joined(SMALL) as group:
        folders = list(group.folders)
        assert bool(group.words) is bool(folders)
        assert not group.has_killed()
    assert not [folder for folder in folders if folder.exists()]


def test_where_no_group_can_be_made_nothing_is_put_before_a_command(tmp_path: Path) -> None:
    own = tmp_path / "cgroup"
    own.write_text("0::/nowhere/at/all\n3:pids,memory:/nowhere\nnonsense\n")
    with cgroup.joined(SMALL, own) as group:
        assert group.words == []


@pytest.mark.skipif("memory" not in counted(), reason="no group that counts memory can be made here")
@pytest.mark.parametrize("memory", [100, 4000])
def test_what_outruns_the_watcher_is_ended_by_the_kernel_and_said(
    checkout: Path, at: Path, memory: int
) -> None:
    limits = Limits(seconds=60, memory=memory << 20, processes=64, disk=20 << 20)
    done = Bubblewrap().run(Command([str(PYTHON), "-c", _BURST], checkout=checkout, at=at, limits=limits))
    assert done.timed_out is (memory == 100)
    assert (b"more than 100 MiB of memory" in done.stderr) is (memory == 100)


@pytest.mark.skipif("memory" not in counted(), reason="no group that counts memory can be made here")
@pytest.mark.parametrize(("mebibytes", "ended"), [(300, True), (20, False)])
def test_the_kernel_holds_memory_where_no_watcher_looks(mebibytes: int, ended: bool) -> None:
    eat = f"x = bytearray({mebibytes} << 20)\nfor i in range(0, len(x), 4096): x[i] = 1"
    with cgroup.joined(Limits(memory=32 << 20, disk=1 << 20)) as group:
        done = process.run([*group.words, str(PYTHON), "-c", eat], env={})
        assert group.has_killed() is ended
    assert done.ok is not ended


@pytest.mark.skipif("pids" not in counted(), reason="no group that counts processes can be made here")
@pytest.mark.parametrize("most", [20, 200])
def test_the_kernel_refuses_one_process_too_many_to_root_too(checkout: Path, at: Path, most: int) -> None:
    code = (
        "import os, time\nn = 0\n"
        "for _ in range(100):\n"
        "    try: pid = os.fork()\n    except OSError: break\n"
        "    if pid == 0:\n        time.sleep(1); os._exit(0)\n"
        "    n += 1\n"
        "print(n, flush=True)"
    )
    limits = replace(SMALL, processes=most, seconds=30)
    done = Bubblewrap().run(Command([str(PYTHON), "-c", code], checkout=checkout, at=at, limits=limits))
    assert (int(done.stdout) == 100) is (most == 200)
