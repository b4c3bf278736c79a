"""The shape of every section of the configuration: frozen, and closed to keys that nobody knows."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Section(BaseModel):
    """Part of a configuration."""

    # -- built on first use, each within the whole that holds it
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
