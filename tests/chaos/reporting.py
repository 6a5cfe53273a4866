"""The process whose cases are killed: two steps of two teams, with a timer, a message and a script between them."""

from __future__ import annotations

MESSAGE = "Payment received"
MODEL = f"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:bpr="https://once-and-done.example/bpmn/1.0"
    targetNamespace="https://once-and-done.example/tests" id="defs">
  <bpmn:message id="paid" name="{MESSAGE}"/>
  <bpmn:process id="report" name="Report a defect" isExecutable="true">
    <bpmn:laneSet id="lanes">
      <bpmn:lane id="front" name="Customer services">
        <bpmn:flowNodeRef>start</bpmn:flowNodeRef><bpmn:flowNodeRef>take</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>pause</bpmn:flowNodeRef><bpmn:flowNodeRef>pay</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>count</bpmn:flowNodeRef>
      </bpmn:lane>
      <bpmn:lane id="back" name="Inspectors">
        <bpmn:flowNodeRef>repair</bpmn:flowNodeRef><bpmn:flowNodeRef>repaired</bpmn:flowNodeRef>
      </bpmn:lane>
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
    <bpmn:userTask id="repair" name="Repair it">
      <bpmn:extensionElements><camunda:formData>
        <camunda:formField id="used" label="What was used?" type="string"/>
      </camunda:formData></bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:endEvent id="repaired" name="Repaired"/>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="take"/>
    <bpmn:sequenceFlow id="f2" sourceRef="take" targetRef="pause"/>
    <bpmn:sequenceFlow id="f3" sourceRef="pause" targetRef="pay"/>
    <bpmn:sequenceFlow id="f4" sourceRef="pay" targetRef="count"/>
    <bpmn:sequenceFlow id="f5" sourceRef="count" targetRef="repair"/>
    <bpmn:sequenceFlow id="f6" sourceRef="repair" targetRef="repaired"/>
  </bpmn:process>
</bpmn:definitions>
"""
