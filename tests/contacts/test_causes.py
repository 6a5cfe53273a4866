"""The code list of causes, as shipped and as a council changes it."""

from __future__ import annotations

import pytest

from engine.contacts import causes, set_cause
from engine.errors import Refused

SHIPPED = [
    "unnecessary_clarification",
    "poor_signposting",
    "repeat_notification",
    "progress_chasing",
    "premature_closure",
    "complaint",
]


def test_the_causes_of_avoidable_contact_and_complaints_are_shipped(desk):
    assert [cause.key for cause in desk.do(causes)] == SHIPPED


def test_a_council_adds_renames_and_retires(desk):
    desk.do(set_cause, "wrong_form", "Was sent the wrong form", by=desk.adviser)
    desk.do(set_cause, "progress_chasing", "Chased us", by=desk.adviser)
    desk.do(set_cause, "poor_signposting", "Signposting", by=desk.adviser, active=False)
    listed = desk.do(causes)
    assert [cause.key for cause in listed] == [*SHIPPED, "wrong_form"]
    assert {cause.key: (cause.label, cause.active) for cause in listed if cause.key in SHIPPED[1:4:2]} == {
        "poor_signposting": ("Signposting", False),
        "progress_chasing": ("Chased us", True),
    }


def test_a_retired_cause_is_not_taken_and_a_new_one_is(desk):
    desk.do(set_cause, "poor_signposting", "Signposting", by=desk.adviser, active=False)
    desk.do(set_cause, "wrong_form", "Was sent the wrong form", by=desk.adviser)
    assert desk.record(demand="failure", failure_cause="wrong_form").failure_cause == "wrong_form"
    with pytest.raises(Refused) as refused:
        desk.record(demand="failure", failure_cause="poor_signposting")
    assert "wrong_form" in refused.value.problems[0].message


@pytest.mark.parametrize(
    ("key", "label"), [("Wrong Form", "x"), ("", "x"), ("ok", " "), ("ok", "a\nb"), ("ok", "x" * 201)]
)
def test_an_unusable_entry_is_refused(desk, key, label):
    with pytest.raises(Refused):
        desk.do(set_cause, key, label, by=desk.adviser)
