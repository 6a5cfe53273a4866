"""Versions as cases run them are kept in memory, but not for ever and never the wrong one."""

from __future__ import annotations

from engine import definitions
from engine.definitions import running
from engine.store import unit_of_work
from tests.definitions.models import SOUND
from tests.definitions.test_deploying import TWO_STEPS, deploy


def test_a_version_costs_two_statements_once_and_none_after(store, council, statements):
    version_id = deploy(store, council, SOUND).version_id

    with unit_of_work(store) as work, statements() as seen:
        definitions.running_version(work, version_id)
        first = len(seen)
        definitions.running_version(work, version_id)

    assert (first, len(seen)) == (2, 2)


def test_only_so_many_are_kept(store, council, monkeypatch):
    monkeypatch.setattr(running, "KEPT", 1)
    ids = [deploy(store, council, drawing).version_id for drawing in (SOUND, TWO_STEPS)]

    with unit_of_work(store) as work:
        kept = [definitions.running_version(work, version_id) for version_id in ids]
        again = definitions.running_version(work, ids[0])

    assert again is not kept[0]
    assert again == kept[0]


def test_an_id_given_out_anew_is_not_mistaken_for_the_old_version(store, council, statements):
    version_id = deploy(store, council, SOUND).version_id
    with unit_of_work(store) as work:
        definitions.running_version(work, version_id)

    with unit_of_work(store) as work:
        running.forget(work, version_id)
        with statements() as seen:
            definitions.running_version(work, version_id)

    assert len(seen) == 2


def test_marks_of_today_are_one_statement(store, council, statements):
    process_id = deploy(store, council, SOUND).process_id

    with unit_of_work(store) as work, statements() as seen:
        definitions.marks_of(work, process_id)

    assert len(seen) == 1
