"""What measures count, without what was said and by whom."""

from __future__ import annotations

from datetime import date, time

from sqlalchemy import select

from engine.contacts import CallCount, facts, import_calls, link_case


def rows(desk, subquery):
    with desk.store.engine.connect() as connection:
        return connection.execute(select(subquery)).mappings().all()


def test_every_contact_is_one_row_with_the_cases_it_began(desk):
    answered = desk.record(demand="failure", failure_cause="progress_chasing")
    started = desk.record()
    desk.do(link_case, answered.id, 5, "touched", by=desk.adviser)
    for case_id in (6, 7):
        desk.do(link_case, started.id, case_id, "started", by=desk.adviser)
    found = {row["contact_id"]: row for row in rows(desk, facts.contacts())}
    assert {number: row["cases_begun"] for number, row in found.items()} == {answered.id: 0, started.id: 2}
    assert found[answered.id]["failure_cause"] == "progress_chasing"
    assert found[started.id]["service_id"] == desk.service_id
    assert {row["case_id"] for row in rows(desk, facts.begun_cases())} == {6, 7}
    assert {(row["case_id"], row["kind"]) for row in rows(desk, facts.case_contacts())} == {
        (5, "touched"),
        (6, "started"),
        (7, "started"),
    }


def test_no_fact_says_what_was_said_or_who_it_was():
    hidden = {"own_words", "customer_id", "property_id", "adviser_id", "crm_reference", "reference"}
    for fact in (facts.contacts(), facts.begun_cases(), facts.case_contacts(), facts.calls()):
        assert hidden.isdisjoint(fact.c.keys())


def test_imported_calls_are_facts_too(desk):
    count = CallCount(date(2026, 11, 2), time(9), 60, "Hub", "front", 4, "salisbury")
    desk.do(import_calls, [count], source="Telephone system", by=desk.adviser)
    (row,) = rows(desk, facts.calls())
    assert (row["day"], row["office"], row["calls"], row["site_id"]) == (date(2026, 11, 2), "front", 4, desk.site_id)
