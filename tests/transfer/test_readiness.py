"""The seven topics to confirm before a pilot."""

from __future__ import annotations

from typing import Any

import pytest

from engine import audit
from engine.errors import NotFound, Refused
from engine.store import unit_of_work
from engine.transfer import TOPICS, confirm_ready, readiness, withdraw_ready

STEP = "check-evidence"


def confirm(council, topic, **changes: Any):
    with unit_of_work(council.store) as work:
        confirm_ready(work, **(council.place(topic=topic, by=council.head) | changes))


def test_seven_topics_are_confirmed_one_by_one(council, reading_from, clock):
    for topic in TOPICS:
        confirm(council, topic, note=f"{topic} looked at")
    ready = reading_from(readiness, council.process_id, council.site_id)[STEP]
    assert [item.topic for item in ready] == list(TOPICS)
    assert {(item.confirmed_by, item.confirmed_at) for item in ready} == {(council.head.user_id, clock.now())}


def test_confirming_again_replaces_who_and_the_note(council, reading_from):
    confirm(council, "hr", note="Draft agreed")
    confirm(council, "hr", note="Signed", by=council.analyst)
    (ready,) = reading_from(readiness, council.process_id, council.site_id)[STEP]
    assert (ready.note, ready.confirmed_by) == ("Signed", council.analyst.user_id)


def test_another_topic_is_refused(council):
    with pytest.raises(Refused, match="'parking' is not a topic"):
        confirm(council, "parking")


def test_a_confirmation_can_be_taken_back(council, reading_from):
    confirm(council, "it")
    with unit_of_work(council.store) as work:
        withdraw_ready(work, **council.place(), topic="it", by=council.head, reason="System upgrade")
    assert reading_from(readiness, council.process_id, council.site_id) == {}
    newest, _ = [row for row in reading_from(audit.entries) if row.action.startswith("transfer:readiness")]
    assert (newest.action, newest.reason) == ("transfer:readiness:withdrawn", "System upgrade")
    with pytest.raises(Refused, match="was not confirmed"), unit_of_work(council.store) as work:
        withdraw_ready(work, **council.place(), topic="it", by=council.head, reason="again")


def test_a_step_that_is_not_there_cannot_be_ready(council):
    with pytest.raises(NotFound, match="has no step 'paint'"):
        confirm(council, "it", step_key="paint")
