"""The catalogue of processes, service by service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response

from engine import definitions, people, transfer
from engine.definitions import CurrentStep, ProcessOverview
from engine.people import Service
from web import lists
from web.page import actor, page, see, show, work
from web.pages.models.services import services_for

pages = Blueprint("processes", __name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A process of the catalogue. Of the steps that people do, `back` are drawn in a lane of the back office and could
    move; `in_front` is how many of these the front office does at some site, and `staying` how many more must stay.
    """

    process: ProcessOverview
    back: int
    in_front: int
    staying: int

    @property
    def changed_at(self) -> datetime:
        """When a version or a mark last changed."""
        return self.process.changed_at


@pages.get("/processes")
@page("definition:read")
def catalogue() -> Response:
    """The processes of the reader's services, a table a service; limited to a theme or a service on request."""
    theme, service_id = lists.word("theme"), lists.number("service")
    services = services_for("definition:read")
    shown = [item for item in services if _wanted(item, theme, service_id)]
    lines = _lines({item.id for item in shown})
    return show(
        "processes/catalogue.html",
        tables=[(item, lines[item.id]) for item in shown if item.id in lines],
        services={item.id: item.name for item in services},
        themes={theme: theme for theme in sorted({theme for item in services for theme in item.themes})},
        theme=theme,
        service_id=service_id,
    )


@pages.get("/processes/<id:number>")
@page("definition:read")
def one_process(number: int) -> Response:
    """Go to the version that cases start on, else to the newest one."""
    found = definitions.process(work(), number)
    people.require(actor(), "definition:read", service_id=found.service_id)
    return see(f"/versions/{found.live_version_id or found.latest_version_id}")


def _wanted(service: Service, theme: str, service_id: int | None) -> bool:
    return (not theme or theme in service.themes) and service_id in (None, service.id)


def _lines(service_ids: set[int]) -> dict[int, list[Line]]:
    """The processes of these services, by service."""
    found = definitions.overview(work(), service_ids=service_ids)
    moved = transfer.steps_in_front_office(work(), {item.id for item in found})
    back = _in_the_back_office(found)
    result: dict[int, list[Line]] = {}
    for item in found:
        steps = back.get(item.id, [])
        movable = {step.step_key for step in steps if not step.must_stay}
        in_front = len(moved.get(item.id, frozenset()) & movable)
        line = Line(item, len(movable), in_front, len(steps) - len(movable))
        result.setdefault(item.service_id, []).append(line)
    return result


def _in_the_back_office(found: Sequence[ProcessOverview]) -> dict[int, list[CurrentStep]]:
    """By process: the steps that people do, but for those that a lane gives to the front office."""
    teams, services = people.teams(work()), {item.id: item.service_id for item in found}
    result: dict[int, list[CurrentStep]] = {}
    for step in definitions.current_steps(work(), services):
        if not people.is_front_lane(teams, step.lane, services[step.process_id]):
            result.setdefault(step.process_id, []).append(step)
    return result
