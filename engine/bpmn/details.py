"""What each kind of element carries beside its place in the flow, as text, whichever tool wrote it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from lxml import etree

from engine.bpmn import priority
from engine.bpmn.mappings import UnreadableMapping, checked, theirs_and_older
from engine.bpmn.words import BPR, ZEEBE, bpmn, children, local_id, name_of, text_of, vendor
from engine.xml import local, namespace

Names = Mapping[str, str]


def of(node: etree._Element, messages: Names, signals: Names, errors: Names, escalations: Names) -> dict[str, str]:
    """The details of one flow node (see `Element.details`); only those that the file gives."""
    known = {"message": messages, "signal": signals, "error": errors, "escalation": escalations}
    parts = (_timer(node), _references(node, known), *(part(node) for part in _PARTS))
    return {key: value for part in parts for key, value in part if value}


def _timer(node: etree._Element) -> Iterator[tuple[str, str]]:
    definition = node.find(bpmn("timerEventDefinition"))
    if definition is None:
        return
    for tag, kind in (("timeDuration", "duration"), ("timeDate", "date"), ("timeCycle", "cycle")):
        value = text_of(definition.find(bpmn(tag)))
        if value:
            yield from (("timer", value), ("timer_kind", kind))
            return


def _references(node: etree._Element, known: Mapping[str, Names]) -> Iterator[tuple[str, str]]:
    for kind, names in known.items():
        definition = node.find(bpmn(f"{kind}EventDefinition"))
        holder = node if definition is None and kind == "message" else definition
        reference = local_id(holder.get(f"{kind}Ref")) if holder is not None else ""
        if reference:
            yield kind, names.get(reference) or reference


def _condition_and_link(node: etree._Element) -> Iterator[tuple[str, str]]:
    conditional = node.find(bpmn("conditionalEventDefinition"))
    if conditional is not None:
        yield "condition", text_of(conditional.find(bpmn("condition")))
    link = node.find(bpmn("linkEventDefinition"))
    if link is not None:
        yield "link", (link.get("name") or node.get("name") or "").strip()


def _undo(node: etree._Element) -> Iterator[tuple[str, str]]:
    definition = node.find(bpmn("compensateEventDefinition"))
    if definition is not None:
        yield "activity", local_id(definition.get("activityRef"))
        yield "waits", "" if (definition.get("waitForCompletion") or "true").strip() in ("true", "1") else "no"


def _ad_hoc(node: etree._Element) -> Iterator[tuple[str, str]]:
    if name_of(node) == "adHocSubProcess":
        yield "enough", text_of(node.find(bpmn("completionCondition")))
        yield "ordering", (node.get("ordering") or "Parallel").strip()
        cancels = (node.get("cancelRemainingInstances") or "true").strip() in ("true", "1")
        yield "keeps_remaining", "" if cancels else "true"


def _work(node: etree._Element) -> Iterator[tuple[str, str]]:
    kind = name_of(node)
    if kind == "scriptTask":
        yield "script", text_of(node.find(bpmn("script")))
        yield "script_format", (node.get("scriptFormat") or "").strip()
    if kind == "callActivity":
        yield "called", local_id(node.get("calledElement"))
    yield "decision", vendor(node, "decisionRef")
    yield "implementation", _implementation(node)
    yield "result_variable", vendor(node, "resultVariable")
    yield from _zeebe(node)


def _implementation(node: etree._Element) -> str:
    for attribute in ("topic", "class", "expression", "delegateExpression", "type"):
        value = vendor(node, attribute)
        if value:
            return value
    return (node.get("implementation") or "").strip()


_ZEEBE = {
    "script": (("expression", "script"), ("resultVariable", "result_variable")),
    "calledDecision": (("decisionId", "decision"), ("resultVariable", "result_variable")),
    "calledElement": (("processId", "called"),),
    "taskDefinition": (("type", "implementation"),),
    "formDefinition": (("formId", "form_ref"), ("formKey", "form_key"), ("externalReference", "form_key")),
}


def _zeebe(node: etree._Element) -> Iterator[tuple[str, str]]:
    for element in _extensions(node):
        if namespace(element) == ZEEBE:
            for attribute, detail in _ZEEBE.get(local(element), ()):
                value = (element.get(attribute) or "").strip()
                if value:
                    yield detail, value
            if local(element) == "script":
                yield "script_format", "feel"


def _extensions(node: etree._Element) -> Iterator[etree._Element]:
    for holder in children(node, "extensionElements"):
        yield from holder.iterchildren(etree.Element)


def _forms(node: etree._Element) -> Iterator[tuple[str, str]]:
    yield "form_key", vendor(node, "formKey")
    yield "form_ref", vendor(node, "formRef")


def _outputs(node: etree._Element) -> Iterator[tuple[str, str]]:
    """What an event that catches an error keeps of what comes with it (JSON: name -> FEEL)."""
    if name_of(node) in ("boundaryEvent", "startEvent") and node.find(bpmn("errorEventDefinition")) is not None:
        try:
            named = dict(checked("output", theirs_and_older(node, "output", "outputParameter")))
        except UnreadableMapping:
            return
        yield "outputs", json.dumps(named) if named else ""


def _priority(node: etree._Element) -> Iterator[tuple[str, str]]:
    yield "priority", priority.of(node)


def _loop(node: etree._Element) -> Iterator[tuple[str, str]]:
    standard = node.find(bpmn("standardLoopCharacteristics"))
    if standard is not None:
        yield "loop_condition", text_of(standard.find(bpmn("loopCondition")))
        yield "loop_maximum", (standard.get("loopMaximum") or "").strip()
        yield "test_before", "true" if (standard.get("testBefore") or "") in ("true", "1") else ""
    instances = node.find(bpmn("multiInstanceLoopCharacteristics"))
    if instances is not None:
        yield "cardinality", text_of(instances.find(bpmn("loopCardinality")))
        yield "completion_condition", text_of(instances.find(bpmn("completionCondition")))
        yield "collection", vendor(instances, "collection") or text_of(instances.find(bpmn("loopDataInputRef")))
        yield "element_variable", vendor(instances, "elementVariable") or _item(instances, "inputDataItem")
        yield "output_collection", text_of(instances.find(bpmn("loopDataOutputRef")))
        yield "output_element", _item(instances, "outputDataItem")
        yield from _zeebe_loop(instances)


def _item(instances: etree._Element, tag: str) -> str:
    item = instances.find(bpmn(tag))
    return "" if item is None else (item.get("name") or item.get("id") or "").strip()


_ZEEBE_LOOP = (
    ("inputCollection", "collection"),
    ("inputElement", "element_variable"),
    ("outputCollection", "output_collection"),
    ("outputElement", "output_element"),
)


def _zeebe_loop(instances: etree._Element) -> Iterator[tuple[str, str]]:
    for element in _extensions(instances):
        if namespace(element) == ZEEBE and local(element) == "loopCharacteristics":
            for attribute, detail in _ZEEBE_LOOP:
                yield detail, (element.get(attribute) or "").strip()


def _flags(node: etree._Element) -> Iterator[tuple[str, str]]:
    if node.get(f"{{{BPR}}}aside"):
        yield "aside", "true"
    for attribute, detail in (
        ("triggeredByEvent", "triggered_by_event"),
        ("isForCompensation", "compensation"),
        ("instantiate", "instantiate"),
        ("parallelMultiple", "parallel_multiple"),
    ):
        if (node.get(attribute) or "").strip() in ("true", "1"):
            yield detail, "true"


_PARTS = (_condition_and_link, _undo, _ad_hoc, _work, _forms, _outputs, _priority, _loop, _flags)
