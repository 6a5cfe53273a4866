"""Where steps stand on their way to the front office."""

from __future__ import annotations

from api.schemas.fields import PageQuery, Shape, choice, day, moment, number, part, query_flag, query_number, text
from api.schemas.fields import reference as id_of
from engine.transfer import OBSTACLES, STATES, TOPICS


class PlaceBody(Shape):
    """One step of a process at one site, and the version of its standing that the change was made for."""

    process_id = id_of("The process.", required=True)
    step_key = text("The step.", required=True, longest=200)
    site_id = id_of("The site.", required=True)
    row_version = number("The row_version you read; 0 for a step never touched.", load_default=0)


class MoveBody(PlaceBody):
    """Where the step is to stand."""

    to = choice("The state.", STATES, required=True)
    owner_id = id_of("Who owns the move; kept when left out.", allow_none=True, load_default=None)
    planned_on = day("The date planned for going live; kept when left out.", allow_none=True, load_default=None)
    pilot_share = number("For a pilot: per cent of cases.", least=1, most=99, allow_none=True, load_default=None)
    pilot_team_id = id_of("For a pilot: the one front-office team.", allow_none=True, load_default=None)
    reason = text("Why; needed when a step goes back.", load_default="", longest=1000)


class HoldBody(PlaceBody):
    """What holds the step."""

    obstacle = choice("One of the four.", OBSTACLES, required=True)
    note = text("What it is about.", required=True, longest=1000)


class ReleaseBody(PlaceBody):
    """How the obstacle went away."""

    reason = text("How.", required=True, longest=1000)


class PlanBody(PlaceBody):
    """A dated plan."""

    planned_on = day("The date planned for going live.", required=True)
    owner_id = id_of("Who owns the move; kept when left out.", allow_none=True, load_default=None)
    reason = text("Why the date changes; the first plan needs none.", load_default="", longest=1000)


class ReadyBody(Shape):
    """One topic of the readiness checklist that is dealt with."""

    process_id = id_of("The process.", required=True)
    step_key = text("The step.", required=True, longest=200)
    site_id = id_of("The site.", required=True)
    topic = choice("The topic.", TOPICS, required=True)
    note = text("What was done.", load_default="", longest=1000)


class StandingShape(Shape):
    """Where a step stands at a site."""

    process_id = id_of("The process.", required=True)
    site_id = id_of("The site.", required=True)
    step_key = text("The step.", required=True)
    state = choice("Where it stands.", STATES, required=True)
    state_since = moment("Since when.", allow_none=True, required=True)
    pilot_share = number("Per cent of cases in the pilot.", allow_none=True, required=True)
    pilot_team_id = number("The pilot's team.", allow_none=True, required=True)
    owner_id = number("Who owns the move.", allow_none=True, required=True)
    planned_on = day("The latest plan.", allow_none=True, required=True)
    held_by = choice("What holds it.", OBSTACLES, allow_none=True, required=True)
    held_note = text("What that is about.", required=True)
    held_since = moment("Since when.", allow_none=True, required=True)
    row_version = number("The version, for the next change.", required=True)


class SlipShape(Shape):
    """Days late; negative is early."""

    against_first = number("Against the first plan.", least=-100_000, required=True)
    against_latest = number("Against the latest plan.", least=-100_000, required=True)


class ListedStandingShape(StandingShape):
    """Where a step stands at a site, with its plans."""

    first_planned_on = day("The first plan.", allow_none=True, required=True)
    slip = part(SlipShape, "How late it is.", allow_none=True, required=True)


class MovedShape(Shape):
    """A step that moved."""

    standing = part(StandingShape, "Where it stands now.", required=True)
    rerouted = number("How many unclaimed tasks went to another team.", required=True)


class TransferQuery(PageQuery):
    """Which standings to list."""

    process_id = query_number("Only this process.", load_default=None)
    site_id = query_number("Only this site.", load_default=None)
    state = choice("Only this state.", STATES, load_default=None)
    owner_id = query_number("Only those of this owner.", load_default=None)
    obstacle = choice("Only those this obstacle holds.", OBSTACLES, load_default=None)
    held = query_flag("Only held ones, or only the others.", load_default=None)


class PlaceQuery(Shape):
    """Which step, at which site."""

    process_id = query_number("The process.", required=True)
    step_key = text("The step.", required=True, longest=200)
    site_id = query_number("The site.", required=True)


class ChangeShape(Shape):
    """How a step stood after one change."""

    state = choice("Where it stood.", STATES, required=True)
    pilot_share = number("Per cent of cases in the pilot.", allow_none=True, required=True)
    pilot_team_id = number("The pilot's team.", allow_none=True, required=True)
    owner_id = number("Who owned the move.", allow_none=True, required=True)
    planned_on = day("The plan.", allow_none=True, required=True)
    reason = text("Why.", required=True)
    changed_by = number("By whom.", allow_none=True, required=True)
    changed_at = moment("When.", required=True)


class PlanShape(Shape):
    """A dated plan."""

    planned_on = day("The date.", required=True)
    reason = text("Why.", required=True)
    approved_by = number("Who approved it.", allow_none=True, required=True)
    approved_at = moment("When.", required=True)


class ObstacleShape(Shape):
    """Something that holds or held a step."""

    obstacle = choice("One of the four.", OBSTACLES, required=True)
    note = text("What it is about.", required=True)
    since = moment("Since when.", required=True)
    raised_by = number("Who said so.", allow_none=True, required=True)
    released_at = moment("When it went away.", allow_none=True, required=True)
    released_by = number("Who said so.", allow_none=True, required=True)
    released_reason = text("How.", allow_none=True, required=True)


class ReadyShape(Shape):
    """A topic of the checklist that is dealt with."""

    topic = choice("The topic.", TOPICS, required=True)
    note = text("What was done.", required=True)
    confirmed_by = number("Who says so.", allow_none=True, required=True)
    confirmed_at = moment("When.", required=True)


class HistoryShape(Shape):
    """All that is known about a step's move at a site."""

    changes = part(ChangeShape, "Every change, the oldest first.", many=True, required=True)
    plans = part(PlanShape, "Every plan, the oldest first.", many=True, required=True)
    obstacles = part(ObstacleShape, "Every obstacle, the oldest first.", many=True, required=True)
    readiness = part(ReadyShape, "The topics dealt with.", many=True, required=True)
