"""One lookup: every approved source asked for what the spec needs, and each quote held against its source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from devflow.facts.approved import Approved
from devflow.facts.documents import answering, documents, naming, past
from devflow.facts.installed import Installed
from devflow.facts.pins import pins
from devflow.facts.source import RUN, Source
from devflow.facts.verifying import stands
from devflow.facts.wanted import Wanted, normal
from devflow.handoffs import Quote

# -- few enough to be read in seconds, small enough not to crowd the code out of the prompt
_DOCUMENTS, _PAST, _PINS, _DEFINITIONS, _CHANGES, _RUNS = 6, 2, 4, 4, 2, 2
_MOST_CHARACTERS = 6_000


@dataclass(frozen=True, slots=True)
class Found:
    """What a lookup gave."""

    quotes: tuple[Quote, ...]
    unanswered: tuple[str, ...]
    """Questions of fact for which no source speaks."""


def look(wanted: Wanted, approved: Approved, paths: Sequence[str]) -> Found:
    """Quotes for what is wanted.

    `paths` are the files that the ticket needs: the packages they import count as wanted too, and what was
    said of earlier changes to them.
    """
    index, objects, commit = approved.index, approved.objects, approved.commit
    said = [Source(f"{RUN}{run}", lines) for run, lines in approved.past.said().items()]
    sources = [*approved.thread, *approved.named.sources, *documents(objects, commit), *said]
    answers = answering(sources, wanted.questions)
    own = index.defined(commit, wanted.names)
    foreign = [name for name in wanted.names if name not in own]
    imported = {normal(name): name for path in paths for name in index.imported(commit, path)}
    found = [
        *answers.values(),
        *islice(pins(objects, commit, wanted.packages | imported.keys()), _PINS),
        *islice(_definitions(approved.installed, foreign, imported.values()), _DEFINITIONS),
        *islice((quote for name in wanted.names for quote in naming(sources, name)), _DOCUMENTS),
        *islice(past(index, objects, commit, wanted.names), _PAST),
        *islice(_changes(approved.installed, foreign, imported.values()), _CHANGES),
        *islice(_about(said, approved.past.touching(paths)), _RUNS),
    ]
    return Found(
        tuple(_kept(found, approved)),
        tuple(question for question in wanted.questions if question not in answers),
    )


def _about(said: Iterable[Source], runs: frozenset[str]) -> Iterator[Quote]:
    """What persons said last of the runs that changed the same files."""
    for source in said:
        if source.name.removeprefix(RUN) in runs:
            first = max((number for number, line in enumerate(source.lines, 2) if not line), default=1)
            quote = source.quote(first, len(source.lines))
            if quote is not None:
                yield quote


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


def _kept(found: Iterable[Quote], approved: Approved) -> Iterator[Quote]:
    """Each quote once, as far as there is room, and none that its source does not hold."""
    left = _MOST_CHARACTERS
    for quote in dict.fromkeys(found):
        left -= len(quote.text)
        if left < 0:
            return
        if stands(quote, approved):
            yield quote
