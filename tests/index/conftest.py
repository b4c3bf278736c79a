"""A small repository whose history, sources and tests the index can be asked about."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

FILES = {
    "shop/cart.py": '''"""The cart."""

import json

from shop.price import total_price


class Cart:
    """Holds lines."""

    limit = 99

    def __init__(self):
        self.lines = []

    def add_line(self, item, count):
        """Append an item unless the cart is full."""
        if len(self.lines) >= self.limit:
            raise OverflowError("cart is full")
        self.lines.append((item, count))

    def total(self):
        return total_price(self.lines)
''',
    "shop/price.py": '''"""Prices and discounts."""

RATE = 0.2


def total_price(lines):
    return sum(item.price * count for item, count in lines)


def apply_discount(price, percent):
    """Lower a price by a percentage."""
    return price - price * percent / 100
''',
    "shop/mail.py": '''"""Sends letters."""


def send_receipt(address, text):
    """Post a receipt to a customer."""
    return address, text
''',
    "web/server.go": """package web

// Serve answers requests.
func Serve(port int) error {
\treturn nil
}
""",
    "tests/test_cart.py": """from shop.cart import Cart


def test_total():
    assert Cart().total() == 0
""",
    "tests/test_price.py": """from shop.price import apply_discount


def test_discount():
    assert apply_discount(10, 50) == 5
""",
    "README.md": "# Shop\n\nA shop with a cart.\n",
}

Commit = Callable[..., str]


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    """An empty repository; its git directory is `repo / ".git"`."""
    folder = tmp_path / "repo"
    folder.mkdir()
    run(folder, "init", "-q", "-b", "main")
    return folder


@pytest.fixture
def commit(repo: Path) -> Commit:
    """Writes files (None removes one), commits all and gives the commit's id."""

    def make(files: Mapping[str, str | bytes | None], message: str = "Change") -> str:
        for name, content in files.items():
            path = repo / name
            if content is None:
                path.unlink()
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        run(repo, "add", "-A")
        run(repo, "commit", "-q", "--allow-empty", "-m", message)
        return run(repo, "rev-parse", "HEAD").strip()

    return make


@pytest.fixture
def shop(commit: Commit) -> str:
    """A commit of the small shop."""
    return commit(FILES, "Open the shop")


def run(folder: Path, *args: str) -> str:
    """Run git in a folder."""
    identity = {"GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.com"}
    identity |= {"GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.com"}
    env = {**os.environ, **identity, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    return subprocess.run(
        ["git", *args], cwd=folder, env=env, check=True, capture_output=True, text=True
    ).stdout
