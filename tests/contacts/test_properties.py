"""Places by UPRN, USRN, postcode and address."""

from __future__ import annotations

import pytest

from engine.contacts import find_properties, keep_property, property_by_id
from engine.errors import NotFound, Refused

HOUSE = {"uprn": "010012345678", "address": "1 High Street, Salisbury", "postcode": "sp1 1aa", "area": "south"}


def test_a_uprn_is_kept_once_as_text_with_its_zeros(desk):
    first = desk.do(keep_property, **HOUSE)
    again = desk.do(keep_property, uprn="010012345678")
    assert again == first
    assert (first.uprn, first.postcode) == ("010012345678", "SP1 1AA")


def test_a_known_uprn_takes_over_what_is_given_newly(desk):
    first = desk.do(keep_property, **HOUSE)
    changed = desk.do(keep_property, uprn=HOUSE["uprn"], address="1a High Street", area="north")
    assert (changed.id, changed.address, changed.area, changed.postcode) == (
        first.id,
        "1a High Street",
        "north",
        "SP1 1AA",
    )
    assert desk.do(property_by_id, first.id) == changed


def test_places_without_a_uprn_stay_apart(desk):
    first = desk.do(keep_property, usrn="12345678", address="Outside the mill")
    second = desk.do(keep_property, usrn="12345678", address="By the bridge")
    assert first.id != second.id
    assert first.uprn is None


@pytest.mark.parametrize("typed", ["010012345678", "SP1", "sp11aa", "sp1 1aa", "1 high", "1 HIGH STREET SALIS"])
def test_a_place_is_found_by_number_postcode_or_address(desk, typed):
    house = desk.do(keep_property, **HOUSE)
    desk.do(keep_property, uprn="2", address="9 Low Road", postcode="BA1 1AA")
    assert desk.do(find_properties, typed) == (house,)


def test_a_street_shows_all_its_places(desk):
    ids = [desk.do(keep_property, usrn="12345678").id for _ in range(3)]
    assert [one.id for one in desk.do(find_properties, "12345678", after_id=ids[0])] == ids[1:]


@pytest.mark.parametrize("values", [{}, {"postcode": "SP1 1AA"}, {"uprn": "12a"}, {"usrn": "123456789"}])
def test_what_is_no_place_is_refused(desk, values):
    with pytest.raises(Refused):
        desk.do(keep_property, **values)


def test_looking_needs_two_characters_and_a_place_that_is_not_there_is_not_found(desk):
    with pytest.raises(Refused, match="at least two characters"):
        desk.do(find_properties, "1")
    with pytest.raises(NotFound, match="no property 9"):
        desk.do(property_by_id, 9)
