"""What a probe sees of a model of this machine, and what the doctor says of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devflow.doctor import Finding, examine
from devflow.doctor.probing import Probe, probe
from devflow.models import ModelSettings
from tests.conftest import MakeRepo
from tests.models.fake import Behaviour, Fake, Handler, refuse, say, serving

SPEC = json.dumps({"action": "The user greets.", "expected": "Good day.", "edge_cases": ["no name"]})
EDITS = {
    "search/replace blocks": (
        'greeting.py\n<<<<<<< SEARCH\n    return "Hello, " + name\n=======\n'
        '    return "Good day, " + name\n>>>>>>> REPLACE\n'
    ),
    "unified diffs": (
        "```diff\n--- a/greeting.py\n+++ b/greeting.py\n@@ -1,3 +1,3 @@\n def greet(name: str) -> str:\n"
        '     """Greet somebody."""\n-    return "Hello, " + name\n+    return "Good day, " + name\n```\n'
    ),
    "one patch": (
        '*** Begin Patch\n*** Update File: greeting.py\n@@\n-    return "Hello, " + name\n'
        '+    return "Good day, " + name\n*** End Patch\n'
    ),
    "written out whole": (
        'greeting.py\n```\ndef greet(name: str) -> str:\n    """Greet somebody."""\n'
        '    return "Good day, " + name\n```\n'
    ),
}


def able(*formats: str, spec: str = SPEC) -> Callable[[str], str]:
    """How a model answers that masters these formats, and specs as given."""

    def answer(prompt: str) -> str:
        if "into a short spec" in prompt:
            return spec
        asked = next(
            (name for name in EDITS if f"Answer with {name}" in prompt or f"each {name}" in prompt), ""
        )
        return EDITS[asked] if asked in formats else "I would change the greeting."

    return answer


def answering(answer: Callable[[str], str]) -> Behaviour:
    def behave(handler: Handler) -> None:
        prompt = "\n".join(str(each["content"]) for each in handler.body["messages"])
        say(answer(prompt), input=len(prompt) // 4, output=min(40, handler.body["max_tokens"]))(handler)

    return behave


@pytest.fixture
def server() -> Iterator[Fake]:
    with serving() as fake:
        yield fake


def settings(server: Fake) -> ModelSettings:
    return ModelSettings("compatible", "fake-1", base_url=f"{server.root}/v1")


def seen(server: Fake, answer: Callable[[str], str]) -> Probe:
    server.then(*[answering(answer)] * 12)
    return probe(settings(server))


@pytest.mark.parametrize(
    ("formats", "chosen"),
    [
        (tuple(EDITS), "search-replace"),
        (("unified diffs", "written out whole"), "unified-diff"),
        (("one patch",), "begin-patch"),
        (("written out whole",), "whole-file"),
        ((), None),
    ],
)
def test_the_first_format_is_chosen_in_which_an_edit_is_placed(
    formats: tuple[str, ...], chosen: str | None, server: Fake
) -> None:
    found = seen(server, able(*formats))
    assert (found.edits, found.spec, found.trouble) == (chosen, True, "")
    assert found.reads > 0 and found.writes > 0


def test_an_edit_that_is_placed_and_wrong_does_not_count(server: Fake) -> None:
    found = seen(server, lambda prompt: able(*EDITS)(prompt).replace("Good day", "Good night"))
    assert found.edits is None


def test_a_model_that_keeps_to_no_shape_and_one_that_does_not_answer_are_told_apart(server: Fake) -> None:
    assert not seen(server, able("unified diffs", spec="What a nice ticket!")).spec
    server.plan.clear()
    server.then(*[refuse(500, "no memory for this model")] * 2)
    assert "no memory" in probe(settings(server)).trouble


def told(
    git_repo: MakeRepo, home: Path, server: Fake, answer: Callable[[str], str], more: str = ""
) -> dict[str, list[Finding]]:
    (home / "devflow").mkdir(parents=True, exist_ok=True)
    model = f'provider = "compatible"\nmodel = "fake-1"\nbase_url = "{server.root}/v1"\n{more}'
    (home / "devflow" / "config.toml").write_text(f"[models.code]\n{model}")
    server.then(*[answering(answer)] * 12)
    found: dict[str, list[Finding]] = {}
    for each in examine(git_repo(), probing=lambda _: None).findings:
        found.setdefault(each.subject, []).append(each)
    return found


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_the_doctor_says_what_to_set_and_for_what_a_model_is_too_small(
    git_repo: MakeRepo, home: Path, server: Fake
) -> None:
    server.window = 6_000
    found = told(git_repo, home, server, able("written out whole", spec="no"))
    (probed,) = found["probe fake-1"]
    assert "holds 6000 tokens" in probed.said and "placed as whole-file" in probed.said
    assert 'edits = "whole-file"' in probed.remedy and "window = 6000" in probed.remedy
    assert any(
        "window of 6000 tokens is too small for the role code" in each.said for each in found["model code"]
    )
    assert any("context_tokens = 2500" in each.remedy for each in found["model code"])
    assert any("too small for the role text" in each.said for each in found["model text"])


def test_a_model_that_writes_no_edit_is_too_small_for_code(
    git_repo: MakeRepo, home: Path, server: Fake
) -> None:
    found = told(git_repo, home, server, able())
    assert any("too small for the role code" in each.said for each in found["model code"])
    assert not [each for each in found["model text"] if "too small" in each.said]


def test_what_is_set_as_it_was_seen_needs_no_word(git_repo: MakeRepo, home: Path, server: Fake) -> None:
    server.window = 32_768
    found = told(git_repo, home, server, able(*EDITS), "window = 32768\n")
    (probed,) = found["probe fake-1"]
    assert (probed.state, probed.remedy) == ("ok", "")
    assert len(found["model code"]) == len(found["model text"]) == 1


def test_a_window_that_cannot_hold_the_question_is_not_called_slow(server: Fake) -> None:
    server.window = 600
    found = seen(server, able(*EDITS))
    assert (found.window, found.edits, found.slow) == (600, None, False)
