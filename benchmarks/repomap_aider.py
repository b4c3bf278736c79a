"""aider's tags and repository map of a checkout; run by index.py and packs.py where aider is installed.

    python benchmarks/repomap_aider.py CHECKOUT [TOKENS…] <TICKET

Prints one JSON object: how many files have tags and how long they took from nothing, and by TOKENS the lines
that the map shows for the ticket, as [path, text].
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path

from aider.coders.base_coder import Coder
from aider.io import InputOutput
from aider.models import Model
from aider.repomap import RepoMap

# -- a model whose tokenizer aider carries; it is not asked anything
_MODEL = "gpt-4o"


def main() -> None:
    """Make the tags, then the maps."""
    os.chdir(sys.argv[1])
    ticket = sys.stdin.read()
    model = Model(_MODEL)
    io = InputOutput(pretty=False, yes=True)
    paths = sorted(str(path.relative_to(".")) for path in Path().rglob("*") if path.is_file())
    files = [str(Path(path).absolute()) for path in paths if not path.startswith(".")]
    repo = RepoMap(map_tokens=1024, root=str(Path.cwd()), main_model=model, io=io)
    started = time.perf_counter()
    tagged = sum(bool(repo.get_tags(file, os.path.relpath(file))) for file in files)
    seconds = time.perf_counter() - started
    told: dict[str, object] = {"files": tagged, "seconds": seconds}
    for budget in map(int, sys.argv[2:]):
        repo.max_map_tokens = budget
        told[str(budget)] = _shown(repo, files, paths, ticket)
    print(json.dumps(told))


def _shown(repo: RepoMap, files: list[str], paths: list[str], ticket: str) -> list[tuple[str, str]]:
    """The lines of code that the map shows; what the ticket names is told to it as aider's chat does."""
    words = Coder.get_ident_mentions(None, ticket)
    named = {path for path in paths if path in ticket or Path(path).stem in words}
    text = repo.get_repo_map([], files, mentioned_fnames=named, mentioned_idents=words, force_refresh=True)
    shown, path = [], ""
    for line in (text or "").splitlines():
        if line[:1] in ("│", "█"):
            shown.append((path, line[1:]))
        elif line and line != "⋮" and not re.match(r"⋮", line):
            path = line.rstrip(":")
    return shown


if __name__ == "__main__":
    main()
