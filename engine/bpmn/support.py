"""What can run: for each kind of element whether it runs for live cases, only in a walk-through, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from engine import feel
from engine.bpmn import asking
from engine.bpmn.asking import Around
from engine.bpmn.due import NotATime, is_literal, is_working_time, schedule
from engine.bpmn.jobs import ASKING
from engine.bpmn.model import Element
from engine.targets import UnclearTarget, parse_target

LIVE, WALK_THROUGH, REFUSED = "live", "walk-through", "refused"


@dataclass(frozen=True, slots=True)
class Support:
    """How far an element is supported (`live`, `walk-through` or `refused`), and one sentence about it."""

    level: str
    sentence: str


SUPPORT: dict[str, Support] = {
    "task": Support(LIVE, "Waits for a person."),
    "userTask": Support(LIVE, "Waits for a person, with its form."),
    "manualTask": Support(LIVE, "Waits for a person."),
    "scriptTask": Support(LIVE, "Runs when its script is FEEL; a script in another language becomes a manual step."),
    "businessRuleTask": Support(LIVE, "Asks for the decision it names; without a decision it becomes a manual step."),
    "serviceTask": Support(LIVE, "Done by the system that its topic names; without a topic it becomes a manual step."),
    "sendTask": Support(
        LIVE, "Throws the message it names, or asks the system that its topic names; else it becomes a manual step."
    ),
    "receiveTask": Support(LIVE, "Waits for the message it names; without a message it becomes a manual step."),
    "callActivity": Support(
        LIVE,
        "Runs a process of the same file as part of the case, and any other that the council has as a called case; "
        "a call that cannot be read becomes a manual step.",
    ),
    "subProcess": Support(LIVE, "Runs as part of the case."),
    "subProcess/event": Support(
        LIVE, "Listens for its start event while what it stands in runs; ends that, or runs beside it."
    ),
    "transaction": Support(LIVE, "Runs as a subprocess; a cancel end event in it undoes what was done in it."),
    "adHocSubProcess": Support(
        LIVE, "Its steps are done in any order, and again, until its condition holds; without one each is done once."
    ),
    "exclusiveGateway": Support(LIVE, "Takes the first flow, in the order of the file, whose condition holds."),
    "inclusiveGateway": Support(LIVE, "Takes every flow whose condition holds; waits for what can still arrive."),
    "parallelGateway": Support(LIVE, "Takes all flows; waits for one token on each."),
    "eventBasedGateway": Support(LIVE, "The first of its events wins."),
    "complexGateway": Support(
        WALK_THROUGH, "Its rule is not run: it stands as an inclusive gateway until it is redrawn."
    ),
    "startEvent": Support(LIVE, "A person or a contact starts a case; so does its message, signal or time."),
    "endEvent": Support(LIVE, "Ends its path."),
    "event/timer": Support(LIVE, "Durations, dates and repeats in ISO 8601, cron, working time, or FEEL."),
    "event/message": Support(
        LIVE,
        "A thrown message goes to the one case that waits for its name and equals all its keys; without keys to the "
        "other pool's case of the same conversation. It is kept for 7 days, or for as long as its `bpr:keptFor` "
        "says. At a start event it starts a case.",
    ),
    "event/signal": Support(
        LIVE,
        "Reaches every case of the council that waits for its name when it is thrown, and starts cases.",
    ),
    "event/error": Support(
        LIVE, "Goes outwards to the nearest event subprocess or border that catches it; else it ends the case."
    ),
    "event/escalation": Support(
        LIVE, "Goes outwards to the nearest event subprocess or border that catches it; else nothing happens."
    ),
    "event/conditional": Support(LIVE, "Looked at whenever the case's data may have changed."),
    "event/link": Support(LIVE, "Goes on at the catching link of the same name."),
    "event/terminate": Support(LIVE, "Withdraws everything else in its process or subprocess."),
    "event/compensate": Support(
        LIVE, "Undoes what was done in its scope, or one activity, the last first, by the steps drawn at their borders."
    ),
    "event/cancel": Support(
        LIVE, "Withdraws what runs in its transaction, undoes what was done, leaves by the border."
    ),
    "event/multiple": Support(WALK_THROUGH, "Becomes a manual step or a plain event."),
    "loop/parallel": Support(LIVE, "All instances at once, at most 1,000."),
    "loop/sequential": Support(LIVE, "One instance after the other, at most 1,000."),
    "loop/standard": Support(LIVE, "Again while its condition holds; without one it runs once."),
    "dataObject": Support(LIVE, "Documentation only: case data is one set of named values."),
    "dataStore": Support(LIVE, "Documentation only."),
}
"""The table of elements; `docs/bpmn.md` shows it."""

RUNNABLE = frozenset(
    {
        "task",
        "userTask",
        "manualTask",
        "scriptTask",
        "businessRuleTask",
        "sendTask",
        "receiveTask",
        "serviceTask",
        "callActivity",
        "subProcess",
        "transaction",
        "adHocSubProcess",
        "exclusiveGateway",
        "inclusiveGateway",
        "parallelGateway",
        "eventBasedGateway",
        "startEvent",
        "endEvent",
        "intermediateCatchEvent",
        "intermediateThrowEvent",
        "boundaryEvent",
    }
)

EVENTS_THAT_RUN = {
    "startEvent": frozenset({"", "timer", "message", "signal", "conditional", "error", "escalation", "multiple"}),
    "endEvent": frozenset({"", "terminate", "message", "signal", "error", "escalation", "compensate", "cancel"}),
    "intermediateCatchEvent": frozenset({"", "timer", "message", "signal", "conditional", "link"}),
    "intermediateThrowEvent": frozenset({"", "message", "signal", "escalation", "link", "compensate"}),
    "boundaryEvent": frozenset(
        {"timer", "message", "signal", "error", "escalation", "conditional", "compensate", "cancel"}
    ),
}


def cannot_run(element: Element, around: Around) -> str:
    """Why an element cannot run as it is, in one sentence; empty when it can. `translate` repairs all of these."""
    if element.kind not in RUNNABLE:
        return f"A {element.kind} cannot run as it is."
    checks = (_event, _work, _loop, asking.problem)
    return next((reason for check in checks if (reason := check(element, around))), "")


def _event(element: Element, around: Around) -> str:
    kinds = EVENTS_THAT_RUN.get(element.kind)
    if kinds is None:
        return ""
    if element.event not in kinds:
        return f"A {element.kind} of the kind {element.event or 'none'} cannot run as it is."
    holder = around.model.elements.get(element.parent)
    if element.kind == "startEvent" and (holder is None or not holder.details.get("triggered_by_event")):
        return ""
    if element.event == "error" and element.kind != "endEvent" and not element.interrupting:
        return "An error always ends what it comes from; it cannot leave it running."
    if element.event == "timer":
        return timer_problem(element.details.get("timer", ""), element.details.get("timer_kind", "duration"))
    if element.event == "conditional":
        return feel_problem(element.details.get("condition", ""))
    return ""


def timer_problem(text: str, kind: str) -> str:
    """Why a timer's text cannot be used, in one sentence; empty when it can."""
    if not text:
        return "The timer has no time. Give it one, such as PT4H or P5D."
    if is_working_time(text):
        return _target_problem(text)
    if is_literal(text):
        try:
            schedule(kind, text, datetime(2026, 1, 1, tzinfo=UTC))
        except (NotATime, OverflowError) as error:
            return f"The timer's time cannot be used: {error}."
        return ""
    problem = feel_problem(text)
    return f"The timer's time '{text[:60]}' is neither ISO 8601 nor cron nor FEEL." if problem else ""


def _target_problem(text: str) -> str:
    try:
        parse_target(text)
    except UnclearTarget as error:
        return error.message
    return ""


def feel_problem(text: str) -> str:
    """Why a text is no FEEL expression, in one sentence; empty when it is one."""
    if not text:
        return "There is no expression."
    try:
        feel.parse(text)
    except feel.FeelError as error:
        return error.message
    return ""


def _work(element: Element, around: Around) -> str:
    details = element.details
    if element.kind == "scriptTask" and not details.get("script"):
        return "The script task has no script."
    if element.kind == "businessRuleTask" and not details.get("decision"):
        return "The business rule task names no decision."
    if element.kind in ASKING and element.job is None and not (element.kind == "sendTask" and details.get("message")):
        return details.get("job_problem") or "The step says by no topic which system does it."
    here = details.get("called") in {process.id for process in around.model.processes}
    if element.kind == "callActivity" and element.job is None and not here:
        return details.get("job_problem") or "The call activity calls no process."
    return ""


def _loop(element: Element, _around: Around) -> str:
    details = element.details
    if element.loop in ("parallel", "sequential") and not (details.get("collection") or details.get("cardinality")):
        return "The multi-instance activity says neither how often nor for which list."
    if element.loop == "standard" and not (details.get("loop_condition") or details.get("loop_maximum", "").isdigit()):
        return "The loop has neither a condition nor a maximum."
    return ""
