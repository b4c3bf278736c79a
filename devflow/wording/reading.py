"""Tokens read as claims, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from devflow.wording.claims import Claim, Item, Role, When
from devflow.wording.tokens import Token
from devflow.wording.vocabulary import NOUNS, PREDICATES, tags

_WHEN: Mapping[str, When] = {"BASE": "base", "NOW": "now", "ALWAYS": "always"}
# -- nouns that say something of the run by themselves
_SAYING = ("RISK", "FAILURE", "FINDING", "ATTEMPT")
_MARKS = tags("NOT ONLY STILL MUST MAY LOW MEDIUM HIGH BE PROTECTED")
# -- verbs that only lead to the one that says it: "reports 12 passed", "needs approval"
_LEADING = ("FIND", "TAKE", "RUN")
_QUANTITIES = tags("A THE ALL BOTH NO NOTHING ANYONE EVERYTHING SOME NOTALL")
# -- "all the", "the whole", "all of the", "both the"
_TOGETHER = {("ALL", "THE"): "ALL", ("THE", "ALL"): "ALL", ("BOTH", "THE"): "BOTH", ("NO", "THE"): "NO"}
# -- quantities that leave no room for a number or a name beside them
_ALONE = tags("A NO NOTHING ANYONE EVERYTHING SOME NOTALL")


def claims(found: Sequence[Token]) -> list[Claim] | None:
    """Every statement of a sentence, in order; None where it cannot be read as statements."""
    read: list[Claim] = []
    waiting: tuple[Item, ...] = ()
    lead: When = ""
    for part in _parts(found):
        claim = _Reader().read(part)
        if claim is None:
            return None
        if not claim.verb and claim.leads and not claim.items and read and not read[-1].when:
            # -- "…, before and after"
            read[-1] = replace(read[-1], when=claim.when)
            continue
        lead = claim.when if claim.leads else lead
        if not claim.verb and claim.leads and not claim.items:
            continue
        claim = claim if claim.when else replace(claim, when=lead)
        if not claim.verb:
            if claim.marks - {"ONLY"} or claim.when != lead or claim.quote:
                return None
            waiting += claim.items
            continue
        read.append(_joined(claim, waiting, read[-1] if read else None))
        waiting = ()
    if waiting:
        # -- a list that goes on behind its verb, as in "changed a.py and b.py"
        if not read:
            return None
        last = read[-1]
        role: Role = "object" if last.at("object") else "subject"
        role = last.items[-1].role if last.items else role
        more = tuple(replace(item, role=role) for item in waiting)
        read[-1] = replace(last, items=_whole((*last.items, *more), last.items))
    return read or None


def _joined(claim: Claim, waiting: tuple[Item, ...], before: Claim | None) -> Claim:
    """The claim with the subjects that stood before a joint, else with those of the claim before it."""
    own = claim.items
    if waiting:
        own = tuple(item for item in own if not (item.pronoun and not item.noun and item.role == "subject"))
    items = (*waiting, *own)
    earlier = before.at("subject") if before else ()
    if not any(item.role == "subject" for item in items) and earlier:
        items = (*earlier, *items)
    elif any(item.pronoun for item in items):
        items = tuple(
            each for item in items for each in _meant(item, earlier or (before.items if before else ()))
        )
    return replace(claim, items=_whole(items, before.items if before else ()))


def _meant(item: Item, earlier: tuple[Item, ...]) -> tuple[Item, ...]:
    """What a pronoun stands for; "one of them" is one of the kind."""
    if not item.pronoun or not earlier:
        return (item,)
    if item.count is not None or item.quantity:
        return (replace(item, pronoun=False),)
    meant = earlier[:1] if earlier[0].pronoun else earlier
    return tuple(replace(each, role=item.role) for each in meant)


def _whole(items: tuple[Item, ...], earlier: tuple[Item, ...]) -> tuple[Item, ...]:
    """The same items; one that says only how many is of the kind that was spoken of last."""
    made: list[Item] = []
    for item in items:
        known = [each.noun for each in (*earlier, *made) if each.noun]
        made.append(item if item.named_or_meant or not known else replace(item, noun=known[-1], plural=True))
    return tuple(made)


def _parts(found: Sequence[Token]) -> Iterator[list[Token]]:
    part: list[Token] = []
    for token in (*found, Token("JOINT")):
        if token.tag != "JOINT":
            part.append(token)
        elif part:
            yield part
            part = []


@dataclass
class _Reader:
    """Reads one statement, token by token."""

    verb: str = ""
    items: list[Item] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    when: When = ""
    quote: str = ""
    item: Item = field(default_factory=Item)
    failed: bool = False
    leads: bool = False

    def read(self, part: Sequence[Token]) -> Claim | None:
        for token in part:
            self._take(token)
        self._end()
        saying = [item.noun for item in self.items if item.noun in _SAYING]
        verb = self.verb or (saying[0] if len(saying) == 1 else "")
        if not verb and any(item.new for item in self.items) and "BE" in self.marks:
            verb = "ADD"
            if self.items[-1] == Item(self.items[-1].role, new=True) and len(self.items) > 1:
                self.items.pop()
        if self.failed:
            return None
        items, passive = self._merged(), "BE" in self.marks
        return Claim(verb, items, frozenset(self.marks), self.when, self.quote, passive, self.leads)

    def _take(self, token: Token) -> None:
        tag = token.tag
        if tag in PREDICATES:
            self._end()
            # -- two verbs in one statement are not read
            self.failed |= self.verb not in ("", *_LEADING) and not (tag == self.verb == "REVERT")
            if self.verb == "TAKE":
                self.marks.add("MUST")
            self.verb = tag
            self.item = Item("object")
        elif tag in ("IN", "TO", "FROM", "BY", "OUTSIDE"):
            self._preposition(tag)
        elif tag in _WHEN:
            self._end()
            self.failed |= bool(self.when)
            self.when = _WHEN[tag]
            self.leads = not (self.items or self.verb)
        elif tag == "QUOTE":
            self.failed |= bool(self.quote)
            self.quote = token.text
        elif tag in _MARKS:
            if tag == "BE":
                self._end()
            self.marks.add(tag)
        else:
            self._describe(token)

    def _preposition(self, tag: str) -> None:
        if self.item.count is not None and not self.item.noun and tag == "IN":
            # -- "two of three"
            self.item = replace(self.item, out_of=self.item.count, count=None)
            return
        if self.item.quantity in ("ALL", "BOTH", "NO") and not self.item.noun and tag == "IN":
            return
        self._end()
        self.item = Item("agent" if tag == "BY" else "place")
        if tag == "OUTSIDE":
            self.marks.add(tag)

    def _describe(self, token: Token) -> None:
        """Take a word that belongs to an item."""
        tag, item = token.tag, self.item
        fresh = tag in _QUANTITIES or tag in ("NUM", "ORDINAL", "NEW", "OLD", "PRONOUN")
        if fresh and (item.noun or item.names or item.pronoun):
            self._end()
            item = self.item
        if tag == "NAME":
            item = Item(item.role) if item.pronoun and not item.noun else item
            # -- two names without a joint between them are one of something else
            self.failed |= bool(item.names)
            self.item = replace(item, names=(*item.names, token.things))
        elif tag in NOUNS:
            self.failed |= bool(item.noun)
            self.item = replace(item, noun=tag, plural=token.plural)
        elif tag == "NUM":
            self.failed |= item.count is not None
            self.item = replace(item, count=token.number)
        elif tag == "ORDINAL":
            self.item = replace(item, ordinal=token.number)
        elif tag in _QUANTITIES:
            self.failed |= (item.quantity, tag) not in _TOGETHER and bool(item.quantity)
            self.item = replace(item, quantity=_TOGETHER.get((item.quantity, tag), tag))
        elif tag in ("NEW", "OLD", "PRONOUN"):
            self.item = replace(item, **{{"NEW": "new", "OLD": "old", "PRONOUN": "pronoun"}[tag]: True})  # type: ignore[arg-type]
        else:
            self.failed = True

    def _end(self) -> None:
        """Close the item that is being read; the next one stands where the verb puts it."""
        item = self.item
        if not item.empty:
            if item.out_of is not None:
                # -- "two of three"; "one of them"
                item = replace(item, count=item.out_of, out_of=item.count)
            self.failed |= item.quantity in _ALONE - {"A"} and (item.count is not None or bool(item.names))
            self.failed |= item.quantity == "A" and item.count is not None
            self.failed |= item.ordinal is not None and (item.count is not None or item.noun != "ATTEMPT")
            self.failed |= bool(item.names) and item.count is not None
            self.failed |= item.quantity in ("NOTHING", "ANYONE", "EVERYTHING") and bool(item.noun)
            self.items.append(item)
        self.item = Item("object" if self.verb else "subject")

    def _merged(self) -> tuple[Item, ...]:
        """`12 passing tests` is one item: how many stands before the verb, of what behind it."""
        items = list(self.items)
        for at, (one, other) in enumerate(pairwise(items)):
            if one.role == "subject" and not one.named_or_meant and other.role == "object" and other.bare:
                items[at : at + 2] = [replace(one, noun=other.noun, plural=other.plural)]
                break
        return tuple(items)
