"""Switches a control off: a program in place of bubblewrap or Podman changes the words for the real one."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ALL = "--unshare-user --unshare-ipc --unshare-net --unshare-pid --unshare-uts --unshare-cgroup-try"
"""What bubblewrap's --unshare-all stands for."""
_PROGRAM = """#!{python}
import fnmatch, json, os, resource, sys

os.environ["DEVFLOW_API_KEY"] = "one of the host"
most = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (most, most))
words = sys.argv[1:]
for change in json.loads({changes!r}):
    if change["in_text"]:
        words = [word.replace(change["out"], change["put"]) for word in words]
        continue
    for out in filter(None, map(str.split, change["out"].split(" | "))):
        for n in range(len(words) - len(out), -1, -1):
            if all(fnmatch.fnmatchcase(word, one) for word, one in zip(words[n:], out)):
                words[n : n + len(out)] = change["put"].split()
os.execv({real!r}, [{real!r}, *words])
"""


@dataclass(frozen=True)
class Change:
    """Words that are left out, wherever they stand together, and what is put in their place.

    Several such places are parted by ` | `, and `*` is any word. `in_text` changes a text inside of words.
    """

    out: str
    put: str = ""
    in_text: bool = False


def program(real: Path, script: Path, *changes: Change) -> Path:
    """Write the program to `script`. What it starts can find a variable of the host, DEVFLOW_API_KEY."""
    told = json.dumps([asdict(change) for change in changes])
    script.write_text(_PROGRAM.format(python=sys.executable, real=str(real), changes=told))
    script.chmod(0o755)
    return script
