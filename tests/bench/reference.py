"""The reference model (start, two user tasks, gateway, script, user task, end), two more, and the council of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select

from engine import cases, people
from engine.cases import tables
from engine.people import SYSTEM, Actor
from engine.store import Store, reading, unit_of_work
from tests.council import found_council

FIELDS = ("road", "depth", "width", "name", "note")
_FIELD = '<camunda:formField id="{0}_{1}" label="{1}" type="string"/>'
_TASK = """<bpmn:userTask id="{0}" name="{0}"><bpmn:extensionElements><camunda:formData>{1}</camunda:formData>
  <bpr:mark target="5 working days" calendar="england-mon-fri-9-17" stage="contact"/></bpmn:extensionElements>
  </bpmn:userTask>"""
_LANE = '<bpmn:laneSet id="lanes"><bpmn:lane id="front" name="Customer services">{0}</bpmn:lane></bpmn:laneSet>'
_CONDITION = '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{0}</bpmn:conditionExpression>'
Flow = tuple[str, str, str]
"""Where a sequence flow begins, where it ends, and its condition or nothing."""


def reference_model() -> str:
    """The model as BPMN text; each user task asks five fields."""
    nodes = {
        **{name: _user_task(name) for name in ("first", "second", "third")},
        "choice": '<bpmn:exclusiveGateway id="choice" name="Deep?" default="choice_third"/>',
        "script": '<bpmn:scriptTask id="script" name="Work it out" scriptFormat="feel">'
        "<bpmn:script>{urgent: true}</bpmn:script></bpmn:scriptTask>",
    }
    flows = [
        ("start", "first", ""),
        ("first", "second", ""),
        ("second", "choice", ""),
        ("choice", "script", 'first_depth = "12"'),
        ("choice", "third", ""),
        ("script", "third", ""),
        ("third", "end", ""),
    ]
    return _model(nodes, flows)


def sequence_model(tasks: int) -> str:
    """So many user tasks one after the other: `task1`, `task2` and so on, of five fields each."""
    names = [f"task{number}" for number in range(1, tasks + 1)]
    flows = [(source, target, "") for source, target in pairwise(["start", *names, "end"])]
    return _model({name: _user_task(name) for name in names}, flows)


def loop_model() -> str:
    """A user task `again` that comes back until its depth is 0."""
    choice = '<bpmn:exclusiveGateway id="choice" name="Enough?" default="choice_again"/>'
    flows = [
        ("start", "again", ""),
        ("again", "choice", ""),
        ("choice", "again", ""),
        ("choice", "end", 'again_depth = "0"'),
    ]
    return _model({"again": _user_task("again"), "choice": choice}, flows)


def timer_model() -> str:
    """A model that waits an hour for its one user task."""
    wait = (
        '<bpmn:intermediateCatchEvent id="wait" name="An hour"><bpmn:timerEventDefinition id="hour">'
        "<bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
    )
    flows = [("start", "wait", ""), ("wait", "first", ""), ("first", "end", "")]
    return _model({"wait": wait, "first": _user_task("first")}, flows)


def _user_task(name: str) -> str:
    return _TASK.format(name, "".join(_FIELD.format(name, field) for field in FIELDS))


def _model(nodes: Mapping[str, str], flows: Sequence[Flow]) -> str:
    """A process of these nodes, a start and an end, all of them in the lane of the front office."""
    lane = _LANE.format("".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in ("start", *nodes, "end")))
    drawn = "".join(
        f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">'
        f"{_CONDITION.format(condition) if condition else ''}</bpmn:sequenceFlow>"
        for source, target, condition in flows
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="definitions"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:bpr="https://once-and-done.example/bpmn/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="https://once-and-done.example/bench">
<bpmn:process id="reference" name="Reference" isExecutable="true">{lane}<bpmn:startEvent id="start" name="Start"/>
{"".join(nodes.values())}<bpmn:endEvent id="end" name="End"/>{drawn}</bpmn:process></bpmn:definitions>"""


def answers(task: str) -> dict[str, str]:
    """Five answers for one of the user tasks."""
    return {f"{task}_{field}": "12" if field == "depth" else f"{field} of {task}" for field in FIELDS}


@dataclass(frozen=True, slots=True)
class Bench:
    """A council ready for measuring. `token` is the adviser's."""

    store: Store
    adviser: Actor
    token: str
    site_id: int
    team_id: int

    def start_cases(self, count: int) -> list[int]:
        """Start `count` cases of the reference model; their ids."""
        begun = []
        for _ in range(count):
            with unit_of_work(self.store) as work:
                begun.append(cases.start(work, process_key="reference", site_id=self.site_id, by=self.adviser).id)
        return begun


def open_tasks(bench: Bench, begun: Sequence[int]) -> list[int]:
    """The ids of the open tasks of these cases, oldest first."""
    columns = tables.task.c
    open_ones = select(columns.id).where(columns.case_id.in_(begun), columns.status == "open").order_by(columns.id)
    with reading(bench.store) as work:
        return [row["id"] for row in work.rows(open_ones)]


def prepare(store: Store, model: str | None = None) -> Bench:
    """Write the council and deploy a model of this module, the reference model unless another is given."""
    council = found_council(store, model or reference_model())
    with unit_of_work(store) as work:
        token = people.issue_token(work, council.adviser.user_id or 0, "bench", SYSTEM)
    return Bench(store, council.adviser, token, council.site_id, council.front_team_id)
