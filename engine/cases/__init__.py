"""Cases: started by a contact or a program, worked task by task, handed off, repaired, closed, erased."""

from engine.cases import facts
from engine.cases.calls.family import all_called
from engine.cases.calls.reading import CalledCase, Calls, calls_of_case
from engine.cases.clock_stories import clock_story
from engine.cases.closing import cancel, close
from engine.cases.concerns import concerns
from engine.cases.counting import MOST_COUNTED, ListedStep, TaskCounts, count_tasks, listed_steps, next_task_for
from engine.cases.erasing import erase
from engine.cases.finding import CaseFilter, CaseRow, find_cases
from engine.cases.handing import HandOff, accept, hand_over, return_
from engine.cases.inbox import Received, received
from engine.cases.incidents import Incident
from engine.cases.jobs.answering import (
    ClaimLost,
    JobAnswered,
    complete_job,
    end_with_error,
    extend_job,
    fail_job,
)
from engine.cases.jobs.claiming import ClaimedJob, claim_due, fetch_jobs
from engine.cases.jobs.lines import add_line
from engine.cases.jobs.reading import STATUSES as JOB_STATUSES
from engine.cases.jobs.reading import CaseJob, JobFilter, find_jobs, jobs_of_case
from engine.cases.messages.listing import MessageRow, find_messages
from engine.cases.messages.routing import deliver_due_messages, expire_messages
from engine.cases.messages.sending import Letter, Sent, send_in_walk_through, send_message, send_signal
from engine.cases.messages.signals import deliver_due_signals
from engine.cases.migration.migrating import begin_migration, run_migrations, running_cases
from engine.cases.migration.migrations import LeftCase, Migration, Total, left_cases, migration, migrations
from engine.cases.migration.proposing import Proposed, Stop, propose_mapping
from engine.cases.moved_targets import REPLANNED_TASKS, propose_target
from engine.cases.moving import Rerouting, StepMove, check_place, foresee_move, move_step
from engine.cases.naming import former_customers, name_customer
from engine.cases.opening import OpenedTask
from engine.cases.pausing import (
    customer_got_in_touch,
    extend_clock,
    pause_clocks,
    reasons_in_use,
    resume_clocks,
)
from engine.cases.priorities import PRIORITIES, Priority, priority_word
from engine.cases.putting_away import AT_HAND, put_away
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
    whole_request,
)
from engine.cases.repair.editing_data import KnownValue, change_data, known_values
from engine.cases.repair.going_back import EarlierStep, WayBack, earlier_steps, foresee_way_back, go_back
from engine.cases.repair.moving_tokens import TokenMove, foresee_token_move, move_token, places
from engine.cases.repair.reassigning import MOST_AT_ONCE, HeldTask, Reassigned, held_tasks, holders, reassign
from engine.cases.repair.repair_view import RepairView, repair_view
from engine.cases.repair.repairing import Retried, retry, retry_many
from engine.cases.repair.stuck import StuckCase, StuckVersion, stuck, stuck_versions
from engine.cases.repair.suspending import Suspension, resume, suspend
from engine.cases.schedules import keep_schedules, start_due_cases
from engine.cases.settling import Settled
from engine.cases.shares import TimeShares, divide_time, time_shares
from engine.cases.starting import Begun, Started, start
from engine.cases.statuses import GOES_ON, OPEN_TASK, STATUSES, TASK_STATUSES
from engine.cases.task_view import Known, TaskView, draft_of, shown_fields, task
from engine.cases.timers import claim_timers, fire_due_timers, fire_timers, next_timer
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
    "AT_HAND",
    "GOES_ON",
    "JOB_STATUSES",
    "MOST_AT_ONCE",
    "MOST_COUNTED",
    "OPEN_TASK",
    "PRIORITIES",
    "REPLANNED_TASKS",
    "STATUSES",
    "TASK_STATUSES",
    "Begun",
    "CalledCase",
    "Calls",
    "CaseFilter",
    "CaseHandOff",
    "CaseJob",
    "CaseRow",
    "CaseTask",
    "CaseView",
    "ClaimLost",
    "ClaimedJob",
    "Completed",
    "EarlierStep",
    "GivenAnswers",
    "HandOff",
    "HeldTask",
    "Incident",
    "JobAnswered",
    "JobFilter",
    "Known",
    "KnownValue",
    "LeftCase",
    "Letter",
    "ListedStep",
    "MessageRow",
    "Migration",
    "OpenedTask",
    "Position",
    "Priority",
    "Proposed",
    "Reassigned",
    "Received",
    "RepairView",
    "Rerouting",
    "Retried",
    "Sent",
    "Settled",
    "Started",
    "StepMove",
    "Stop",
    "StuckCase",
    "StuckVersion",
    "Suspension",
    "TaskAlreadyDone",
    "TaskCounts",
    "TaskFilter",
    "TaskRow",
    "TaskView",
    "TimeShares",
    "TokenMove",
    "Total",
    "WaitingHandOff",
    "WayBack",
    "accept",
    "add_line",
    "all_called",
    "answers",
    "assign",
    "begin_migration",
    "calls_of_case",
    "cancel",
    "case",
    "case_by_reference",
    "case_of_hand_off",
    "change_data",
    "check_place",
    "claim",
    "claim_due",
    "claim_timers",
    "clock_story",
    "close",
    "complete",
    "complete_job",
    "concerns",
    "count_tasks",
    "customer_got_in_touch",
    "customer_has_case",
    "customer_has_open_case",
    "deliver_due_messages",
    "deliver_due_signals",
    "divide_time",
    "draft_of",
    "earlier_steps",
    "end_with_error",
    "erase",
    "expire_messages",
    "extend_clock",
    "extend_job",
    "facts",
    "fail_job",
    "fetch_jobs",
    "find_cases",
    "find_jobs",
    "find_messages",
    "find_tasks",
    "fire_due_timers",
    "fire_timers",
    "foresee_move",
    "foresee_token_move",
    "foresee_way_back",
    "former_customers",
    "go_back",
    "hand_off_of_task",
    "hand_over",
    "held_tasks",
    "holders",
    "jobs_of_case",
    "keep_schedules",
    "known_values",
    "left_cases",
    "listed_steps",
    "matter_of",
    "migration",
    "migrations",
    "move_step",
    "move_token",
    "name_customer",
    "next_task_for",
    "next_timer",
    "pause_clocks",
    "places",
    "priority_word",
    "propose_mapping",
    "propose_target",
    "put_away",
    "reasons_in_use",
    "reassign",
    "received",
    "references",
    "release",
    "repair_view",
    "require_readable",
    "resume",
    "resume_clocks",
    "retry",
    "retry_many",
    "return_",
    "run_migrations",
    "running_cases",
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
    "stuck_versions",
    "suspend",
    "task",
    "time_shares",
    "timeline",
    "waiting_hand_offs",
    "whole_request",
]
