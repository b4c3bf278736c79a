"""The walls in every back end, by the numbers of the hostile cases; honest work goes on beside them."""

from __future__ import annotations

import pytest

from devflow.sandbox import Sandbox
from tests.sandbox import asking, probes


@pytest.fixture(scope="session")
def told(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What all probes said in this back end."""
    with asking.host() as facts:
        return asking.ask(sandbox, facts, tmp_path_factory.mktemp("walls"))


@pytest.mark.parametrize("probe", probes.PROBES, ids=lambda probe: probe.name.replace(" ", "-"))
def test_the_wall_holds_and_honest_work_goes_on(told: dict[str, str], probe: probes.Probe) -> None:
    assert told[f"{probe.name} hostile"] == ""
    assert told[f"{probe.name} honest"] == "fine"
