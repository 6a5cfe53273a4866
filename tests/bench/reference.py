"""The reference model (start, two user tasks, gateway, script, user task, end) and the council that runs it."""

from __future__ import annotations

from dataclasses import dataclass

from engine import cases, people
from engine.people import SYSTEM, Actor
from engine.store import Store, unit_of_work
from tests.council import found_council

FIELDS = ("road", "depth", "width", "name", "note")
_FIELD = '<camunda:formField id="{0}_{1}" label="{1}" type="string"/>'
_TASK = """<bpmn:userTask id="{0}" name="{0}"><bpmn:extensionElements><camunda:formData>{1}</camunda:formData>
  <bpr:mark target="5 working days" calendar="england-mon-fri-9-17" stage="contact"/></bpmn:extensionElements>
  </bpmn:userTask>"""
_LANE = '<bpmn:laneSet id="lanes"><bpmn:lane id="front" name="Customer services">{0}</bpmn:lane></bpmn:laneSet>'
_NODES = ("start", "first", "second", "choice", "script", "third", "end")


def reference_model() -> str:
    """The model as BPMN text; each user task asks five fields."""
    tasks = {
        name: _TASK.format(name, "".join(_FIELD.format(name, field) for field in FIELDS))
        for name in ("first", "second", "third")
    }
    lane = _LANE.format("".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in _NODES))
    condition = (
        '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">first_depth = "12"</bpmn:conditionExpression>'
    )
    flows = "".join(
        f'<bpmn:sequenceFlow id="{source}_{target}" sourceRef="{source}" targetRef="{target}">{more}'
        "</bpmn:sequenceFlow>"
        for source, target, more in (
            ("start", "first", ""),
            ("first", "second", ""),
            ("second", "choice", ""),
            ("choice", "script", condition),
            ("choice", "third", ""),
            ("script", "third", ""),
            ("third", "end", ""),
        )
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" id="definitions"
  xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:bpr="https://once-and-done.example/bpmn/1.0"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="https://once-and-done.example/bench">
<bpmn:process id="reference" name="Reference" isExecutable="true">{lane}<bpmn:startEvent id="start" name="Start"/>
{tasks["first"]}{tasks["second"]}<bpmn:exclusiveGateway id="choice" name="Deep?" default="choice_third"/>
<bpmn:scriptTask id="script" name="Work it out" scriptFormat="feel"><bpmn:script>{{urgent: true}}</bpmn:script>
</bpmn:scriptTask>{tasks["third"]}<bpmn:endEvent id="end" name="End"/>{flows}</bpmn:process></bpmn:definitions>"""


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


def prepare(store: Store) -> Bench:
    """Write the council and deploy the reference model."""
    council = found_council(store, reference_model())
    with unit_of_work(store) as work:
        token = people.issue_token(work, council.adviser.user_id or 0, "bench", SYSTEM)
    return Bench(store, council.adviser, token, council.site_id, council.front_team_id)
