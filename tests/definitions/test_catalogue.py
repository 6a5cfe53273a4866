"""Versions: listed, compared, approved by somebody else, and picked for a place."""

from __future__ import annotations

import pytest

from engine import audit, definitions
from engine.errors import Conflict, NotFound, NotPermitted
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.definitions.models import SOUND, model
from tests.definitions.test_deploying import TWO_STEPS, deploy


def approve(store, version_id, by):
    with unit_of_work(store) as work:
        return definitions.approve(work, version_id, by)


def test_somebody_else_approves_a_version_and_it_goes_live(store, council):
    version_id = deploy(store, council, SOUND).version_id

    approved = approve(store, version_id, council.head)

    assert (approved.approved_by, approved.approved_at) == (council.head.user_id, store.clock.now())
    with unit_of_work(store) as work:
        assert definitions.live_version(work, "process", site_id=council.site).id == version_id
        assert audit.entries(work, action="definitions:version:approved")[0].by == council.head.user_id


def test_approving_twice_is_told_once(store, council):
    version_id = deploy(store, council, SOUND).version_id
    approve(store, version_id, council.head)

    approve(store, version_id, SYSTEM)

    with unit_of_work(store) as work:
        assert len(audit.entries(work, action="definitions:version:approved")) == 1


def test_who_uploaded_a_version_does_not_approve_it(store, council):
    version_id = deploy(store, council, SOUND, by=council.analyst).version_id

    with pytest.raises(NotPermitted):
        approve(store, version_id, council.analyst)


def test_the_system_may_approve_what_it_uploaded(store, council):
    version_id = deploy(store, council, SOUND, by=SYSTEM).version_id

    assert approve(store, version_id, SYSTEM).approved_by is None


def test_a_walk_through_version_is_not_approved(store, council):
    version_id = deploy(store, council, SOUND.replace("userTask check", "serviceTask check")).version_id

    with pytest.raises(Conflict, match="walk-through"):
        approve(store, version_id, council.head)


def test_a_process_without_a_live_version_is_said_so(store, council):
    deploy(store, council, SOUND)

    with unit_of_work(store) as work, pytest.raises(NotFound, match="no approved version"):
        definitions.live_version(work, "process", site_id=council.site)


def test_the_variant_of_the_property_then_of_the_site_then_county_wide(store, council):
    county = deploy(store, council, SOUND).version_id
    north = deploy(store, council, SOUND, variant="north", areas=["north"]).version_id
    coast = deploy(store, council, SOUND, variant="coast", areas=["coast"]).version_id
    for version_id in (county, north, coast):
        approve(store, version_id, council.head)

    with unit_of_work(store) as work:
        found = [
            definitions.live_version(work, "process", area="coast", site_id=council.site).id,
            definitions.live_version(work, "process", site_id=council.site).id,
            definitions.live_version(work, "process", area="inland").id,
        ]

    assert found == [coast, north, county]


def test_a_variant_without_an_approved_version_leaves_the_county_wide_one(store, council):
    county = deploy(store, council, SOUND).version_id
    deploy(store, council, SOUND, variant="north", areas=["north"])
    approve(store, county, council.head)

    with unit_of_work(store) as work:
        assert definitions.live_version(work, "process", area="north").id == county


def test_the_newest_approved_version_runs(store, council):
    first = deploy(store, council, SOUND).version_id
    second = deploy(store, council, TWO_STEPS).version_id
    approve(store, first, council.head)

    with unit_of_work(store) as work:
        process_id = definitions.version_by_id(work, first).process_id
        assert definitions.live_version(work, process_id).id == first
    approve(store, second, council.head)
    with unit_of_work(store) as work:
        assert definitions.live_version(work, process_id).id == second


def test_processes_and_versions_are_listed(store, council):
    first = deploy(store, council, SOUND)
    second = deploy(store, council, TWO_STEPS)
    approve(store, first.version_id, council.head)

    with unit_of_work(store) as work:
        listed = definitions.processes(work)
        assert definitions.processes(work, service_ids=[council.other_service]) == []
        assert [version.number for version in definitions.versions(work, first.process_id)] == [2, 1]
        assert definitions.versions(work, first.process_id, variant_key="north") == []
        assert definitions.process(work, first.process_id) == listed[0]
        assert definitions.process_by_key(work, "process") == first.process_id
        assert definitions.uploaders(work, first.process_id) == {council.analyst.user_id}
        assert definitions.has_step(work, first.process_id, "reply")
        assert not definitions.has_step(work, first.process_id, "never")
    assert (listed[0].latest_version_id, listed[0].live_version_id) == (second.version_id, first.version_id)


def test_two_versions_are_compared_by_step_key(store, council):
    first, second = deploy(store, council, SOUND), deploy(store, council, TWO_STEPS)

    with unit_of_work(store) as work:
        changes = definitions.compare_versions(work, first.version_id, second.version_id)

    assert [step.step_key for step in changes.kept] == ["check"]
    assert [step.step_key for step in changes.new] == ["reply"]


@pytest.mark.parametrize("ask", ["version_by_id", "steps", "original", "with_marks", "running_version", "process"])
def test_unknown_ids_are_not_found(store, ask):
    with unit_of_work(store) as work, pytest.raises(NotFound):
        getattr(definitions, ask)(work, 404)


def test_a_running_version_is_read_once_and_never_changes(store, council):
    version_id = deploy(store, council, SOUND).version_id

    with unit_of_work(store) as work:
        first = definitions.running_version(work, version_id)
        again = definitions.running_version(work, version_id)

    assert first is again
    assert (first.process_key, first.bpmn_process_id, first.steps["check"].lane) == ("process", "process", "Planning")
    with pytest.raises(TypeError):
        first.steps["other"] = first.steps["check"]


def test_a_download_is_the_upload_with_its_marks(store, council):
    version_id = deploy(store, council, TWO_STEPS).version_id

    with unit_of_work(store) as work:
        process_id = definitions.version_by_id(work, version_id).process_id
        values = {"once_and_done": True, "guidance": "Look for:\nthe <site> plan", "target": "2 working days"}
        changes = {"check": values, "process": {"target": "8 weeks"}}
        definitions.set_marks(work, process_id, changes, by=council.analyst, reason="Agreed in the workshop")
        before = definitions.marks_of(work, process_id)
        download = definitions.with_marks(work, version_id)
        definitions.set_marks(work, process_id, {"check": None, "process": None}, by=council.analyst, reason="Oops")

    shown = deploy(store, council, download)
    restored = deploy(store, council, download, confirm=definitions.Confirmation(marks=True))
    with unit_of_work(store) as work:
        after = definitions.marks_of(work, process_id)
    assert (shown.outcome, restored.outcome) == ("marks", "marks")
    assert {key: mark.values() for key, mark in after.items()} == {key: mark.values() for key, mark in before.items()}
    assert download != model(TWO_STEPS)
