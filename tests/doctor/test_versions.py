"""What a repo asks of its languages is held against what its checks would run with."""

from __future__ import annotations

import platform
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from devflow.doctor import Finding
from devflow.doctor.versions import look_at_versions

OWN = platform.python_version()


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout beside programs of known versions; the repo brings a `node` of its own."""
    for folder, name, said in (
        ("bin", "node", "v20.20.2"),
        ("bin", "go", "go version go1.19.8 linux/amd64"),
        ("bin", "rustc", "rustc 1.75.0 (82e1608df 2023-12-21)"),
        ("repo/bin", "node", "v99.0.0"),
    ):
        (tmp_path / folder).mkdir(parents=True, exist_ok=True)
        (tmp_path / folder / name).write_text(f"#!/bin/sh\necho '{said}'\n")
        (tmp_path / folder / name).chmod(0o755)
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)
    monkeypatch.setenv("PATH", f"{tmp_path}/repo/bin:{tmp_path}/bin:/bin")
    return tmp_path / "repo"


def told(at: Path, files: Mapping[str, str]) -> list[Finding]:
    return list(look_at_versions(at, lambda path: files[path].encode() if path in files else None, None))


@pytest.mark.parametrize(
    ("file", "asks", "remedy"),
    [
        ("package.json", '{"engines": {"node": ">=22"}}', "nvm install 22"),
        ("package.json", '{"engines": {"node": "^18.0.0 || ^21 || >=23"}}', "nvm install 18"),
        ("go.mod", "module x\n\ngo 1.22\n", "https://go.dev/dl"),
        ("Cargo.toml", '[package]\nrust-version = "1.80"\n', "rustup update"),
        ("Cargo.toml", '[workspace.package]\nrust-version = "1.80.1"\n', "rustup update"),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.29"\n', "3.29"),
        ("setup.cfg", "[options]\npython_requires = <3.9\n", "uv venv --python 3.8"),
    ],
)
def test_a_version_that_will_not_do_is_said_in_one_line_with_its_remedy(
    at: Path, file: str, asks: str, remedy: str
) -> None:
    (found,) = told(at, {file: asks})
    assert found.state == "note"
    assert file in found.said
    assert "\n" not in found.said + found.remedy
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("file", "asks"),
    [
        ("package.json", '{"engines": {"node": ">= 0.6"}}'),
        ("package.json", '{"engines": {"node": "18.x || 20.x"}}'),
        ("package.json", '{"engines": {"node": ">=22-nightly!"}}'),
        ("package.json", '{"engines": ["node"]}'),
        ("go.mod", "module x\n\ngo 1.19\n"),
        ("Cargo.toml", '[package]\nrust-version = "1.56"\n'),
        ("Cargo.toml", "[package]\nrust-version = { workspace = true }\n"),
        ("pyproject.toml", '[project]\nrequires-python = ">=3.8"\n'),
        ("pyproject.toml", '[project]\nrequires-python = "three"\n'),
        ("README.md", "go 9.9"),
    ],
)
def test_a_version_that_will_do_or_a_file_that_says_nothing_is_not_mentioned(
    at: Path, file: str, asks: str
) -> None:
    assert told(at, {file: asks}) == []


def test_an_environment_of_the_checkout_is_read_and_not_run(at: Path) -> None:
    files = {"pyproject.toml": f'[project]\nrequires-python = ">={OWN}"\n'}
    assert told(at, files) == []
    (at / ".venv" / "bin").mkdir(parents=True)
    (at / ".venv" / "bin" / "python").write_text(f"#!/bin/sh\ntouch {at}/ran\n")
    (at / ".venv" / "bin" / "python").chmod(0o755)
    (at / ".venv" / "pyvenv.cfg").write_text("home = /usr/bin\nversion = 3.9.2\n")
    (found,) = told(at, files)
    assert found.said.startswith(f"3.9.2 in {at}/.venv, and pyproject.toml asks for >={OWN}")
    assert not (at / "ran").exists()
