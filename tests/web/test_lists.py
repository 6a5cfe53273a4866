"""Lists in the address."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from engine.errors import Refused
from web import lists

NOW = datetime(2026, 11, 18, 10, 0, 0, 123456, tzinfo=UTC)


def test_the_next_page_begins_after_the_last_row_and_keeps_the_filters(app: Flask):
    rows = [(NOW + timedelta(microseconds=number), number) for number in range(3)]
    with app.test_request_context("/tasks?team=4&mine=yes"):
        page = lists.page_of(rows, lambda row: row, rows=2)
    assert page.rows == rows[:2]
    assert page.first_address == ""
    assert page.next_address.startswith("/tasks?team=4&mine=yes&after=")
    with app.test_request_context(page.next_address):
        assert lists.after_moment() == rows[1]
        last = lists.page_of(rows[2:], lambda row: row, rows=2)
    assert (last.next_address, last.first_address) == ("", "/tasks?team=4&mine=yes")


def test_what_is_never_due_ends_a_list_and_can_be_gone_on_from(app: Flask):
    with app.test_request_context("/tasks"):
        page = lists.page_of([(None, 7), (None, 8)], lambda row: row, rows=1)
    with app.test_request_context(f"/tasks?{urlsplit(page.next_address).query}"):
        assert lists.after_due() == (None, 7)


def test_a_list_of_ids_goes_on_after_an_id(app: Flask):
    with app.test_request_context("/cases"):
        page = lists.page_of([12, 11], lambda row: [row], rows=1)
    with app.test_request_context(page.next_address):
        assert lists.after_id() == 12


@pytest.mark.parametrize("address", ["/x?team=one", "/x?team=-1", "/x?team=99999999999999999999", "/x?team=%C2%B2"])
def test_an_address_that_asks_for_no_number_is_refused_in_words(app: Flask, address: str):
    with app.test_request_context(address), pytest.raises(Refused, match="no number"):
        lists.number("team")


def test_a_filter_that_was_left_open_does_not_limit(app: Flask):
    with app.test_request_context("/x?team=&stage=&mine=no"):
        assert (lists.number("team"), lists.word("stage", {"contact"}), lists.is_on("mine")) == (None, "", False)


def test_a_word_that_is_not_on_the_list_is_refused(app: Flask):
    with app.test_request_context("/x?stage=elsewhere"), pytest.raises(Refused, match="unknown"):
        lists.word("stage", {"contact"})


def test_an_address_keeps_what_it_is_not_told_to_change(app: Flask):
    with app.test_request_context("/x?team=4&step=take&after=abc"):
        assert lists.address(team=None) == "/x?step=take"
        assert lists.address("/x/rows") == "/x/rows?team=4&step=take"
