"""Customers, and finding them again by what they say on the telephone."""

from __future__ import annotations

import pytest
from sqlalchemy import event, text

from engine.contacts import add_customer, change_customer, customer, find_customers
from engine.errors import Conflict, NotFound, Refused
from engine.store import unit_of_work


@pytest.fixture
def people(desk):
    """Three customers by name."""
    return {
        "ann": desk.customer(name="Ann Smith", phone="+44 7700 900123", email="Ann.Smith@Example.com"),
        "anna": desk.customer(name="Anna de Souza-Jones", phone="01632 960 001", crm_reference="CRM-77"),
        "o": desk.customer(name="Siân O'Neill", email="sian@example.org", crm_reference="960001"),
    }


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("ann", ["ann", "anna"]),
        ("Ann Smith", ["ann"]),
        ("smith, ann", ["ann"]),
        ("SMI", ["ann"]),
        ("souza-jones", ["anna"]),
        ("siâ", ["o"]),
        ("o'neill", ["o"]),
        ("07700 900123", ["ann"]),
        ("+44 7700 900", ["ann"]),
        ("0044 7700 900123", ["ann"]),
        ("01632", ["anna"]),
        ("ann.smith@", ["ann"]),
        ("SIAN@EXAMPLE.ORG", ["o"]),
        ("CRM-77", ["anna"]),
        ("960001", ["o"]),
        ("mith", []),
        ("nobody@example.com", []),
        ("an%", []),
    ],
)
def test_a_customer_is_found_by_how_name_number_or_address_begins(desk, people, typed, found):
    assert [one.id for one in desk.do(find_customers, typed)] == [people[key] for key in found]


def test_one_character_is_too_little_to_look_for(desk):
    with pytest.raises(Refused, match="at least two characters"):
        desk.do(find_customers, " a ")


def test_found_customers_come_page_by_page(desk):
    ids = [desk.customer(name=f"Smith {number}") for number in range(5)]
    first = desk.do(find_customers, "smith", limit=3)
    rest = desk.do(find_customers, "smith", after_id=first[-1].id, limit=3)
    assert [one.id for one in (*first, *rest)] == ids


MANY = text(
    "INSERT INTO contact_customer (name, phone, email, crm_reference, find_name, find_last, find_phone, find_email,"
    " created_at, row_version) SELECT n, n, n, n, n, n, n, n, now(), 1"
    " FROM (SELECT md5(i::text) AS n FROM generate_series(1, 5000) i) names"
)


@pytest.mark.parametrize("typed", ["smith", "07700900", "ann@ex"])
def test_looking_up_among_many_is_one_statement_that_uses_the_indexes(desk, people, typed):
    statements = []
    with unit_of_work(desk.store) as work:
        work.execute(MANY)
        work.execute(text("ANALYZE contact_customer"))
        event.listen(work.connection, "before_cursor_execute", lambda *seen: statements.append(seen[2:4]))
        find_customers(work, typed)
        cursor = work.connection.connection.cursor()
        ((statement, values),) = statements
        cursor.execute("EXPLAIN " + statement, values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "ix_contact_customer_find_" in plan
    assert "Seq Scan" not in plan


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"email": "not an address"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"name": "4111 1111 1111 1111"}, "name"),
        ({"name": "x" * 201}, "name"),
    ],
)
def test_what_cannot_be_kept_is_refused_where_it_is_wrong(desk, values, where):
    with pytest.raises(Refused) as refused:
        desk.do(add_customer, **values, by=desk.adviser)
    assert [problem.where for problem in refused.value.problems] == [where]


def test_a_changed_customer_is_found_by_what_is_new(desk, people):
    changed = desk.do(change_customer, people["ann"], {"name": "Ann Baker"}, by=desk.adviser, row_version=1)
    assert (changed.name, changed.phone, changed.row_version) == ("Ann Baker", "+44 7700 900123", 2)
    assert desk.do(find_customers, "smith") == ()
    assert desk.do(find_customers, "baker") == (changed,)
    with pytest.raises(Conflict):
        desk.do(change_customer, people["ann"], {"name": "Ann Cook"}, by=desk.adviser, row_version=1)


def test_a_customer_that_is_not_there_is_not_found(desk):
    with pytest.raises(NotFound, match="no customer 9"):
        desk.do(customer, 9)
    with pytest.raises(NotFound, match="no customer 9"):
        desk.do(change_customer, 9, {"name": "x"}, by=desk.adviser, row_version=1)
