"""One lookup: every approved source asked for what the spec needs, and each quote held against its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from devflow.facts.documents import answering, documents, naming, past
from devflow.facts.installed import Installed
from devflow.facts.pins import pins
from devflow.facts.verifying import stands
from devflow.facts.wanted import Wanted, normal
from devflow.git.objects import Objects
from devflow.handoffs import Quote
from devflow.index import Index

# -- few enough to be read in seconds, small enough not to crowd the code out of the prompt
_DOCUMENTS, _PAST, _PINS, _DEFINITIONS, _CHANGES = 6, 2, 4, 4, 2
_MOST_CHARACTERS = 6_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a lookup gave."""

    quotes: tuple[Quote, ...]
    unanswered: tuple[str, ...]
    """Questions of fact for which no source speaks."""


def look(
    wanted: Wanted, index: Index, objects: Objects, commit: str, installed: Installed, paths: Sequence[str]
) -> Found:
    """Quotes for what is wanted, from the repo at one commit and from what is installed for it.

    `paths` are the files that the ticket needs: the packages they import count as wanted too.
    """
    sources = documents(objects, commit)
    answers = answering(sources, wanted.questions)
    own = index.defined(commit, wanted.names)
    foreign = [name for name in wanted.names if name not in own]
    imported = {normal(name): name for path in paths for name in index.imported(commit, path)}
    found = [
        *answers.values(),
        *islice(pins(objects, commit, wanted.packages | imported.keys()), _PINS),
        *islice(_definitions(installed, foreign, imported.values()), _DEFINITIONS),
        *islice((quote for name in wanted.names for quote in naming(sources, name)), _DOCUMENTS),
        *islice(past(index, objects, commit, wanted.names), _PAST),
        *islice(_changes(installed, foreign, imported.values()), _CHANGES),
    ]
    return Found(
        tuple(_kept(found, objects, installed)),
        tuple(question for question in wanted.questions if question not in answers),
    )


def _definitions(installed: Installed, names: Sequence[str], imported: Iterable[str]) -> Iterator[Quote]:
    """What packages define under the names: the one that a dotted name begins with, else those imported."""
    for name in names:
        head = name.partition(".")[0]
        package = installed.package(head) if head != name else None
        homes = [package] if package else [installed.package(each) for each in imported]
        yield from islice(
            (quote for home in homes if home is not None for quote in installed.definitions(home, name)), 2
        )


def _changes(installed: Installed, names: Sequence[str], imported: Iterable[str]) -> Iterator[Quote]:
    for name in names:
        for each in dict.fromkeys((name.partition(".")[0], *imported)):
            package = installed.package(each)
            if package is not None:
                yield from islice(installed.changes(package, name.rpartition(".")[2]), 1)


def _kept(found: Iterable[Quote], objects: Objects, installed: Installed) -> Iterator[Quote]:
    """Each quote once, as far as there is room, and none that its source does not hold."""
    left = _MOST_CHARACTERS
    for quote in dict.fromkeys(found):
        left -= len(quote.text)
        if left < 0:
            return
        if stands(quote, objects, installed):
            yield quote
