"""Draw docs/demo.svg from a real run of `devflow demo`.

usage: .venv/bin/python scripts/picture.py [TARGET]
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
WIDTH = 118
# -- as rich's own, without its fonts from the network
FRAME = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font: {char_height}px Consolas, Menlo, "DejaVu Sans Mono", monospace;
  line-height: {line_height}px }}
.{unique_id}-title {{ font: bold 18px sans-serif }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""


def main() -> None:
    """Run the demo, keep its progress and the head of its review, and draw them."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "demo.svg"
    lines = demo().split("\n")
    titles = [Text.from_ansi(line).plain.strip() for line in lines]
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, highlight=False)
    console.print(Text("$ make demo", style="bold"))
    end = next(number for number, title in enumerate(titles) if title.startswith("Acceptance"))
    for line in lines[:end]:
        console.print(Text.from_ansi(line), overflow="ellipsis", no_wrap=True)
    console.print(
        Text("… criteria and the tests that show them, roll back, cost, diff, receipts", style="dim")
    )
    target.write_text(console.export_svg(title="devflow", code_format=FRAME, unique_id="demo"), "utf-8")
    print(f"{target}: {target.stat().st_size} bytes")


def demo() -> str:
    """What the demo says in a terminal with colours: progress, then the review."""
    with tempfile.TemporaryDirectory(prefix="devflow-picture-") as room:
        done = subprocess.run(
            (sys.executable, "-m", "devflow", "demo", "demo"),
            cwd=room,
            env={**os.environ, "FORCE_COLOR": "1", "COLUMNS": str(WIDTH)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=True,
        )
        return done.stdout.replace(room, "~")


main()
