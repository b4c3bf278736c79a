"""Whether a sentence about a run rests on its receipts: every claim in it, and every word of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from devflow.clean import clean_line
from devflow.wording import changes, criteria, findings, outcomes, review, scope
from devflow.wording.asking import says_what_was_asked
from devflow.wording.claims import Claim, When
from devflow.wording.grounds import Grounds
from devflow.wording.reading import claims
from devflow.wording.tokens import tokens

Frame = Callable[[Claim, Grounds], bool]
# -- a verb that stands here under no frame says nothing that could be held against the receipts
_FRAMES: Mapping[str, tuple[Frame, ...]] = {
    **dict.fromkeys(("PASS", "GREEN", "FAIL", "RED", "SKIP"), (outcomes.outcome, findings.failures)),
    **dict.fromkeys(("CHANGE", "REMOVE", "CONTAIN"), (changes.changed,)),
    "ADD": (changes.changed, findings.failures),
    "LIVE": (changes.lives, scope.lies_outside),
    "MEND": (outcomes.mended,),
    "FIND": (findings.failures, findings.findings),
    "FAILURE": (findings.failures,),
    "FINDING": (findings.findings,),
    "RUN": (findings.ran,),
    "TAKE": (findings.took, review.attempts, review.to_be_read),
    "SHOW": (criteria.shown,),
    "RISK": (review.risk,),
    "APPROVE": (review.approval,),
    "HOLD": (scope.held,),
    "ACCEPT": (scope.held,),
    "STAY": (scope.inside,),
    "REVERT": (review.undone,),
    "READ": (review.to_be_read,),
    "ATTEMPT": (review.attempts,),
    "SAY": (review.quoted,),
}

# -- where a sentence ends and another begins; not inside a name
_END = re.compile(r"""(?<=[\w`"”)\]]\.)\s+(?=[a-zA-Z`])""")
_WHENS: tuple[When, ...] = ("base", "now")


def held(sentences: Iterable[str], grounds: Grounds) -> tuple[str, ...]:
    """The sentences that rest on the receipts, in order, each once."""
    single = (part.strip() for each in sentences for part in _END.split(each))
    return tuple(dict.fromkeys(each for each in single if holds(each, grounds)))


def holds(sentence: str, grounds: Grounds) -> bool:
    """Whether every claim of a sentence is so.

    A word, name or number that is not known, and a claim that cannot be told, refuses it.
    """
    if clean_line(sentence) != sentence:
        return False
    asked = says_what_was_asked(sentence, grounds)
    if asked is not None:
        return asked
    found = tokens(sentence, grounds)
    said = claims(found) if found else None
    return bool(said) and all(_is_so(claim, grounds) for claim in said or ())


def _is_so(claim: Claim, grounds: Grounds) -> bool:
    if review.branch_deleted(claim):
        return True
    if claim.when == "always" or "STILL" in claim.marks:
        # -- what is still so was so before
        plain = replace(claim, marks=claim.marks - {"STILL"})
        return claim.when != "base" and all(_is_so(replace(plain, when=when), grounds) for when in _WHENS)
    return any(frame(claim, grounds) for frame in _FRAMES.get(claim.verb, ()))
