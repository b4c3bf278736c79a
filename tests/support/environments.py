"""Virtual environments with pytest and nothing else: a check starts in a quarter of the time ours takes."""

from __future__ import annotations

import compileall
import importlib.metadata
import re
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest

_PACKAGES = ("pytest", "_pytest", "pluggy", "iniconfig", "packaging", "pygments")
_KEPT = Path(__file__).resolve().parents[2] / ".cache"


def make_environment(folder: Path, packages: Sequence[str] = _PACKAGES) -> Path:
    """A virtual environment with pytest in it, made without the network."""
    home = Path(sys.base_prefix) / "bin"
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = folder / "lib" / version / "site-packages"
    site.mkdir(parents=True)
    (folder / "bin").mkdir()
    (folder / "pyvenv.cfg").write_text(f"home = {home}\ninclude-system-site-packages = false\n")
    (folder / "bin" / "python").symlink_to(home / version)
    (folder / "bin" / "python3").symlink_to("python")
    source = Path(pytest.__file__).parent.parent
    for name in packages:
        ignore = shutil.ignore_patterns("__pycache__")
        for found in [source / name, *source.glob(f"{name}-*.dist-info")]:
            shutil.copytree(found, site / found.name, ignore=ignore)
    shutil.copy(source / "py.py", site)
    compileall.compile_dir(site, quiet=1, rx=re.compile("lexers|styles|formatters"))
    return folder


@cache
def kept_environment() -> Path:
    """The one that whole runs find on PATH; made once for this Python and pytest, whoever comes first."""
    pythons = f"{sys.implementation.cache_tag}-pytest-{importlib.metadata.version('pytest')}"
    place = _KEPT / f"checks-{pythons}"
    if not place.is_dir():
        _KEPT.mkdir(exist_ok=True)
        made = make_environment(Path(tempfile.mkdtemp(dir=_KEPT)) / "made")
        with suppress(OSError):  # -- another process was first
            made.rename(place)
        shutil.rmtree(made.parent)
    return place
