"""What a browser gets."""

import pytest


def test_the_page_shows_the_records_that_the_filters_keep(get):
    page = get("/records", "city=Ghent&least=200")
    assert page.status == 200
    assert "<h1>2 records</h1>" in page.text
    assert "Elm Workshops" in page.text
    assert "Drift" not in page.text


def test_the_page_has_one_row_a_record_and_one_of_headings(get):
    assert get("/records").text.count("<tr>") == 6


def test_no_match_is_a_page_without_records(get):
    page = get("/records", "city=Nowhere")
    assert page.status == 200
    assert "<h1>0 records</h1>" in page.text


def test_an_unknown_filter_is_refused_by_name(get):
    page = get("/records", "colour=red")
    assert page.status == 400
    assert "colour" in page.text


def test_another_path_is_not_found(get):
    assert get("/elsewhere").status == 404


@pytest.mark.parametrize("name", ["customer", "city"])
def test_text_of_a_filter_cannot_become_markup(get, name):
    page = get("/records", f'{name}="><script>alert(1)</script>')
    assert page.status == 200
    assert "<script>" not in page.text
