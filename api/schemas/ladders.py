"""Ladders of escalation: who is told when work is late or soon will be."""

from __future__ import annotations

from api.schemas.fields import Shape, choice, flag, moment, number, part, text
from engine.sla import ROLES, WHENS


class RungShape(Shape):
    """When somebody is told, and who."""

    when = choice("At a share of the time, with time left, at the breach, or after it.", WHENS, required=True)
    who = choice("Who is told; the next one up where there is no such person.", ROLES, required=True)
    share = number("For a share: percent of the counted time gone by.", most=99, load_default=0)
    amount = text("For time left or after: such as “2 working hours”.", longest=60, load_default="")
    email = flag("By e-mail as well as in the inbox.", load_default=False)
    in_hours = flag("Not before the calendar of the clock opens.", load_default=False)


class LadderVersionShape(Shape):
    """A ladder from a moment on."""

    number = number("Which version, from 1 up.", required=True)
    valid_from = moment("From when it holds.", required=True)
    rungs = part(RungShape, "Its rungs.", many=True, required=True)
    tells_customer = flag("Whether customers are written to by itself when nobody told them.", required=True)
    reason = text("Why it was made so.", required=True)
    created_at = moment("When it was made.", required=True)


class OpenClocksShape(Shape):
    """How far the clocks that were open when a ladder was set are with its rungs."""

    clocks = number("How many there were.", required=True)
    replanned = number("How many have its rungs already.", required=True)
    finished_at = moment("When all had.", allow_none=True, required=True)


class LadderShape(Shape):
    """The ladder of a service, or of the council for every service without one."""

    service_id = number("The service; null for the council.", allow_none=True, required=True)
    in_force = number("The version that holds now; null before the first.", allow_none=True, required=True)
    versions = part(LadderVersionShape, "Its versions, the newest first.", many=True, required=True)
    open_clocks = part(OpenClocksShape, "How far open clocks are with the newest; null without a run.", allow_none=True)


class LaddersShape(Shape):
    """Every ladder that one may see."""

    items = part(LadderShape, "A ladder each.", many=True, required=True)


class LadderBody(Shape):
    """A ladder as it is to be from now, or from a later moment on."""

    rungs = part(RungShape, "Its rungs; none means that nobody is told.", many=True, required=True)
    tells_customer = flag("Whether customers are written to by itself when nobody told them.", load_default=True)
    reason = text("Why it changes.", required=True)
    valid_from = moment("From when it is to hold; now when left out.", load_default=None, allow_none=True)


class SetShape(Shape):
    """What a ladder became."""

    number = number("The number of its new version.", required=True)
