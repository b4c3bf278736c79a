"""What a claim is: who is said to have done what, how many, where, and before or after the patch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from devflow.wording.grounds import Thing

Role = Literal["subject", "object", "place", "agent"]
When = Literal["", "base", "now", "always"]


@dataclass(frozen=True)
class Item:
    """One thing, or some of a kind."""

    role: Role = "subject"
    noun: str = ""
    names: tuple[frozenset[Thing], ...] = ()
    count: float | None = None
    out_of: float | None = None
    ordinal: float | None = None
    quantity: str = ""
    new: bool = False
    old: bool = False
    plural: bool = False
    pronoun: bool = False

    def things_of(self, *kinds: str) -> tuple[str, ...]:
        """What of these kinds it names."""
        return tuple(thing.key for name in self.names for thing in name if thing.kind in kinds)

    def is_only(self, kind: str) -> bool:
        """Whether it is nothing but names, each of which can mean this kind."""
        named = all(any(thing.kind == kind for thing in name) for name in self.names)
        fits = self.noun in ("", kind.upper()) and self.quantity in ("", "THE", "BOTH", "A")
        return bool(self.names) and named and fits and self.uses("names", "noun", "quantity", "new")

    @property
    def named(self) -> tuple[dict[str, list[str]], ...]:
        """For each of its names, what it can mean, by kind."""
        return tuple(
            {
                kind: [each.key for each in name if each.kind == kind]
                for kind in {thing.kind for thing in name}
            }
            for name in self.names
        )

    def uses(self, *parts: str) -> bool:
        """Whether nothing but these parts of it says anything; whether a noun is plural says nothing."""
        plain = Item()
        return all(
            getattr(self, part) == getattr(plain, part)
            for part in Item.__dataclass_fields__
            if part not in ("role", "plural", *parts)
        )

    @property
    def is_run(self) -> bool:
        """Whether it is the patch itself, however it is called."""
        return self.is_plain("PATCH", "BRANCH") or (self.pronoun and self.uses("pronoun"))

    def is_plain(self, *nouns: str) -> bool:
        """Whether it is one of these nouns, and says no more than that."""
        return self.noun in nouns and self.uses("noun", "quantity") and self.quantity in ("", "A", "THE")

    @property
    def empty(self) -> bool:
        """Whether nothing of it was said yet."""
        return self == Item(self.role)

    @property
    def bare(self) -> bool:
        """Whether it is a noun alone."""
        return bool(self.noun) and self == Item(self.role, self.noun, plural=self.plural)

    @property
    def named_or_meant(self) -> bool:
        """Whether it says what it is, and not only how many."""
        return bool(
            self.noun or self.names or self.pronoun or self.quantity in ("NOTHING", "ANYONE", "EVERYTHING")
        )


@dataclass(frozen=True)
class Claim:
    """One statement; a frame that does not use a part of it refuses it."""

    verb: str
    items: tuple[Item, ...] = ()
    marks: frozenset[str] = frozenset()
    when: When = ""
    quote: str = ""
    passive: bool = False
    leads: bool = False
    """Whether it began with `before` or `now`, which then holds for what follows too."""

    def at(self, *roles: Role) -> tuple[Item, ...]:
        """The items in these roles, in order."""
        return tuple(item for item in self.items if item.role in roles)

    def things(self, kind: str, *roles: Role) -> tuple[str, ...]:
        """What of a kind is named in these roles, or in any."""
        items = self.at(*roles) if roles else self.items
        return tuple(
            thing.key for item in items for name in item.names for thing in name if thing.kind == kind
        )

    def only_uses(self, *marks: str) -> bool:
        """Whether it bears no other mark than these."""
        return self.marks <= {"BE", *marks} and not self.quote
