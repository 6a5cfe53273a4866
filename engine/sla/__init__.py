"""SLA: calendars, targets, clocks, and what is due when.

Pure: `calendar`, `openings`, `hours`, `explaining`, `clock`, `warning`, `ledger`, `rungs`, `sharing`, `repeating`. The
rest reads and writes.
"""

from engine.sla.again import Rule, outcomes
from engine.sla.board import URGENT, Board, Urgent, board
from engine.sla.calendar import Calendar, NeverOpen, SpecialDay, after, due_at, open_spans, working_days
from engine.sla.calendars import (
    DEFAULT_CALENDAR,
    CalendarRow,
    calendar_for,
    calendar_keys,
    calendar_revision,
    calendars_by_key,
    check_calendar,
    check_calendars_of,
    list_calendars,
)
from engine.sla.changing import Said
from engine.sla.clock import AGREED, IN_TIME, LATE
from engine.sla.editing import add_calendar
from engine.sla.edits.followers import Cases, Tasks
from engine.sla.edits.proposing import add_version, apply_version, propose_version
from engine.sla.edits.replanning import replan_clocks
from engine.sla.edits.replans import Affected, Moved, Replan, Run, TargetMove, climbs, replan, replans
from engine.sla.escalation.escalating import Concern
from engine.sla.escalation.ladders import (
    MOST_RUNGS,
    Ladder,
    Ladders,
    LadderVersion,
    ladders,
    set_ladder,
)
from engine.sla.escalation.missing import (
    ASKED,
    KEPT,
    UNSETTLED,
    WARNING_STATES,
    Warned,
    claim_warning,
    leave_warning,
    settle_warning,
    warning_of,
)
from engine.sla.escalation.rungs import ROLES, WHENS, Course, Rung, comes_at
from engine.sla.explaining import Due, Line, due
from engine.sla.hours import DIVISIONS, Hours
from engine.sla.ics import Closures, close_days, read_closures
from engine.sla.ledger import GONE, LEFT, OVER, Entry, total
from engine.sla.nearest import calendar_of
from engine.sla.parties import calendars_as_of, keep_division, pauses_of, undivided_clocks
from engine.sla.passing import pass_clocks
from engine.sla.pause_reasons import (
    PauseReason,
    add_pause_reason,
    pause_reason,
    pause_reasons,
    set_pause_reason,
    usable_reason,
)
from engine.sla.pausing import (
    blank_reasons,
    extend_clock,
    pause_clocks,
    reasons_of_customer,
    resume_clocks,
    resume_for_customer,
)
from engine.sla.planning import DEFAULT_PROMISE, ClockStart, PlannedClock, promise
from engine.sla.reading import STOPPED, VERDICTS, ClockFilter, ClockRow, clock, clocks
from engine.sla.sharing import CUSTOMER, NOBODY, PARTIES, SHARING, PartyTime, Span, added_up, divide
from engine.sla.showing import CalendarDetail, CalendarVersion, bank_holidays, calendar_detail
from engine.sla.story import Happening, Story, story
from engine.sla.sweeping import SweepResult, sweep
from engine.sla.targets.conditions import Known, UnclearCondition
from engine.sla.targets.contacting import Logged, measure_contact
from engine.sla.targets.editing import add_target, add_target_version
from engine.sla.targets.matching import Aims, Begins, Watch, has_targets, plan_work
from engine.sla.targets.passing_on import Passed, accept_hand_off, begin_hand_off, end_hand_offs
from engine.sla.targets.proposing import (
    SaidOfVersion,
    apply_target,
    move_to_target,
    propose_target,
    target_move,
    target_moves,
)
from engine.sla.targets.reading import TargetDetail, TargetVersion, list_targets, target_detail
from engine.sla.targets.renaming import rename_target
from engine.sla.targets.shape import KINDS as TARGET_KINDS
from engine.sla.targets.shape import ROLES as TARGET_ROLES
from engine.sla.targets.shape import Goal, Scope, Terms
from engine.sla.targets.stepping import CaseTurn
from engine.sla.targets.watching import begin_watches, drop_watches, is_watched, observe
from engine.sla.telling import Agreed, OpenPause, Told, tell
from engine.sla.versions import Versioned, in_force, naming_problems, newest_version, version_facts, write_version
from engine.sla.writing import StartedClock, write_clocks
from engine.targets import Target, UnclearTarget, parse_target

__all__ = [
    "AGREED",
    "ASKED",
    "CUSTOMER",
    "DEFAULT_CALENDAR",
    "DEFAULT_PROMISE",
    "DIVISIONS",
    "GONE",
    "IN_TIME",
    "KEPT",
    "LATE",
    "LEFT",
    "MOST_RUNGS",
    "NOBODY",
    "OVER",
    "PARTIES",
    "ROLES",
    "SHARING",
    "STOPPED",
    "TARGET_KINDS",
    "TARGET_ROLES",
    "UNSETTLED",
    "URGENT",
    "VERDICTS",
    "WARNING_STATES",
    "WHENS",
    "Affected",
    "Agreed",
    "Aims",
    "Begins",
    "Board",
    "Calendar",
    "CalendarDetail",
    "CalendarRow",
    "CalendarVersion",
    "CaseTurn",
    "Cases",
    "ClockFilter",
    "ClockRow",
    "ClockStart",
    "Closures",
    "Concern",
    "Course",
    "Due",
    "Entry",
    "Goal",
    "Happening",
    "Hours",
    "Known",
    "Ladder",
    "LadderVersion",
    "Ladders",
    "Line",
    "Logged",
    "Moved",
    "NeverOpen",
    "OpenPause",
    "PartyTime",
    "Passed",
    "PauseReason",
    "PlannedClock",
    "Replan",
    "Rule",
    "Run",
    "Rung",
    "Said",
    "SaidOfVersion",
    "Scope",
    "Span",
    "SpecialDay",
    "StartedClock",
    "Story",
    "SweepResult",
    "Target",
    "TargetDetail",
    "TargetMove",
    "TargetVersion",
    "Tasks",
    "Terms",
    "Told",
    "UnclearCondition",
    "UnclearTarget",
    "Urgent",
    "Versioned",
    "Warned",
    "Watch",
    "accept_hand_off",
    "add_calendar",
    "add_pause_reason",
    "add_target",
    "add_target_version",
    "add_version",
    "added_up",
    "after",
    "apply_target",
    "apply_version",
    "bank_holidays",
    "begin_hand_off",
    "begin_watches",
    "blank_reasons",
    "board",
    "calendar_detail",
    "calendar_for",
    "calendar_keys",
    "calendar_of",
    "calendar_revision",
    "calendars_as_of",
    "calendars_by_key",
    "check_calendar",
    "check_calendars_of",
    "claim_warning",
    "climbs",
    "clock",
    "clocks",
    "close_days",
    "comes_at",
    "divide",
    "drop_watches",
    "due",
    "due_at",
    "end_hand_offs",
    "extend_clock",
    "has_targets",
    "in_force",
    "is_watched",
    "keep_division",
    "ladders",
    "leave_warning",
    "list_calendars",
    "list_targets",
    "measure_contact",
    "move_to_target",
    "naming_problems",
    "newest_version",
    "observe",
    "open_spans",
    "outcomes",
    "parse_target",
    "pass_clocks",
    "pause_clocks",
    "pause_reason",
    "pause_reasons",
    "pauses_of",
    "plan_work",
    "promise",
    "propose_target",
    "propose_version",
    "read_closures",
    "reasons_of_customer",
    "rename_target",
    "replan",
    "replan_clocks",
    "replans",
    "resume_clocks",
    "resume_for_customer",
    "set_ladder",
    "set_pause_reason",
    "settle_warning",
    "story",
    "sweep",
    "target_detail",
    "target_move",
    "target_moves",
    "tell",
    "total",
    "undivided_clocks",
    "usable_reason",
    "version_facts",
    "warning_of",
    "working_days",
    "write_clocks",
    "write_version",
]
