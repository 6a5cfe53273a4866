"""Properties that contacts and cases are about."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.cursors import read_cursor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.contacts import FindQuery, PropertyBody, PropertyShape
from api.schemas.fields import page_of
from api.work import work
from engine import contacts

resource = Resource("properties", "Places that contacts and cases are about.")


@resource.get(permission="contact:read", query=FindQuery, answer=page_of(PropertyShape))
def find_properties(query: dict[str, Any]) -> Response:
    """Find properties by the beginning of an address, a postcode, a UPRN or a USRN."""
    (after_id,) = read_cursor(query["cursor"], int) or (0,)
    limit = query["limit"]
    found = contacts.find_properties(work(), query["text"], after_id=after_id, limit=limit + 1)
    return page(found, limit, lambda place: (place.id,))


@resource.post(permission="contact:record", body=PropertyBody, answer=PropertyShape, status=201)
def keep_property(body: dict[str, Any]) -> Response:
    """Keep a property; a UPRN that is known already is updated, not kept twice."""
    return reply(contacts.keep_property(work(), **body), 201)


@resource.get("/<id:number>", permission="contact:read", answer=PropertyShape)
def show_property(number: int) -> Response:
    """Show one property."""
    return reply(contacts.property_by_id(work(), number))
