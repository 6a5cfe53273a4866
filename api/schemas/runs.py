"""Edits that open clocks follow: what they would change, and how far the clocks are."""

from __future__ import annotations

from api.schemas.fields import Shape, choice, day, moment, part, text
from api.schemas.fields import number as count


class AffectedShape(Shape):
    """Open clocks of a service and a team."""

    service_id = count("The service.", allow_none=True, required=True)
    team_id = count("The team.", allow_none=True, required=True)
    clocks = count("How many are open.", required=True)
    moved = count("Of how many the due date moves.", required=True)


class MovedClockShape(Shape):
    """A clock whose due date moves."""

    clock_id = count("The clock.", required=True)
    case_id = count("Its case.", allow_none=True, required=True)
    name = text("What it is called.", required=True)
    due_at = moment("When it is due now.", required=True)
    new_due_at = moment("When it is due then.", required=True)


class RunShape(Shape):
    """An edit: what it would change, and how far the open clocks are that follow it."""

    id = count("The id.", required=True)
    status = choice("How far it is.", ("previewing", "previewed", "applying", "applied"), required=True)
    from_version = count("The newest version there was.", required=True)
    to_version = count("The new version; null until it is applied.", allow_none=True, required=True)
    valid_from = day("The first day on which it holds.", required=True)
    reason = text("Why.", required=True)
    clocks = count("The open clocks there were.", required=True)
    looked_at = count("How many of them the preview has counted.", required=True)
    later = count("Of these, how many are due later.", required=True)
    sooner = count("How many are due sooner.", required=True)
    overdue = count("How many would be overdue at once.", required=True)
    paused = count("How many are paused, and have no date now.", required=True)
    replanned = count("How many follow it already.", required=True)
    moved = count("Of these, how many have another due date.", required=True)
    finished_at = moment("When all did.", allow_none=True, required=True)
    groups = part(AffectedShape, "By service and team.", many=True, required=True)
    most_moved = part(MovedClockShape, "Those that move the furthest.", many=True, required=True)
