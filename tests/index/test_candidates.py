"""In a very large repository only what has most of the words, or is named, is looked at further."""

from __future__ import annotations

from devflow.index.ranking.bm25 import Scores
from devflow.index.ranking.signals import Signals, candidates

EVERY = {"a.py": 0, "b.py": 1, "c.py": 2, "d.py": 3}


def found() -> Signals:
    return Signals(by_name={"named": {"d.py": 1.0}}, chunks=Scores(docs={0: 1.0, 1: 3.0, 2: 2.0}))


def test_the_best_by_words_and_the_named_stay() -> None:
    assert candidates(EVERY, found(), most=2) == {"b.py": 1, "c.py": 2, "d.py": 3}


def test_where_there_are_few_all_stay() -> None:
    assert candidates(EVERY, found(), most=4) == EVERY
    assert candidates(EVERY, found()) == EVERY
