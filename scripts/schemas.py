"""Write the schemas of what is printed with --json to docs/schemas.

usage: .venv/bin/python scripts/schemas.py
"""

from __future__ import annotations

import json
from pathlib import Path

from devflow.report.schemas import SCHEMAS, schema_of

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "schemas"


def main() -> None:
    """Write a file for each schema."""
    FOLDER.mkdir(exist_ok=True)
    for name, kind in SCHEMAS.items():
        (FOLDER / f"{name}.json").write_text(json.dumps(schema_of(kind), indent=2) + "\n", "utf-8")


main()
