"""What being wrong would cost, by rules over words and paths, and who owns what is touched."""

from devflow.risk.owners import LARGEST, PLACES, owners_of
from devflow.risk.rules import HIGH, Raise, highest, of_candidate, of_names, of_paths, of_words

__all__ = [
    "HIGH",
    "LARGEST",
    "PLACES",
    "Raise",
    "highest",
    "of_candidate",
    "of_names",
    "of_paths",
    "of_words",
    "owners_of",
]
