"""Nothing invented can be somebody's: numbers, addresses and places come from what is kept for that."""

from __future__ import annotations

import re
from random import Random

from sqlalchemy import select, table, text

from engine.demo.town import home, person
from engine.store import Store, reading

PHONE = re.compile(r"01632 960\d{3}|07700 900\d{3}|020 7946 0\d{3}")
EMAIL = re.compile(r"[\w.+-]+@[\w.-]+")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
LONG_NUMBER = re.compile(r"\b\d{11,12}\b")


def test_every_number_of_a_person_is_kept_for_drama_and_every_address_goes_nowhere():
    random = Random(1)
    people = [person(random) for _ in range(500)]

    assert all(PHONE.fullmatch(one.phone) for one in people)
    assert all(one.email.endswith("@example.org") for one in people if one.email)
    assert len({one.name for one in people}) > 200


def test_no_home_can_be_one():
    random = Random(2)
    homes = [home(random) for _ in range(500)]

    assert all(one.uprn.startswith("9999") and len(one.uprn) == 12 for one in homes)
    assert all(one.usrn.startswith("9999") and len(one.usrn) == 8 for one in homes)
    assert all(one.postcode.startswith("ZZ") for one in homes), "no postcode area is called ZZ"
    assert len({one.uprn for one in homes}) == len({one.address for one in homes})


def test_nothing_else_is_in_the_database(northmere: Store):
    with reading(northmere) as work:
        told = " ".join(
            str(list(row.values()))
            for name in ("contact_customer", "contact_property", "contact_contact", "case_answer", "people_user")
            for row in work.rows(select(text("*")).select_from(table(name)))
        )

    assert {address.rpartition("@")[2] for address in EMAIL.findall(told)} == {"example.org"}
    assert all(found.startswith("ZZ") for found in POSTCODE.findall(told))
    digits = PHONE.sub("", told).replace(" ", "_")
    assert all(found.startswith(("9999", "0")) for found in LONG_NUMBER.findall(digits))
    assert not re.search(r"\b0\d{3,4} \d{6}\b", PHONE.sub("", told)), "a number that is not kept for drama"
