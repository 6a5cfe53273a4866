"""Cases: started by a contact or a program, worked task by task, handed off, repaired, closed, erased."""

from engine.cases import facts
from engine.cases.closing import close
from engine.cases.counting import ListedStep, TaskCounts, count_tasks, listed_steps, next_task_for, worklist_stamp
from engine.cases.erasing import erase
from engine.cases.finding import CaseFilter, CaseRow, find_cases
from engine.cases.handing import HandOff, accept, hand_over, return_
from engine.cases.incidents import Incident
from engine.cases.messages.listing import MessageRow, find_messages
from engine.cases.messages.routing import deliver_due_messages, expire_messages
from engine.cases.messages.sending import Letter, Sent, send_in_walk_through, send_message, send_signal
from engine.cases.messages.signals import deliver_due_signals
from engine.cases.moving import Rerouting, StepMove, check_place, foresee_move, move_step
from engine.cases.naming import former_customers, name_customer
from engine.cases.opening import OpenedTask
from engine.cases.reading import (
    CaseHandOff,
    CaseTask,
    CaseView,
    GivenAnswers,
    answers,
    case,
    case_by_reference,
    case_of_hand_off,
    customer_has_case,
    customer_has_open_case,
    hand_off_of_task,
    matter_of,
    references,
    require_readable,
    timeline,
)
from engine.cases.repairing import retry
from engine.cases.schedules import keep_schedules, start_due_cases
from engine.cases.settling import Settled
from engine.cases.starting import Begun, Started, start
from engine.cases.stuck import StuckCase, stuck
from engine.cases.task_view import Known, TaskView, draft_of, shown_fields, task
from engine.cases.timers import fire_due_timers, fire_timers, next_timer
from engine.cases.walking import skip_wait, start_walk_through
from engine.cases.working import (
    Completed,
    TaskAlreadyDone,
    assign,
    claim,
    complete,
    release,
    save_draft,
)
from engine.cases.worklist import Position, TaskFilter, TaskRow, WaitingHandOff, find_tasks, waiting_hand_offs

__all__ = [
    "Begun",
    "CaseFilter",
    "CaseHandOff",
    "CaseRow",
    "CaseTask",
    "CaseView",
    "Completed",
    "GivenAnswers",
    "HandOff",
    "Incident",
    "Known",
    "Letter",
    "ListedStep",
    "MessageRow",
    "OpenedTask",
    "Position",
    "Rerouting",
    "Sent",
    "Settled",
    "Started",
    "StepMove",
    "StuckCase",
    "TaskAlreadyDone",
    "TaskCounts",
    "TaskFilter",
    "TaskRow",
    "TaskView",
    "WaitingHandOff",
    "accept",
    "answers",
    "assign",
    "case",
    "case_by_reference",
    "case_of_hand_off",
    "check_place",
    "claim",
    "close",
    "complete",
    "count_tasks",
    "customer_has_case",
    "customer_has_open_case",
    "deliver_due_messages",
    "deliver_due_signals",
    "draft_of",
    "erase",
    "expire_messages",
    "facts",
    "find_cases",
    "find_messages",
    "find_tasks",
    "fire_due_timers",
    "fire_timers",
    "foresee_move",
    "former_customers",
    "hand_off_of_task",
    "hand_over",
    "keep_schedules",
    "listed_steps",
    "matter_of",
    "move_step",
    "name_customer",
    "next_task_for",
    "next_timer",
    "references",
    "release",
    "require_readable",
    "retry",
    "return_",
    "save_draft",
    "send_in_walk_through",
    "send_message",
    "send_signal",
    "shown_fields",
    "skip_wait",
    "start",
    "start_due_cases",
    "start_walk_through",
    "stuck",
    "task",
    "timeline",
    "waiting_hand_offs",
    "worklist_stamp",
]
