"""Services and sites: what the council does, and where."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from engine import people, sla
from engine.errors import Refused, StaleVersion
from web.forms import refuse, sent, status_of, tried, version_seen
from web.names import calendar_names, names
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.administration.place_forms import ServiceForm, SiteForm, in_lines, write_channels
from web.said import say

pages = Blueprint("admin-places", __name__)

_HEADS = 500


@pages.get("/administration/services")
@page("people:manage")
def list_services() -> Response:
    """Every service."""
    found = people.services(work())
    calendars = calendar_names(work())
    called = names(work(), [service.owner_id for service in found])
    return show("administration/services.html", services=found, calendars=calendars, called=called)


@pages.route("/administration/services/new", methods=["GET", "POST"])
@page("people:manage", keeps=(ServiceForm,))
def add_service() -> Response:
    """Add a service."""
    form = _offered(ServiceForm())
    added = tried(form, lambda: people.create_service(work(), by=actor(), **_checked(form)))
    if added is None:
        return show("administration/service_new.html", status_of(form), form=form)
    return say(see("/administration/services"), f"The service {added.name} is added. Now add its back office.")


@pages.route("/administration/services/<id:number>", methods=["GET", "POST"])
@page("people:manage", keeps=(ServiceForm,))
def change_service(number: int) -> Response:
    """One service, and changing it."""
    service = people.service_by_id(work(), number)
    form = _offered(ServiceForm().without_key(), service.owner_id)
    if request.method == "GET":
        return _service(service)
    if not sent(form):
        return _service(service, 422, form)
    try:
        people.change_service(work(), number, _checked(form), by=actor(), row_version=version_seen())
    except StaleVersion:
        tell_overtaken(work(), form, _stored_service(service), "service", number, "this service")
        return _service(service, 409, form)
    except Refused as error:
        return _service(service, refuse(form, error), form)
    return say(see("/administration/services"), f"The service {form.name.data.strip()} is saved.")


@pages.get("/administration/sites")
@page("people:manage")
def list_sites() -> Response:
    """Every site."""
    return show("administration/sites.html", sites=people.sites(work()), teams=people.teams(work()))


@pages.route("/administration/sites/new", methods=["GET", "POST"])
@page("people:manage", keeps=(SiteForm,))
def add_site() -> Response:
    """Add a site."""
    form = SiteForm()
    added = tried(form, lambda: people.create_site(work(), by=actor(), **form.values()))
    if added is None:
        return show("administration/site_new.html", status_of(form), form=form)
    return say(see("/administration/sites"), f"The site {added.name} is added. Now add its front office.")


@pages.route("/administration/sites/<id:number>", methods=["GET", "POST"])
@page("people:manage", keeps=(SiteForm,))
def change_site(number: int) -> Response:
    """One site, and changing it."""
    site = people.site_by_id(work(), number)
    form = SiteForm().without_key()
    if request.method == "GET":
        return _site(site)
    if not sent(form):
        return _site(site, 422, form)
    try:
        people.change_site(work(), number, form.values(), by=actor(), row_version=version_seen())
    except StaleVersion:
        tell_overtaken(work(), form, _stored_site(site), "site", number, "this site")
        return _site(site, 409, form)
    except Refused as error:
        return _site(site, refuse(form, error), form)
    return say(see("/administration/sites"), f"The site {form.name.data.strip()} is saved.")


def _service(service: people.Service, status: int = 200, form: ServiceForm | None = None) -> Response:
    form = form or _stored_service(service)
    teams = [team for team in people.teams(work()) if team.service_id == service.id]
    return show("administration/service.html", status, service=service, form=form, teams=teams)


def _site(site: people.Site, status: int = 200, form: SiteForm | None = None) -> Response:
    form = form or _stored_site(site)
    teams = [team for team in people.teams(work()) if team.site_id == site.id]
    return show("administration/site.html", status, site=site, form=form, teams=teams)


def _stored_service(service: people.Service) -> ServiceForm:
    form = ServiceForm(formdata=None, obj=service)
    _offered(form.without_key(), service.owner_id)
    form.themes.data, form.owner_id.data = in_lines(service.themes), str(service.owner_id or "")
    form.channel_calendars.data = write_channels(service.channel_calendars)
    return form


def _checked(form: ServiceForm) -> dict[str, Any]:
    values = form.values()
    sla.check_calendars_of(work(), values)
    return values


def _stored_site(site: people.Site) -> SiteForm:
    return SiteForm(formdata=None, obj=site).without_key()


def _offered(form: ServiceForm, owner_id: int | None = None) -> ServiceForm:
    heads = people.users(work(), role="head_of_service", active=True, limit=_HEADS)
    owners = {person.id: person.name for person in heads}
    if owner_id is not None:
        owners.setdefault(owner_id, people.user_by_id(work(), owner_id).name)
    return form.offer(owners, calendar_names(work()))
