"""Finds a repo's checks, runs them on base and candidate, and tells the truth about both."""

from devflow.checks.check import Check
from devflow.checks.finding import chosen, find
from devflow.checks.formatting import Formatted, run_formatters
from devflow.checks.measuring import Means, measure
from devflow.checks.needs.environment import built, find_environment, fingerprint
from devflow.checks.needs.outfit import RECORD, Outfit, outfit_name
from devflow.checks.needs.pointers import find_pointers, lacking_files
from devflow.checks.needs.recipes import propose_setup
from devflow.checks.needs.services import Proposed, lacking_program, propose_services
from devflow.checks.needs.supplying import PROPOSED, object_stores, outfit_of, outfit_of_candidate, supply
from devflow.checks.outcomes.baselines import Shelf
from devflow.checks.paths import names_dependencies
from devflow.checks.runners import Package
from devflow.checks.runners.formatters import find_formatters
from devflow.checks.runners.pre_commit import named_hooks
from devflow.checks.subject import Subject
from devflow.checks.verdicts.lacking import beforehand
from devflow.checks.workflows import propose_commands

__all__ = [
    "PROPOSED",
    "RECORD",
    "Check",
    "Formatted",
    "Means",
    "Outfit",
    "Package",
    "Proposed",
    "Shelf",
    "Subject",
    "beforehand",
    "built",
    "chosen",
    "find",
    "find_environment",
    "find_formatters",
    "find_pointers",
    "fingerprint",
    "lacking_files",
    "lacking_program",
    "measure",
    "named_hooks",
    "names_dependencies",
    "object_stores",
    "outfit_name",
    "outfit_of",
    "outfit_of_candidate",
    "propose_commands",
    "propose_services",
    "propose_setup",
    "run_formatters",
    "supply",
]
