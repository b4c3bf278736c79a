"""The reviewer's hands: keys that move through a run and that decide about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from devflow.clean import clean_line
from devflow.handoffs import SEND_BACK
from devflow.report import words
from devflow.report.diffs import file_diffs
from devflow.report.keys.decisions import Decision, Docket, Kind, final, offered
from devflow.report.keys.document import document
from devflow.report.keys.place import Place
from devflow.report.keys.screen import Screen
from devflow.report.keys.tty import Tty, taken_over
from devflow.store.view import RunView

_HELP = (
    "j k arrows   a line on, a line back",
    "space b      a page on, a page back",
    "g G          top, bottom",
    "tab ] [      next part or file, one back",
    "enter        open or fold it; Z opens all, z folds all",
    "/ n N        search, next, one back",
    "",
    "a  approve                    c  comment on this line",
    "s  send back, with a note     h  accept by name what is held",
    "r  reject, with the reason    w  widen the scope by a path",
    "y  yes to all that is asked   i  answer in your words",
    "o  go on with the run         t  lay the change out, to try it",
    "",
    "u  takes the last decision back. Nothing is done before the end:",
    "q  ends; you see all that you decided, and agree or not.",
    "",
    "Any key goes on.",
)
_DECIDES: Mapping[str, Kind] = {
    "a": "approve",
    "s": "send-back",
    "c": "comment",
    "r": "reject",
    "y": "yes",
    "h": "accept",
    "w": "scope",
    "i": "answer",
    "o": "resume",
}
_SHORT: Mapping[Kind, str] = {
    "approve": "a approve",
    "yes": "y yes",
    "resume": "o go on",
    "send-back": "s send back",
    "reject": "r reject",
}
_AT_THE_END = (
    "enter  do it",
    "u      take the last one back",
    "esc    read on",
    "x      leave, and do nothing",
)
_FAR = 10**9


def review(view: RunView, diff: bytes, lay_out: Callable[[], str], *, coloured: bool) -> tuple[Decision, ...]:
    """Let a person read a run; gives what he decided, none of it done.

    `lay_out` lays the change out to be tried, and says where.

    Raises:
        KeyboardInterrupt: he left by Ctrl-C; nothing is decided.
    """
    place = Place(document(view, file_diffs(view, diff)))
    with taken_over() as tty:
        return _Reader(tty, view, place, Screen(tty, place, coloured=coloured), lay_out).read()


@dataclass
class _Reader:
    """One passage through the document."""

    tty: Tty
    view: RunView
    place: Place
    screen: Screen
    lay_out: Callable[[], str]
    docket: Docket = field(default_factory=Docket)
    said: str = ""

    def __post_init__(self) -> None:
        self.offers = offered(self.view)
        self.moves = self._moves()

    def read(self) -> tuple[Decision, ...]:
        """Until the end is agreed to."""
        size = self.tty.size
        self._draw()
        while True:
            key = self.tty.key()
            if not key and self.tty.size == size:
                continue
            size = self.tty.size
            if key:
                self.said = ""
                if key == "q" and self._ends():
                    return final(self.docket.now)
                if key in _DECIDES:
                    self._decide(_DECIDES[key])
                elif key in self.moves:
                    self.moves[key]()
            self._draw()

    def _moves(self) -> Mapping[str, Callable[[], None]]:
        place = self.place
        steps = {"j": 1, "down": 1, "k": -1, "up": -1, "g": -_FAR, "home": -_FAR, "G": _FAR, "end": _FAR}
        parts = {"tab": 1, "]": 1, "right": 1, "back tab": -1, "[": -1, "left": -1}
        pages = {" ": 1, "page down": 1, "b": -1, "page up": -1}
        moves: dict[str, Callable[[], None]] = {key: partial(place.move, by) for key, by in steps.items()}
        moves |= {key: partial(place.to_group, by) for key, by in parts.items()}
        moves |= {key: partial(self._turn, by) for key, by in pages.items()}
        moves |= {"enter": place.fold, "z": lambda: place.fold_all(folded=True)}
        moves |= {"Z": lambda: place.fold_all(folded=False), "/": self._search}
        moves |= {"n": partial(self._find, 1), "N": partial(self._find, -1)}
        return {**moves, "?": self._help, "t": self._try, "u": self._undo}

    def _turn(self, pages: int) -> None:
        self.place.move(pages * self.screen.page)

    def _search(self) -> None:
        wanted = self._ask("Look for")
        if wanted:
            self.place.words = wanted
            self._find(1)

    def _find(self, by: int) -> None:
        if not self.place.find(by):
            wanted = clean_line(self.place.words)
            self.said = f"“{wanted}” is nowhere." if wanted else "Nothing is looked for yet: /"

    def _help(self) -> None:
        self.screen.show(_HELP)
        self.screen.wait()

    def _try(self) -> None:
        self.said = clean_line(self.lay_out())

    def _undo(self) -> None:
        self.said = "Taken back." if self.docket.undo() else "There is nothing to take back."

    def _decide(self, kind: Kind) -> None:
        if kind not in self.offers:
            self.said = f"Not for a run that is {words.state(self.view.run)}."
            return
        decision = self._asked(kind)
        if decision is not None:
            self.docket.add(decision)
            self.said = f"Will {clean_line(decision.said)}."

    def _asked(self, kind: Kind) -> Decision | None:
        """The decision with the words that it needs; None where the person thought better of it."""
        match kind:
            case "approve":
                return self._approved()
            case "send-back":
                return self._sent_back()
            case "comment":
                line = self.place.line
                note = self._ask(f"On {clean_line(line) or 'the whole'}")
                return Decision(kind, f"{line}: {note}" if line else note) if note else None
            case "accept" | "scope":
                name = self._named(scope=kind == "scope")
                return Decision(kind, name) if name else None
            case "reject" | "answer":
                note = self._ask("Why" if kind == "reject" else "In your words")
                return Decision(kind, note) if note else None
            case _:
                return Decision(kind)

    def _approved(self) -> Decision | None:
        """With a note; where an owner must approve, under his name."""
        owner = self.view.route.owner if self.view.route else ""
        name = (
            self._ask(f"{clean_line(owner)} must approve; you are (nothing: as git knows you)")
            if owner
            else ""
        )
        note = None if name is None else self._ask("Approve; a note, or nothing")
        return None if name is None or note is None else Decision("approve", note, owner=name)

    def _sent_back(self) -> Decision | None:
        """To a step, with a note; comments on lines are note enough."""
        step = self.screen.choose("Back to which step", SEND_BACK)
        if step is None:
            return None
        comments = any(each.kind == "comment" for each in self.docket.now)
        note = self._ask(f"What {step} should do otherwise{', beside the comments' if comments else ''}")
        if note is None or not (note or comments):
            return None
        return Decision("send-back", note, step)

    def _named(self, *, scope: bool) -> str | None:
        """What is accepted, or a path by which the scope is widened: one that is held, else in words."""
        held = self.view.guard.at("held") if self.view.guard else ()
        names = tuple(dict.fromkeys(each.name for each in held if (each.code == "E_SCOPE") is scope))
        if names:
            return self.screen.choose("Widen the scope by" if scope else "Accept", names)
        return self._ask("Widen the scope by the path or glob" if scope else "Accept by name")

    def _ends(self) -> bool:
        """Whether the person agrees to what he decided; to nothing, he need not."""
        while self.docket.now:
            done = [each.said for each in final(self.docket.now)]
            listed = [f"  {number}. {clean_line(said)}" for number, said in enumerate(done, 1)]
            self.screen.show(["You decided", "", *listed, "", *_AT_THE_END])
            match self.screen.wait():
                case "enter":
                    return True
                case "u":
                    self.docket.undo()
                case "x":
                    self.docket.now = ()
                case "escape" | "q":
                    return False
        return True

    def _ask(self, question: str) -> str | None:
        return self.screen.ask(self._where, question)

    def _draw(self) -> None:
        keys = " · ".join(_SHORT[kind] for kind in self.offers if kind in _SHORT)
        hint = f"? keys · / search · {keys} · q end" if keys else "? keys · / search · q end"
        self.screen.draw(self._where, self.said or hint, typed=bool(self.said))

    @property
    def _where(self) -> str:
        decided = len(self.docket.now)
        count = f" · {decided} decided, u takes back" if decided else ""
        return f"{self.place.document.state} · {self.place.at + 1}/{len(self.place.visible)}{count}"
