"""The year of the invented council: made by the engine, by itself from where it stopped, and over at the present."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from threading import Thread

import pytest
from sqlalchemy import column as sql_column
from sqlalchemy import func, select, text
from sqlalchemy import table as sql_table

from engine import cases, contacts, definitions, demo, measures, people, sla
from engine.contacts import Filters
from engine.definitions import Confirmation
from engine.errors import NotFound
from engine.measures import Scope
from engine.store import Store, Work, reading, unit_of_work
from tests.conftest import WEDNESDAY
from tests.demo.conftest import CASES, PASSWORD

FACTS = """
    SELECT kase.process_id, kase.site_id, kase.status, kase.started_at, kase.ended_at, kase.outcome,
        (SELECT array_agg((step_key, status, office, opened_at, done_at)::text ORDER BY id)
            FROM case_task WHERE case_id = kase.id) AS tasks,
        (SELECT array_agg((status, handed_at, answered_at, return_reason)::text ORDER BY id)
            FROM case_hand_off WHERE case_id = kase.id) AS hand_offs,
        (SELECT array_agg((own_words, demand, started_at, ended_at)::text ORDER BY id)
            FROM contact_contact AS contact JOIN contact_link AS link ON link.contact_id = contact.id
            WHERE link.case_id = kase.id) AS contacts,
        (SELECT array_agg((answers, restricted)::text ORDER BY id) FROM case_answer WHERE case_id = kase.id) AS answers
    FROM case_case AS kase ORDER BY kase.id LIMIT 9
"""


def _facts(store: Store) -> list[dict[str, object]]:
    with reading(store) as work:
        return [dict(row) for row in work.rows(text(FACTS))]


def _load(store: Store, *, seed: int = demo.SEED, wanted: int = 9) -> None:
    with unit_of_work(store) as work:
        demo.load(work, PASSWORD, seed=seed, cases_wanted=wanted)


def _progress(store: Store) -> tuple[int, int, bool]:
    with reading(store) as work:
        found = demo.council(work)
    assert found is not None
    return found.cases_made, found.cases_wanted, found.finished_at is not None


def _lately(store: Store) -> list[object]:
    """Every figure of the last 28 days and of today, for each process and site; and how many got in touch."""
    scope = Scope(since=WEDNESDAY - timedelta(days=28), until=WEDNESDAY + timedelta(days=1), now=WEDNESDAY)
    groups = ("process_id", "site_id")
    with reading(store) as work:
        counted = [measures.figures(work, measure, scope, by=groups) for measure in measures.measures().values()]
        contacted = text("SELECT count(*) FROM contact_contact WHERE started_at >= :since")
        return [*counted, work.value(contacted, {"since": scope.since})]


def _as_if_the_latest_were_all_made(store: Store, *, wanted: int) -> None:
    made = {"made": demo.LATEST_CASES, "wanted": wanted}
    with unit_of_work(store) as work:
        work.execute(
            text("UPDATE demo_council SET cases_made = :made, cases_wanted = :wanted, finished_at = NULL"), made
        )


def _latest(work: Work, column: str, table: str) -> object:
    return work.value(select(func.max(sql_column(column))).select_from(sql_table(table)))


def test_the_same_seed_makes_the_same_year(northmere: Store, store: Store):
    _load(store)
    demo.make_history(store)

    assert _facts(store) == _facts(northmere)


def test_another_seed_makes_another_year(northmere: Store, store: Store):
    _load(store, seed=81, wanted=2)
    demo.make_history(store)

    assert _facts(store) != _facts(northmere)[:2]


def test_it_goes_on_where_it_stopped_and_two_at_once_share_it(store: Store):
    _load(store, wanted=6)
    assert _progress(store) == (0, 6, False)

    demo.make_history(store, until=2)
    assert _progress(store) == (2, 6, False)

    both = [Thread(target=demo.make_history, args=(store,)) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()

    assert _progress(store) == (6, 6, True)
    with reading(store) as work:
        assert work.value(text("SELECT count(*) FROM case_case")) == 6


def test_what_is_changed_meanwhile_does_not_reach_into_the_past(store: Store, caplog: pytest.LogCaptureFixture):
    _load(store, wanted=6)
    demo.make_history(store, until=1)
    with unit_of_work(store) as work:
        ana, rita = (people.find_user(work, name).id for name in ("ana.analyst", "rita.revenues"))
        service_id = people.find_service(work, "revenues").id
        model = (demo.PROCESSES / "revenues/council-tax-move/council-tax-move.bpmn").read_bytes()
        changed = (
            model.replace(b'id="take_move_details"', b'id="take_down_move"')
            .replace(b'"take_move_details"', b'"take_down_move"')
            .replace(b">take_move_details<", b">take_down_move<")
        )
        deployed = definitions.deploy(
            work, changed, service_id=service_id, by=people.actor_for_user(work, ana), confirm=Confirmation(marks=True)
        )
        definitions.approve(work, deployed.version_id, people.actor_for_user(work, rita))
    demo.make_history(store)

    with reading(store) as work:
        versions = work.rows(text("SELECT DISTINCT version_id FROM case_case"))
        assert work.value(text("SELECT count(*) FROM case_case")) == 6
    assert deployed.version_id not in {row["version_id"] for row in versions}
    assert caplog.text == ""


def test_a_case_that_cannot_be_lived_any_more_is_left_out(store: Store, caplog: pytest.LogCaptureFixture):
    _load(store, wanted=3)
    with unit_of_work(store) as work:
        work.execute(text("UPDATE people_user_grant SET role = 'scrutiny' WHERE role LIKE '%adviser'"))
    demo.make_history(store)

    assert _progress(store) == (3, 3, True)
    assert caplog.text.count("was left out: You do not have the permission") == 3


def test_there_is_none_where_the_council_was_not_loaded(store: Store):
    with pytest.raises(NotFound, match="demo was not loaded"):
        demo.make_history(store)


def test_nothing_is_still_to_come_and_nothing_due_is_left_for_the_worker(northmere: Store):
    with reading(northmere) as work:
        for column, table in (
            ("done_at", "case_task"),
            ("handed_at", "case_hand_off"),
            ("started_at", "contact_contact"),
            ("ended_at", "case_case"),
        ):
            assert _latest(work, column, table) <= WEDNESDAY
        assert cases.fire_due_timers(northmere) == 0
    with unit_of_work(northmere) as work:
        swept = sla.sweep(work)
    assert (swept.at_risk, swept.breached) == (0, 0)


def test_each_case_happens_in_order_and_in_working_hours(northmere: Store):
    with reading(northmere) as work:
        calendar = sla.calendar_for(work, sla.DEFAULT_CALENDAR)
        days = work.rows(text("SELECT done_at FROM case_task WHERE status = 'done'"))
        trail = work.rows(text("SELECT case_id, happened_at FROM audit_entry WHERE case_id IS NOT NULL ORDER BY id"))

    assert all(calendar.hours(row["done_at"].date()).open for row in days)
    last: dict[int, object] = {}
    for row in trail:
        assert row["happened_at"] >= last.get(row["case_id"], row["happened_at"])
        last[row["case_id"]] = row["happened_at"]


def test_the_year_looks_like_one(northmere: Store):
    with reading(northmere) as work:
        kinds = Counter(row["status"] for row in work.rows(text("SELECT status FROM case_case")))
        started = [row["started_at"] for row in work.rows(text("SELECT started_at FROM case_case"))]
        said = contacts.list_contacts(work, Filters(), limit=200)
        front, every = contacts.calls_handled(work, WEDNESDAY.date().replace(year=2025), WEDNESDAY.date())

    assert sum(kinds.values()) == CASES
    assert kinds["ended"] > CASES / 2
    assert kinds["open"] > 2
    assert (WEDNESDAY - min(started)).days > 200
    assert {"value", "failure"} == {contact.demand for contact in said}
    assert all(contact.ended_at for contact in said)
    assert 0.2 < front / every < 0.8, "fewer than was promised"


def test_once_the_latest_cases_are_made_no_other_changes_a_figure_of_the_last_28_days(northmere: Store):
    before = _lately(northmere)
    _as_if_the_latest_were_all_made(northmere, wanted=demo.LATEST_CASES + 16)
    demo.make_history(northmere)

    assert _lately(northmere) == before
    with reading(northmere) as work:
        assert work.value(text("SELECT count(*) FROM case_case")) == CASES + 16


def test_moves_take_fewer_hand_offs_and_days_at_harbour_since_the_step_is_live_there(northmere: Store):
    moved = """
        SELECT site.key, avg(extract(epoch FROM kase.ended_at - kase.started_at)) / 86400 AS days,
            avg((SELECT count(*) FROM case_hand_off WHERE case_id = kase.id)) AS hand_offs
        FROM case_case AS kase JOIN people_site AS site ON site.id = kase.site_id
        JOIN definition_process AS process ON process.id = kase.process_id
        WHERE process.key = 'council_tax_move' AND kase.status = 'ended' AND kase.started_at > :since
        GROUP BY site.key
    """
    with reading(northmere) as work:
        rows = {row["key"]: row for row in work.rows(text(moved), {"since": WEDNESDAY - timedelta(days=217)})}

    assert rows["harbour"]["hand_offs"] < rows["eastgate"]["hand_offs"]
    assert rows["harbour"]["days"] < rows["eastgate"]["days"]
