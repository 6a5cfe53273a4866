"""The catalogue at a glance."""

from __future__ import annotations

from engine import definitions
from engine.definitions import Confirmation
from engine.store import unit_of_work
from tests.definitions.test_deploying import MARKED, TWO_STEPS, deploy


def test_a_process_is_shown_with_its_versions_steps_marks_and_last_change(store, council, clock):
    deployed = deploy(store, council, MARKED, confirm=Confirmation(marks=True))
    with unit_of_work(store) as work:
        [before] = definitions.overview(work)
        definitions.approve(work, deployed.version_id, council.head)
        [after] = definitions.overview(work, service_ids=[council.service])
        assert definitions.overview(work, service_ids=[council.other_service]) == []
    assert (before.live_number, after.live_number, after.number, after.stage) == (None, 1, 1, "live")
    assert (sorted(after.step_keys), after.once_and_done, after.must_stay) == (["check", "reply"], 1, 0)
    assert after.changed_at == clock.now()


def test_a_newer_version_that_is_not_approved_leaves_the_steps_of_the_live_one(store, council):
    first = deploy(store, council, TWO_STEPS)
    with unit_of_work(store) as work:
        definitions.approve(work, first.version_id, council.head)
    deploy(store, council, TWO_STEPS.replace('userTask reply "Write to the applicant"\n', "").replace("-> reply", ""))
    with unit_of_work(store) as work:
        [found] = definitions.overview(work)
    assert (found.number, found.live_number, len(found.step_keys)) == (2, 1, 2)
