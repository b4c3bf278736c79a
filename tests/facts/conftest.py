"""A repository with documents, pins and a past, and an environment with one package in it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support import repos

DECISION = (
    "# Rounding\n\nTotals are rounded half up to whole cents before tax is added.\nWe never round twice.\n"
)
FILES = {
    "shop/cart.py": "import parcels\n\n\ndef total_price(lines):\n    return parcels.weigh(lines)\n",
    "docs/decisions/0001-rounding.md": DECISION,
    "docs/use.md": "# Use\n\nCall `total_price(lines)` for the sum.\n",
    "CHANGELOG.md": "## 1.0\n\n- `total_price` counts discounts.\n",
    "requirements.txt": "parcels==2.1.0\nother==1.0\n",
    "package.json": '{"dependencies": {"left-box": "^3.1.0"}}\n',
}
PACKAGE = '''"""Parcels."""


class Parcel:
    def weigh(self, unit: str = "g") -> float:
        """The weight of one parcel."""
        return 0.0


def weigh(
    lines: list[object],
    *,
    unit: str = "g",
) -> float:
    """The weight of all lines, in `unit`.

    Longer words.
    """
    return 0.0
'''


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The repository, with its environment in `.venv` and its modules in `node_modules`."""
    made = repos.make(tmp_path / "shop", FILES)
    repos.commit(made, {"shop/mail.py": "X = 1\n"}, "Send letters\n\nBecause total_price was late.")
    site = made / ".venv" / "lib" / "python3.11" / "site-packages"
    repos.write(
        site,
        {
            "parcels/__init__.py": PACKAGE,
            "parcels/CHANGELOG.md": "## 2.1\n\n- weigh() takes a unit.\n",
            "parcels-2.1.0.dist-info/METADATA": "Name: parcels\n",
        },
    )
    types = "export interface Box { size: number }\nexport declare function openBox(name: string): Box;\n"
    repos.write(
        made,
        {
            ".venv/pyvenv.cfg": "home = /usr\n",
            "node_modules/left-box/package.json": json.dumps({"name": "left-box", "version": "3.1.4"}),
            "node_modules/left-box/index.d.ts": types,
        },
    )
    return made
