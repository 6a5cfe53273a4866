"""The only room that knows SpiffWorkflow and BPMN XML: reading, repairing, compiling and running models."""

from engine.bpmn.compile import Spec, compile_spec
from engine.bpmn.correlation import Target, fits, is_key_value
from engine.bpmn.describe import describe
from engine.bpmn.digest import digest
from engine.bpmn.due import NotATime, following
from engine.bpmn.failures import BudgetSpent, Stuck, Unreadable
from engine.bpmn.listening import Listener, listeners
from engine.bpmn.outcome import Happened, Outcome, Place, Thrown, Tools, WaitingMessage, WaitingTask, WaitingTimer
from engine.bpmn.plain import plain
from engine.bpmn.read import Source, read, read_translated
from engine.bpmn.run import complete, deliver_message, fire_timers, start
from engine.bpmn.start_times import start_schedule, start_time_problem
from engine.bpmn.translate import Change, Translated, translate
from engine.bpmn.words import BPR

__all__ = [
    "BPR",
    "BudgetSpent",
    "Change",
    "Happened",
    "Listener",
    "NotATime",
    "Outcome",
    "Place",
    "Source",
    "Spec",
    "Stuck",
    "Target",
    "Thrown",
    "Tools",
    "Translated",
    "Unreadable",
    "WaitingMessage",
    "WaitingTask",
    "WaitingTimer",
    "compile_spec",
    "complete",
    "deliver_message",
    "describe",
    "digest",
    "fire_timers",
    "fits",
    "following",
    "is_key_value",
    "listeners",
    "plain",
    "read",
    "read_translated",
    "start",
    "start_schedule",
    "start_time_problem",
    "translate",
]
