"""The catalogue of processes."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.replies import page
from api.resource import Resource
from api.schemas.definitions import FindQuery, FoundProcessShape, ProcessShape
from api.schemas.fields import page_of
from api.work import work
from engine import definitions, people

resource = Resource("processes", "The catalogue of processes, service by service.")


@resource.get(permission="definition:read", answer=page_of(ProcessShape))
def list_processes() -> Response:
    """List the processes of your services, by name."""
    found = definitions.processes(work(), service_ids=people.scoped_services(actor(), "definition:read"))
    return page(found, len(found), lambda process: (process.id,))


@resource.get("/find", permission="definition:read", query=FindQuery, answer=page_of(FoundProcessShape))
def find_processes(query: dict[str, Any]) -> Response:
    """Find processes that cases can start on by what a customer says, best first: at most ten."""
    services = people.scoped_services(actor(), "definition:read")
    site_id = query.get("site_id")
    found = definitions.find_processes(work(), query["words"], service_ids=services, site_id=site_id)
    return page(found, len(found), lambda process: (process.id,))
