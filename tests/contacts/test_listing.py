"""Short lists of customers and places to pick one from."""

from __future__ import annotations

import pytest

from engine.contacts import (
    add_customer,
    keep_property,
    list_customers,
    list_properties,
    places_of_customers,
)
from engine.errors import Refused


def test_places_come_by_street_and_then_by_number_however_long_it_is(desk):
    for address in (
        "157 Sail Court",
        "52 Sail Court",
        "136 Sail Court",
        "7a Sail Court",
        "Sail Court Lodge",
        "3 Acre Lane",
    ):
        desk.do(keep_property, address=address, postcode="ZZ1 1AA")
    found = desk.do(list_properties, "zz1", limit=4)
    assert [place.address for place in found.rows] == [
        "3 Acre Lane",
        "7a Sail Court",
        "52 Sail Court",
        "136 Sail Court",
    ]
    assert found.total == 6


def test_customers_come_by_name_with_how_many_there_are(desk):
    for name in ("Wren Tarn", "Wren Ashdown", "Wren Ashby"):
        desk.do(add_customer, name=name, by=desk.adviser)
    found = desk.do(list_customers, "wren", limit=2)
    assert [customer.name for customer in found.rows] == ["Wren Ashby", "Wren Ashdown"]
    assert found.total == 3
    assert desk.do(list_customers, "nobody", limit=2).total == 0


def test_too_little_to_look_for_is_refused(desk):
    for look in (list_customers, list_properties):
        with pytest.raises(Refused):
            desk.do(look, "w", limit=2)


def test_the_place_of_a_customer_is_the_one_they_were_last_in_touch_about(desk):
    wren = desk.do(add_customer, name="Wren Ashdown", by=desk.adviser).id
    other = desk.do(add_customer, name="Wren Ashdown", by=desk.adviser).id
    for address in ("1 Larch Rise", "12 Quay Road"):
        place = desk.do(keep_property, address=address)
        desk.record(customer_id=wren, property_id=place.id)
    assert {who: place.address for who, place in desk.do(places_of_customers, [wren, other]).items()} == {
        wren: "12 Quay Road"
    }
    assert desk.do(places_of_customers, []) == {}
