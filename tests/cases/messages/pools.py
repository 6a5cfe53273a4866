"""A model of two pools that converse: the front office asks, the surveyors look and answer."""

POOLS = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" targetNamespace="https://once-and-done.example/tests" id="defs">
  <bpmn:message id="question" name="Question"/>
  <bpmn:message id="answer" name="Answer"/>
  <bpmn:collaboration id="both">
    <bpmn:participant id="pool1" name="Enquiries" processRef="enquiry"/>
    <bpmn:participant id="pool2" name="Surveys" processRef="survey"/>
    <bpmn:messageFlow id="m1" sourceRef="ask" targetRef="asked"/>
    <bpmn:messageFlow id="m2" sourceRef="answered" targetRef="hear"/>
  </bpmn:collaboration>
  <bpmn:process id="enquiry" name="Enquiry" isExecutable="true">
    <bpmn:laneSet id="lanes"><bpmn:lane id="front" name="Customer services">
      <bpmn:flowNodeRef>take</bpmn:flowNodeRef><bpmn:flowNodeRef>tell</bpmn:flowNodeRef>
    </bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="start"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="take" name="Take the enquiry"><bpmn:extensionElements><camunda:formData>
        <camunda:formField id="street" label="Which street?" type="string"/>
        <camunda:formField id="caller" label="Who calls?" type="string"><camunda:properties>
          <camunda:property id="sensitivity" value="personal"/></camunda:properties></camunda:formField>
      </camunda:formData></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
    <bpmn:intermediateThrowEvent id="ask" name="Ask"><bpmn:incoming>f2</bpmn:incoming>
      <bpmn:outgoing>f3</bpmn:outgoing><bpmn:messageEventDefinition id="d1" messageRef="question"/>
    </bpmn:intermediateThrowEvent>
    <bpmn:intermediateCatchEvent id="hear" name="Hear"><bpmn:incoming>f3</bpmn:incoming>
      <bpmn:outgoing>f4</bpmn:outgoing><bpmn:messageEventDefinition id="d2" messageRef="answer"/>
    </bpmn:intermediateCatchEvent>
    <bpmn:userTask id="tell" name="Tell the customer"><bpmn:incoming>f4</bpmn:incoming>
      <bpmn:outgoing>f5</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="told" name="Told"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="take"/>
    <bpmn:sequenceFlow id="f2" sourceRef="take" targetRef="ask"/>
    <bpmn:sequenceFlow id="f3" sourceRef="ask" targetRef="hear"/>
    <bpmn:sequenceFlow id="f4" sourceRef="hear" targetRef="tell"/>
    <bpmn:sequenceFlow id="f5" sourceRef="tell" targetRef="told"/>
  </bpmn:process>
  <bpmn:process id="survey" name="Survey" isExecutable="true">
    <bpmn:laneSet id="lanes2"><bpmn:lane id="back" name="Inspectors">
      <bpmn:flowNodeRef>look</bpmn:flowNodeRef>
    </bpmn:lane></bpmn:laneSet>
    <bpmn:startEvent id="asked" name="Asked"><bpmn:outgoing>g1</bpmn:outgoing>
      <bpmn:messageEventDefinition id="d3" messageRef="question"/></bpmn:startEvent>
    <bpmn:userTask id="look" name="Look at it"><bpmn:extensionElements><camunda:formData>
        <camunda:formField id="finding" label="What was found?" type="string"/>
      </camunda:formData></bpmn:extensionElements>
      <bpmn:incoming>g1</bpmn:incoming><bpmn:outgoing>g2</bpmn:outgoing></bpmn:userTask>
    <bpmn:endEvent id="answered" name="Answered"><bpmn:incoming>g2</bpmn:incoming>
      <bpmn:messageEventDefinition id="d4" messageRef="answer"/></bpmn:endEvent>
    <bpmn:sequenceFlow id="g1" sourceRef="asked" targetRef="look"/>
    <bpmn:sequenceFlow id="g2" sourceRef="look" targetRef="answered"/>
  </bpmn:process>
</bpmn:definitions>
"""
