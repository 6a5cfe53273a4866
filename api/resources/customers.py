"""Customers."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import read_cursor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.contacts import CustomerBody, CustomerShape, FindQuery
from api.schemas.fields import page_of
from api.versions import if_match
from api.work import work
from engine import contacts
from engine.contacts import Customer

resource = Resource("customers", "The people who contact the council.")


@resource.get(permission="contact:read", query=FindQuery, answer=page_of(CustomerShape))
def find_customers(query: dict[str, Any]) -> Response:
    """Find customers by the beginning of a name, a phone number, an email address or a customer-system reference."""
    (after_id,) = read_cursor(query["cursor"], int) or (0,)
    limit = query["limit"]
    found = contacts.find_customers(work(), query["text"], after_id=after_id, limit=limit + 1)
    return page(found, limit, lambda customer: (customer.id,))


@resource.post(permission="contact:record", body=CustomerBody, answer=CustomerShape, status=201)
def add_customer(body: dict[str, Any]) -> Response:
    """Add a customer."""
    return _reply(contacts.add_customer(work(), **body, by=actor()), 201)


@resource.get("/<id:number>", permission="contact:read", answer=CustomerShape)
def show_customer(number: int) -> Response:
    """Show one customer."""
    return _reply(contacts.customer(work(), number))


@resource.patch("/<id:number>", permission="contact:record", body=CustomerBody, answer=CustomerShape, if_match=True)
def change_customer(number: int, body: dict[str, Any]) -> Response:
    """Change a customer's details."""
    return _reply(contacts.change_customer(work(), number, body, by=actor(), row_version=if_match()))


def _reply(customer: Customer, status: int = 200) -> Response:
    return reply(customer, status, version=customer.row_version)
