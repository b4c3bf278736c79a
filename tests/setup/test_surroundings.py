"""What a setup is given of this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from devflow.setup.surroundings import programs_for

if TYPE_CHECKING:
    import pytest


def test_cargo_is_the_toolchain_behind_rustups_stand_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stand-in reads its default from the home, which a setup does not see."""
    stand_in, home = tmp_path / "bin", tmp_path / "rustup"
    own = home / "toolchains" / "own" / "bin"
    for folder in (stand_in, own):
        folder.mkdir(parents=True)
    for program in (stand_in / "rustup", own / "cargo"):
        program.write_text("#!/bin/sh\n")
        program.chmod(0o755)
    (stand_in / "cargo").symlink_to("rustup")
    (home / "settings.toml").write_text('default_toolchain = "own"\n')
    monkeypatch.setenv("RUSTUP_HOME", str(home))
    monkeypatch.setenv("PATH", f"{stand_in}:{os.environ['PATH']}")
    _, programs = programs_for(["cargo fetch"], tmp_path / "checkout", os.environ)
    assert own / "cargo" in programs
    assert stand_in / "cargo" not in programs
