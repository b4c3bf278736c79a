"""What persons said of earlier runs is quoted with the run's name; what models said is not."""

from __future__ import annotations

from pathlib import Path

from devflow.facts import Wanted, look, stands
from devflow.handoffs import Candidate, Facts, Quote
from devflow.store.past import PastRuns
from tests.facts.test_looking import approve, spec
from tests.support import views

QUESTION = "Which version of the carrier's protocol does send_parcel speak?"


def test_an_answer_that_a_person_gave_once_answers_the_same_question_again(
    checkout: Path, tmp_path: Path
) -> None:
    store = views.opened(tmp_path / "state")
    said = Quote(text="Version 4, since spring.", source=f"answered by a person: {QUESTION}")
    run = views.keep(store, [("facts", Facts(quotes=(said,)))]).run
    approved = approve(checkout, past=PastRuns(store, "another"))
    found = look(Wanted.of(spec(questions=(QUESTION,))), approved, ())
    assert found.unanswered == ()
    assert found.quotes[0] == Quote(text=f"{QUESTION}\nVersion 4, since spring.", source=f"run {run.id}:1")
    own = approve(checkout, past=PastRuns(store, run.id))
    assert look(Wanted.of(spec(questions=(QUESTION,))), own, ()).unanswered == (QUESTION,)


def test_the_last_words_about_a_run_that_changed_the_same_file_are_quoted(
    checkout: Path, tmp_path: Path
) -> None:
    store = views.opened(tmp_path / "state")
    changed = Candidate(
        base=views.BASE, commit=views.COMMIT, tree="", changed=(views.changed("shop/cart.py"),)
    )
    run = views.keep(store, [("candidate", changed)]).run
    store.decide(run.id, "note", "Too wide.", step="patch", by="Ada")
    store.change(run.id, verdict_note="Never round\nbefore the discount.")
    approved = approve(checkout, past=PastRuns(store, "another"))
    here = look(Wanted.of(spec()), approved, ("shop/cart.py",)).quotes
    there = look(Wanted.of(spec()), approved, ("shop/mail.py",)).quotes
    assert here[-1] == Quote(text="Never round\nbefore the discount.", source=f"run {run.id}:3")
    assert not any(quote.source.startswith("run ") for quote in there)
    assert stands(here[-1], approved)
    assert not stands(here[-1].model_copy(update={"source": f"run {run.id}:1"}), approved)
    assert not stands(here[-1], approve(checkout))
