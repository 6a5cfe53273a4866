"""What a step asks of a system, read from the vocabularies of the tools that draw it: Camunda 7, its kin, Camunda 8.

The topic says who does it: `bpr:http` is a call over HTTP, `bpr:` and a name a function of this program, and any other
topic is fetched by programs of others. The HTTP connectors of other tools are calls over HTTP as well.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml import etree

from engine.bpmn import connectors
from engine.bpmn.mappings import UnreadableMapping, checked, extension, result_name, theirs_and_older
from engine.bpmn.model import Job
from engine.bpmn.words import vendor

ASKING = ("serviceTask", "sendTask")
"""The kinds of step that may ask a system."""
OURS = "bpr:"
HTTP = "http"
MOST_RETRIES = 100

_TOPIC = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}")


def job_of(node: etree._Element) -> tuple[Job | None, str]:
    """What a service or send task asks of a system, or None and why it cannot be read (empty when it asks nothing)."""
    read, topic = connectors.reader_of(node), _topic(node)
    if not (read or topic) or node.get("messageRef"):  # a send task that names a message throws it
        return None, ""
    try:
        return (replace(read(node), retries=_retries(node)) if read else _read(node, topic)), ""
    except UnreadableMapping as problem:
        return None, problem.message


def _topic(node: etree._Element) -> str:
    if vendor(node, "type") == "external":
        return vendor(node, "topic")
    definition = extension(node, "taskDefinition")
    return "" if definition is None else (definition.get("type") or "").strip()


def _read(node: etree._Element, topic: str) -> Job:
    if not _TOPIC.fullmatch(topic):
        raise UnreadableMapping(f"The topic '{topic[:60]}' is no plain name; an expression cannot be one.")
    name = topic.removeprefix(OURS)
    kind = "external" if name == topic else "http" if name == HTTP else "callable"
    return Job(
        kind=kind,
        topic="" if kind == "http" else name,
        inputs=checked("input", theirs_and_older(node, "input", "inputParameter")),
        outputs=checked("output", theirs_and_older(node, "output", "outputParameter")),
        result=result_name(node, vendor(node, "resultVariable")),
        retries=_retries(node),
    )


def _retries(node: etree._Element) -> int:
    definition = extension(node, "taskDefinition")
    text = "" if definition is None else (definition.get("retries") or "").strip()
    if not text:
        return 0
    if not text.isdecimal() or not 1 <= int(text) <= MOST_RETRIES:
        raise UnreadableMapping(f"Its number of retries, '{text[:20]}', is no number from 1 to {MOST_RETRIES}.")
    return int(text)
