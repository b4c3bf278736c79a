"""Facts are quoted word for word from approved sources, each with its place, and open questions are few."""

from __future__ import annotations

from pathlib import Path

import pytest

from devflow.facts import Approved, Found, Installed, Named, NoPast, Past, Wanted, look, stands
from devflow.git.objects import Objects
from devflow.handoffs import Quote, Spec
from devflow.index import Index
from tests.support import repos


def spec(*identifiers: str, questions: tuple[str, ...] = ()) -> Spec:
    return Spec(
        action="a", expected="b", edge_cases=("c",), criteria=(), identifiers=identifiers, questions=questions
    )


def approve(checkout: Path, named: Named | None = None, past: Past | None = None) -> Approved:
    objects = Objects(checkout / ".git")
    index = Index(checkout / ".git" / "devflow" / "index", objects)
    head = repos.git(checkout, "rev-parse", "HEAD")
    return Approved(index, objects, head, Installed.beside(checkout), named or Named(), past or NoPast())


def find(checkout: Path, asked: Spec, *paths: str) -> Found:
    return look(Wanted.of(asked), approve(checkout), paths)


def said(found: Found) -> dict[str, str]:
    return {quote.source.partition("@")[0]: quote.text for quote in found.quotes}


def test_documents_history_and_changelog_are_quoted_with_path_line_and_commit(checkout: Path) -> None:
    found = find(checkout, spec("total_price"))
    head = repos.git(checkout, "rev-parse", "HEAD")
    assert said(found) == {
        "docs/use.md:3": "Call `total_price(lines)` for the sum.",
        "CHANGELOG.md:3": "- `total_price` counts discounts.",
        "commit message:3": "Because total_price was late.",
    }
    assert all(quote.source.endswith(head[:12]) for quote in found.quotes)


def test_the_installed_version_speaks_with_its_signature(checkout: Path) -> None:
    found = said(find(checkout, spec("parcels.weigh")))
    signature = found["parcels==2.1.0 parcels/__init__.py:10"]
    assert signature.startswith("def weigh(\n    lines: list[object],")
    assert signature.endswith('"""The weight of all lines, in `unit`.')
    assert found["requirements.txt:1"] == "parcels==2.1.0"
    assert found["parcels==2.1.0 parcels/CHANGELOG.md:3"] == "- weigh() takes a unit."


def test_what_the_files_import_is_looked_into_for_names_that_the_repo_does_not_define(checkout: Path) -> None:
    found = said(find(checkout, spec("Parcel.weigh()"), "shop/cart.py"))
    assert found["parcels==2.1.0 parcels/__init__.py:5"].startswith("def weigh(self")


def test_a_node_package_is_read_from_its_types(checkout: Path) -> None:
    repos.commit(checkout, {"web/app.ts": 'import { openBox } from "left-box";\nopenBox("a");\n'}, "Open")
    found = said(find(checkout, spec("openBox"), "web/app.ts"))
    assert "openBox(name: string): Box;" in found["left-box==3.1.4 left-box/index.d.ts:2"]


def test_the_query_is_rewritten_once_to_the_last_part_of_a_name(checkout: Path) -> None:
    found = said(find(checkout, spec("shop.cart.total_price")))
    assert found["docs/use.md:3"] == "Call `total_price(lines)` for the sum."


def test_a_question_that_a_document_answers_is_not_open(checkout: Path) -> None:
    question = "Which totals are rounded half up before tax, by which policy?"
    found = find(checkout, spec(questions=(question,)))
    assert found.unanswered == ()
    assert "rounded half up" in found.quotes[0].text
    assert found.quotes[0].source.startswith("docs/decisions/0001-rounding.md:3@")


def test_a_question_of_fact_without_a_source_stays_open(checkout: Path) -> None:
    question = "Which version of the carrier's protocol does send_parcel speak?"
    assert find(checkout, spec(questions=(question,))).unanswered == (question,)


@pytest.mark.parametrize(
    "question",
    [
        "Should the limit be configurable?",
        "Do we want this for `total_price` too?",
        "What is the expected behaviour for empty carts?",
        "Would a warning be acceptable instead?",
        "Who reviews this?",
    ],
)
def test_a_matter_of_choice_is_no_question_of_fact(question: str) -> None:
    wanted = Wanted.of(spec(questions=(question,)))
    assert (wanted.questions, wanted.choices) == ((), (question,))


def test_every_quote_stands_and_a_forged_one_does_not(checkout: Path) -> None:
    found = find(checkout, spec("total_price", "parcels.weigh"))
    approved = approve(checkout)
    assert len(found.quotes) > 4
    for quote in found.quotes:
        assert stands(quote, approved)
        forged = quote.model_copy(update={"text": quote.text + " and more"})
        assert not stands(forged, approved)
    nowhere = ("", "x", "docs/use.md:3", "docs/use.md:99@abcdef1", "parcels==9.9 parcels/__init__.py:1")
    assert not any(stands(Quote(text="# Use", source=place), approved) for place in nowhere)


def test_an_environment_that_leads_outside_is_not_read(checkout: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text("def weigh_secret(): ...\n")
    site = checkout / ".venv" / "lib" / "python3.11" / "site-packages"
    (site / "parcels" / "linked.py").symlink_to(secret)
    assert not any(
        "weigh_secret" in text for text in said(find(checkout, spec("parcels.weigh_secret"))).values()
    )
    outside = Quote(text="def weigh_secret(): ...", source="parcels==2.1.0 ../../../../../secret.py:1")
    assert not stands(outside, approve(checkout))


def test_a_broken_environment_costs_nothing_but_its_facts(checkout: Path) -> None:
    (checkout / "node_modules" / "left-box" / "package.json").write_bytes(b"[" * 100_000)
    site = checkout / ".venv" / "lib" / "python3.11" / "site-packages"
    (site / "parcels" / "__init__.py").write_bytes(b"\xff\xfe\0def weigh(")
    found = find(checkout, spec("parcels.weigh", "left-box"))
    assert "requirements.txt:1" in said(found)
