"""What is read out to a customer is speech, and promises no more and no less than the case does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from engine.cases import CaseTask, CaseView
from web.names import Names
from web.telling import next_steps, sentences

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)
NAMES = Names({}, {}, {1: "Eastgate contact centre", 2: "Revenues office"}, {})
LIABLE = CaseTask(
    id=7,
    element="liable",
    step_key="liable",
    name="Confirm who is liable",
    team_id=2,
    office="back",
    stage="contact",
    status="open",
    opened_at=NOW,
    due_at=NOW + timedelta(days=7),
    claimed_by=None,
    done_by=None,
    done_at=None,
    row_version=1,
)
OWN = replace(LIABLE, id=8, name="Tell the other services", team_id=1, office="front", due_at=NOW + timedelta(days=1))
CASE = CaseView(1, "R4TK-9WQP", 1, full=True, status="open", fulfil_by=NOW + timedelta(days=14), tasks=(LIABLE,))
REFERENCE = "Your reference is R4TK-9WQP."


def said(case: CaseView, *wording: str) -> list[str]:
    return sentences(case, NAMES, own_teams={1}, now=NOW, wording=wording)


def test_it_says_who_deals_with_it_next_and_by_when():
    assert said(CASE, "Thank you.") == [
        "Thank you.",
        "Our Revenues office will deal with this next, by 27 November 2026.",
        "You will have our answer by 4 December 2026.",
        REFERENCE,
    ]


def test_a_step_of_ones_own_front_office_is_left_out_when_something_else_is_promised():
    both = replace(CASE, tasks=(LIABLE, OWN))
    assert [task.id for task in next_steps(both)] == [8, 7]
    assert said(both) == said(CASE)
    assert said(replace(CASE, tasks=(OWN,))) == ["You will have our answer by 4 December 2026.", REFERENCE]
    assert said(replace(CASE, tasks=(OWN,), fulfil_by=None)) == [
        "Our Eastgate contact centre will deal with this next, by 10am tomorrow.",
        REFERENCE,
    ]


def test_work_on_site_is_promised_as_done_and_not_as_an_answer():
    repair = replace(CASE, tasks=(replace(LIABLE, stage="fulfilment"),))
    assert said(repair)[-2] == "All of it will be done by 4 December 2026."


def test_what_is_late_is_not_promised_again():
    late = replace(CASE, fulfil_by=NOW - timedelta(days=1), tasks=(replace(LIABLE, due_at=NOW - timedelta(days=2)),))
    assert said(late)[:2] == [
        "Our Revenues office will deal with this next. It was due by 18 November 2026, and is late.",
        "We had promised all of it by 19 November 2026, and are late. I am sorry.",
    ]


def test_after_the_end_the_wording_of_the_step_stands_alone():
    ended = replace(CASE, status="ended", ended_at=NOW, tasks=(replace(LIABLE, status="done"),))
    assert said(ended, "I will tell you when it is repaired.") == ["I will tell you when it is repaired.", REFERENCE]
    assert said(ended) == ["Everything is done.", REFERENCE]


def test_a_case_that_waits_or_is_stuck_says_when_the_customer_hears():
    waits = replace(CASE, status="waiting", tasks=(), fulfil_by=None, promised_at=NOW + timedelta(days=3))
    assert said(waits) == ["You will hear from us by 23 November 2026.", REFERENCE]
    assert "You will hear from us by 4 December 2026." in said(replace(CASE, status="stuck"))[0]


def test_what_is_due_in_hours_is_said_in_hours():
    soon = replace(CASE, tasks=(replace(LIABLE, due_at=NOW + timedelta(hours=5, minutes=40)),), fulfil_by=None)
    assert said(soon)[0] == "Our Revenues office will deal with this next, by 3:40pm today."


def test_a_team_is_named_once_however_many_steps_it_has():
    both = replace(CASE, tasks=(LIABLE, replace(LIABLE, id=9, name="Write to the landlord")))
    assert said(both)[0:2] == [said(CASE)[0], "You will have our answer by 4 December 2026."]


def test_where_nothing_has_a_target_nothing_is_promised():
    undated = replace(CASE, fulfil_by=None, promised_at=None, tasks=(replace(LIABLE, due_at=None),))
    assert said(undated) == ["Our Revenues office will deal with this next.", REFERENCE]
