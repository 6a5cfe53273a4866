"""A small council whose live process asks a system: to take a payment, over a topic that a program outside fetches."""

from __future__ import annotations

from engine import people
from engine.people import SYSTEM, Actor, Grant
from engine.store import Store, unit_of_work
from tests.council import Council, found_council

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'targetNamespace="https://once-and-done.example/tests" id="defs">'
)
ASKING = """
  <bpmn:process id="report" name="Report a defect" isExecutable="true">
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="front" name="Customer services">
        <bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>take</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>pay</bpmn:flowNodeRef><bpmn:flowNodeRef>tell</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>poor</bpmn:flowNodeRef><bpmn:flowNodeRef>end</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>unpaid</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="start" name="Asked"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="take" name="Take the request">
      <bpmn:extensionElements><camunda:formData>
        <camunda:formField id="amount" label="How much?" type="long"/>
        <camunda:formField id="payer" label="Who pays?" type="string">
          <camunda:properties><camunda:property id="sensitivity" value="personal"/></camunda:properties>
        </camunda:formField>
      </camunda:formData></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:serviceTask id="pay" name="Take the payment">
      <bpmn:extensionElements>%s</bpmn:extensionElements>
      <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:boundaryEvent id="refused" name="No funds" attachedToRef="pay"><bpmn:outgoing>f5</bpmn:outgoing>
      <bpmn:errorEventDefinition id="nf" errorRef="no_funds"/></bpmn:boundaryEvent>
    <bpmn:userTask id="tell" name="Tell the customer"><bpmn:incoming>f3</bpmn:incoming>
      <bpmn:outgoing>f4</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="end" name="Paid"><bpmn:incoming>f4</bpmn:incoming></bpmn:endEvent>
    <bpmn:userTask id="poor" name="Agree another way"><bpmn:incoming>f5</bpmn:incoming>
      <bpmn:outgoing>f6</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="unpaid" name="Not paid"><bpmn:incoming>f6</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="take"/>
    <bpmn:sequenceFlow id="f2" sourceRef="take" targetRef="pay"/>
    <bpmn:sequenceFlow id="f3" sourceRef="pay" targetRef="tell"/>
    <bpmn:sequenceFlow id="f4" sourceRef="tell" targetRef="end"/>
    <bpmn:sequenceFlow id="f5" sourceRef="refused" targetRef="poor"/>
    <bpmn:sequenceFlow id="f6" sourceRef="poor" targetRef="unpaid"/>
  </bpmn:process>
  <bpmn:error id="no_funds" name="No funds" errorCode="no-funds"/>
</bpmn:definitions>
"""
PAYMENT = (
    '<zeebe:taskDefinition type="payments" retries="3"/><zeebe:ioMapping>'
    '<zeebe:input source="=amount" target="amount"/><zeebe:input source="=payer" target="payer"/>'
    '<zeebe:output source="=receipt" target="receipt"/></zeebe:ioMapping>'
)


def asking(job: str = PAYMENT) -> str:
    """The model, with what its one service step asks."""
    return HEAD + ASKING % job


def found_asking_council(store: Store, job: str = PAYMENT) -> Council:
    """The council with this model live."""
    return found_council(store, asking(job))


def program(store: Store, name: str = "gateway", service_id: int | None = None) -> Actor:
    """The account of a program that does jobs."""
    with unit_of_work(store) as work:
        user = people.create_user(work, name, name.title(), by=SYSTEM)
        people.set_grants(work, user.id, [Grant("service_account", service_id)], by=SYSTEM)
        return people.actor_for_user(work, user.id)
