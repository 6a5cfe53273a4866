"""Processes that call each other: which version a call means, and versions that wait for the process they call."""

from __future__ import annotations

import pytest

from engine import definitions
from engine.errors import Conflict
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.calls import ALONE, CALLER, drawn, upload
from tests.council import Council, found_council

RULE = "call-target-missing"


@pytest.fixture
def council(store: Store) -> Council:
    """The small council."""
    return found_council(store)


def stage(store: Store, version_id: int) -> str:
    """How a version stands, with the rules that found something to fix in it."""
    with reading(store) as work:
        found = definitions.version_by_id(work, version_id)
    rules = [one["rule"] for one in found.findings if one["severity"] == "must-fix"]
    return " ".join([found.stage, *rules])


def test_a_version_waits_for_the_process_that_it_calls_and_is_ready_when_it_comes(store: Store, council: Council):
    caller = upload(store, council, "request", CALLER)
    assert stage(store, caller.version_id) == f"check {RULE}"
    with pytest.raises(Conflict, match="walk-through only"), unit_of_work(store) as work:
        definitions.approve(work, caller.version_id, SYSTEM)

    upload(store, council, "payment", ALONE)

    assert stage(store, caller.version_id) == "live"
    with unit_of_work(store) as work:
        assert definitions.approve(work, caller.version_id, SYSTEM).approved_at
        assert definitions.running_version(work, caller.version_id).stage == "live"


def test_what_else_must_be_fixed_keeps_a_version_a_walk_through(store: Store, council: Council):
    text = CALLER.replace("take -> call", "take -> other -> call") + 'scriptTask other "Other" script="x = 1"\n'
    caller = upload(store, council, "request", text)

    upload(store, council, "payment", ALONE)

    assert RULE not in stage(store, caller.version_id)
    assert stage(store, caller.version_id).startswith("check ")


def test_a_process_under_another_key_changes_nothing(store: Store, council: Council):
    caller = upload(store, council, "request", CALLER)

    upload(store, council, "payments", ALONE)

    assert stage(store, caller.version_id) == f"check {RULE}"


def test_a_circle_of_calls_is_a_warning_at_the_upload_that_closes_it(store: Store, council: Council):
    upload(store, council, "payment", ALONE)
    upload(store, council, "request", CALLER)
    back = 'startEvent b\ncallActivity again "Again" calledElement="request"\nendEvent e\nb -> again -> e'

    deployed = upload(store, council, "payment", back)

    found = [one for one in deployed.findings if one.rule == "call-circle"]
    assert [(one.element, one.severity) for one in found] == [("again", "warning")]
    assert deployed.stage == "live"


def test_a_call_by_a_tag_takes_the_newest_version_that_has_it(store: Store, council: Council):
    for number, tag in enumerate(("spring", "spring", "autumn")):
        text = ALONE.replace("Look at the account", f"Look {number}")
        data = drawn("payment", text).replace(
            b'isExecutable="true"', b'isExecutable="true" camunda:versionTag="%s"' % tag.encode()
        )
        with unit_of_work(store) as work:
            deployed = definitions.deploy(work, data, service_id=council.service_id, by=SYSTEM)
            definitions.approve(work, deployed.version_id, SYSTEM)

    with reading(store) as work:
        meant = definitions.called_version(
            work,
            "payment",
            binding="versionTag",
            bound_to="spring",
            caller_version_id=council.version_id,
            site_id=council.site_id,
        )
    assert meant.number == 2


def test_a_call_takes_the_variant_of_the_area_that_its_caller_serves(store: Store, council: Council):
    upload(store, council, "payment", ALONE)
    with unit_of_work(store) as work:
        about = {"service_id": council.service_id, "by": SYSTEM}
        west = definitions.deploy(
            work, drawn("payment", CALLER.replace("payment", "report")), variant="west", areas=["west"], **about
        )
        definitions.approve(work, west.version_id, SYSTEM)
        found = [
            definitions.called_version(work, "payment", caller_version_id=council.version_id, site_id=site).variant
            for site in (council.site_id, council.other_site_id)
        ]
    assert found == ["", "west"]
