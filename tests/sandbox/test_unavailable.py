"""Who cannot have a sandbox is told what to type. The refusals are bubblewrap's own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.process import Completed
from devflow.sandbox import unavailable
from devflow.sandbox.bubblewrap import find_program

# -- as said by bubblewrap 0.8 and 0.11 on such machines
UBUNTU = b"bwrap: setting up uid map: Permission denied\n"
DEBIAN = (
    b"bwrap: No permissions to create new namespace, likely because the kernel does not allow non-privileged "
    b"user namespaces. See <https://deb.li/bubblewrap> or <file:///usr/share/doc/bubblewrap/README.Debian.gz>.\n"
)
CONTAINER = b"bwrap: Can't mount proc on /newroot/proc: Operation not permitted\n"


@pytest.mark.parametrize(
    ("said", "setting", "value", "remedy"),
    [
        (UBUNTU, "kernel/apparmor_restrict_unprivileged_userns", "1", "bwrap-userns-restrict"),
        (DEBIAN, "kernel/unprivileged_userns_clone", "0", "sysctl kernel.unprivileged_userns_clone=1"),
        (DEBIAN, "user/max_user_namespaces", "0", "sysctl user.max_user_namespaces=15000"),
    ],
)
def test_the_setting_that_forbids_is_named_with_its_remedy(
    tmp_path: Path, said: bytes, setting: str, value: str, remedy: str
) -> None:
    place = tmp_path / setting
    place.parent.mkdir(parents=True)
    place.write_text(f"{value}\n")
    error = unavailable.explain(Completed(("bwrap",), 1, b"", said, 0.1), system=tmp_path)
    assert error.code == "E_SANDBOX_UNAVAILABLE"
    assert said.decode().strip() in error.message
    assert remedy in error.hint
    allowed = {"0": "1", "1": "0"}[value]
    place.write_text(f"{allowed}\n")
    error = unavailable.explain(Completed(("bwrap",), 1, b"", said, 0.1), system=tmp_path)
    assert remedy not in error.hint


@pytest.mark.parametrize(("value", "the_systems"), [("1", True), ("0", False), (None, False)])
def test_where_apparmor_lets_the_systems_bubblewrap_alone_through_it_is_used(
    tmp_path: Path, value: str | None, the_systems: bool
) -> None:
    own = tmp_path / "bin" / "bwrap"
    own.parent.mkdir()
    own.touch(mode=0o755)
    setting = tmp_path / "kernel" / "apparmor_restrict_unprivileged_userns"
    setting.parent.mkdir()
    if value is not None:
        setting.write_text(f"{value}\n")
    found = find_program(tmp_path, str(own.parent))
    assert (found == own) is the_systems
    assert find_program(tmp_path, "/nowhere") is not None, "the wheel's, where there is no other"


def test_in_a_container_the_options_of_the_outer_one_are_named(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / ".containerenv").write_text("")
    failed = Completed(("bwrap",), 1, b"", CONTAINER, 0.1)
    error = unavailable.explain(failed, system=tmp_path, root=tmp_path)
    assert "systempaths=unconfined" in error.hint
    assert "systempaths" not in unavailable.explain(failed, system=tmp_path, root=tmp_path / "run").hint
