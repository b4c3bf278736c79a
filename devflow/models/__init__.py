"""The narrow door to models: roles, budgets, receipts, scripts and recordings behind one `ask`."""

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
