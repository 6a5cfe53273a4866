"""The only room that knows SpiffWorkflow and BPMN XML: reading, repairing, compiling and running models."""

from engine.bpmn.asking import OF_A_PERSON
from engine.bpmn.carrying import Carried, carry_over
from engine.bpmn.compile import Spec, asks_at, caught_at, compile_spec
from engine.bpmn.correlation import LONGEST_KEPT, Target, fits, is_key_value, kept_for
from engine.bpmn.describe import describe
from engine.bpmn.digest import digest
from engine.bpmn.due import NotATime, following
from engine.bpmn.failures import BudgetSpent, NothingCatches, Stuck, Unreadable
from engine.bpmn.listening import Listener, listeners
from engine.bpmn.moving import Destination, TokenPlace, move, places, stops
from engine.bpmn.outcome import (
    Happened,
    Outcome,
    Pause,
    Place,
    Thrown,
    Tools,
    WaitingCall,
    WaitingJob,
    WaitingMessage,
    WaitingTask,
    WaitingTimer,
)
from engine.bpmn.plain import plain
from engine.bpmn.read import Source, read, read_translated
from engine.bpmn.rewrite import go_back, resume, tokens_in
from engine.bpmn.run import (
    complete,
    complete_job,
    deliver_message,
    escalate,
    fire_timers,
    jobs_now,
    look_again,
    raise_error,
    start,
)
from engine.bpmn.start_times import start_schedule, start_time_problem
from engine.bpmn.translate import Change, Translated, translate
from engine.bpmn.words import BPR, SETTINGS

__all__ = [
    "BPR",
    "LONGEST_KEPT",
    "OF_A_PERSON",
    "SETTINGS",
    "BudgetSpent",
    "Carried",
    "Change",
    "Destination",
    "Happened",
    "Listener",
    "NotATime",
    "NothingCatches",
    "Outcome",
    "Pause",
    "Place",
    "Source",
    "Spec",
    "Stuck",
    "Target",
    "Thrown",
    "TokenPlace",
    "Tools",
    "Translated",
    "Unreadable",
    "WaitingCall",
    "WaitingJob",
    "WaitingMessage",
    "WaitingTask",
    "WaitingTimer",
    "asks_at",
    "carry_over",
    "caught_at",
    "compile_spec",
    "complete",
    "complete_job",
    "deliver_message",
    "describe",
    "digest",
    "escalate",
    "fire_timers",
    "fits",
    "following",
    "go_back",
    "is_key_value",
    "jobs_now",
    "kept_for",
    "listeners",
    "look_again",
    "move",
    "places",
    "plain",
    "raise_error",
    "read",
    "read_translated",
    "resume",
    "start",
    "start_schedule",
    "start_time_problem",
    "stops",
    "tokens_in",
    "translate",
]
