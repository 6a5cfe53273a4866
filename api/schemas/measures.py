"""Measures and clocks."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.fields import (
    PageQuery,
    Shape,
    anything,
    choice,
    flag,
    moment,
    number,
    part,
    query_flag,
    query_number,
    text,
)
from api.schemas.fields import reference as id_of
from engine.measures import GROUPS, MONTH, UNITS
from engine.sla import TARGET_KINDS, VERDICTS


class MeasureShape(Shape):
    """A measure: what it counts, of what."""

    key = text("The key.", required=True)
    version = number("The version of the formula.", required=True)
    name = text("The name.", required=True)
    definition = text("In plain words.", required=True)
    numerator = text("What is counted.", required=True)
    denominator = text("Of what.", required=True)
    area = choice("Area.", ("awareness", "contact", "fulfilment", "transparency"), required=True)
    lead = flag("Whether it leads (tells in advance) or lags.", required=True)
    owner = text("Who answers for it.", required=True)
    unit = choice("What the value is.", UNITS, required=True)
    split = text("What it can be split by besides service, process, step and site.", required=True)
    shown_with = text("The measure it is always shown with.", required=True)


class PeriodQuery(Shape):
    """The period and place."""

    since = moment("From; 365 days ago when left out.", load_default=None)
    until = moment("Up to but not including; now when left out.", load_default=None)
    service_id = query_number("Only this service.", load_default=None)
    process_id = query_number("Only this process.", load_default=None)
    step_key = text("Only this step.", load_default=None, longest=200)
    site_id = query_number("Only this site.", load_default=None)


class MeasureQuery(PeriodQuery):
    """The period and place, and how to group."""

    by = text(
        f"Group by these, with commas: {', '.join((*GROUPS, MONTH))}. A month is a calendar month in Europe/London, as "
        "2026-11; measures that tell how things stand now have none.",
        load_default="service_id",
        longest=100,
    )


class FigureShape(Shape):
    """A measure for one group."""

    group = anything("The group, by the columns asked for.", required=True)
    numerator = number("How many were counted.", required=True)
    denominator = number("Of how many.", required=True)
    value = fields.Float(
        required=True,
        allow_none=True,
        metadata={"description": "Share, count, count a month, median days or mean a case; null if undefined."},
    )
    whole_month = flag("Of figures by month: whether the month lies in the period to its end, and is over.")


class FiguresShape(Shape):
    """A measure with its figures for a period."""

    measure = part(MeasureShape, "What it means.", required=True)
    since = moment("From.", required=True)
    until = moment("Up to.", required=True)
    figures = part(FigureShape, "A figure a group.", many=True, required=True)


class ListQuery(PeriodQuery, PageQuery):
    """Which of the rows behind a figure."""

    split = text("Only this value of the split.", load_default=None, longest=200)
    counted = query_flag("Only the numerator, or only the rest.", load_default=None)


class CountedShape(Shape):
    """One row behind a figure."""

    service_id = id_of("The service.", required=True)
    process_id = id_of("The process.", required=True)
    step_key = text("The step; empty for a whole case.", required=True)
    site_id = id_of("The site.", required=True)
    split = text("The value it splits by.", required=True)
    case_id = number("The case.", allow_none=True, required=True)
    reference = text("Its reference.", allow_none=True, required=True)
    name = text("What it is.", required=True)
    row_id = number("Its own number in the list.", required=True)
    at = moment("When.", required=True)
    counted = flag("Whether it is in the numerator.", required=True)
    days = fields.Float(metadata={"description": "How many days it took, in lists behind a measure in days."})
    hand_offs = number("How many hand-offs the case had, in the list behind hand-offs per case.")
    short_at = text(
        "The first step that was not done in the contact, in the list of finished at first contact.", allow_none=True
    )
    short_team_id = number("The team of that step.", allow_none=True)


class ClockShape(Shape):
    """A clock against a target."""

    id = id_of("The id.", required=True)
    case_id = number("The case.", allow_none=True, required=True)
    task_id = number("The task.", allow_none=True, required=True)
    kind = choice("Of what.", TARGET_KINDS, required=True)
    name = text("What it is called.", required=True)
    service_id = number("The service.", allow_none=True, required=True)
    team_id = number("The team.", allow_none=True, required=True)
    target = text("The target.", required=True)
    calendar = text("The calendar it is counted on.", required=True)
    calendar_version = number("The newest version of the calendar that it is judged by.", required=True)
    status = text("running, paused, met or cancelled.", required=True)
    verdict = text("on-time, at-risk, overdue, paused; in-time, in-agreed-time, late or cancelled.", required=True)
    started_at = moment("When it began.", required=True)
    first_due_at = moment("When it was due at first.", required=True)
    due_at = moment("When it is due; null while paused.", allow_none=True, required=True)
    at_risk_at = moment("When it becomes at risk.", allow_none=True, required=True)
    breached_at = moment("When it was breached.", allow_none=True, required=True)
    stopped_at = moment("When it stopped.", allow_none=True, required=True)
    extended = flag("Whether more time was agreed.", required=True)
    unextended_due_at = moment("When it was due without what was agreed.", allow_none=True, required=True)
    worked_seconds = fields.Float(required=True, allow_none=True, metadata={"description": "Time that counted."})
    contact_id = number("The contact.", allow_none=True, required=True)
    target_id = number("The target of the council it runs by; null for a mark's.", allow_none=True, required=True)
    target_version = number("The version of that target.", allow_none=True, required=True)
    goal = text("The name of the goal that holds.", required=True)
    cycle = number("Which clock of its target on its case it is, from 1.", required=True)
    statutory = flag("Whether the time is set by law.", required=True)
    published = flag("Whether its due date is what the customer is promised.", required=True)


class ClockQuery(PageQuery):
    """Which clocks to list."""

    service_id = query_number("Only this service.", load_default=None)
    team_id = query_number("Only this team.", load_default=None)
    case_id = query_number("Only this case.", load_default=None)
    kind = choice("Only this kind.", TARGET_KINDS, load_default="")
    verdict = choice("Only those that stand so.", VERDICTS, load_default="")
