"""What a ticket says about code: weighted words, identifiers, paths, modules, frames, pasted lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log

from devflow.index.asking.phrases import Phrase, phrases
from devflow.index.reading.digest import terms
from devflow.index.reading.words import STOP, identifiers, listed, parts, whole

LONGEST_TICKET = 60_000
"""Characters read of a ticket."""
_TITLE_WEIGHT = 3.0
_MOST_WORDS = 160
_MOST_NAMES = 200
_MOST_CITED = 6
_FEW, _MANY = 20, 36
"""Words: a ticket of so few says little of the code, one of so many says enough."""
# -- that something is to be mended: it says nothing of where, and code and scripts are called by it
_OF_THE_TASK = listed("fix fixe bug")

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_URL = re.compile(r"https?://[^\s<>()\[\]\"'`]+")
_BLOB_URL = re.compile(r"/(?:blob|tree|raw)/[^/\s]+/([^\s#?]+)(?:#L(\d+))?")
_TRAILER = re.compile(
    r"^\s*(?:(?:co-authored|signed-off|reviewed|reported|acked|tested|suggested|assisted)-by|change-id|made-with)\b.*$",
    re.IGNORECASE | re.MULTILINE,
)
_CHECKBOX = re.compile(r"^\s*[-*] \[[ xX]\].*$", re.MULTILINE)
_VERSION_LINE = re.compile(
    r"^\s*[-*]?\s*[\w.@/ -]{2,30}\s*(?:[:=]{1,2}|@)?\s*v?\d+\.\d+(?:\.\w+)*(?:[-+ ].{0,40})?$", re.MULTILINE
)
_PATH = re.compile(r"(?<![\w/.-])((?:[\w.@+-]+[/\\])*[\w.@+-]+\.[A-Za-z][A-Za-z+]{0,5})(?::(\d+))?(?![\w/])")
_PYTHON_FRAME = re.compile(r"File \"([^\"\n]{1,400})\", line (\d+)(?:, in ([\w<>.]+))?")
_OTHER_FRAME = re.compile(
    r"\b(?:at|in) ([\w$.<>:]{1,160})(?: ?\(| )((?:[\w.@+-]*[/\\])*[\w.@+-]+\.[a-z]{1,4}):(\d+)"
)
_DOTTED = re.compile(r"(?<![\w./\\@-])([A-Za-z_]\w*(?:(?:\.|::)[A-Za-z_]\w*)+)")
_CODE_WORD = re.compile(
    r"(?<![\w.])(?:_*[a-z]\w*_\w+|[a-z]+[A-Z]\w*|[A-Z][a-z0-9]+[A-Z]\w*|[A-Z]{2,}[a-z]\w+|[A-Z][A-Z0-9]*_[A-Z0-9_]+|__\w+__)\b"
)
_TICKED = re.compile(r"`{1,2}([^`\n]{2,80})`{1,2}")
_COMMIT = re.compile(r"\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b")
_NUMBER = re.compile(r"(?:#|/(?:issues|pull|ticket|merge_requests)/)(\d{2,7})\b")
_NAME = re.compile(r"[A-Za-z_]\w+")
_CALLED = re.compile(r"\b([A-Za-z_]\w{2,})\(")
_FENCE = re.compile(r"^(?:```|~~~).*?$(.*?)(?:^(?:```|~~~)\s*$|\Z)", re.DOTALL | re.MULTILINE)
_SCOPE = re.compile(r"^\s*(?:\w+\(([\w ,/.*-]{2,60})\)!?:|\[?([\w./-]{2,40}(?:, ?[\w./-]{2,40}){0,3})\]?:)\s")


@dataclass(frozen=True, slots=True)
class Frame:
    """A place that a traceback or a path with a line names."""

    path: str
    line: int
    function: str = ""


@dataclass(slots=True)
class Query:
    """A ticket, read for what can be looked up."""

    words: dict[str, float] = field(default_factory=dict)
    title_words: dict[str, float] = field(default_factory=dict)
    names: dict[str, float] = field(default_factory=dict)
    """Identifiers, whole and lower case: those that look like code weigh more."""
    prose_words: dict[str, float] = field(default_factory=dict)
    """Those outside fenced code; empty where there is no such code."""
    dotted: list[str] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    """In order of the text: the last frame of a traceback is nearest to the failure."""
    commits: list[str] = field(default_factory=list)
    """What looks like the id of a commit, whole or its beginning."""
    numbers: list[str] = field(default_factory=list)
    """Of issues and changes."""
    scopes: list[str] = field(default_factory=list)
    """What a commit-like title puts before its colon."""
    spelled: dict[str, str] = field(default_factory=dict)
    """By word: how the ticket writes it, where it stands there whole."""
    lines: list[str] = field(default_factory=list)
    """Pasted lines of code, stripped."""
    phrases: frozenset[Phrase] = frozenset()
    brevity: float = 0.0
    """1 for a ticket of a few words, 0 for one that says what it means."""


def read(ticket: str, title: str = "", singled_out: Sequence[str] = ()) -> Query:
    """What the ticket says; `singled_out` are names that a reader of it has found in it."""
    text = ticket[:LONGEST_TICKET].replace("\r\n", "\n")
    title = (title or text.lstrip().partition("\n")[0])[:500]
    query = Query()
    _places(query, text)
    query.phrases = phrases(text)
    query.brevity = _brevity(text, title)
    query.commits = list(dict.fromkeys(_COMMIT.findall(text)))[:_MOST_CITED]
    query.numbers = list(dict.fromkeys(_NUMBER.findall(text)))[:_MOST_CITED]
    body = _plain(text)
    _names(query, body, title, singled_out)
    _words(query, body, title)
    scope = _SCOPE.match(title)
    if scope:
        query.scopes = [part for part in re.split(r"[,/ ]+", scope[1] or scope[2]) if part]
    fenced = "\n".join(_FENCE.findall(text)) or text
    stripped = (line.strip(" \t>+-.") for line in fenced.split("\n"))
    query.lines = list(dict.fromkeys(line for line in stripped if _looks_pasted(line)))[:_MOST_NAMES]
    return query


def _brevity(text: str, title: str) -> float:
    """How brief a ticket is, whether its title stands in the text or apart from it."""
    apart = "" if text.lstrip("# \n").startswith(title) else title
    said = len(text.split()) + len(apart.split())
    return min(1.0, max(0.0, (_MANY - said) / (_MANY - _FEW)))


def outside_code(text: str) -> str:
    """The text without its fenced code."""
    return _FENCE.sub(" ", text)


def outside_forms(text: str) -> str:
    """The text without what its template brought: comments, boxes to tick, trailers."""
    return _CHECKBOX.sub(" ", _TRAILER.sub(" ", _COMMENT.sub(" ", text)))


def _plain(text: str) -> str:
    return _VERSION_LINE.sub(" ", outside_forms(_URL.sub(" ", _COMMENT.sub(" ", text))))


def _places(query: Query, text: str) -> None:
    for path, line, function in _PYTHON_FRAME.findall(text)[:_MOST_NAMES]:
        query.frames.append(Frame(path.replace("\\", "/"), int(line), function))
    for function, path, line in _OTHER_FRAME.findall(text)[:_MOST_NAMES]:
        query.frames.append(
            Frame(path.replace("\\", "/"), int(line), re.split(r"[.:]", function)[-1].strip())
        )
    found = [match[0] for match in _BLOB_URL.findall(text)]
    for written, line in _PATH.findall(_URL.sub(" ", text))[:_MOST_NAMES]:
        path = written.replace("\\", "/")
        found.append(path)
        if line and not any(frame.path == path and frame.line == int(line) for frame in query.frames):
            query.frames.append(Frame(path, int(line)))
    query.paths = list(dict.fromkeys(found))[:_MOST_NAMES]


def _names(query: Query, body: str, title: str, singled_out: Iterable[str]) -> None:
    names: dict[str, float] = {}

    def note(found: Iterable[str], weight: float) -> None:
        for name in map(whole, found):
            if len(name) > 2 and name not in STOP and name not in _OF_THE_TASK:
                names[name] = max(names.get(name, 0.0), weight)

    for text, scale in ((title, 1.5), (body, 1.0)):
        dotted = _DOTTED.findall(text)
        note(_CODE_WORD.findall(text), scale)
        note(_NAME.findall(" ".join(_TICKED.findall(text))), scale)
        note(_CALLED.findall(text), 0.8 * scale)
        note(_NAME.findall(" ".join(dotted)), 0.8 * scale)
        query.dotted.extend(one.replace("::", ".") for one in dotted)
    note(_NAME.findall(title), 0.6)
    note(_NAME.findall(" ".join(singled_out)), 1.5)
    query.dotted.extend(name for name in singled_out if "." in name)
    query.dotted = list(dict.fromkeys(query.dotted))[:_MOST_NAMES]
    best = sorted(names.items(), key=lambda pair: (-pair[1], pair[0]))
    query.names = dict(best[:_MOST_NAMES])


def _words(query: Query, body: str, title: str) -> None:
    counts = _telling(terms(body))
    heading = _telling(terms(title))
    for written in identifiers(body):
        cut = parts(written)
        if cut:
            # -- the last is the whole of it, where it has several parts
            query.spelled.setdefault(cut[-1], written)
    query.title_words = {word: 1.0 + log(times) for word, times in heading.items()}
    weights = {word: 1.0 + log(times) for word, times in counts.items()}
    for word in heading:
        weights[word] = weights.get(word, 0.0) + _TITLE_WEIGHT - 1.0
    query.words = _best(weights)
    prose = outside_code(body)
    if prose != body:
        query.prose_words = _best({word: 1.0 + log(times) for word, times in _telling(terms(prose)).items()})


def _telling(counts: Mapping[str, int]) -> Mapping[str, int]:
    """The words without those of the task, unless there are no others."""
    return {word: times for word, times in counts.items() if word not in _OF_THE_TASK} or counts


def _best(weights: dict[str, float]) -> dict[str, float]:
    return dict(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST_WORDS])


def _looks_pasted(line: str) -> bool:
    return (
        len(line) > 12
        and not _PROSE.match(line)
        and re.search(r"[(){}\[\]=;]|^\s*(?:def|class|func|return)\b", line) is not None
    )


_PROSE = re.compile(r"[A-Z][a-z]+ [a-z]+ [a-z]+ ")
