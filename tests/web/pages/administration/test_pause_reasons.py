"""Reasons for which the time of a case may stand still, under Administration."""

from __future__ import annotations

import pytest

from engine import sla
from engine.store import Store, reading
from tests.council import Council
from tests.web.conftest import words_of

LIST = "/administration/pause-reasons"
POLICE = {"key": "police", "name": "Waiting for the police", "party": "third-party", "long_after": "20"}


def test_the_list_says_whose_time_each_reason_is(council: Council, browser):
    administrator = browser(council.administrator)
    assert "Pause reasons" in words_of(administrator.get("/administration"))
    said = words_of(administrator.get(LIST))
    assert "Waiting for the customer The customer 10 working days Yes" in said
    assert "Waiting for another body A third party 15 working days Yes" in said


def test_a_reason_is_added_changed_and_retired(store: Store, council: Council, browser):
    administrator = browser(council.administrator)
    said = words_of(administrator.send(f"{LIST}/new", POLICE, follow_redirects=True))
    assert "Waiting for the police A third party 20 working days Yes" in said
    changed = {"name": "Waiting for the court", "party": "third-party", "long_after": "30"}
    said = words_of(administrator.send(f"{LIST}/police", changed, follow_redirects=True))
    assert "Waiting for the court A third party 30 working days No longer" in said
    with reading(store) as work:
        assert sla.pause_reason(work, "police").active is False


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"key": "customer"}, "already"),
        ({"key": "Police!"}, "small letters"),
        ({"name": ""}, "Enter the reason"),
        ({"party": ""}, "Select whose time it is"),
        ({"long_after": "0"}, "from 1 to 250"),
        ({"long_after": "soon"}, "Enter a whole number, such as 10"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(council: Council, browser, fields: dict[str, str], words: str):
    answer = browser(council.administrator).send(f"{LIST}/new", {**POLICE, **fields})
    assert answer.status_code == 422
    assert words in words_of(answer)


def test_a_head_of_service_may_and_an_adviser_may_not(council: Council, browser):
    assert browser(council.head).get(f"{LIST}/customer").status_code == 200
    assert browser(council.adviser).get(LIST).status_code == 403
    assert browser(council.head).get(f"{LIST}/nothing").status_code == 404
