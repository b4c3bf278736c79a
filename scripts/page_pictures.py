"""Draw docs/review-light.png and docs/review-dark.png from the page of a real run of `devflow demo`.

usage: .venv/bin/python scripts/page_pictures.py [FOLDER]

Needs Chromium; `scripts/browser` installs one.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.web import browser  # noqa: E402 -- the checkout's own, found by the line above

SIZE = {"width": 1180, "height": 1180}
PHONE = {"width": 390, "height": 1200}


def main() -> None:
    """Run the demo, write its page, and take it in light and in dark."""
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs"
    with tempfile.TemporaryDirectory(prefix="devflow-picture-") as room:
        devflow("demo", "demo", at=Path(room))
        devflow("review", "last", "--html", str(Path(room, "page.html")), at=Path(room, "demo", "records"))
        with browser.started(Path(room)) as chromium:
            for scheme in ("light", "dark"):
                take(chromium, Path(room, "page.html"), scheme, SIZE, target / f"review-{scheme}.png")
            if len(sys.argv) > 1:
                take(chromium, Path(room, "page.html"), "light", PHONE, target / "review-phone.png")


def take(chromium: browser.Browser, page: Path, scheme: str, size: dict[str, int], target: Path) -> None:
    """One picture of the page's head."""
    shown = chromium.new_page(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
    shown.goto(page.as_uri())
    shown.screenshot(path=target)
    print(f"{target}: {target.stat().st_size} bytes")


def devflow(*args: str, at: Path) -> None:
    """Run devflow in a folder."""
    subprocess.run((sys.executable, "-m", "devflow", *args), cwd=at, check=True, capture_output=True)


main()
