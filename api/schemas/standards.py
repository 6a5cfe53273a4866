"""Service standards, what was attained, and what if the target were another."""

from __future__ import annotations

from marshmallow import fields, validate

from api.schemas.fields import Shape, choice, day, flag, moment, number, part, query_number, several, text
from api.schemas.fields import number as count_of
from api.schemas.fields import reference as id_of
from engine.standards import KINDS

_MOST_MONTHS = 60


class StandardSubjectShape(Shape):
    """The work that is measured."""

    kind = choice("Whole cases, steps, hand-offs or contacts.", KINDS, required=True)
    service_id = id_of("Only this service; null for all.", allow_none=True, load_default=None)
    process_id = id_of("Only this process.", allow_none=True, load_default=None)
    step_key = text("Only this step of the process.", load_default="", longest=200)


class StandardPromiseShape(Shape):
    """What is asked."""

    share = fields.Decimal(
        required=True,
        as_string=True,
        validate=validate.Range(min=0, min_inclusive=False, max=100),
        metadata={
            "type": "string",
            "description": "Per cent of the work, more than 0 and at most 100, with at most two decimals.",
        },
    )
    target = text("Within what time: 24 hours, 15 working days.", required=True, longest=100)
    calendar = text("The key of the calendar; empty for the one each clock was judged by.", load_default="", longest=60)


class NewStandardVersion(StandardPromiseShape):
    """What a standard asks from a day on."""

    valid_from = day("The day from which it holds.", required=True)
    reason = text("Why.", required=True)


class NewStandard(StandardSubjectShape, StandardPromiseShape):
    """A standard to be added."""

    key = text("Small letters, digits and hyphens; never changes.", required=True, longest=60)
    name = text("The name.", required=True, longest=200)
    valid_from = day("The day from which it holds.", required=True)


class StandardVersionShape(NewStandardVersion):
    """A version of a standard."""

    number = count_of("The version.", required=True)
    created_by = count_of("Who wrote it.", allow_none=True, required=True)
    created_at = moment("When.", required=True)


class StandardShape(StandardSubjectShape):
    """A standard with its versions, the newest first."""

    key = text("The key.", required=True)
    name = text("The name.", required=True)
    versions = part(StandardVersionShape, "What it asked when.", many=True, required=True)


class AttainedShape(Shape):
    """What a group of work attained."""

    cases = number("How many pieces of work ended.", required=True)
    in_time = number("How many of them in time.", required=True)
    agreed = number("How many later, but in a time that was agreed.", required=True)
    late = number("How many late.", required=True)
    share = fields.Float(
        required=True, allow_none=True, metadata={"description": "The part in time, 0 to 1; null of nothing."}
    )


class AttainedMonthShape(AttainedShape):
    """What was attained in a calendar month of Europe/London."""

    month = text("The month, as 2026-11.", required=True)
    kept = flag("Whether that is the share asked for; null where nothing ended.", allow_none=True, required=True)


class AttainedTeamShape(AttainedShape):
    """What a team attained."""

    team_id = number("The team.", allow_none=True, required=True)


class MonthsQuery(Shape):
    """How far back."""

    months = query_number("How many months, the present one among them.", most=_MOST_MONTHS, load_default=12)


class AttainmentShape(Shape):
    """How far a standard was attained."""

    whole = part(AttainedShape, "All the months together.", required=True)
    months = part(AttainedMonthShape, "Month by month, the earliest first.", many=True, required=True)
    teams = part(AttainedTeamShape, "By team.", many=True, required=True)
    overdue_case_ids = several(
        number("A case."), "Cases of open work that is past the time already.", most=100_000, required=True
    )


class WhatIfQuery(MonthsQuery):
    """What to judge again, and by what."""

    kind = choice("Whole cases, steps, hand-offs or contacts.", KINDS, load_default="case")
    service_id = query_number("Only this service.", load_default=None)
    process_id = query_number("Only this process.", load_default=None)
    step_key = text("Only this step.", load_default="", longest=200)
    target = text("Within what time; empty for the target each had.", load_default="", longest=100)
    calendar = text("On which calendar; empty for the one each had.", load_default="", longest=60)


class WhatIfMonthShape(Shape):
    """A month as it was and as it would have been."""

    month = text("The month, as 2026-11.", required=True)
    then = part(AttainedShape, "As it was.", required=True)
    would = part(AttainedShape, "As it would have been.", required=True)


class WhatIfShape(Shape):
    """The work of some months judged again."""

    then = part(AttainedShape, "As it was.", required=True)
    would = part(AttainedShape, "As it would have been.", required=True)
    better = number("How many would have been in time and were not.", required=True)
    worse = number("How many were in time and would not have been.", required=True)
    months = part(WhatIfMonthShape, "Month by month, the earliest first.", many=True, required=True)
