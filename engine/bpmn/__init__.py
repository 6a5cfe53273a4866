"""The only room that knows SpiffWorkflow and BPMN XML: reading, repairing, compiling and running models."""

from engine.bpmn.compile import Spec, compile_spec
from engine.bpmn.describe import describe
from engine.bpmn.digest import digest
from engine.bpmn.failures import BudgetSpent, Stuck, Unreadable
from engine.bpmn.outcome import Happened, Outcome, Tools, WaitingMessage, WaitingTask, WaitingTimer
from engine.bpmn.read import Source, read, read_translated
from engine.bpmn.run import complete, deliver_message, fire_timers, start
from engine.bpmn.translate import Change, Translated, translate
from engine.bpmn.words import BPR

__all__ = [
    "BPR",
    "BudgetSpent",
    "Change",
    "Happened",
    "Outcome",
    "Source",
    "Spec",
    "Stuck",
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
    "read",
    "read_translated",
    "start",
    "translate",
]
