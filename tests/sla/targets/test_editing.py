"""Targets are added and changed by versions; what is wrong with one is said at its place."""

from __future__ import annotations

from datetime import date

import pytest

from engine import audit, sla
from engine.errors import NotFound, NotPermitted, Refused, StaleVersion
from engine.people import SYSTEM
from engine.sla import Goal, Scope, Terms
from engine.store import reading, unit_of_work

FROM = date(2026, 11, 1)
PLAIN = Terms((Goal("10 working days"),))


@pytest.fixture
def add(store, council):
    """Add a target of the small council's process; answers it, or the places of what is wrong."""

    def write(terms: Terms = PLAIN, scope: Scope | None = None, *, by=SYSTEM, **more: object):
        where = scope or Scope("case", council.service_id, "report")
        with unit_of_work(store) as work:
            return sla.add_target(work, more.pop("key", "aim"), "Aim", where, terms, valid_from=FROM, by=by, **more)

    return write


def wrong(add, *given: object, **more: object) -> list[str]:
    with pytest.raises(Refused) as refused:
        add(*given, **more)
    return [problem.where for problem in refused.value.problems]


def test_a_target_is_added_changed_and_every_version_is_kept(store, council, add):
    assert [version.number for version in add().versions] == [1]
    later = Terms((Goal("5 working days"),), {"pause": ("while depth > 3",)}, at_risk_left="2 working hours")
    with unit_of_work(store) as work:
        sla.add_target_version(
            work, "aim", later, valid_from=date(2026, 12, 1), reason="Shorter", by=council.head, if_newest=1
        )
    with reading(store) as work:
        found = sla.target_detail(work, "aim")
        said = [entry.facts["version"] for entry in audit.entries(work, action="sla:target:changed")]
    assert (found.in_force, found.current.terms) == (1, PLAIN)
    assert (found.versions[0].terms, found.versions[0].reason) == (later, "Shorter")
    assert said == [2, 1]


def test_a_version_written_for_an_older_one_is_refused(store, council, add):
    add()
    with unit_of_work(store) as work, pytest.raises(StaleVersion):
        sla.add_target_version(work, "aim", PLAIN, valid_from=FROM, reason="x", by=council.head, if_newest=7)
    with unit_of_work(store) as work, pytest.raises(NotFound):
        sla.add_target_version(work, "other", PLAIN, valid_from=FROM, reason="x", by=council.head)


def test_heads_look_after_the_targets_of_their_service_and_administrators_after_all(council, add):
    add(by=council.head)
    assert wrong(add, PLAIN, Scope("case"), by=council.head, key="all") == ["service_id"]
    add(PLAIN, Scope("case"), by=council.administrator, key="all")
    with pytest.raises(NotPermitted):
        add(by=council.officer, key="other")


def test_unknown_processes_steps_teams_calendars_and_elements_are_refused(council, add):
    service = council.service_id
    assert wrong(add, PLAIN, Scope("case", service, "nothing")) == ["process_key"]
    assert wrong(add, PLAIN, Scope("step", service, "report", step="nothing")) == ["step"]
    assert wrong(add, PLAIN, Scope("hand-off", service, from_team_id=999)) == ["from_team_id"]
    assert wrong(add, PLAIN, Scope("case", service, to_team_id=council.back_team_id)) == ["to_team_id"]
    assert wrong(add, PLAIN, Scope("contact", service, channel="pigeon")) == ["channel"]
    assert wrong(add, Terms((Goal("1 hour", calendar="mars"),))) == ["goals.1.calendar"]
    assert wrong(add, Terms((Goal("1 hour"),), {"start": ("step nothing done",)})) == ["start"]
    assert wrong(add, Terms((Goal("1 hour"),), {"start": ("step take done",)}), Scope("case", service)) == ["start"]


def test_an_expression_that_is_wrong_says_where(add):
    with pytest.raises(Refused) as refused:
        add(Terms((Goal("1 hour"),), {"pause": ("while depth >",)}))
    (problem,) = refused.value.problems
    assert problem.where == "pause"
    assert problem.position is not None
    assert problem.excerpt.endswith("^")
    assert wrong(add, Terms((Goal("1 hour", "P1", "depth > ("), Goal("2 hours", "P2")))) == ["goals.1.when"]
    assert wrong(add, Terms((Goal("1 hour"),), {"start": ("when nobody_asks = 1",)})) == ["start"]


@pytest.mark.parametrize(
    ("conditions", "where"),
    [
        ({"pause": ("step take done",)}, ["resume"]),
        ({"resume": ("step take done",)}, ["resume"]),
        ({"start": ("when depth > 3",), "pause": ("while depth > 3",)}, ["pause"]),
        ({"pause": ("while 1 = 1",)}, ["pause"]),
        ({"stop": ("received",)}, ["stop"]),
        ({"start": ("accepted",)}, ["start"]),
        ({"start": ("now and then",)}, ["start"]),
        ({"finish": ("end told",)}, ["conditions"]),
    ],
)
def test_conditions_that_could_never_work_are_refused(add, conditions, where):
    assert wrong(add, Terms((Goal("1 hour"),), conditions)) == where


@pytest.mark.parametrize(
    ("terms", "where"),
    [
        (Terms(()), ["goals"]),
        (Terms((Goal("soon"),)), ["goals.1.target"]),
        (Terms((Goal("1 hour", "P1"), Goal("2 hours", "P2"))), ["goals.1.when"]),
        (Terms((Goal("1 hour", "P1", "depth > 3"), Goal("2 hours", "P1"))), ["goals.2.name"]),
        (Terms((Goal("1 hour"),), at_risk_share=100), ["at_risk_share"]),
        (Terms((Goal("1 hour"),), at_risk_left="soon"), ["at_risk_left"]),
        (Terms((Goal("1 hour"),), at_risk_left="2026-12-01"), ["at_risk_left"]),
        (Terms((Goal("1 hour"),), on_change="shrug"), ["on_change"]),
    ],
)
def test_what_a_version_says_must_make_sense(add, terms, where):
    assert wrong(add, terms) == where


def test_only_whole_cases_can_be_promised(council, add):
    assert wrong(add, PLAIN, Scope("step", council.service_id, "report"), published=True) == ["published"]
