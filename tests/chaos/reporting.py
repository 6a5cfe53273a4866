"""The processes whose cases are killed: two steps of two teams with a timer, a message, a script, systems and signals.

A second one is started by a time, again and again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

MESSAGE = "Payment received"
SIGNAL = "Storm over"
TOPIC = "bills"
ROUNDS = 8
"""How often the second process starts."""

_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
    targetNamespace="https://once-and-done.example/tests" id="defs">"""


def _nodes(*names: str) -> str:
    return "".join(f"<bpmn:flowNodeRef>{name}</bpmn:flowNodeRef>" for name in names)


def _flows(*names: str) -> str:
    return "".join(
        f'<bpmn:sequenceFlow id="{one}-{other}" sourceRef="{one}" targetRef="{other}"/>'
        for one, other in pairwise(names)
    )


def _asks(topic: str, *lines: str) -> str:
    """The extensions of a step of a system, which tries again and again."""
    return (
        f'<bpmn:extensionElements><zeebe:taskDefinition type="{topic}" retries="50"/>'
        f"<zeebe:ioMapping>{''.join(lines)}</zeebe:ioMapping></bpmn:extensionElements>"
    )


_LINE = _asks("bpr:add-line", """<zeebe:input source='="Bill " + number' target="line"/>""")
_GIVEN, _KEPT = '<zeebe:input source="=depth" target="depth"/>', '<zeebe:output source="=number" target="number"/>'
_BILL = _asks(TOPIC, _GIVEN, _KEPT)

MODEL = f"""{_HEAD}
  <bpmn:message id="paid" name="{MESSAGE}"/>
  <bpmn:signal id="over" name="{SIGNAL}"/>
  <bpmn:process id="report" name="Report a defect" isExecutable="true">
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="front" name="Customer services">
        {_nodes("start", "take", "pause", "pay", "count", "bill", "note")}
      </bpmn:lane>
      <bpmn:lane id="back" name="Inspectors">{_nodes("repair", "storm", "hear", "heard", "repaired")}</bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="start" name="Reported"/>
    <bpmn:userTask id="take" name="Take the report">
      <bpmn:extensionElements><camunda:formData>
        <camunda:formField id="depth" label="How deep is it?" type="long"/>
      </camunda:formData></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:intermediateCatchEvent id="pause" name="A moment">
      <bpmn:timerEventDefinition id="moment"><bpmn:timeDuration>PT1S</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:intermediateCatchEvent id="pay" name="Paid">
      <bpmn:messageEventDefinition id="paying" messageRef="paid"/>
    </bpmn:intermediateCatchEvent>
    <bpmn:scriptTask id="count" name="Count it" scriptFormat="feel">
      <bpmn:script>{{counted: if counted = null then 1 else counted + 1}}</bpmn:script>
    </bpmn:scriptTask>
    <bpmn:serviceTask id="bill" name="Send the bill">{_BILL}</bpmn:serviceTask>
    <bpmn:serviceTask id="note" name="Note the bill">{_LINE}</bpmn:serviceTask>
    <bpmn:userTask id="repair" name="Repair it">
      <bpmn:extensionElements><camunda:formData>
        <camunda:formField id="used" label="What was used?" type="string"/>
      </camunda:formData></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="storm" name="The storm is over" attachedToRef="repair" cancelActivity="false">
      <bpmn:signalEventDefinition id="hearing" signalRef="over"/>
    </bpmn:boundaryEvent>
    <bpmn:scriptTask id="hear" name="Count the storms" scriptFormat="feel">
      <bpmn:script>{{storms: if storms = null then 1 else storms + 1}}</bpmn:script>
    </bpmn:scriptTask>
    <bpmn:endEvent id="heard" name="Heard"/>
    <bpmn:endEvent id="repaired" name="Repaired"/>
    {_flows("start", "take", "pause", "pay", "count", "bill", "note", "repair", "repaired")}
    {_flows("storm", "hear", "heard")}
  </bpmn:process>
</bpmn:definitions>
"""


def rounds(now: datetime) -> str:
    """A process that its time starts every minute, `ROUNDS` times, from the next minute on."""
    first = now + timedelta(minutes=1)
    line = _asks("bpr:add-line", '<zeebe:input source="A round" target="line"/>')
    return f"""{_HEAD}
  <bpmn:process id="round" name="Daily round" isExecutable="true">
    <bpmn:startEvent id="due" name="Due"><bpmn:timerEventDefinition id="times">
      <bpmn:timeCycle>R{ROUNDS}/{first:%Y-%m-%dT%H:%M:%SZ}/PT1M</bpmn:timeCycle>
    </bpmn:timerEventDefinition></bpmn:startEvent>
    <bpmn:serviceTask id="walk" name="Note the round">{line}</bpmn:serviceTask>
    <bpmn:endEvent id="walked" name="Walked"/>
    {_flows("due", "walk", "walked")}
  </bpmn:process>
</bpmn:definitions>
"""
