"""What the tests of a file look like from outside: names, checks, skips; whatever the language."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class TestShape:
    """One test as its source shows it."""

    __test__ = False  # -- its name is not a test's

    checks: int
    """Assertions that can be reached."""
    empty: bool
    """Nothing in it does anything."""
    skips: tuple[str, ...] = ()
    """Marks and calls that skip it or expect it to fail, sorted."""
    cases: int = 0
    """Literal cases it is run with."""
    body: str = ""
    """Its source in a form that ignores layout."""
    stand_ins: frozenset[str] = frozenset()
    """What it calls and replaces itself."""
    says: frozenset[str] = frozenset()
    """Each of its checks in such a form; empty where the reader of its language does not tell them."""


@dataclass
class FileShape:
    """The tests of one file."""

    tests: dict[str, TestShape] = field(default_factory=dict)
    """By name, with the names of what encloses it before it."""
    skips_outside: int = 0
    """Calls in fixtures and helpers that skip."""
    exits: int = 0
    """Calls that end the whole process or the session."""
    helpers: dict[str, int] = field(default_factory=dict)
    """Functions that are no tests, with how many checks each makes."""
    replaces: frozenset[str] = frozenset()
    """What the file binds anew of that which its tests use: imports, their parts, a test's own checks."""
    defines: frozenset[str] = frozenset()
    """Functions and macros that are defined in it and could take the place of what its tests call."""
    readable: bool = True
    _times: dict[str, int] = field(default_factory=dict)

    def add(self, name: str, test: TestShape) -> None:
        """Keep a test; one whose name is taken is kept as `name (2)` and so on."""
        times = self._times[name] = self._times.get(name, 0) + 1
        self.tests[f"{name} ({times})" if times > 1 else name] = test
