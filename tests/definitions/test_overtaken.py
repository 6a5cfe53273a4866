"""Marks that somebody else changed after they were seen: one rule for pages, sheets and the API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import definitions
from engine.definitions import NEVER_SEEN, MarksOvertaken
from engine.store import unit_of_work
from tests.definitions.test_deploying import TWO_STEPS, deploy


@pytest.fixture
def process_id(store, council) -> int:
    return deploy(store, council, TWO_STEPS).process_id


@pytest.fixture
def mark(store, council, process_id):
    """`mark({"check": {"target": "2 working days"}}, seen={"check": 0})`: set marks, and answer what changed."""

    def change(changes, seen=None):
        with unit_of_work(store) as work:
            return definitions.set_marks(work, process_id, changes, by=council.analyst, reason="", seen=seen)

    return change


@pytest.fixture
def version_of(store, process_id):
    """`version_of("check")`: the version of today's mark, 0 for none."""

    def read(step_key: str) -> int:
        with unit_of_work(store) as work:
            found = definitions.marks_of(work, process_id).get(step_key)
        return found.row_version if found else 0

    return read


def test_every_change_of_a_mark_gives_it_another_version(mark, version_of):
    versions = [version_of("check")]
    for target in ("2 working days", "3 working days"):
        mark({"check": {"target": target}}, {"check": versions[-1]})
        versions.append(version_of("check"))
    assert versions[0] == 0
    assert len(set(versions)) == 3


@pytest.mark.parametrize("seen", [0, NEVER_SEEN])
def test_a_change_made_for_another_version_is_refused_with_who_when_and_what_it_says_now(
    mark, version_of, council, clock, seen
):
    marked_at = clock.now()
    mark({"check": {"target": "2 working days"}})
    before = version_of("check")
    clock.advance(timedelta(minutes=5))

    with pytest.raises(MarksOvertaken) as refused:
        mark({"check": {"target": "4 working days"}, "reply": {"skill": "plans"}}, {"check": seen, "reply": 0})

    (late,) = refused.value.marks
    assert (late.step_key, late.fields, late.now.target) == ("check", ("target",), "2 working days")
    assert (late.at, late.by) == (marked_at, council.analyst.user_id)
    assert (version_of("check"), version_of("reply")) == (before, 0)


def test_two_changes_at_one_moment_are_two_versions(mark, version_of):
    mark({"check": {"target": "2 working days"}})
    first = version_of("check")
    mark({"check": {"target": "3 working days"}})
    with pytest.raises(MarksOvertaken):
        mark({"check": {"target": "4 working days"}}, {"check": first})


def test_a_mark_that_was_taken_away_was_changed_by_nobody_known(mark, version_of, clock):
    mark({"check": {"target": "2 working days"}})
    seen = version_of("check")
    clock.advance(timedelta(minutes=5))
    mark({"check": None})

    with pytest.raises(MarksOvertaken) as refused:
        mark({"check": {"target": "4 working days"}}, {"check": seen})

    (late,) = refused.value.marks
    assert (late.at, late.by, late.now.target) == (clock.now(), None, "")


def test_what_stands_already_as_it_is_wanted_is_no_change_and_passes(mark):
    mark({"check": {"target": "2 working days"}})
    assert mark({"check": {"target": "2 working days"}}, {"check": 0}) == ()


def test_a_step_whose_version_is_not_given_may_have_changed(mark):
    mark({"check": {"target": "2 working days"}, "reply": {"target": "8 weeks"}})
    (change,) = mark({"reply": {"target": "4 weeks"}}, {"check": 0})
    assert change.step_key == "reply"
