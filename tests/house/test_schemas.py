"""The published schemas are those of the code, and what commands print keeps to them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from devflow.report.data import SCHEMAS, EventLine, RunRow, RunTold
from tests.conftest import MakeRepo
from tests.support import runs

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_published_schema_is_that_of_the_code(name: str) -> None:
    published = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    assert published == SCHEMAS[name].model_json_schema(mode="serialization"), "run scripts/schemas.py"


def test_no_other_schema_is_published() -> None:
    assert {file.stem for file in FOLDER.iterdir()} == set(SCHEMAS)


def test_a_run_keeps_to_its_schemas(git_repo: MakeRepo) -> None:
    checkout = git_repo()
    ended = runs.start(checkout, [runs.GOOD])
    *events, last = ended.out.splitlines()
    assert [EventLine.model_validate_json(line).step for line in events][-1] == "review"
    assert RunTold.model_validate_json(last).state.value == "ready"
    (row,) = runs.devflow(checkout, "runs", "--json").json
    assert RunRow.model_validate(row).run == ended.json["run"]
    judged = runs.devflow(checkout, "approve", "--json")
    assert RunRow.model_validate_json(judged.out).state.value == "approved"
