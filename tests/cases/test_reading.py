"""Looking at a case."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import audit, cases, people
from engine.cases import Started
from engine.errors import NotFound, NotPermitted
from engine.people import SYSTEM, Grant
from engine.store import Store, reading, unit_of_work
from tests.council import Council, person

Begin = Callable[..., Started]


def test_a_reader_of_another_service_sees_the_reference_and_nothing_else(store: Store, council: Council, begin: Begin):
    started = begin()
    with unit_of_work(store) as work:
        other = people.create_service(work, "revenues", "Revenues", by=SYSTEM)
        stranger = person(work, "stranger", "officer", service_id=other.id)

    with reading(store) as work:
        view = cases.case(work, started.id, by=stranger)
        assert (view.reference, view.full, view.status, view.tasks) == (started.reference, False, "", ())
        with pytest.raises(NotPermitted, match="reference only"):
            cases.timeline(work, started.id, by=stranger)
        with pytest.raises(NotPermitted):
            cases.answers(work, started.id, by=stranger)


def test_a_case_is_found_by_its_reference_however_it_is_typed(store: Store, council: Council, begin: Begin):
    started = begin()

    with reading(store) as work:
        for typed in (started.reference, started.reference.lower(), started.reference.replace("-", " ")):
            assert cases.case_by_reference(work, typed, by=council.adviser).id == started.id
        with pytest.raises(NotFound):
            cases.case_by_reference(work, "ZZZZ-ZZZZ", by=council.adviser)


def test_an_unknown_case_is_not_found(store: Store, council: Council):
    with pytest.raises(NotFound), reading(store) as work:
        cases.case(work, 999, by=council.adviser)


def test_restricted_answers_need_a_named_permission_and_every_read_is_audited(
    store: Store, council: Council, begin: Begin, take_report: Callable[..., None]
):
    started = begin()
    take_report(started.id, injury="Broken wrist")
    with reading(store) as work:
        shown = cases.answers(work, started.id, by=council.officer)
    assert "Broken wrist" not in str(shown)

    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.answers(work, started.id, by=council.officer, restricted=True)

    with unit_of_work(store) as work:
        grants = [*council.officer.grants, Grant("restricted_reader", council.service_id)]
        people.set_grants(work, council.officer.user_id or 0, grants, by=SYSTEM)
        reader = people.actor_for_user(work, council.officer.user_id or 0)
        shown = cases.answers(work, started.id, by=reader, restricted=True)
    assert shown[-1].restricted["injury"] == "Broken wrist"
    with reading(store) as work:
        (entry,) = audit.entries(work, case_id=started.id, action="case:restricted:read")
    assert (entry.by, entry.facts["fields"]) == (reader.user_id, ["injury"])


def test_the_timeline_is_read_a_page_at_a_time(
    store: Store, council: Council, begin: Begin, take_report: Callable[..., None]
):
    started = begin()
    take_report(started.id)

    with reading(store) as work:
        whole = cases.timeline(work, started.id, by=council.adviser)
        first = cases.timeline(work, started.id, by=council.adviser, limit=2)
        rest = cases.timeline(work, started.id, by=council.adviser, before=(first[-1].happened_at, first[-1].id))
    assert [*first, *rest] == whole
