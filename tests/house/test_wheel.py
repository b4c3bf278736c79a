"""The wheel and the source archive carry everything, and the wheel works away from the checkout."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ("prompts", "sandbox", "page", "hooks", "demo")
# -- one worker builds, the others need not
pytestmark = pytest.mark.xdist_group("wheel")

READ_ASSETS = """
import hashlib, json
from devflow import assets
folder = assets.folder()
found = {}
for file in folder.rglob("*"):
    if file.is_file():
        found[file.relative_to(folder).as_posix()] = hashlib.sha256(file.read_bytes()).hexdigest()
print(json.dumps(found))
"""


def build(source: Path, target: Path, *kinds: str) -> None:
    """Build offline, with the build backend of this environment."""
    options = [word for kind in kinds for word in ("-t", kind)]
    argv = (sys.executable, "-m", "hatchling", "build", "-d", str(target), *options)
    subprocess.run(argv, cwd=source, check=True, capture_output=True)


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the source archive of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build(ROOT, folder, "wheel", "sdist")
    return folder


@pytest.fixture(scope="module")
def python(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the wheel's files and sees our dependencies.

    A folder named in a .pth file is put on the path without its own .pth files, so the checkout, installed
    here in editable form, stays out of sight.
    """
    folder = tmp_path_factory.mktemp("an environment")
    subprocess.run((sys.executable, "-m", "venv", "--without-pip", str(folder)), check=True)
    (packages,) = folder.glob("lib/python3*/site-packages")
    (wheel,) = dist.glob("*.whl")
    shutil.unpack_archive(wheel, packages, "zip")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "python"


def said(python: Path, *argv: str) -> str:
    """What Python says in an empty environment, standing in an empty folder."""
    empty = python.parent.parent / "empty"
    empty.mkdir(exist_ok=True)
    done = subprocess.run(
        (str(python), *argv), cwd=empty, env={}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_devflow_runs_from_the_wheel_and_not_from_the_checkout(python: Path) -> None:
    place = Path(said(python, "-c", "import devflow; print(devflow.__file__)"))
    assert python.parent.parent in place.parents
    version = said(python, "-m", "devflow", "--version")
    assert version.split()[-1] == said(python, "-c", "import devflow; print(devflow.__version__)")


def test_the_command_that_the_wheel_installs_can_be_called(python: Path) -> None:
    program = (
        "from importlib.metadata import entry_points;"
        "(found,) = entry_points(group='console_scripts', name='devflow'); print(callable(found.load()))"
    )
    assert said(python, "-c", program) == "True"


def test_every_asset_is_read_from_the_wheel_byte_for_byte(python: Path) -> None:
    listed = subprocess.run(("git", "ls-files", "-z", *ASSETS), cwd=ROOT, capture_output=True, check=True)
    ours = {
        name: ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).exists()
    }
    expected = {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in ours.items()}
    packed = json.loads(said(python, "-c", READ_ASSETS))
    assert expected.items() <= packed.items()
    assert {name.partition("/")[0] for name in expected} == set(ASSETS)


def test_the_demo_can_be_made_from_the_wheel(python: Path, tmp_path: Path) -> None:
    program = f"import devflow.demo, pathlib; devflow.demo.create(pathlib.Path({str(tmp_path / 'x')!r}))"
    said(python, "-c", program)
    assert (tmp_path / "x" / "records" / "src" / "records" / "web.py").is_file()


def test_nothing_but_sources_and_assets_is_packed(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert not [
        name for name in names if "__pycache__" in name or name.startswith(("tests", "benchmarks", "docs"))
    ]
    assert "devflow/py.typed" in names
    assert [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]


def test_the_wheel_built_from_the_source_archive_is_the_same(dist: Path, tmp_path: Path) -> None:
    (archive,) = dist.glob("*.tar.gz")
    shutil.unpack_archive(archive, tmp_path / "source")
    (source,) = (tmp_path / "source").iterdir()
    build(source, tmp_path / "again", "wheel")
    (first,), (second,) = dist.glob("*.whl"), (tmp_path / "again").glob("*.whl")
    assert contents(first) == contents(second)


def contents(wheel: Path) -> dict[str, int]:
    """Every file of a wheel and its checksum."""
    with zipfile.ZipFile(wheel) as archive:
        return {info.filename: info.CRC for info in archive.infolist()}
