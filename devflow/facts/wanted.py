"""What a spec needs to know: names that stand out, packages, and questions that a source could answer."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from devflow.handoffs import Spec
from devflow.index.reading.words import STOP, identifiers, listed, parts, stem

_MOST_NAMES = 20
# -- a name worth quoting stands out from prose: it has a dot, an underscore, an inner capital or a call
_TELLING = re.compile(r"[._(:]|[a-z][A-Z]|^--?\w")
_WORD = re.compile(r"[A-Za-z@][\w./@-]+")
# -- a matter of choice has no source: a person decides, and nobody else can
_CHOICE = re.compile(
    r"\b(?:should|shall|want|wanted|prefer\w*|desir\w*|acceptable|ok(?:ay)?|would|could we|can we|"
    r"may we|do we|intend\w*|expect\w*|whether to|in scope|instead)\b",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"\b(?:version|documented|documentation|protocol|specification|standard|rfc ?\d*|deprecat\w+|"
    r"support(?:s|ed)?|default|limits?|maximum|minimum|format|schema|signature|returns?|raises?|api|endpoint|policy|defined)\b",
    re.IGNORECASE,
)
_ASKED = listed("which what where when how does do exact exactly many much long there called")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked up."""

    names: tuple[str, ...]
    """As the ticket writes them."""
    packages: frozenset[str]
    """Names that a package may have, normalised."""
    questions: tuple[str, ...]
    """Of fact: a source could answer them."""
    choices: tuple[str, ...]
    """A person decides them."""

    @classmethod
    def of(cls, spec: Spec) -> Wanted:
        """What this spec needs."""
        names = tuple(
            dict.fromkeys(name for name in spec.identifiers if len(name) > 3 and _TELLING.search(name))
        )
        questions = tuple(question for question in spec.questions if is_of_fact(question))
        heads = [re.split(r"[.:(/]", name.lstrip("@"))[0] for name in spec.identifiers]
        asked = [word for question in questions for word in _WORD.findall(question)]
        return cls(
            names[:_MOST_NAMES],
            frozenset(normal(word) for word in (*spec.identifiers, *heads, *asked) if len(word) > 2),
            questions,
            tuple(question for question in spec.questions if question not in questions),
        )


def is_of_fact(question: str) -> bool:
    """Whether a source could answer it: it names something or asks for what is written down somewhere."""
    if _CHOICE.search(question):
        return False
    named = any(_TELLING.search(word.rstrip(".?!,;:")) for word in _WORD.findall(question))
    return named or "`" in question or _FACT.search(question) is not None


def normal(name: str) -> str:
    """A package's name as package tools compare it."""
    return re.sub(r"[-_.]+", "-", name).strip("-").lower()


def rewritten(name: str) -> str:
    """The name as documents may write it instead: its last part, bare; empty where that says too little."""
    last = re.split(r"\.|::|#", name.rstrip("()"))[-1].strip("-_()")
    return last if len(last) > 4 and last != name else ""


def words_of(question: str) -> frozenset[str]:
    """The words that an answer to the question would share with it."""
    found = {word for name in identifiers(question) for word in parts(name)}
    return frozenset(found - STOP - {stem(word) for word in _ASKED})


def rarest(words: Iterable[str], gains: dict[str, float], most: int = 4) -> frozenset[str]:
    """The words that say most."""
    return frozenset(sorted(words, key=lambda word: (-gains.get(word, 0.0), word))[:most])
