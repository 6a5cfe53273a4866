"""Services of the council."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import SIGNED_IN, actor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.places import NewService, ServiceChanges, ServiceShape
from api.versions import if_match
from api.work import work
from engine import people, sla

resource = Resource("services", "Services of the council.")


@resource.get(permission=SIGNED_IN, answer=page_of(ServiceShape))
def list_services() -> Response:
    """List them all, by name."""
    found = people.services(work())
    return page(found, len(found), lambda item: (item.id,))


@resource.post(permission="people:manage", body=NewService, answer=ServiceShape, status=201)
def add_service(body: dict[str, Any]) -> Response:
    """Add a service."""
    sla.check_calendars_of(work(), body)
    made = people.create_service(work(), by=actor(), **body)
    return reply(made, 201, version=made.row_version)


@resource.get("/<id:number>", permission=SIGNED_IN, answer=ServiceShape)
def show_service(number: int) -> Response:
    """Show a service."""
    found = people.service_by_id(work(), number)
    return reply(found, version=found.row_version)


@resource.patch("/<id:number>", permission="people:manage", body=ServiceChanges, answer=ServiceShape, if_match=True)
def change_service(number: int, body: dict[str, Any]) -> Response:
    """Change a service."""
    sla.check_calendars_of(work(), body)
    changed = people.change_service(work(), number, body, by=actor(), row_version=if_match())
    return reply(changed, version=changed.row_version)
