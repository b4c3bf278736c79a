"""What the repo says of itself at one commit: documents, decision records, changelogs, past commits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import log

from devflow.facts.source import MESSAGE, Source, lines_of
from devflow.facts.wanted import rarest, rewritten, words_of
from devflow.git.objects import LINK, Objects
from devflow.handoffs import Quote
from devflow.index import Index
from devflow.index.reading.kinds import is_test, vendored
from devflow.index.reading.words import identifiers, parts

_MOST_FILES = 300
_LARGEST = 400_000
_MOST_BYTES = 16_000_000
_OF_ONE_NAME = 2
_MESSAGES = 4
_PARAGRAPH = 8
"""Lines; a longer paragraph is looked at in parts of this length."""
_COVERED, _SHARED = 0.7, 3
"""What part of a question's words, by what they say, and how many of them, an answer must hold."""
_DECISIONS = re.compile(r"(?i)(^|/)(adrs?|decisions|rfcs?|peps?|design|proposals)/[^/]*\.(md|rst|txt|adoc)$")
_DOCUMENT = re.compile(
    r"(?i)(^|/)docs?/.*\.(md|rst|txt|adoc)$|(^|/)(readme|contributing|architecture|upgrad|migrat)[^/]*$"
)
_CHANGELOG = re.compile(r"(?i)(^|/)(changelog|changes|history|news|releases?)([._-][^/]*)?$")
_KINDS = (_DECISIONS, _DOCUMENT, _CHANGELOG)
# -- a cheap look first: how names of all these kinds begin or end
_BEGINS = (
    "readme",
    "contributing",
    "architecture",
    "upgrad",
    "migrat",
    "change",
    "history",
    "news",
    "release",
)
_ENDS = (".md", ".rst", ".txt", ".adoc")


def documents(objects: Objects, commit: str) -> list[Source]:
    """The commit's documents: decisions first, changelogs last, the shallow before the deep."""
    ranked = []
    for path, entry in objects.tree(commit).items():
        name = path.rpartition("/")[2].lower()
        if not name.endswith(_ENDS) and not name.startswith(_BEGINS):
            continue
        place = next((place for place, named in enumerate(_KINDS) if named.search(path)), None)
        if place is None or entry.mode == LINK or not 0 < entry.size <= _LARGEST:
            continue
        if not is_test(path) and not vendored(path):
            ranked.append((place, path.count("/"), path, entry))
    ranked.sort(key=lambda each: each[:3])
    sources, read = {}, 0
    for _, _, path, entry in ranked[:_MOST_FILES]:
        read += entry.size
        if read <= _MOST_BYTES:
            sources[path] = entry.blob
    texts = zip(sources, objects.blobs(sources.values()), strict=True)
    return [Source(path, lines_of(data), commit) for path, (_, data) in texts]


def naming(sources: Sequence[Source], name: str) -> Iterator[Quote]:
    """The first lines that hold the name; where there are none, those with its last part as a word."""
    for pattern in (re.escape(name), rf"\b{re.escape(rewritten(name))}\b" if rewritten(name) else ""):
        found = 0
        for source, number in _matching(sources, re.compile(pattern)) if pattern else ():
            quote = source.quote(number)
            if quote is not None:
                yield quote
                found += 1
            if found == _OF_ONE_NAME:
                return
        if found:
            return


def _matching(sources: Sequence[Source], pattern: re.Pattern[str]) -> Iterator[tuple[Source, int]]:
    for source in sources:
        for number, line in enumerate(source.lines, start=1):
            if pattern.search(line):
                yield source, number


def answering(sources: Sequence[Source], questions: Sequence[str]) -> dict[str, Quote]:
    """By question: the paragraph that shares most of its words; questions without one are left out.

    Where nothing holds enough of the words, those that say most are looked for alone: once.
    """
    wanted = {question: words_of(question) for question in questions}
    every = frozenset[str]().union(*wanted.values())
    if not every:
        return {}
    paragraphs = [
        (source, first, last, held)
        for source in sources
        for first, last in _paragraphs(source.lines)
        if (held := every & _words("\n".join(source.lines[first - 1 : last])))
    ]
    gains = {
        word: log(1 + (len(paragraphs) + 1) / (0.5 + sum(word in held for *_, held in paragraphs)))
        for word in every
    }
    answers = {}
    for question, words in wanted.items():
        for asked in (words, rarest(words, gains)):
            best = max(
                ((_share(asked, held, gains), -place) for place, (*_, held) in enumerate(paragraphs)),
                default=(0.0, 0),
            )
            if best[0] >= _COVERED:
                source, first, last, _ = paragraphs[-best[1]]
                quote = source.quote(first, last)
                if quote is not None:
                    answers[question] = quote
                break
    return answers


def _share(asked: frozenset[str], held: frozenset[str], gains: Mapping[str, float]) -> float:
    shared = asked & held
    if len(shared) < _SHARED:
        return 0.0
    return sum(gains[word] for word in shared) / sum(gains[word] for word in asked)


# -- a repository's documents say the same words again and again
_parts = lru_cache(maxsize=1 << 15)(parts)


def _words(text: str) -> frozenset[str]:
    return frozenset(word for name in set(identifiers(text)) for word in _parts(name))


def _paragraphs(lines: Sequence[str]) -> Iterator[tuple[int, int]]:
    """First and last line of each run of lines that are not blank."""
    first = 0
    for number, line in enumerate((*lines, ""), start=1):
        if first and (not line.strip() or number - first >= _PARAGRAPH):
            yield first, number - 1
            first = 0
        if line.strip() and not first:
            first = number


def past(index: Index, objects: Objects, commit: str, names: Sequence[str]) -> Iterator[Quote]:
    """Lines of past commits' messages that hold one of the names, the nearest commits first."""
    for found in index.past(commit, names, _MESSAGES):
        for one in objects.history(found, 1):
            source = Source(MESSAGE, one.message.splitlines(), one.commit)
            for number, line in enumerate(source.lines, start=1):
                quote = source.quote(number) if any(name in line for name in names) else None
                if quote is not None:
                    yield quote
                    break
