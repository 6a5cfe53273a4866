"""A table in a spreadsheet: taken out, edited, seen and checked before it is stored, refused cell by cell."""

from __future__ import annotations

import io

import pytest

from engine import sheets
from tests.web.conftest import page_of, words_of
from tests.web.pages.models.dmn import REFUND, cells

TABLE = "table_council_tax_refund_route"


@pytest.fixture
def edit(analyst):
    """`edit(address, old, new)` downloads the table, puts one text for another, and sends it back."""

    def send(address: str, old: str, new: str, kind: str = "csv", **fields: object):
        got = analyst.get(f"{address}/tables/{TABLE}.{kind}").get_data()
        rows = [[cell.replace(old, new) for cell in row] for row in sheets.read(kind, got)]
        sheet = (io.BytesIO(sheets.write(kind, "", rows)), f"refunds.{kind}")
        return analyst.send(f"{address}/tables/{TABLE}", {"file": sheet, **fields}, content_type="multipart/form-data")

    return send


@pytest.mark.parametrize("kind", sheets.KINDS)
def test_what_changes_is_seen_before_it_is_stored_and_then_waits_for_approval(analyst, put, edit, kind):
    address = put(REFUND)
    sent = edit(address, "500", "750", kind, valid_from=["1", "4", "2027"])
    page = page_of(analyst.get(sent.headers["Location"]))
    assert "Nothing is stored yet." in page.text_content()
    assert cells(page.xpath("//tbody/tr")[0]) == ["Rule 2", "Credit in pounds", "]0..500]", "]0..750]"]
    assert "No findings" in page.text_content()
    stored = analyst.send(sent.headers["Location"])
    words = words_of(analyst.get(stored.headers["Location"]))
    assert "Version 2" in words
    assert "waits for approval by a second person" in words
    assert analyst.get(sent.headers["Location"]).status_code == 404


def test_an_overlap_is_told_before_anything_is_stored(analyst, put, edit):
    sent = edit(put(REFUND), "]0..500]", "]0..600]")
    page = page_of(analyst.get(sent.headers["Location"]))
    assert "Must be put right first" in page.text_content()
    assert "Rules 2 and 3 both hold" in page.xpath("normalize-space(//ol[@class='app-findings'])")
    assert len(page.xpath("//tr[contains(@class, 'app-rules__found')]")) == 2


def test_a_cell_that_cannot_be_taken_is_named_by_row_and_column(put, edit):
    answer = edit(put(REFUND), "]0..500]", "]0..")
    assert answer.status_code == 422
    assert "Row 3, column “When: Credit in pounds”" in page_of(answer).xpath("normalize-space(//div[@role='alert'])")
    assert page_of(answer).xpath("string(//pre[@class='app-caret'])").endswith("^")


def test_a_sheet_in_which_nothing_was_changed_changes_nothing(put, edit):
    assert "The table is as it was." in words_of(edit(put(REFUND), "nothing", "nothing"))


def test_an_edit_can_be_forgotten(analyst, put, edit):
    address = put(REFUND)
    waiting = edit(address, "500", "750").headers["Location"]
    assert analyst.send(f"{waiting}/discard").headers["Location"] == address
    assert analyst.get(waiting).status_code == 404
    assert "Version 1" in words_of(analyst.get(address))


@pytest.mark.parametrize("name", ["refunds.txt", "refunds"])
def test_only_a_spreadsheet_is_taken(analyst, put, name):
    sent = {"file": (io.BytesIO(b"x"), name)}
    answer = analyst.send(f"{put(REFUND)}/tables/{TABLE}", sent, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "a .csv or .xlsx file" in words_of(answer)


def test_a_table_that_is_not_there_is_not_found(analyst, put):
    address = put(REFUND)
    for ending in ("", ".csv", ".xlsx"):
        assert analyst.get(f"{address}/tables/no_table{ending}").status_code == 404


def test_an_uploaded_model_that_waits_is_no_edited_table(analyst, put, edit, council, browser):
    waiting = edit(put(REFUND), "500", "750").headers["Location"]
    assert browser(council.officer).get(waiting).status_code == 403
    assert analyst.get("/decisions/edits/999").status_code == 404
