"""The steps people do today, of many processes in one statement."""

from __future__ import annotations

from engine import definitions
from engine.people import SYSTEM
from engine.store import reading, unit_of_work
from tests.council import MODEL, found_council


def test_steps_of_people_are_listed_in_the_order_of_the_file_with_their_marks(store, statements):
    council = found_council(store)
    with unit_of_work(store) as work:
        duty = {"must_stay": True, "duty": "Act", "duty_owner": "Head", "review_on": "2027-03-31"}
        definitions.set_marks(work, council.process_id, {"repair": duty}, by=SYSTEM, reason="The law")
    with reading(store) as work, statements() as seen:
        found = definitions.current_steps(work, [council.process_id, council.process_id + 1])
    assert len(seen) == 1
    assert [(step.step_key, step.name, step.lane) for step in found] == [
        ("take", "Take the report", "Customer services"),
        ("inspect", "Inspect it", "Inspectors"),
        ("repair", "Repair it", "Inspectors"),
        ("tell", "Explain", "Customer services"),
    ]
    assert [step.step_key for step in found if step.must_stay] == ["repair"]
    assert [step.step_key for step in found if step.once_and_done] == ["take", "inspect"]


def test_a_version_that_is_not_approved_hides_no_step_that_is_in_use(store):
    council = found_council(store)
    renamed = MODEL.replace("Repair it", "Mend it")
    with unit_of_work(store) as work:
        newer = definitions.deploy(work, renamed.encode(), service_id=council.service_id, by=SYSTEM)
        assert newer.process_id == council.process_id
        before = definitions.current_steps(work, [council.process_id])
        definitions.approve(work, newer.version_id, SYSTEM)
        after = definitions.current_steps(work, [council.process_id])
    assert [step.name for step in before if step.step_key == "repair"] == ["Repair it"]
    assert [step.name for step in after if step.step_key == "repair"] == ["Mend it"]


def test_no_process_has_no_steps(store):
    with reading(store) as work:
        assert definitions.current_steps(work, []) == []
