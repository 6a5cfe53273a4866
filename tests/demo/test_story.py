"""The story of the first five minutes, through the engine: the same call before and after a step was moved."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta

from engine import cases, contacts, definitions, demo, measures, people, transfer
from engine.cases import StepMove, TaskFilter
from engine.contacts import NewContact
from engine.measures import Scope
from engine.people import Actor
from engine.store import Store, Work, reading, unit_of_work
from engine.transfer import Place
from tests.conftest import WEDNESDAY

ANSWERS = {
    "take_move_details": {
        "customer_name": "Wren Ashdown", "move_kind": "within", "account_number": "70012345", "new_home": "listed",
        "old_address": "14 Larch Rise, Northmere", "new_address": "3 Saltpan Row, Northmere",
        "move_date": "2026-11-14", "tenure": "private_tenant", "adults": 1, "landlord": "Quayside Rooms",
    },
    "confirm_liability": {"liable_party": "customer", "liable_from": "2026-11-14", "disputed": False},
    "record_in_revenues_system": {"revenues_reference": "CT-70012345", "credit": 0},
    "tell_other_services": {"services_told": ["waste"]},
    "confirm_to_customer": {"confirmed_how": "now"},
}  # fmt: skip


def _person(store: Store, username: str) -> Actor:
    """A person of the story, by the button that takes their place."""
    with unit_of_work(store) as work:
        return demo.become(work, username).actor


def _call(store: Store, ada: Actor) -> tuple[int, list[str]]:
    """A call of somebody who moves house, as far as the adviser gets: the case, and the steps she did in it."""
    with unit_of_work(store) as work:
        site = people.find_site(work, "eastgate").id
        said = NewContact(channel="phone", own_words="I am moving house", site_id=site, team_id=min(ada.team_ids))
        contact = contacts.record(work, said, by=ada)
        case_id = contacts.start_case(work, contact.id, process_key="council_tax_move", by=ada).id
    done = []
    while step := _next(store, case_id, ada):
        with unit_of_work(store) as work:
            cases.complete(work, step[0], answers=ANSWERS[step[1]], by=ada, contact_id=contact.id)
        done.append(step[1])
    with unit_of_work(store) as work:
        contacts.change_contact(work, contact.id, {"ended_at": work.now}, by=ada, row_version=2)
    return case_id, done


def _next(store: Store, case_id: int, by: Actor) -> tuple[int, str] | None:
    with reading(store) as work:
        tasks = cases.find_tasks(work, TaskFilter(by.team_ids), by=by, limit=500)
    return next(((task.id, task.step_key) for task in tasks if task.case_id == case_id), None)


def _finished(work: Work, service_id: int) -> int:
    scope = Scope(
        since=WEDNESDAY - timedelta(days=28), until=WEDNESDAY + timedelta(days=1), now=WEDNESDAY, service_id=service_id
    )
    found = measures.figures(work, measures.measure("finished-at-first-contact"), scope)
    return sum(figure.numerator for figure in found)


def _to_pilot(store: Store, rita: Actor) -> None:
    with unit_of_work(store) as work:
        site_id = people.find_site(work, "eastgate").id
        place = Place(definitions.live_version(work, "council_tax_move").process_id, "confirm_liability", site_id)
        version = transfer.standings(work, place.process_id, site_id)[place.step_key].row_version
        reason = "Harbour's figures have convinced the officers"
        released = transfer.release_hold(work, **asdict(place), reason=reason, by=rita, row_version=version)
        team_id = people.find_team(work, "eastgate-front-office").id
        change = StepMove(to="pilot", pilot_team_id=team_id, row_version=released.row_version)
        cases.move_step(work, place, change, by=rita)


def test_the_same_call_ends_in_the_call_once_the_step_is_piloted_and_the_figure_is_one_higher(northmere: Store):
    ada, ron, rita = (_person(northmere, name) for name in ("ada.adviser", "ron.revenues", "rita.revenues"))

    case_id, done = _call(northmere, ada)
    assert done == ["take_move_details"], "the rest waits for Revenues"
    with reading(northmere) as work:
        waits = cases.case(work, case_id, by=ada)
        office = people.find_team(work, "revenues-office")
        service_id = office.service_id
        before = _finished(work, service_id)
    assert (waits.next_action, waits.next_team_id) == ("Confirm who is liable", office.id)
    assert waits.promised_at > WEDNESDAY

    (hand_off,) = waits.hand_offs
    with unit_of_work(northmere) as work:
        cases.accept(work, hand_off.id, by=ron)
    with unit_of_work(northmere) as work:
        cases.complete(work, hand_off.task_id, answers=ANSWERS["confirm_liability"], by=ron)
    with reading(northmere) as work:
        assert _finished(work, service_id) == before

    _to_pilot(northmere, rita)
    case_id, done = _call(northmere, ada)

    assert set(done) == set(ANSWERS)
    with reading(northmere) as work:
        ended = cases.case(work, case_id, by=ada)
        assert (ended.status, ended.outcome, ended.hand_offs) == ("ended", "Move recorded", ())
        assert _finished(work, service_id) == before + 1
