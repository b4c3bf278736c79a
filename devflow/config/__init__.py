"""What a person and a repository may set, and how the layers become one value."""

from devflow.config.by_key import KEYS, by_key
from devflow.config.checks import Checks
from devflow.config.loading import REPO_FILE, load, user_file
from devflow.config.scope import ScopeRule, ScopeRules
from devflow.config.values import (
    UNSET_MONEY,
    Budget,
    Config,
    FactRules,
    Isolation,
    ModelChange,
    ModelChoice,
    Models,
    RiskRules,
    RouteRules,
    Routes,
    Work,
)

__all__ = [
    "KEYS",
    "REPO_FILE",
    "UNSET_MONEY",
    "Budget",
    "Checks",
    "Config",
    "FactRules",
    "Isolation",
    "ModelChange",
    "ModelChoice",
    "Models",
    "RiskRules",
    "RouteRules",
    "Routes",
    "ScopeRule",
    "ScopeRules",
    "Work",
    "by_key",
    "load",
    "user_file",
]
