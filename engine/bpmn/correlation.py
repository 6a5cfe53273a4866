"""By what a message knows its case, what it carries, and where its flow leads: read from the file, valued by a token.

Keys come from a correlation property (its retrieval expression for the message) or from the subscription of a message
in Camunda 8's manner; the name of such a key is its expression. Payload comes from the input mappings of what throws,
and how long it is kept from an attribute of our own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from lxml import etree

from engine import feel
from engine.bpmn.due import NotATime, parse_span
from engine.bpmn.listening import heard_name
from engine.bpmn.mappings import plain_feel
from engine.bpmn.model import Model
from engine.bpmn.words import BPR, CAMUNDA_LIKE, ZEEBE, bpmn, children, local_id, name_of, text_of
from engine.xml import local, namespace

if TYPE_CHECKING:
    from engine.bpmn.nodes import Node
    from engine.bpmn.workflow import CaseTask

LONGEST_KEY = 200
LONGEST_KEPT = timedelta(days=90)
"""How long a message may wait for somebody to take it."""
THROWS = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})
"""The kinds of element that can throw a message."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where a message flow leads: a process of the file, and the name that is heard there (empty: the whole pool).

    Without a process it leads to a pool of which nothing more is drawn.
    """

    process: str
    name: str


def kept_for(text: str) -> timedelta:
    """How long a message is kept whose model says this, an ISO 8601 duration; a month counts as 31 days.

    Raises NotATime when it cannot be read, is nothing, or is longer than `LONGEST_KEPT`.
    """
    span = parse_span(text)
    length = span.rest + timedelta(days=31) * span.months
    if not timedelta() < length <= LONGEST_KEPT:
        raise NotATime(f"'{text[:60]}' is not more than nothing and at most {LONGEST_KEPT.days} days")
    return length


def is_key_value(value: object) -> bool:
    """Whether a value can be a key: a text that is not too long, a number, yes or no."""
    return isinstance(value, (bool, int, float)) or (isinstance(value, str) and len(value) <= LONGEST_KEY)


def same(one: object, other: object) -> bool:
    """Whether two values of keys are equal: 60 is 60.0, but 1 is not yes, and a number is not a text."""
    return isinstance(one, bool) is isinstance(other, bool) and one == other


def fits(known: Mapping[str, object], keys: Mapping[str, object]) -> bool:
    """Whether values are known for all keys, and equal to them."""
    return all(key in known and same(known[key], value) for key, value in keys.items())


def keys_of_messages(root: etree._Element) -> dict[str, str]:
    """Message id -> its keys, as JSON of name -> FEEL; messages without keys are left out."""
    found: dict[str, dict[str, str]] = {}
    for message in children(root, "message"):
        for element in _extensions(message):
            text = (element.get("correlationKey") or "").strip()
            if namespace(element) == ZEEBE and local(element) == "subscription" and text:
                expression = plain_feel(text)
                found.setdefault(message.get("id", ""), {})[expression] = expression
    for entry in children(root, "correlationProperty"):
        name = (entry.get("name") or entry.get("id") or "").strip()
        for retrieval in children(entry, "correlationPropertyRetrievalExpression"):
            path = text_of(retrieval.find(bpmn("messagePath")))
            if path:
                found.setdefault(local_id(retrieval.get("messageRef")), {})[name] = plain_feel(path)
    return {message: json.dumps(keys) for message, keys in found.items()}


def of(node: etree._Element, keys: Mapping[str, str]) -> dict[str, str]:
    """The details `keys` and `payload` of an element that sends or waits for a message; only those the file gives."""
    definition = node.find(bpmn("messageEventDefinition"))
    holder = node if definition is None else definition
    found = {"keys": keys.get(local_id(holder.get("messageRef")), "")}
    if name_of(node) in THROWS:
        sent = dict(_inputs(node))
        found["payload"] = json.dumps(sent) if sent else ""
        found["kept_for"] = (node.get(f"{{{BPR}}}keptFor") or "").strip()
    return {name: text for name, text in found.items() if text}


def _inputs(node: etree._Element) -> Iterator[tuple[str, str]]:
    for holder in _extensions(node):
        for entry in holder.iterchildren(etree.Element):
            if (namespace(entry), local(entry)) == (ZEEBE, "input"):
                source = (entry.get("source") or "").strip()
                yield (
                    (entry.get("target") or "").strip(),
                    plain_feel(source) if source[:1] == "=" else json.dumps(source),
                )
            elif namespace(entry) in CAMUNDA_LIKE and local(entry) == "inputParameter":
                yield (entry.get("name") or "").strip(), plain_feel(text_of(entry))


def _extensions(node: etree._Element) -> Iterator[etree._Element]:
    for holder in children(node, "extensionElements"):
        yield from holder.iterchildren(etree.Element)


def message_targets(model: Model) -> dict[str, Target]:
    """What throws a message -> where its message flow leads, within the file."""
    pools = {pool.id: pool.process for pool in model.pools}
    found: dict[str, Target] = {}
    for flow in model.message_flows:
        target = model.elements.get(flow.target)
        if target is not None:
            found[flow.source] = Target(target.process, heard_name(target))
        elif flow.target in pools:
            found[flow.source] = Target(pools[flow.target], "")
    return found


def key_values(node: Node, my_task: CaseTask) -> dict[str, object]:
    """The values of the keys that the model gives a message, as a token sees them; those without a value left out."""
    wanted = json.loads(node.element.details.get("keys", "{}"))
    found = {name: feel.to_plain(node.ask(my_task, expression)) for name, expression in wanted.items()}
    return {name: value for name, value in found.items() if is_key_value(value)}


def sent_values(node: Node, my_task: CaseTask) -> dict[str, object] | None:
    """What a thrown message carries, as the model maps it; None where the model does not say."""
    wanted = node.element.details.get("payload")
    if wanted is None:
        return None
    return {
        name: feel.to_plain(node.ask(my_task, expression)) for name, expression in json.loads(wanted).items() if name
    }
