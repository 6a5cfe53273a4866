"""Moving a step towards the front office and back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from engine import audit
from engine.errors import Conflict, NotFound, NotPermitted, Refused
from engine.people import SYSTEM, create_team
from engine.store import unit_of_work
from engine.transfer import MOVES, STATES, WrongMove, changes, hold, standings

STEP = "check-evidence"


def test_a_step_walks_from_the_back_office_to_live(council, reading_from):
    standing = council.move_to("live")
    assert (standing.state, standing.row_version) == ("live", 4)
    assert reading_from(standings, council.process_id, council.site_id)[STEP] == standing
    assert [change.state for change in reading_from(changes, **council.place())] == [
        "agreed",
        "trained",
        "pilot",
        "live",
    ]


def test_a_step_never_touched_has_no_standing(council, reading_from):
    assert reading_from(standings, council.process_id, council.site_id) == {}


def test_the_same_step_stands_apart_at_another_site(council, reading_from):
    council.move_to("live")
    assert reading_from(standings, council.process_id, council.other_site_id) == {}


@pytest.mark.parametrize("to", ["trained", "pilot", "live", "returned", "back_office"])
def test_skipping_forward_says_what_was_expected(council, reading_from, to):
    with pytest.raises(WrongMove, match=r"was expected to stand at .*, but it stands at 'in the back office'"):
        council.move(to, pilot_share=10 if to == "pilot" else None, reason="haste")
    assert reading_from(standings, council.process_id, council.site_id) == {}


def test_the_refusal_names_where_the_step_can_go(council):
    council.move("agreed")
    with pytest.raises(WrongMove, match="From there it can move to 'trained' or 'in the back office'"):
        council.move("live", row_version=1)


def test_an_unknown_state_is_refused(council):
    with pytest.raises(Refused, match="'done' is not a state of a transfer"):
        council.move("done")


def test_every_state_can_be_reached_and_left():
    assert set(MOVES) == set(STATES)
    assert {state for targets in MOVES.values() for state in targets} == set(STATES)


@pytest.mark.parametrize("state", ["pilot", "live"])
def test_a_step_is_returned_with_a_reason_and_can_be_agreed_again(council, state):
    version = council.move_to(state).row_version
    with pytest.raises(Refused, match="Say why the step goes back"):
        council.move("returned", row_version=version, reason="  ")
    returned = council.move("returned", row_version=version, reason="Customers waited longer")
    assert (returned.state, returned.pilot_share, returned.pilot_team_id) == ("returned", None, None)
    assert council.move("agreed", row_version=returned.row_version).state == "agreed"


def test_the_head_who_agrees_owns_the_step_until_another_owner_is_named(council):
    assert council.move("agreed").owner_id == council.head.user_id
    assert council.move("trained", row_version=1, owner_id=council.analyst.user_id).owner_id == council.analyst.user_id
    assert council.move("pilot", row_version=2, pilot_share=5).owner_id == council.analyst.user_id


def test_an_owner_who_does_not_exist_is_refused_in_one_sentence(council):
    with pytest.raises(Refused, match="There is no such owner") as refused:
        council.move("agreed", owner_id=4711)
    assert refused.value.problems[0].where == "owner_id"


def test_a_site_that_does_not_exist_is_refused(council):
    with pytest.raises(Refused, match="There is no such site"):
        council.move("agreed", site_id=999)


@pytest.mark.parametrize("place", [{"process_id": 999}, {"step_key": "chek-evidence"}])
def test_a_step_that_the_process_does_not_have_is_not_found(council, place):
    with pytest.raises(NotFound, match="has no step"):
        council.move("agreed", **place)


@pytest.mark.parametrize(
    ("pilot", "message"),
    [
        ({}, "either a share of cases or one team"),
        ({"pilot_share": 10, "pilot_team_id": 1}, "either a share of cases or one team"),
        ({"pilot_share": 0}, "from 1 to 99 per cent"),
        ({"pilot_share": 100}, "from 1 to 99 per cent"),
    ],
)
def test_a_pilot_needs_exactly_a_share_or_a_team(council, pilot, message):
    council.move_to("trained")
    with pytest.raises(Refused, match=message):
        council.move("pilot", row_version=2, **pilot)


def test_a_pilot_team_must_exist(council):
    council.move_to("trained")
    with pytest.raises(NotFound):
        council.move("pilot", row_version=2, pilot_team_id=4711)


@pytest.mark.parametrize("place", [{"kind": "back"}, {"kind": "front", "site": "devizes"}])
def test_a_pilot_team_is_a_front_office_team_of_the_site(council, place):
    council.move_to("trained")
    with unit_of_work(council.store) as work:
        site_id = council.other_site_id if "site" in place else council.site_id
        team = create_team(work, "other", "Other team", kind=place["kind"], site_id=site_id, by=SYSTEM)
    with pytest.raises(Refused, match="Other team is not a front-office team of this site"):
        council.move("pilot", row_version=2, pilot_team_id=team.id)


def test_a_share_belongs_to_a_pilot_only(council):
    with pytest.raises(Refused, match="belongs to a pilot, but the move is to 'agreed'"):
        council.move("agreed", pilot_share=10)


def test_a_pilot_grows_without_starting_again(council, clock):
    first = council.move_to("pilot")
    clock.advance(timedelta(days=3))
    wider = council.move("pilot", row_version=first.row_version, pilot_share=80)
    by_team = council.move("pilot", row_version=wider.row_version, pilot_team_id=council.team_id)
    assert (wider.pilot_share, wider.state_since) == (80, first.state_since)
    assert (by_team.pilot_share, by_team.pilot_team_id) == (None, council.team_id)
    live = council.move("live", row_version=by_team.row_version)
    assert (live.pilot_team_id, live.state_since) == (None, clock.now())


@pytest.mark.parametrize(("to", "pilot"), [("pilot", {"pilot_share": 10}), ("live", {})])
def test_who_uploaded_a_version_does_not_move_its_steps_to_the_front_office(council, to, pilot):
    version = council.move_to("trained" if to == "pilot" else "pilot").row_version
    uploaders = frozenset({council.analyst.user_id})
    with pytest.raises(NotPermitted, match="somebody else has to move it"):
        council.move(to, by=council.analyst, version_uploaders=uploaders, row_version=version, **pilot)
    assert council.move(to, version_uploaders=uploaders, row_version=version, **pilot).state == to


def test_an_uploader_may_agree_train_and_return(council):
    mine = {"by": council.analyst, "version_uploaders": frozenset({council.analyst.user_id})}
    council.move("agreed", **mine)
    council.move("trained", row_version=1, **mine)
    council.move("pilot", row_version=2, pilot_share=10)
    assert council.move("returned", row_version=3, reason="Too slow", **mine).state == "returned"


@pytest.mark.parametrize("to", ["pilot", "live"])
def test_a_step_that_must_stay_does_not_reach_the_front_office(council, to):
    version = council.move_to("trained" if to == "pilot" else "pilot").row_version
    share = {"pilot_share": 10} if to == "pilot" else {}
    with pytest.raises(Refused, match="must stay in the back office"):
        council.move(to, row_version=version, must_stay=True, **share)


def test_a_held_step_moves_back_but_not_on(council):
    council.move_to("trained")
    with unit_of_work(council.store) as work:
        hold(work, **council.place(), obstacle="ownership", note="Nobody signs", by=council.head, row_version=2)
    with pytest.raises(Refused, match="held by ownership"):
        council.move("pilot", row_version=3, pilot_share=10)
    assert council.move("back_office", row_version=3, reason="Not this year").held_by == "ownership"


def test_a_stale_version_is_a_conflict(council):
    council.move("agreed")
    with pytest.raises(Conflict, match="Somebody else changed where step 'check-evidence' stands"):
        council.move("trained")
    with pytest.raises(Conflict):
        council.move("trained", row_version=2)


def test_of_two_people_who_move_at_once_one_is_told(council):
    def attempt(_: int) -> str:
        try:
            return council.move("agreed").state
        except Conflict:
            return "conflict"

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(attempt, range(4)))
    assert answers == ["agreed", "conflict", "conflict", "conflict"]


def test_every_move_is_audited_with_its_reason(council, reading_from):
    standing = council.move("agreed", reason="Cabinet decision 12", planned_on=date(2027, 3, 1))
    (row,) = reading_from(audit.entries, subject=("transfer_standing", standing.id))
    assert (row.action, row.by, row.reason) == ("transfer:step:moved", council.head.user_id, "Cabinet decision 12")
    assert row.facts["from"] == "back_office"
    assert row.facts["to"] == "agreed"
    assert row.facts["planned_on"] == "2027-03-01"


def test_the_system_itself_may_move_a_step(council):
    standing = council.move("agreed", by=SYSTEM, reason="Taken over from a file")
    assert standing.owner_id is None
