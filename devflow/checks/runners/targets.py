"""What a repo's people type where no runner is known: a target of make or just, by its exit status."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator

from devflow.checks.check import Check
from devflow.checks.runners.base import Package
from devflow.checks.runners.commands import command_line

_FILES = {
    "make": ("GNUmakefile", "makefile", "Makefile"),
    "just": ("justfile", "Justfile", ".justfile"),
}
_WANTED = ("test", "tests", "check")


def find(package: Package) -> Iterator[Check]:
    """The first of the usual targets, of the first tool that is on this machine."""
    for tool, names in _FILES.items():
        text = next((package.read(name) for name in names if name in package.paths), b"")
        targets = re.findall(r"^@?([\w.-]+)[^\n:=]*:(?!=)", text.decode(errors="replace"), re.MULTILINE)
        wanted = [target for target in _WANTED if target in targets]
        if wanted and shutil.which(tool):
            line = f"{tool} {wanted[0]}"
            yield command_line(package.named(line), line, package.at, package.outfit, package.folder)
            return
