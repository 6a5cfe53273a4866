"""Repairing cases: what is asked for, and what came of it."""

from __future__ import annotations

from api.schemas.fields import Reasoned, Shape, anything, moment, number, part, several, text
from api.schemas.fields import flag as yes_or_no
from api.schemas.fields import reference as id_of


class RetryMany(Reasoned):
    """Which stuck cases to try again, and what was mended: either some by id, or all of a version."""

    case_ids = several(id_of("A case."), "The cases, when not all of a version.", most=100, load_default=list)
    version_id = id_of("The version whose stuck cases are all tried again.", allow_none=True, load_default=None)


class EarlierStepShape(Shape):
    """A step that a case can go back to."""

    task_id = id_of("The task that it was.", required=True)
    name = text("What was to do.", required=True)
    done_at = moment("When it was done.", required=True)


class EarlierStepsShape(Shape):
    """The steps that a case can go back to, the latest done first."""

    items = part(EarlierStepShape, "The steps.", many=True, required=True)


class WayBack(Reasoned):
    """To which step, and why."""

    task_id = id_of("The task that is to be done again.", required=True)


class Values(Reasoned):
    """New values in the place of those a case goes by, and why."""

    values = anything("By field: those of the forms, and what rules worked out.", required=True)


class TargetShape(Shape):
    """An element that can be moved to."""

    element = text("The element.", required=True)
    name = text("What it is called.", required=True)
    kind = text("Its BPMN tag.", required=True)


class PlaceShape(TargetShape):
    """Where a case waits."""

    token = text("The token that waits there.", required=True)
    targets = part(TargetShape, "Where it can be moved.", many=True, required=True)


class PlacesShape(Shape):
    """Where a case waits, and where it can be moved from there."""

    items = part(PlaceShape, "The places.", many=True, required=True)


class Move(Reasoned):
    """Which token goes where, and why."""

    token = text("The token, as the places of the case name it.", required=True, longest=200)
    to = text("The element to go on at.", required=True, longest=500)


class RefusedCase(Shape):
    """A case for which it could not be done, and why."""

    id = id_of("The case.", required=True)
    why = text("Why, and what to do.", required=True)


class RetriedShape(Shape):
    """What came of trying cases again."""

    went_on = number("How many go on.", required=True)
    still_stuck = number("How many are stuck as before.", required=True)
    refused = part(RefusedCase, "Those that could not be tried.", many=True, required=True)
    no_longer = number("How many of those asked for were not stuck any more.", required=True)
    left = yes_or_no("Whether the version has more stuck cases.", required=True)


class Reassign(Reasoned):
    """Which tasks go to whom, and why: to a person of the teams that have them, or to another team."""

    task_ids = several(id_of("A task."), "The tasks.", most=100, required=True)
    user_id = id_of("The person.", allow_none=True, load_default=None)
    team_id = id_of("The team.", allow_none=True, load_default=None)


class LeftTask(Shape):
    """A task that stays as it was, and why."""

    id = id_of("The task.", required=True)
    why = text("Why.", required=True)


class ReassignedShape(Shape):
    """What came of giving tasks to others."""

    given = number("How many were given.", required=True)
    left = part(LeftTask, "Those that stay as they were.", many=True, required=True)
