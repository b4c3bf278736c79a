"""Facts: verbatim quotes from approved sources, looked up by code before a coding model is asked."""

from devflow.facts.approved import Approved, NoPast, Past
from devflow.facts.installed import Installed
from devflow.facts.looking import Found, look
from devflow.facts.named import Named
from devflow.facts.source import Source
from devflow.facts.verifying import stands
from devflow.facts.wanted import Wanted

__all__ = ["Approved", "Found", "Installed", "Named", "NoPast", "Past", "Source", "Wanted", "look", "stands"]
