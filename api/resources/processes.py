"""The catalogue of processes."""

from __future__ import annotations

from flask import Response

from api.auth import actor
from api.replies import page
from api.resource import Resource
from api.schemas.definitions import ProcessShape
from api.schemas.fields import page_of
from api.work import work
from engine import definitions, people

resource = Resource("processes", "The catalogue of processes, service by service.")


@resource.get(permission="definition:read", answer=page_of(ProcessShape))
def list_processes() -> Response:
    """List the processes of your services, by name."""
    found = definitions.processes(work(), service_ids=people.scoped_services(actor(), "definition:read"))
    return page(found, len(found), lambda process: (process.id,))
