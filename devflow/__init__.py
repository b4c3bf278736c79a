"""devflow carries a ticket to a branch that a person can review in minutes."""

__version__ = "0.1.0"
