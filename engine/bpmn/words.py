"""The XML names this room knows: namespaces, tags, and which tags are flow nodes."""

from __future__ import annotations

from lxml import etree

from engine.bpmn.model import STEP_KINDS

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
BPR = "https://once-and-done.example/bpmn/1.0"
"""The namespace of this program's marks; prefix `bpr`."""
SETTINGS = frozenset({f"{{{BPR}}}keptFor", f"{{{BPR}}}priority"})
"""Attributes of our namespace that are no marks: they say how a model runs, so they are part of a version."""

CAMUNDA_LIKE = ("http://camunda.org/schema/1.0/bpmn", "http://activiti.org/bpmn", "http://flowable.org/bpmn")
"""Vendors that share one vocabulary for forms, implementations and results."""

ZEEBE = "http://camunda.org/schema/zeebe/1.0"

SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
ACTIVITIES = STEP_KINDS | SUBPROCESSES
GATEWAYS = frozenset(
    {"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"},
)
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
FLOW_NODES = ACTIVITIES | GATEWAYS | EVENTS
SCOPES = SUBPROCESSES | {"process"}

EVENT_DEFINITIONS = {
    f"{kind}EventDefinition": kind
    for kind in (
        "timer",
        "message",
        "signal",
        "error",
        "escalation",
        "terminate",
        "conditional",
        "link",
        "compensate",
        "cancel",
    )
}
"""Tag of an event definition -> the word for it in `Element.event`."""


def bpmn(name: str) -> str:
    """The qualified tag of a BPMN element, as lxml writes it."""
    return f"{{{BPMN}}}{name}"


def name_of(element: etree._Element) -> str:
    """The BPMN tag of an element without its namespace; empty for anything that is not BPMN."""
    tag = element.tag
    if isinstance(tag, str) and tag.startswith(f"{{{BPMN}}}"):
        return tag[len(BPMN) + 2 :]
    return ""


def vendor(element: etree._Element, attribute: str) -> str:
    """An attribute in any of the Camunda-like namespaces; empty when none has it."""
    for uri in CAMUNDA_LIKE:
        value = element.get(f"{{{uri}}}{attribute}")
        if value is not None:
            return str(value).strip()
    return ""


def text_of(element: etree._Element | None) -> str:
    """All text inside an element, without the white space at its ends."""
    return "" if element is None else "".join(str(part) for part in element.itertext()).strip()


_UNSEEN = dict.fromkeys(
    [*range(0x20), 0x7F, 0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF],
    " ",
)


def spoken(text: str | None) -> str:
    """A text for people on one line: without control characters and marks that turn the direction of reading."""
    return " ".join((text or "").translate(_UNSEEN).split())


def children(element: etree._Element, name: str) -> list[etree._Element]:
    """The direct BPMN children with this tag."""
    return element.findall(bpmn(name))


def local_id(reference: str | None) -> str:
    """The id behind a reference: some tools write it with a prefix (`tns:Message_1`)."""
    return (reference or "").strip().rpartition(":")[2]
