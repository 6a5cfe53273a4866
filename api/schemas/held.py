"""Why a case does not go on: stuck, or suspended."""

from __future__ import annotations

from api.schemas.fields import Shape, moment, number, text
from api.schemas.fields import reference as id_of


class IncidentShape(Shape):
    """Why a case is stuck."""

    id = id_of("The id.", required=True)
    case_id = id_of("The case.", required=True)
    happened_at = moment("When.", required=True)
    element = text("The element of the model that failed.", required=True)
    cause = text("What went wrong.", required=True)


class SuspensionShape(Shape):
    """Why a case stands still."""

    since = moment("Since when.", required=True)
    reason = text("Why.", required=True)
    by_user_id = number("Who suspended it.", allow_none=True, required=True)
