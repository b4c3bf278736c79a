"""`scripts/setup` installs what is missing, once, and says what it cannot do."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = (
    "sh",
    "dirname",
    "sha256sum",
    "cut",
    "cat",
    "sed",
    "mktemp",
    "mkdir",
    "rm",
    "date",
    "du",
    "grep",
    "tail",
)
# -- a build backend of its own lets pip install the stand-in without a network
BACKEND = """
from wheels import write
def build_editable(folder, config_settings=None, metadata_directory=None):
    return write(folder, "devflow")
"""
WHEELS = """
import pathlib, zipfile
def write(folder, name):
    wheel, info = f"{name}-1-py3-none-any.whl", f"{name}-1.dist-info"
    with zipfile.ZipFile(pathlib.Path(folder, wheel), "w") as file:
        file.writestr(f"{name}.pth", str(pathlib.Path.cwd()))
        file.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1\\n")
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        file.writestr(f"{info}/RECORD", "")
    return wheel
"""
# -- as `python -m venv` does, but with the pip that is here instead of a new one: a tenth of the time
PYTHON = f"""
if [ "$2" = venv ]; then
    "{sys.executable}" -m venv --without-pip "$3" "$4" &&
    echo "{sysconfig.get_path("purelib")}" >"$(echo "$4"/lib/python3*/site-packages)/pip.pth"
else
    exec "{sys.executable}" "$@"
fi
"""
WITHOUT_VENV = f'case "$*" in *ensurepip*) exit 1;; esac\n{PYTHON}'


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A stand-in with our script, an empty lock and a package of no content, in a folder with spaces."""
    root = tmp_path / "a check out"
    (root / "scripts").mkdir(parents=True)
    (root / "devflow").mkdir()
    shutil.copy(ROOT / "scripts" / "setup", root / "scripts" / "setup")
    (root / "devflow" / "__init__.py").touch()
    (root / "backend.py").write_text(BACKEND)
    (root / "wheels.py").write_text(WHEELS)
    (root / "requirements.lock").write_text("# nothing\n")
    (root / "pyproject.toml").write_text(
        '[build-system]\nrequires=[]\nbuild-backend="backend"\nbackend-path=["."]\n'
    )
    return root


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A folder of commands to put first on PATH."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def command(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def setup(checkout: Path, path: Path, **env: str) -> tuple[int, str]:
    """Run the script in a bare environment where only `path` and the system's tools are found."""
    tools = path.parent / "tools"
    if not tools.exists():
        tools.mkdir()
        for name in (*TOOLS, "id", "flock"):
            (tools / name).symlink_to(str(shutil.which(name)))
    done = subprocess.run(
        ("/bin/sh", str(checkout / "scripts" / "setup")),
        cwd=path,
        env={"PATH": f"{path}{os.pathsep}{tools}", **env},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stderr


def test_it_installs_once_and_again_when_the_lock_changed(checkout: Path, path: Path) -> None:
    command(path, "python3.13", "echo 'pyenv: python3.13: command not found' >&2; exit 127")
    command(path, "python3.12", "exit 1")
    command(path, "python3", PYTHON)
    code, said = setup(checkout, path)
    assert (code, "making .venv" in said, "done in" in said) == (0, True, True), said
    assert (checkout / ".venv/bin/python").exists()

    assert setup(checkout, path) == (0, "")

    (checkout / "requirements.lock").write_text("# something else\n")
    code, said = setup(checkout, path)
    assert (code, "making .venv" in said, "done in" in said) == (0, False, True), said


def test_an_interrupted_install_is_begun_anew(checkout: Path, path: Path) -> None:
    command(path, "python3", PYTHON)
    (checkout / "requirements.lock").write_text("no-such-package==1 --hash=sha256:" + "0" * 64)
    code, said = setup(checkout, path, PIP_NO_INDEX="1")
    assert code == 2
    assert "no-such-package" in said
    (checkout / ".venv" / "half-installed").touch()

    (checkout / "requirements.lock").write_text("# nothing\n")
    code, said = setup(checkout, path)
    assert (code, "making .venv" in said) == (0, True), said
    assert not (checkout / ".venv" / "half-installed").exists()


def test_no_usable_python_is_said_with_what_to_install(checkout: Path, path: Path) -> None:
    command(path, "python3", "exit 1")
    code, said = setup(checkout, path)
    assert code == 2
    assert "no Python 3.11, 3.12 or 3.13" in said
    assert "apt-get install python3" in said


def test_a_python_that_was_asked_for_and_does_not_fit_is_refused(checkout: Path, path: Path) -> None:
    command(path, "python2", "exit 1")
    command(path, "python3", PYTHON)
    code, said = setup(checkout, path, PYTHON="python2")
    assert code == 2
    assert "PYTHON=python2 is not a Python 3.11" in said


def test_a_python_with_venv_is_taken_before_a_newer_one_without(checkout: Path, path: Path) -> None:
    command(path, "python3.13", WITHOUT_VENV)
    command(path, "python3", PYTHON)
    code, said = setup(checkout, path)
    assert code == 0, said


def test_a_missing_venv_module_is_said_where_it_cannot_be_installed(checkout: Path, path: Path) -> None:
    command(path, "python3", WITHOUT_VENV)
    code, said = setup(checkout, path)
    assert code == 2
    assert f"sudo apt-get install python3.{sys.version_info.minor}-venv" in said


def test_a_missing_venv_module_is_installed_by_apt_where_root_may(checkout: Path, path: Path) -> None:
    flag = path.parent / "installed"
    command(path, "id", "echo 0")
    command(path, "apt-get", f'echo "$@" >>"{path}/asked"; case "$*" in *install*) : >"{flag}";; esac')
    command(path, "python3", f'if [ ! -e "{flag}" ]; then\n{WITHOUT_VENV}\nfi\n{PYTHON}')
    code, said = setup(checkout, path)
    assert code == 0, said
    asked = (path / "asked").read_text().splitlines()
    assert asked[0].endswith("update")
    assert asked[1].endswith(f"python3.{sys.version_info.minor}-venv")


def test_packages_come_from_the_index_that_is_named_and_match_their_hash(checkout: Path, path: Path) -> None:
    command(path, "python3", PYTHON)
    folder = path.parent / "index" / "tiny"
    folder.mkdir(parents=True)
    argv = (sys.executable, "-c", f"from wheels import write; write({str(folder)!r}, 'tiny')")
    subprocess.run(argv, cwd=checkout, check=True)
    (wheel,) = folder.iterdir()
    (folder / "index.html").write_text(f'<a href="{wheel.name}">{wheel.name}</a>')
    index = {"UV_INDEX_URL": folder.parent.as_uri(), "PIP_CONFIG_FILE": os.devnull}

    (checkout / "requirements.lock").write_text(f"tiny==1 --hash=sha256:{'0' * 64}\n")
    code, said = setup(checkout, path, **index)
    assert code == 2
    assert "HASHES" in said

    true = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (checkout / "requirements.lock").write_text(f"tiny==1 --hash=sha256:{true}\n")
    code, said = setup(checkout, path, **index)
    assert code == 0, said
    assert list(checkout.glob(".venv/lib/python3*/site-packages/tiny-1.dist-info"))
