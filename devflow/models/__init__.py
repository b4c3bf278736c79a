"""The narrow door to models: roles, budgets, receipts, scripts and recordings behind one `ask`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from devflow.models.budget import UNPRICED_TOKENS, Budget
    from devflow.models.call import Cache, Call, Journal, MemoryJournal, Prompt, Spent, add_up
    from devflow.models.door import Models
    from devflow.models.patience import Patience
    from devflow.models.seating import MOST, Seating
    from devflow.models.settings import ROLES, ModelSettings, Price, Role
    from devflow.models.telling import TellingJournal

__all__ = [
    "MOST",
    "ROLES",
    "UNPRICED_TOKENS",
    "Budget",
    "Cache",
    "Call",
    "Journal",
    "MemoryJournal",
    "ModelSettings",
    "Models",
    "Patience",
    "Price",
    "Prompt",
    "Role",
    "Seating",
    "Spent",
    "TellingJournal",
    "add_up",
]

# -- where the names are looked for; a list of runs takes the first alone
_MODULES = ("call", "settings", "budget", "seating", "patience", "telling", "door")

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """A public name, imported when it is used."""
        if name in __all__:
            for module in _MODULES:
                found = vars(import_module(f"{__name__}.{module}")).get(name)
                if found is not None:
                    return globals().setdefault(name, found)
        raise AttributeError(name)
