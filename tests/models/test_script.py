"""Scripts: the n-th call of a step gets the step's n-th line, and a bad script is named by its line."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from devflow.errors import BudgetError, ConfigError, ReplyInvalid, ScriptEnded
from devflow.handoffs import Criterion, Spec
from devflow.models import Budget, MemoryJournal, Models, ModelSettings, Price, Prompt

SPEC = Spec(action="a", expected="b", edge_cases=("c",), criteria=(Criterion(id="1", text="t"),))


def write(path: Path, *lines: Any) -> Path:
    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    path.write_text("\n".join(texts) + "\n", encoding="utf-8")
    return path


def door(script: Path, journal: MemoryJournal | None = None, **more: Any) -> Models:
    return Models(
        more.pop("roles", {}),
        journal or MemoryJournal(),
        more.pop("budget", Budget()),
        script=script,
        keys={},
        **more,
    )


@pytest.mark.parametrize(
    "reply",
    [SPEC.model_dump(mode="json"), SPEC.model_dump_json(), f"So:\n```json\n{SPEC.model_dump_json()}\n```\n"],
)
def test_a_reply_may_be_an_object_bare_json_or_fenced(tmp_path: Path, reply: Any) -> None:
    models = door(write(tmp_path / "s.jsonl", {"step": "spec", "reply": reply}))
    assert models.bound("spec").ask("text", Prompt("", "?"), Spec) == SPEC


def test_each_step_takes_its_own_lines_in_order(tmp_path: Path) -> None:
    script = write(
        tmp_path / "s.jsonl",
        {"step": "patch", "reply": "first"},
        "",
        {"step": "spec", "reply": "a spec"},
        {"step": "patch", "reply": "second"},
    )
    models = door(script)
    patch = models.bound("patch")
    assert patch.ask("code", Prompt("", "1"), str) == "first"
    assert models.bound("spec").ask("text", Prompt("", "1"), str) == "a spec"
    assert patch.ask("code", Prompt("", "2"), str) == "second"
    with pytest.raises(ScriptEnded, match=r"no reply 3 for the step patch: it has 2") as caught:
        patch.ask("code", Prompt("", "3"), str)
    assert caught.value.code == "E_SCRIPT_ENDED"


def test_after_a_crash_the_script_goes_on_where_it_was(tmp_path: Path) -> None:
    script = write(tmp_path / "s.jsonl", *[{"step": "patch", "reply": str(n)} for n in range(3)])
    journal = MemoryJournal()
    door(script, journal).bound("patch").ask("code", Prompt("", "a"), str)
    # -- a call that was reserved and never settled is asked again, with the same line
    journal.reserve(journal.calls[0].model_copy(update={"state": "reserved", "request": "lost"}))
    resumed = door(script, journal).bound("patch")
    assert resumed.ask("code", Prompt("", "a"), str) == "0"  # recalled, not taken from the script
    assert resumed.ask("code", Prompt("", "b"), str) == "1"


def test_a_script_that_ended_goes_on_once_a_line_is_added(tmp_path: Path) -> None:
    script, journal = write(tmp_path / "s.jsonl", {"step": "patch", "reply": "0"}), MemoryJournal()
    door(script, journal).bound("patch").ask("code", Prompt("", "a"), str)
    with pytest.raises(ScriptEnded):
        door(script, journal).bound("patch").ask("code", Prompt("", "b"), str)
    assert journal.spent().tokens == journal.calls[0].tokens  # nothing stays reserved
    write(script, {"step": "patch", "reply": "0"}, {"step": "patch", "reply": "1"})
    assert door(script, journal).bound("patch").ask("code", Prompt("", "b"), str) == "1"


def test_an_unusable_reply_takes_the_next_line(tmp_path: Path) -> None:
    script = write(
        tmp_path / "s.jsonl", {"step": "spec", "reply": "no"}, {"step": "spec", "reply": SPEC.model_dump()}
    )
    assert door(script).bound("spec").ask("text", Prompt("", "?"), Spec) == SPEC


def test_claimed_usage_is_counted_and_missing_usage_is_estimated(tmp_path: Path) -> None:
    used = {"input_tokens": 5000, "output_tokens": 900, "cached_tokens": 4000}
    journal = MemoryJournal()
    patch = door(
        write(
            tmp_path / "s.jsonl",
            {"step": "patch", "reply": "x" * 40, "usage": used},
            {"step": "patch", "reply": "y" * 40},
        ),
        journal,
    ).bound("patch")
    patch.ask("code", Prompt("", "a" * 80), str)
    patch.ask("code", Prompt("", "b" * 80), str)
    counted, estimated = journal.calls
    assert (counted.input_tokens, counted.cached_tokens, counted.output_tokens, counted.estimated) == (
        5000,
        4000,
        900,
        False,
    )
    assert (estimated.input_tokens, estimated.output_tokens, estimated.estimated) == (21, 11, True)
    assert counted.cost == estimated.cost == 0


def test_a_script_can_stand_for_a_priced_model(tmp_path: Path) -> None:
    used = {"input_tokens": 100_000, "output_tokens": 10_000}
    script = write(tmp_path / "s.jsonl", *[{"step": "patch", "reply": "x", "usage": used}] * 3)
    priced = ModelSettings("anthropic", "some-model", price=Price(Decimal(3), Decimal(15)))
    journal = MemoryJournal()
    patch = door(script, journal, roles={"code": priced}, budget=Budget(money=Decimal("1.00"))).bound("patch")
    patch.ask("code", Prompt("", "a"), str)
    patch.ask("code", Prompt("", "b"), str)
    assert journal.spent().money == Decimal("0.90")
    with pytest.raises(BudgetError, match=r"\$0\.4502; \$0\.9000 of the \$1\.0000 for the run"):
        patch.ask("code", Prompt("", "c"), str)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("not json", "is not JSON"),
        ("[1]", "not an object"),
        ('{"step": "spec"}', "step and reply"),
        ('{"step": "spec", "reply": "x", "usgae": {}}', "step and reply"),
        ('{"step": "sepc", "reply": "x"}', "no step is called 'sepc'"),
        ('{"step": ["spec"], "reply": "x"}', "no step is called"),
        ('{"step": "spec", "reply": 3}', "text or a JSON object"),
        ('{"step": "spec", "reply": "x", "usage": {"input_tokens": -1, "output_tokens": 1}}', "usage"),
        ('{"step": "spec", "reply": "x", "usage": {"input_tokens": 1}}', "usage"),
        ('{"step": "spec", "reply": "x", "usage": 7}', "usage"),
        ("[" * 100_000, "is not JSON"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, words: str) -> None:
    script = write(tmp_path / "s.jsonl", {"step": "spec", "reply": "fine\u2028still fine"}, line)
    with pytest.raises(ConfigError, match=words) as caught:
        door(script)
    assert "s.jsonl:2" in caught.value.message


def test_a_script_that_cannot_be_read_is_a_config_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        door(tmp_path / "none.jsonl")
    with pytest.raises(ConfigError, match="cannot be read"):
        door(tmp_path)
    (tmp_path / "b").write_bytes(b"\xff\xfe{}")
    with pytest.raises(ConfigError, match="UTF-8"):
        door(tmp_path / "b")


def test_a_script_needs_no_http_client(tmp_path: Path) -> None:
    write(tmp_path / "s.jsonl", {"step": "spec", "reply": "x"})
    code = (
        "import sys, pathlib; from devflow.models import *;"
        "m = Models({}, MemoryJournal(), Budget(), script=pathlib.Path('s.jsonl'), keys={});"
        "m.bound('spec').ask('text', Prompt('', '?'), str);"
        "print([n for n in ('openai', 'anthropic', 'httpx2', 'genai_prices') if n in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_without_a_second_reply_the_first_ones_fault_stands(tmp_path: Path) -> None:
    spec = door(write(tmp_path / "s.jsonl", {"step": "spec", "reply": "no json"})).bound("spec")
    with pytest.raises(ReplyInvalid, match="no JSON object") as caught:
        spec.ask("text", Prompt("", "?"), Spec)
    assert caught.value.code == "E_REPLY_SCHEMA"
