"""The services whose models a person may look at, or upload."""

from __future__ import annotations

from engine import people
from engine.people import Service
from web.forms import PageForm, choices
from web.page import actor, work


def services_for(action: str) -> list[Service]:
    """The services for which the person may do `action`."""
    allowed = people.scoped_services(actor(), action)
    return [item for item in people.services(work()) if allowed is None or item.id in allowed]


def offer_services(form: PageForm, action: str) -> None:
    """Let the field `service_id` of a form offer them."""
    form.service_id.choices = choices({"": "Choose"} | {str(item.id): item.name for item in services_for(action)})
