"""A small council for tests: one service with its back office, two sites with their front offices, a person each."""

from __future__ import annotations

from dataclasses import dataclass

from engine import definitions, people
from engine.people import SYSTEM, Actor, Grant
from engine.store import Store, Work, unit_of_work

MODEL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:bpr="https://once-and-done.example/bpmn/1.0"
    targetNamespace="https://once-and-done.example/tests" id="defs">
  <bpmn:process id="report" name="Report a defect" isExecutable="true">
    <bpmn:extensionElements>
      <bpr:mark target="10 working days" calendar="england-mon-fri-9-17"/>
    </bpmn:extensionElements>
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="front" name="Customer services">
        <bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>take</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>urgent</bpmn:flowNodeRef><bpmn:flowNodeRef>tell</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>told</bpmn:flowNodeRef>
      </bpmn:lane>
      <bpmn:lane id="back" name="Inspectors">
        <bpmn:flowNodeRef>inspect</bpmn:flowNodeRef><bpmn:flowNodeRef>pause</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>repair</bpmn:flowNodeRef><bpmn:flowNodeRef>repaired</bpmn:flowNodeRef>
      </bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="start" name="Reported"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="take" name="Take the report">
      <bpmn:extensionElements>
        <camunda:formData>
          <camunda:formField id="depth" label="How deep is it?" type="long">
            <camunda:validation><camunda:constraint name="required"/></camunda:validation>
          </camunda:formField>
          <camunda:formField id="reporter" label="Who reports it?" type="string">
            <camunda:properties><camunda:property id="sensitivity" value="personal"/></camunda:properties>
          </camunda:formField>
          <camunda:formField id="injury" label="Was anybody hurt?" type="string">
            <camunda:properties><camunda:property id="sensitivity" value="restricted"/></camunda:properties>
          </camunda:formField>
        </camunda:formData>
        <bpr:mark onceAndDone="true" target="2 working days" calendar="england-mon-fri-9-17" stage="contact"/>
      </bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:exclusiveGateway id="urgent" name="Deep?" default="f4"><bpmn:incoming>f2</bpmn:incoming>
      <bpmn:outgoing>f3</bpmn:outgoing><bpmn:outgoing>f4</bpmn:outgoing></bpmn:exclusiveGateway>
    <bpmn:userTask id="inspect" name="Inspect it">
      <bpmn:extensionElements>
        <camunda:formData><camunda:formField id="finding" label="What was found?" type="string"/></camunda:formData>
        <bpr:mark onceAndDone="true" target="8 working hours" calendar="england-mon-fri-9-17" stage="contact"/>
      </bpmn:extensionElements>
      <bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:intermediateCatchEvent id="pause" name="Two days"><bpmn:incoming>f5</bpmn:incoming>
      <bpmn:outgoing>f6</bpmn:outgoing>
      <bpmn:timerEventDefinition id="two_days"><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition>
    </bpmn:intermediateCatchEvent>
    <bpmn:userTask id="repair" name="Repair it">
      <bpmn:extensionElements><bpr:mark stage="fulfilment"/></bpmn:extensionElements>
      <bpmn:incoming>f6</bpmn:incoming><bpmn:outgoing>f7</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:endEvent id="repaired" name="Repaired"><bpmn:incoming>f7</bpmn:incoming></bpmn:endEvent>
    <bpmn:userTask id="tell" name="Explain"><bpmn:incoming>f4</bpmn:incoming>
      <bpmn:outgoing>f8</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="told" name="Explained"><bpmn:incoming>f8</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="take"/>
    <bpmn:sequenceFlow id="f2" sourceRef="take" targetRef="urgent"/>
    <bpmn:sequenceFlow id="f3" sourceRef="urgent" targetRef="inspect">
      <bpmn:conditionExpression xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
        xsi:type="bpmn:tFormalExpression">depth &gt;= 40</bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f4" sourceRef="urgent" targetRef="tell"/>
    <bpmn:sequenceFlow id="f5" sourceRef="inspect" targetRef="pause"/>
    <bpmn:sequenceFlow id="f6" sourceRef="pause" targetRef="repair"/>
    <bpmn:sequenceFlow id="f7" sourceRef="repair" targetRef="repaired"/>
    <bpmn:sequenceFlow id="f8" sourceRef="tell" targetRef="told"/>
  </bpmn:process>
</bpmn:definitions>
"""


@dataclass(frozen=True, slots=True)
class Council:
    """The ids and people of the small council. `version_id` is the live version of `MODEL`."""

    service_id: int
    site_id: int
    other_site_id: int
    front_team_id: int
    other_front_team_id: int
    back_team_id: int
    adviser: Actor
    colleague: Actor
    officer: Actor
    leader: Actor
    head: Actor
    administrator: Actor
    version_id: int
    process_id: int


def found_council(store: Store, model: str = MODEL) -> Council:
    """Write the council and deploy `model` as its one live process."""
    with unit_of_work(store) as work:
        service = people.create_service(
            work, "highways", "Highways", by=SYSTEM, default_calendar="england-mon-fri-9-17"
        )
        east = people.create_site(work, "eastgate", "Eastgate", area="east", by=SYSTEM)
        west = people.create_site(work, "harbour", "Harbour", area="west", by=SYSTEM)
        lanes = ["Customer services"]
        front = people.create_team(
            work, "east-front", "East front", kind="front", site_id=east.id, lanes=lanes, by=SYSTEM
        )
        other = people.create_team(
            work, "west-front", "West front", kind="front", site_id=west.id, lanes=lanes, by=SYSTEM
        )
        back = people.create_team(
            work, "inspectors", "Inspectors", kind="back", service_id=service.id, lanes=["Inspectors"], by=SYSTEM
        )
        head = person(work, "head", "head_of_service", service_id=service.id)
        people.change_service(work, service.id, {"owner_id": head.user_id}, by=SYSTEM, row_version=1)
        deployed = definitions.deploy(
            work, model.encode(), service_id=service.id, by=SYSTEM, confirm=definitions.Confirmation(marks=True)
        )
        if deployed.stage == "live":
            definitions.approve(work, deployed.version_id, SYSTEM)
        return Council(
            service_id=service.id,
            site_id=east.id,
            other_site_id=west.id,
            front_team_id=front.id,
            other_front_team_id=other.id,
            back_team_id=back.id,
            adviser=person(work, "adviser", "adviser", teams=[front.id]),
            colleague=person(work, "colleague", "adviser", teams=[front.id]),
            officer=person(work, "officer", "officer", service_id=service.id, teams=[back.id]),
            leader=person(work, "leader", "team_leader", service_id=service.id, teams=[back.id]),
            head=head,
            administrator=person(work, "administrator", "administrator"),
            version_id=deployed.version_id,
            process_id=deployed.process_id,
        )


def person(
    work: Work, username: str, role: str, *, service_id: int | None = None, teams: list[int] | None = None
) -> Actor:
    """A user with one role, as an actor."""
    user = people.create_user(work, username, username.title(), by=SYSTEM)
    people.set_grants(work, user.id, [Grant(role, service_id)], by=SYSTEM)
    people.set_teams(work, user.id, teams or [], by=SYSTEM)
    return people.actor_for_user(work, user.id)
