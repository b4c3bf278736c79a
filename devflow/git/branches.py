"""The name of the branch that a run offers for review."""

from __future__ import annotations


def branch_name(title: str, run: str) -> str:
    """`devflow/<words of the title>-<run>`: plain, short and valid as a branch."""
    words = "".join(
        letter if letter.isascii() and letter.isalnum() else " " for letter in title.lower()
    ).split()
    slug = "-".join(words)[:40].strip("-")
    return f"devflow/{slug}-{run}" if slug else f"devflow/{run}"
