"""Forms of the pages, sent in ways in which no page of ours sends them."""

from __future__ import annotations

import pytest

from engine import people
from engine.store import reading
from tests.web.conftest import page_of, words_of


def test_a_text_that_was_not_sent_is_empty(store, council, browser):
    adviser = council.adviser.user_id
    admin = browser(council.administrator)
    assert admin.send(f"/administration/people/{adviser}/skills", {}).status_code == 303
    with reading(store) as work:
        version = people.user_by_id(work, adviser).row_version
    details = {"name": "Ada", "authority": "0", "row_version": str(version)}
    assert admin.send(f"/administration/people/{adviser}", details).status_code == 303
    with reading(store) as work:
        assert people.user_by_id(work, adviser).email == ""


@pytest.mark.parametrize("sent", [{"name": "Robin"}, {"name": "Robin", "row_version": ""}])
def test_a_change_that_does_not_say_what_was_seen_is_none(council, browser, sent):
    ada = browser(council.adviser)
    added = ada.send("/customers/new", {"name": "Sam"}).headers["Location"]
    refused = ada.send(f"{added}/change", sent)
    assert refused.status_code == 409
    assert page_of(refused).xpath("string(//input[@name='name']/@value)") == "Robin"
    assert "Sam" in words_of(ada.get(added))
