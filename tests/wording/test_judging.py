"""No sentence that the receipts do not bear reaches a summary, and plain true ones do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from devflow.wording import Grounds, held, holds
from tests.wording import worlds

WORLDS = {"green": worlds.green(), "red": worlds.red(), "mixed": worlds.mixed()}


def corpus(truth: str) -> list[tuple[str, str]]:
    """(world, sentence) of every line in this folder's lists."""
    found = []
    for world in WORLDS:
        file = Path(__file__).with_name(f"{truth}_{world}.txt")
        found += [(world, line) for line in file.read_text("utf-8").splitlines() if line]
    return found


@pytest.mark.parametrize(("world", "sentence"), corpus("false"))
def test_a_false_sentence_is_refused(world: str, sentence: str) -> None:
    assert not holds(sentence, WORLDS[world])


@pytest.mark.parametrize(("world", "sentence"), corpus("true"))
def test_a_true_paraphrase_stands(world: str, sentence: str) -> None:
    assert holds(sentence, WORLDS[world])


def test_there_are_more_than_fifty_of_each() -> None:
    assert min(len(corpus("true")), len(corpus("false"))) > 100


@pytest.mark.parametrize(
    "sentence",
    [line for world, line in corpus("true") if world == "green" and any(each.isdigit() for each in line)],
)
def test_no_number_in_a_true_sentence_can_be_another(sentence: str) -> None:
    for found in re.finditer(r"(?<![A-Z])\d", sentence):
        other = f"{sentence[: found.start()]}{(int(found.group()) + 1) % 10}{sentence[found.end() :]}"
        assert not holds(other, WORLDS["green"]), other


@pytest.mark.parametrize(("world", "sentence"), corpus("true"))
def test_no_foreign_word_can_be_put_into_a_true_sentence(world: str, sentence: str) -> None:
    words = sentence.rstrip(".").split()
    for at in range(len(words) + 1):
        assert not holds(" ".join((*words[:at], "safely", *words[at:])) + ".", WORLDS[world])


@pytest.mark.parametrize(("world", "sentence"), [each for each in corpus("true") if each[0] != "mixed"])
def test_what_is_true_of_one_run_is_not_taken_for_true_of_another(world: str, sentence: str) -> None:
    other = WORLDS["red" if world == "green" else "green"]
    shared = holds(sentence, other)
    # -- what both runs have in common
    assert not shared or sentence in TRUE_OF_BOTH


TRUE_OF_BOTH = {
    "To undo it, revert commit cccccccccccc.",
    "`git revert cccccccccccc` undoes the patch.",
    "A revert does not undo data.",
    "Before a merge, delete the branch.",
    "The checks ran in a sandbox.",
    "Roll back with `git revert cccccccccccc`.",
    "Reverting cccccccccccc rolls the change back.",
    "Before a merge, deleting the branch is enough.",
}


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\x1b[31m", "\x00"])
def test_a_hidden_character_refuses_a_sentence(hidden: str) -> None:
    assert not holds(f"All tests{hidden} pass.", WORLDS["green"])


def test_sentences_in_one_string_are_judged_apart() -> None:
    said = ["All tests pass. The change is safe. app/export.py was modified."]
    assert held(said, WORLDS["green"]) == ("All tests pass.", "app/export.py was modified.")


def test_a_symbol_named_like_a_word_makes_no_word_of_it() -> None:
    told = WORLDS["green"].summary
    renamed = told.symbols[3].model_copy(update={"name": "safe"})
    grounds = Grounds(
        WORLDS["green"].ticket,
        WORLDS["green"].spec,
        told.model_copy(update={"symbols": (*told.symbols[:3], renamed)}),
        WORLDS["green"].attempt,
    )
    assert holds("The function `safe` was added.", grounds)
    assert not holds("The change is safe.", grounds)
    assert not holds("The patch is safe to merge.", grounds)


def test_a_long_line_is_judged_at_once() -> None:
    assert not holds("all " * 100_000, WORLDS["green"])
