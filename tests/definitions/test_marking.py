"""Marks in the store: dated, audited, all or nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from engine import audit, definitions
from engine.definitions import InvalidMarks
from engine.errors import NotFound, NotPermitted
from engine.store import unit_of_work
from tests.definitions.test_deploying import TWO_STEPS, deploy

STAYS = {"must_stay": True, "duty": "TCPA 1990 s70", "duty_owner": "Head of planning", "review_on": "2027-03-31"}


@pytest.fixture
def process_id(store, council) -> int:
    return deploy(store, council, TWO_STEPS).process_id


def mark(store, process_id, changes, by, reason="Workshop"):
    with unit_of_work(store) as work:
        return definitions.set_marks(work, process_id, changes, by=by, reason=reason)


def test_marks_are_set_in_bulk_and_partly(store, council, process_id):
    mark(store, process_id, {"check": {"once_and_done": True}, "reply": STAYS}, council.analyst)
    mark(store, process_id, {"check": {"skill": "plans"}}, council.analyst)

    with unit_of_work(store) as work:
        marks = definitions.marks_of(work, process_id)
    assert (marks["check"].once_and_done, marks["check"].skill) == (True, "plans")
    assert marks["reply"].review_on == date(2027, 3, 31)


def test_every_change_is_a_dated_row_and_an_audit_line(store, council, process_id, clock):
    mark(store, process_id, {"check": {"skill": "plans"}}, council.analyst, "First")
    first = store.clock.now()
    clock.advance(timedelta(hours=1))
    mark(store, process_id, {"check": {"skill": "roads"}}, council.analyst, "Second")

    with unit_of_work(store) as work:
        history = definitions.mark_history(work, process_id, "check")
        lines = audit.entries(work, action="definitions:marks:changed")
    assert [(row["skill"], row["reason"]) for row in history] == [("roads", "Second"), ("plans", "First")]
    assert (history[1]["valid_from"], history[1]["valid_to"]) == (first, store.clock.now())
    assert history[0]["valid_to"] is None
    assert lines[0].facts == {"changes": [{"step": "check", "values": ["skill"]}]}
    assert lines[0].reason == "Second"


def test_what_does_not_differ_is_not_written(store, council, process_id):
    mark(store, process_id, {"check": {"skill": "plans"}}, council.analyst)

    assert mark(store, process_id, {"check": {"skill": "plans"}, "reply": {}}, council.analyst) == ()
    with unit_of_work(store) as work:
        assert len(definitions.mark_history(work, process_id, "check")) == 1


def test_a_mark_is_taken_away(store, council, process_id):
    mark(store, process_id, {"check": {"skill": "plans"}}, council.analyst)

    changes = mark(store, process_id, {"check": None}, council.analyst)

    assert changes[0].after is None
    with unit_of_work(store) as work:
        assert definitions.marks_of(work, process_id) == {}


def test_one_wrong_value_stops_all(store, council, process_id):
    changes = {"check": {"skill": "plans"}, "reply": {"channels": ["pigeon"]}, "never": {}}

    with pytest.raises(InvalidMarks) as refused:
        mark(store, process_id, changes, council.analyst)

    assert [problem.where for problem in refused.value.problems] == ["reply.channels", "never"]
    with unit_of_work(store) as work:
        assert definitions.marks_of(work, process_id) == {}


def test_a_review_date_in_the_past_is_refused_but_one_that_has_passed_since_can_stay(store, council, process_id, clock):
    with pytest.raises(InvalidMarks, match="1 value"):
        mark(store, process_id, {"reply": {**STAYS, "review_on": "2026-11-17"}}, council.analyst)

    mark(store, process_id, {"reply": STAYS}, council.analyst)
    clock.advance(timedelta(days=365))
    mark(store, process_id, {"reply": {"guidance": "Sign it."}}, council.analyst)


def test_only_who_may_mark_marks(store, council, process_id):
    with pytest.raises(NotPermitted):
        mark(store, process_id, {"check": {}}, council.head)
    with pytest.raises(NotFound):
        mark(store, 404, {"check": {}}, council.analyst)


def test_a_new_version_takes_marks_over_by_step_key(store, council, process_id):
    mark(store, process_id, {"reply": STAYS}, council.analyst)
    confirm = definitions.Confirmation(mapping={"letter": "reply"})

    deployed = deploy(store, council, TWO_STEPS.replace("reply", "letter"), confirm=confirm)

    with unit_of_work(store) as work:
        keys = {step.element: step.step_key for step in definitions.steps(work, deployed.version_id)}
        assert definitions.marks_of(work, process_id)[keys["letter"]].must_stay


def test_marks_travel_as_a_sheet(store, council, process_id):
    mark(store, process_id, {"reply": STAYS}, council.analyst)

    with unit_of_work(store) as work:
        version_id = definitions.versions(work, process_id)[0].id
        sheet = definitions.marks_csv(work, version_id).replace("TCPA 1990 s70", "TCPA 1990 section 70")
        changes = definitions.read_marks_csv(
            work, process_id, sheet.encode(), by=council.analyst, reason="Spreadsheet of 18 November"
        )
        duty = definitions.marks_of(work, process_id)["reply"].duty

    assert [(change.step_key, change.fields) for change in changes] == [("reply", ("duty",))]
    assert duty == "TCPA 1990 section 70"


def test_a_mark_may_name_only_a_calendar_there_is(store, council, process_id):
    calendars = frozenset({"england-mon-fri-9-17"})
    wrong, right = ({"check": {"calendar": name}} for name in ("moonlight", "england-mon-fri-9-17"))

    with pytest.raises(InvalidMarks) as refusal, unit_of_work(store) as work:
        definitions.set_marks(work, process_id, wrong, by=council.analyst, reason="", calendars=calendars)

    (problem,) = refusal.value.problems
    assert problem.where == "check.calendar"
    assert "england-mon-fri-9-17" in problem.message
    with unit_of_work(store) as work:
        definitions.set_marks(work, process_id, right, by=council.analyst, reason="", calendars=calendars)
        assert definitions.marks_of(work, process_id)["check"].calendar == "england-mon-fri-9-17"
