"""Who gets the work of a lane: the front office, the team that takes it, or the service's back office by default."""

from __future__ import annotations

from dataclasses import replace

from engine.people import Team, lane_work, lanes_taken

BACK = Team(1, "inspectors", "Inspectors", "back", 7, None, "council", "", ("Inspectors",))
FRONT = Team(2, "east", "East front", "front", None, 4, "council", "", ("Customer services",))
WEST = replace(FRONT, id=3, key="west", name="West front", site_id=5)
ELSEWHERE = replace(BACK, id=4, key="rounds", name="Rounds", service_id=8, lanes=("Rounds",))
TEAMS = (BACK, FRONT, WEST, ELSEWHERE)


def test_a_lane_of_the_front_office_goes_to_its_teams_site_by_site():
    found = lane_work(TEAMS, "customer SERVICES", 7)

    assert (found.front, found.carried, found.teams) == (True, True, ("East front", "West front"))


def test_a_lane_that_no_team_takes_goes_to_the_back_office_of_the_service():
    found = lane_work(TEAMS, "Contact centre", 7)

    assert (found.office, found.carried, found.teams) == ("Back office", False, ("Inspectors",))


def test_a_lane_of_another_service_is_not_taken_and_may_find_nobody():
    assert lane_work(TEAMS, "Rounds", 7).teams == ("Inspectors",)
    assert lane_work((FRONT,), "Rounds", 7).teams == ()


def test_the_back_office_of_a_lane_goes_before_a_front_office_that_takes_it_too():
    both = replace(FRONT, lanes=("Customer services", "Inspectors"))

    found = lane_work((BACK, both), "Inspectors", 7)

    assert (found.office, found.teams) == ("Back office", ("Inspectors",))


def test_the_lanes_of_a_service_are_those_of_its_teams_the_front_office_first():
    assert [(work.lane, work.front) for work in lanes_taken(TEAMS, 7)] == [
        ("Customer services", True),
        ("Inspectors", False),
    ]
