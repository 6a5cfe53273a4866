"""What Northmere promises and measures by targets of its own: times by law, visits by priority, answers to e-mails."""

from __future__ import annotations

from sqlalchemy import text

from engine import people, sla
from engine.store import Store, Work, reading

BY_KIND = {"householder": "8 weeks", "minor": "8 weeks", "major": "13 weeks", "environmental": "16 weeks"}
BY_PRIORITY = {"P1": "24 hours", "P2": "5 working days", "P3": "15 working days"}
CLOCKS = text("""
    SELECT clock.*, kase.started_at AS case_started_at,
        (SELECT max(answers->>'application_type') FROM case_answer WHERE case_id = kase.id) AS kind,
        (SELECT array_agg(done_at) FROM case_task
            WHERE case_id = kase.id AND step_key = 'take_in_missing' AND status = 'done') AS supplied
    FROM sla_clock AS clock JOIN sla_target AS target ON target.id = clock.target_id
    LEFT JOIN case_case AS kase ON kase.id = clock.case_id WHERE target.key = :key
""")


def clocks(work: Work, key: str) -> list[dict[str, object]]:
    """The clocks of a target, with the facts of their cases."""
    return [dict(row) for row in work.rows(CLOCKS, {"key": key})]


def test_a_planning_application_has_the_time_that_the_law_gives_for_its_kind(northmere: Store):
    with reading(northmere) as work:
        target = sla.target_detail(work, "planning-decision")
        measured = clocks(work, "planning-decision")

    assert (target.statutory, target.published) == (True, True)
    assert {goal.target for goal in target.current.terms.goals} == set(BY_KIND.values())
    assert measured
    assert {(row["target"], row["kind"]) for row in measured} <= {(time, kind) for kind, time in BY_KIND.items()}


def test_its_time_counts_from_when_everything_was_there(northmere: Store):
    with reading(northmere) as work:
        measured = clocks(work, "planning-decision")

    for row in measured:
        assert row["started_at"] <= row["case_started_at"] or row["started_at"] in (row["supplied"] or ())


def test_a_complaint_of_a_breach_is_visited_by_its_priority_and_names_nobody(northmere: Store):
    with reading(northmere) as work:
        visits = clocks(work, "breach-visited")
        named = work.value(
            text("""
                SELECT count(*) FROM case_case AS kase
                JOIN definition_process AS process ON process.id = kase.process_id
                WHERE process.key = 'planning_enforcement_complaint' AND kase.customer_id IS NOT NULL
            """)
        )
        found = people.find_service(work, "planning")

    assert visits
    assert {(row["goal"], row["target"]) for row in visits} <= set(BY_PRIORITY.items())
    assert {row["service_id"] for row in visits} == {found.id}
    assert named == 0


def test_an_e_mail_is_answered_within_a_working_day_or_told_to_be_late(northmere: Store):
    with reading(northmere) as work:
        answered = clocks(work, "email-answered")

    assert answered
    assert {row["target"] for row in answered} == {"1 working day"}
    assert {row["status"] for row in answered} == {"met"}
