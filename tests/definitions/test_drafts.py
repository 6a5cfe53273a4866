"""Uploads that wait for a confirmation."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import definitions
from engine.definitions import Draft
from engine.errors import NotFound
from engine.store import unit_of_work


def keep(store, council, name: str = "a.bpmn") -> int:
    with unit_of_work(store) as work:
        sent = Draft(b"<x/>", name, council.service, "north", ("north",), "key", {"ask.form": b"\xff{}"})
        return definitions.keep_draft(work, sent, by=council.analyst)


def test_a_draft_is_read_back_as_it_was_sent_until_it_is_dropped(store, council):
    number = keep(store, council)
    with unit_of_work(store) as work:
        found = definitions.draft_by_id(work, number, by=council.analyst)
        assert (found.data, found.file_name, found.areas) == (b"<x/>", "a.bpmn", ("north",))
        assert found.attached == {"ask.form": b"\xff{}"}
        definitions.drop_draft(work, number, by=council.analyst)
        with pytest.raises(NotFound):
            definitions.draft_by_id(work, number, by=council.analyst)


def test_nobody_else_reads_or_drops_it(store, council):
    number = keep(store, council)
    with unit_of_work(store) as work:
        with pytest.raises(NotFound):
            definitions.draft_by_id(work, number, by=council.head)
        definitions.drop_draft(work, number, by=council.head)
        assert definitions.draft_by_id(work, number, by=council.analyst)


def test_it_is_kept_for_a_day_and_five_of_a_person_at_most(store, council, clock):
    first, *_, last = [keep(store, council) for _ in range(6)]
    with unit_of_work(store) as work:
        with pytest.raises(NotFound):
            definitions.draft_by_id(work, first, by=council.analyst)
        assert definitions.draft_by_id(work, last, by=council.analyst)
    clock.advance(timedelta(days=1, minutes=1))
    with unit_of_work(store) as work, pytest.raises(NotFound, match="Upload the file again"):
        definitions.draft_by_id(work, last, by=council.analyst)
