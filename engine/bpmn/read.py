"""Bytes -> the XML tree of a BPMN model, over the hardened reader.

The limits are far above any real drawing (the largest of 16,000 public models has 217 flow nodes) and far below
what would hurt: a chain of a thousand steps with its diagram passes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from engine.bpmn.failures import Unreadable
from engine.bpmn.words import BPMN, FLOW_NODES, bpmn, name_of
from engine.xml import Element, Limits, line_of, local, namespace, read_xml, refusal

LIMITS = Limits(bytes=2_000_000, depth=60, elements=40_000, attribute_length=4_000, text_length=20_000)
LIMITS_TRANSLATED = replace(LIMITS, bytes=LIMITS.bytes * 10, elements=LIMITS.elements * 10)
MOST_NODES = 2_500
MOST_FLOWS = 2_500

UNIQUE = FLOW_NODES | {"process", "sequenceFlow"}
"""Elements whose ids must differ: with two alike, nobody could say where a flow leads."""

_ID = re.compile(r"[\w{(][\w.\-{}()$@+]*")


@dataclass(frozen=True, slots=True)
class Source:
    """A model as it was read: the bytes as they came, and the tree."""

    root: Element
    data: bytes


def read(data: bytes) -> Source:
    """Read a BPMN 2.0 file.

    Raises TooLarge above 2 MB, and Unreadable with one sentence (and the line, where there is one) otherwise.
    """
    root = read_xml(data, LIMITS, Unreadable)
    _check_root(root)
    _check_ids(root)
    _check_size(root)
    return Source(root=root, data=data)


def read_translated(data: bytes) -> Source:
    """Read what `translate` wrote: it may be larger than an upload, for what was added to it."""
    root = read_xml(data, LIMITS_TRANSLATED, Unreadable)
    _check_root(root)
    return Source(root=root, data=data)


def _refuse(message: str, line: int | None = None) -> Unreadable:
    return refusal(Unreadable, message, line=line)


OTHERS = {
    "DMN": "This is a DMN file (decisions), not a BPMN model. Upload it under decisions.",
    "XPDL": "This is an XPDL file, not a BPMN 2.0 model. Export the model as BPMN 2.0.",
    "CMMN": "This is a CMMN file (case management), not a BPMN 2.0 model.",
}


def _check_root(root: Element) -> None:
    if root.tag == bpmn("definitions"):
        return
    uri = namespace(root)
    for word, message in OTHERS.items():
        if word in uri.upper():
            raise _refuse(message, line_of(root))
    raise _refuse(
        f"This is not a BPMN 2.0 model: the file starts with <{local(root)[:60]}> "
        f"where <definitions> of {BPMN} is needed. Export the model as BPMN 2.0.",
        line_of(root),
    )


def _check_ids(root: Element) -> None:
    seen: dict[str, int] = {}
    for element in root.iter(etree.Element):
        identifier = element.get("id")
        if identifier is None or name_of(element) not in UNIQUE:
            continue
        line = line_of(element)
        if not _ID.fullmatch(identifier) or len(identifier) > 255:
            raise _refuse(f"The id '{identifier[:60]}' may not be used: letters, digits, . _ - only.", line)
        if identifier in seen:
            first = seen[identifier]
            raise _refuse(f"The id '{identifier[:60]}' is used twice (first in line {first}). Give each its own.", line)
        seen[identifier] = line


def _check_size(root: Element) -> None:
    names = [name_of(element) for element in root.iter(etree.Element)]
    for found, most, what in (
        (sum(name in FLOW_NODES for name in names), MOST_NODES, "steps, gateways and events"),
        (names.count("sequenceFlow"), MOST_FLOWS, "flows"),
    ):
        if found > most:
            raise _refuse(f"The file has more than {most:,} {what}. Split it into several processes.")
