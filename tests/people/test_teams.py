"""Teams, and which of them takes the work of a lane."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import NotFound, Refused, StaleVersion
from engine.people import (
    SYSTEM,
    Team,
    TeamDirectory,
    change_team,
    create_service,
    create_site,
    create_team,
    find_team,
    is_front_lane,
    team_by_id,
    team_directory,
    teams,
)
from engine.store import Store, Work, unit_of_work


def team(number: int, kind: str, *, service=None, site=None, lanes=()) -> Team:
    return Team(number, f"t{number}", f"T{number}", kind, service, site, "council", "", tuple(lanes))


def directory(*members: Team, service=1, site=1) -> TeamDirectory:
    return TeamDirectory(service, site, members)


def test_a_lane_matches_whatever_its_case_and_outer_spaces():
    inspectors = team(1, "back", service=1, lanes=["Highway Inspectors"])
    assert directory(inspectors, team(2, "back", service=1)).for_lane(" highway inspectorS ") == inspectors


def test_the_nearest_team_that_carries_a_lane_takes_it():
    exact = team(4, "back", service=1, site=1, lanes=["Back"])
    of_service = team(3, "back", service=1, lanes=["Back"])
    of_site = team(2, "back", site=1, lanes=["Back"])
    of_council = team(1, "back", lanes=["Back"])
    ranked = [exact, of_service, of_site, of_council]
    while ranked:
        assert directory(*reversed(ranked)).for_lane("back") == ranked[0]
        ranked.pop(0)


def test_a_lane_of_the_front_office_goes_to_the_front_office_of_the_case_s_own_site():
    elsewhere = team(1, "front", site=2, lanes=["Contact centre"])
    here = team(2, "front", site=1)
    back = team(3, "back", service=1)
    assert directory(elsewhere, here, back).for_lane("contact CENTRE") == here


def test_a_lane_is_of_the_front_office_unless_a_back_office_of_the_service_carries_it():
    front, other = (
        team(1, "front", site=1, lanes=["Contact centre"]),
        team(2, "back", service=2, lanes=["Contact centre"]),
    )
    assert is_front_lane([front, other], "contact CENTRE ", 1)
    assert not is_front_lane([front, other], "Contact centre", 2)
    assert not is_front_lane([front, other], "Highways", 1)


def test_without_a_front_office_at_the_site_the_council_wide_one_takes_it_and_else_the_back_office():
    elsewhere = team(1, "front", site=2, lanes=["Contact centre"])
    everywhere = team(2, "front")
    back = team(3, "back", service=1)
    assert directory(elsewhere, everywhere, back).for_lane("Contact centre") == everywhere
    assert directory(elsewhere, back).for_lane("Contact centre") == back
    assert directory(elsewhere).front() is None


def test_the_front_office_of_the_site_wins_over_one_of_the_service_that_works_everywhere():
    of_service, of_site = team(1, "front", service=1), team(2, "front", site=1)
    assert directory(of_service, of_site).front() == of_site


def test_an_unknown_lane_goes_to_the_back_office_that_has_no_lanes_of_its_own():
    special = team(1, "back", service=1, lanes=["Appeals"])
    general = team(2, "back", service=1)
    assert directory(special, general).for_lane("Somebody") == general
    assert directory(special).for_lane("") == special


def test_where_there_are_no_teams_no_team_is_found():
    assert directory().for_lane("Back") is None
    assert directory().back() is None


def test_a_back_office_of_another_site_is_never_chosen():
    assert directory(team(1, "back", service=1, site=2, lanes=["Back"])).for_lane("Back") is None


def make_places(work: Work) -> tuple[int, int, int]:
    roads = create_service(work, "highways", "Highways", by=SYSTEM)
    kendal = create_site(work, "kendal", "Kendal", by=SYSTEM)
    barrow = create_site(work, "barrow", "Barrow", by=SYSTEM)
    return roads.id, kendal.id, barrow.id


def test_the_directory_reads_the_teams_of_a_service_and_site_in_one_statement(store: Store, statements):
    with unit_of_work(store) as work:
        roads, kendal, barrow = make_places(work)
        tax = create_service(work, "council-tax", "Council tax", by=SYSTEM)
        create_team(work, "front-kendal", "Front", kind="front", site_id=kendal, lanes=["Front office"], by=SYSTEM)
        create_team(work, "front-barrow", "Front", kind="front", site_id=barrow, by=SYSTEM)
        create_team(work, "inspectors", "Inspectors", kind="back", service_id=roads, lanes=["Inspector"], by=SYSTEM)
        create_team(work, "tax", "Tax", kind="back", service_id=tax.id, lanes=["Inspector"], by=SYSTEM)
        create_team(work, "depot", "Depot", kind="back", service_id=roads, site_id=kendal, by=SYSTEM)
    with unit_of_work(store) as work, statements() as seen:
        found = team_directory(work, roads, barrow)
    assert len(seen) == 1
    assert [item.key for item in found.teams] == ["front-kendal", "front-barrow", "inspectors"]
    assert found.for_lane("Front office").key == "front-barrow"
    assert found.for_lane("inspector").key == "inspectors"


def test_a_team_is_found_by_key_and_id_and_in_the_list(store: Store):
    with unit_of_work(store) as work:
        made = create_team(
            work, "mill", "Mill Ltd", kind="back", provider="contractor", provider_name="Mill", lanes=["A"], by=SYSTEM
        )
        assert find_team(work, "mill") == made == team_by_id(work, made.id)
        assert teams(work) == [made]
        assert find_team(work, "nobody") is None
        with pytest.raises(NotFound):
            team_by_id(work, 999)


@pytest.mark.parametrize(
    ("given", "where"),
    [
        ({"kind": "middle"}, "kind"),
        ({"kind": "back", "provider": "charity"}, "provider"),
        ({"kind": "back", "service_id": 99}, "service_id"),
        ({"kind": "back", "site_id": 99}, "site_id"),
        ({"kind": "back", "name": " "}, "name"),
        ({"kind": "back", "key": "No Key"}, "key"),
    ],
)
def test_a_team_that_makes_no_sense_is_refused_by_field(store: Store, given, where):
    values = {"key": "t", "name": "T", "by": SYSTEM} | given
    with unit_of_work(store) as work, pytest.raises(Refused) as refusal:
        create_team(work, values.pop("key"), values.pop("name"), **values)
    assert [problem.where for problem in refusal.value.problems] == [where]


def test_a_key_is_used_once(store: Store):
    with unit_of_work(store) as work:
        create_team(work, "t", "T", kind="back", by=SYSTEM)
        with pytest.raises(Refused, match="already a team with the key t"):
            create_team(work, "t", "Other", kind="back", by=SYSTEM)


def test_a_change_needs_the_version_that_was_read(store: Store):
    with unit_of_work(store) as work:
        made = create_team(work, "t", "T", kind="back", by=SYSTEM)
        changed = change_team(work, made.id, {"lanes": ["Back office"]}, by=SYSTEM, row_version=1)
        assert (changed.lanes, changed.row_version) == (("Back office",), 2)
        with pytest.raises(StaleVersion):
            change_team(work, made.id, {"name": "U"}, by=SYSTEM, row_version=1)
        with pytest.raises(NotFound):
            change_team(work, 99, {"name": "U"}, by=SYSTEM, row_version=1)
        with pytest.raises(ValueError, match="key"):
            change_team(work, made.id, {"key": "u"}, by=SYSTEM, row_version=2)


def test_the_nearest_calendar_counts():
    by_phone = {"phone": "of-team-by-phone"}
    own = replace(team(1, "back"), calendar="of-team", channel_calendars=by_phone)
    plain = team(2, "back")
    service = replace(directory(own, plain), calendar="of-service", channel_calendars={"web": "of-service-by-web"})
    assert [service.calendar_for(own, channel) for channel in ("phone", "web", "")] == [
        "of-team-by-phone",
        "of-team",
        "of-team",
    ]
    assert [service.calendar_for(plain, channel) for channel in ("phone", "web")] == ["of-service", "of-service-by-web"]
    assert [service.calendar_for(None, channel) for channel in ("web", "")] == ["of-service-by-web", "of-service"]
    assert directory(plain).calendar_for(plain, "web") == ""
