"""Pauses of a case's clocks, more time that was agreed, and the list of reasons."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.fields import Shape, choice, flag, moment, number, part, query_number, several, text
from api.schemas.fields import reference as id_of
from api.schemas.measures import ClockShape
from engine.measures import SIGNS
from engine.sla import PARTIES, SHARING


class PauseReasonShape(Shape):
    """A reason for which time may stand still."""

    key = text("The key.", required=True)
    name = text("In words.", required=True)
    party = choice("Whose time it is.", PARTIES, required=True)
    long_after = number("After how many working days a pause for it is long.", required=True)
    active = flag("Whether it is offered.", required=True)


class PauseReasonsShape(Shape):
    """The list of reasons."""

    items = part(PauseReasonShape, "The reasons, those offered no more among them.", many=True, required=True)


class PauseReasonValues(Shape):
    """What a reason is to be."""

    name = text("In words.", required=True, longest=100)
    party = choice("Whose time it is.", PARTIES, required=True)
    long_after = number("After how many working days a pause for it is long.", least=1, most=250, load_default=10)
    active = flag("Whether it is offered.", load_default=True)


class Pausing(Shape):
    """Why clocks are paused, and until when that is expected to last."""

    reason = text("The key of a reason of the list.", required=True, longest=100)
    until = moment("When they are expected to go on. They do not go on by themselves.", required=True)
    words = text("More about why.", load_default="")
    at = moment("When they stopped, in the past; now when left out.", load_default=None)
    clock_id = number("Only this clock; all open ones of the case when left out.", load_default=None, allow_none=True)


class Resuming(Shape):
    """Which pauses end."""

    reason = text("The key of the reason that ends; every one when left out.", load_default="", longest=100)
    words = text("What happened.", load_default="")
    at = moment("When they went on, in the past; now when left out.", load_default=None)
    clock_id = number("Only this clock; all paused ones of the case when left out.", load_default=None, allow_none=True)


class Extending(Shape):
    """A later date that was agreed. Whoever sends it approves it."""

    until = moment("The date that was agreed.", required=True)
    reason = text("Why.", required=True)
    agreed_with = text("With whom it was agreed.", required=True)
    cap = moment("The latest date that may be agreed.", load_default=None)


class OpenPauseShape(Shape):
    """A pause that has not ended."""

    reason = text("The key of the reason, or words where it is not of the list.", required=True)
    name = text("The reason in words.", required=True)
    party = text("Whose time it is; empty for a suspension.", required=True)
    since = moment("Since when.", required=True)
    expected_at = moment("When it is expected to end.", allow_none=True, required=True)
    words = text("What was said of it.", required=True)


class AgreedShape(Shape):
    """More time that was agreed."""

    until = moment("Until when.", required=True)
    at = moment("When it was agreed.", required=True)
    by = number("Who approved it.", allow_none=True, required=True)
    reason = text("Why.", required=True)
    agreed_with = text("With whom.", required=True)
    cap = moment("The latest date that could be agreed.", allow_none=True, required=True)


class CaseClockShape(ClockShape):
    """A clock of a case, with what it says now."""

    left_seconds = fields.Float(
        required=True, metadata={"description": "What is left of the time that counts; stands still while paused."}
    )
    over_seconds = fields.Float(required=True, metadata={"description": "Counted time past the date it was due."})
    days = number("Days of the target's kind left or over, where it counts days.", allow_none=True, required=True)
    elapsed_seconds = fields.Float(required=True, metadata={"description": "The time gone by, pauses included."})
    counted_seconds = fields.Float(required=True, metadata={"description": "The time that counted."})
    pauses = part(OpenPauseShape, "What it is paused for now.", many=True, required=True)
    agreed = part(AgreedShape, "More time that was agreed, the first first.", many=True, required=True)


class PartyTimeShape(Shape):
    """The time of one party."""

    party = choice("Whose time: nobody's is that of systems, of waits, and of suspended cases.", SHARING, required=True)
    elapsed_seconds = number("All of it.", required=True)
    working_seconds = number("The part in which the calendar is open.", required=True)


class TimeSharesShape(Shape):
    """Whose time the time of a clock was. The parts make the whole to the second."""

    clock_id = id_of("The clock.", required=True)
    name = text("What it measures.", required=True)
    elapsed_seconds = number("The time gone by since it began, up to now or its end.", required=True)
    working_seconds = number("The part in which its calendar was open, pauses included.", required=True)
    parties = part(PartyTimeShape, "Each party, those without any time among them.", many=True, required=True)


class CaseTimeShape(Shape):
    """Whose time the time of a case was."""

    items = part(TimeSharesShape, "Each clock that measures the whole of the case.", many=True, required=True)


class CaseClocksShape(Shape):
    """The clocks of a case."""

    items = part(CaseClockShape, "The clocks, by when they are due, paused ones last.", many=True, required=True)


class PauseQuery(Shape):
    """Which pauses to list."""

    service_id = query_number("Only this service.", load_default=None)
    team_id = query_number("Only those of this team.", load_default=None)
    sign = choice("Only those with this sign.", SIGNS, load_default="")


class SuspiciousPauseShape(Shape):
    """A pause that needs a look, or a case that was paused too often."""

    case_id = id_of("The case.", required=True)
    reference = text("Its reference.", required=True)
    service_id = id_of("The service.", required=True)
    site_id = id_of("The site.", required=True)
    team_id = number("The team whose step waits, else the case's.", allow_none=True, required=True)
    reason = text("The key of the reason; empty for a case that is not paused now.", required=True)
    name = text("The reason in words.", required=True)
    party = text("Whose time it is.", required=True)
    since = moment("Since when.", allow_none=True, required=True)
    expected_at = moment("When it was expected to end.", allow_none=True, required=True)
    working_days = number("How many working days it lasts so far.", required=True)
    times = number("How often the case was paused.", required=True)
    signs = several(text("One sign."), f"Why it needs a look: {', '.join(SIGNS)}.", required=True)


class SuspiciousPausesShape(Shape):
    """Pauses that need a look."""

    items = part(SuspiciousPauseShape, "The pauses, those that last longest first.", many=True, required=True)
