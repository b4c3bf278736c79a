"""What devflow adds to a JavaScript runner's command, the code under test does not see."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from devflow.handoffs import Outcome
from devflow.sandbox import Limits
from tests.checks.conftest import MakePlace
from tests.support.programs import there

MODULES = Path(__file__).resolve().parents[2] / ".cache" / "runners" / "node_modules"
LONG = Limits(seconds=200, memory=2 << 30, processes=128, disk=256 << 20)
# -- as a command-line library's tests do: what is read is the argv of the process that the tests run in
CHECK = "{ if (words().length) throw Error(words()) })\n"
READS = f"const words = require('./words')\ntest('reads', () => {CHECK}"
MORE = f"{READS}test('reads twice', () => {CHECK}"


@pytest.mark.parametrize(
    ("script", "typed"),
    [
        ("jest", []),
        ("jest --silent --runInBand", ["--silent", "--runInBand"]),
        ("mocha -u qunit *.test.js", ["-u", "qunit", "*.test.js"]),
    ],
)
def test_code_under_test_reads_the_command_line_that_a_person_typed(
    make_place: MakePlace, script: str, typed: list[str]
) -> None:
    """In the whole suite, and in the runs of a few files."""
    runner = script.split(maxsplit=1)[0]
    there(MODULES.is_dir(), runner, "runners")
    words = f"module.exports = () => process.argv.slice(2).filter((word) => !{typed}.includes(word))"
    base = {
        "package.json": json.dumps({"scripts": {"test": script}}),
        "words.js": f"{words}.concat('more')\n",
        "a.test.js": READS,
        "b.test.js": "test('one', () => {})\n",
    }
    place = make_place(base, environment=None)
    subprocess.run(["cp", "-al", MODULES, place.at / "node_modules"], check=True)
    result = place.result({"words.js": f"{words}\n", "a.test.js": MORE}, limits=LONG)
    assert result.status == "green", (result.reason, result.new_failures)
    new = [(change.id, change.before) for change in result.new_tests]
    assert new == [("a.test.js::reads twice", Outcome.FAILED)]
