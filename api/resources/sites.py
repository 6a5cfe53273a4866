"""Places where customers are served."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import SIGNED_IN, actor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.places import NewSite, SiteChanges, SiteShape
from api.versions import if_match
from api.work import work
from engine import people

resource = Resource("sites", "Places where customers are served.")


@resource.get(permission=SIGNED_IN, answer=page_of(SiteShape))
def list_sites() -> Response:
    """List them all, by name."""
    found = people.sites(work())
    return page(found, len(found), lambda item: (item.id,))


@resource.post(permission="people:manage", body=NewSite, answer=SiteShape, status=201)
def add_site(body: dict[str, Any]) -> Response:
    """Add a site."""
    made = people.create_site(work(), by=actor(), **body)
    return reply(made, 201, version=made.row_version)


@resource.get("/<id:number>", permission=SIGNED_IN, answer=SiteShape)
def show_site(number: int) -> Response:
    """Show a site."""
    found = people.site_by_id(work(), number)
    return reply(found, version=found.row_version)


@resource.patch("/<id:number>", permission="people:manage", body=SiteChanges, answer=SiteShape, if_match=True)
def change_site(number: int, body: dict[str, Any]) -> Response:
    """Change a site."""
    changed = people.change_site(work(), number, body, by=actor(), row_version=if_match())
    return reply(changed, version=changed.row_version)
