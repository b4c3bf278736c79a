"""Applies replies with aider's own appliers; run by edits.py in an environment that aider is installed in.

Reads one JSON object a line (format, reply, files) and answers each with one line: the files as they are
afterwards, or null where aider refuses or fails. A reply that fails in part counts as refused.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from aider.coders.editblock_coder import EditBlockCoder
from aider.coders.patch_coder import PatchCoder
from aider.coders.udiff_coder import UnifiedDiffCoder
from aider.io import InputOutput

_CODERS = {"search_replace": EditBlockCoder, "udiff": UnifiedDiffCoder, "apply_patch": PatchCoder}


def apply(asked: dict[str, Any]) -> dict[str, str] | None:
    """The files after the reply, or None."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for path, text in asked["files"].items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(text.encode("utf-8", "surrogateescape"))
        kind = _CODERS[asked["format"]]
        # -- made without its constructor, which wants a model and a terminal; this is all that applying reads
        coder = kind.__new__(kind)
        coder.root = str(root)
        coder.fence = ("```", "```")
        coder.shell_commands = []
        coder.abs_root_path_cache = {}
        coder.abs_fnames = {str(root / path) for path in asked["files"]}
        coder.abs_read_only_fnames = set()
        coder.io = InputOutput(pretty=False, yes=True, fancy_input=False)
        coder.partial_response_content = asked["reply"]
        if asked["format"] == "udiff" and "```" not in asked["reply"]:
            coder.partial_response_content = f"```diff\n{asked['reply']}\n```\n"
        try:
            edits = coder.get_edits()
            if not edits:
                return None
            coder.apply_edits(edits)
        except Exception:
            return None
        there = (path for path in root.rglob("*") if path.is_file())
        return {
            path.relative_to(root).as_posix(): path.read_bytes().decode("utf-8", "surrogateescape")
            for path in there
        }


def main() -> None:
    """Answer every line, on the real standard output: aider prints on the other."""
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        print(json.dumps(apply(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
