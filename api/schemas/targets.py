"""Targets: what is measured, in what time it is to be done, and when its clocks start, pause and stop."""

from __future__ import annotations

from api.schemas.fields import Shape, choice, day, flag, moment, part, several, text
from api.schemas.fields import number as count_of
from api.schemas.fields import reference as id_of
from api.schemas.runs import RunShape
from engine.sla import TARGET_KINDS

_CONDITION = "Such as: received; step visit done; end refused; message Paid; when valid = true; while waiting."


class GoalShape(Shape):
    """One goal."""

    target = text("What is promised: 8 working hours, 10 working days, 8 weeks.", required=True, longest=100)
    name = text("Its name, such as P1.", load_default="", longest=60)
    when = text("FEEL: it counts when this holds; empty for always.", load_default="", longest=2000)
    calendar = text("The key of its calendar; empty for that of the work.", load_default="", longest=60)


class TermsShape(Shape):
    """What a version of a target says."""

    goals = part(GoalShape, "The goals; the first that holds counts.", many=True, required=True)
    start = several(text(_CONDITION), "When its clock starts.", load_default=())
    pause = several(text(_CONDITION), "When it is paused.", load_default=())
    resume = several(text(_CONDITION), "When it goes on.", load_default=())
    stop = several(text(_CONDITION), "When it is met.", load_default=())
    cancel = several(text(_CONDITION), "When it no longer applies.", load_default=())
    restart = several(text(_CONDITION), "When a new cycle begins.", load_default=())
    at_risk_share = count_of("Warn at this share of the counted time, in per cent.", allow_none=True, load_default=None)
    at_risk_left = text("Warn when so much is left, such as 4 working hours.", load_default="", longest=100)
    on_change = choice("When another goal holds.", ("carry", "restart"), load_default="carry")
    active = flag("Whether clocks start by it.", load_default=True)
    valid_from = day("The day from which it holds.", required=True)


class TargetTerms(TermsShape):
    """What a target is to say from a day on."""

    reason = text("Why.", required=True)


class NewTargetVersion(TargetTerms):
    """What a target says from a day on."""

    move_open_clocks = flag("Whether open clocks go on by it; otherwise they keep theirs.", load_default=False)


class TargetName(Shape):
    """What a target is called, and what its time is, for clocks that begin from now on."""

    name = text("What people read.", required=True, longest=100)
    statutory = flag("Whether the time is set by law.", required=True)
    published = flag("Whether it is what customers are promised.", required=True)
    reason = text("Why.", required=True)


class TargetScopeShape(Shape):
    """Where a target holds."""

    kind = choice("Whole cases, steps, hand-offs or contacts.", TARGET_KINDS, required=True)
    service_id = id_of("Only this service; null for all.", allow_none=True, load_default=None)
    process_key = text("Only this process.", load_default="", longest=200)
    step = text("Only this step.", load_default="", longest=200)
    from_team_id = id_of("Hand-offs from this team.", allow_none=True, load_default=None)
    to_team_id = id_of("Hand-offs to this team.", allow_none=True, load_default=None)
    channel = text("Contacts by this channel.", load_default="", longest=60)
    statutory = flag("Whether the time is set by law.", load_default=False)
    published = flag("Whether it is what customers are promised.", load_default=False)


class NewTarget(TargetScopeShape, TermsShape):
    """A target to be added."""

    key = text("Small letters, digits and hyphens; never changes.", required=True, longest=100)
    name = text("The name.", required=True, longest=100)


class TargetVersionShape(TermsShape):
    """A version of a target."""

    number = count_of("The version.", required=True)
    reason = text("Why it was written.", required=True)
    created_by = count_of("Who wrote it.", allow_none=True, required=True)
    created_at = moment("When.", required=True)


class ApplyTarget(Shape):
    """A version that was proposed is saved."""

    move_open_clocks = flag("Whether open clocks go on by it; otherwise they keep theirs.", load_default=False)


class TargetMoveShape(RunShape):
    """Another version of a target: what it would change, and how far the clocks are that go on by it."""

    target = text("The key of the target.", required=True)
    same = count_of("Of those counted, how many are due when they were.", required=True)
    kept = count_of("How many keep their goal, because none of this version holds.", required=True)
    ended = count_of("How many are cancelled, because no clock starts by it.", required=True)


class CouncilTargetShape(TargetScopeShape):
    """A target with its versions, the newest first."""

    key = text("The key.", required=True)
    name = text("The name.", required=True)
    in_force = count_of("The version that holds today; null before the first.", allow_none=True, required=True)
    versions = part(TargetVersionShape, "What it says when.", many=True, required=True)
    moves = part(TargetMoveShape, "How the open clocks go on by the version just written, if they do.")


class TargetQuery(Shape):
    """Which targets."""

    service_id = id_of("Those that hold for this service.", allow_none=True, load_default=None)
    kind = text("Those of this kind.", load_default="", longest=20)
