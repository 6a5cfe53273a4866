"""How urgent a task of a person is beside others: read from the file, valued when a token reaches its step.

A whole number from 0 to 100, or FEEL that gives one: our `bpr:priority`, the attribute of Camunda 7 and its kin, or the
priority definition of Camunda 8. The higher comes first; 50 is what a task has that says nothing.
"""

from __future__ import annotations

from lxml import etree

from engine import feel
from engine.bpmn.mappings import extension, plain_feel
from engine.bpmn.words import BPR, CAMUNDA_LIKE, vendor

NORMAL, HIGHEST = 50, 100
ATTRIBUTE = f"{{{BPR}}}priority"
_SMALL = feel.Budget(steps=500, regex_seconds=0.05)
_WANTED = f"a whole number from 0 to {HIGHEST}"


class NotAPriority(ValueError):
    """What a model says of a priority gives none."""


def written(node: etree._Element) -> str:
    """The priority of a step as its file says it, ours before that of other tools; empty where it says none."""
    own = (node.get(ATTRIBUTE) or "").strip()
    definition = extension(node, "priorityDefinition")
    theirs = "" if definition is None else (definition.get("priority") or "").strip()
    return own or vendor(node, "priority") or theirs


def of(node: etree._Element) -> str:
    """The priority of a step as FEEL, where what its file says can be put so exactly; else as it is written."""
    text = written(node)
    return plain_feel(text) if text else ""


def keep(node: etree._Element, expression: str) -> None:
    """Let a step say its priority in our own words, or not at all (empty)."""
    for name in (ATTRIBUTE, *(f"{{{uri}}}priority" for uri in CAMUNDA_LIKE)):
        node.attrib.pop(name, "")
    definition = extension(node, "priorityDefinition")
    holder = None if definition is None else definition.getparent()
    if definition is not None and holder is not None:
        holder.remove(definition)
    if expression:
        node.set(ATTRIBUTE, expression)


def problem(expression: str) -> str:
    """Why an expression can never give a priority, in one sentence; empty when it can."""
    try:
        if not feel.names(expression):
            valued(feel.evaluate(expression, {}, budget=_SMALL))
    except feel.FeelError as error:
        return error.message
    except NotAPriority as error:
        return f"It gives {error}."
    return ""


def valued(value: feel.Value) -> int:
    """The priority that an expression gave; null is none, so it is the usual one.

    Raises NotAPriority for what is no whole number from 0 to 100.
    """
    found = feel.to_plain(value)
    if found is None:
        return NORMAL
    if isinstance(found, bool) or not isinstance(found, (int, float)):
        raise NotAPriority(f"no number; a priority is {_WANTED}")
    if found != int(found) or not 0 <= found <= HIGHEST:
        raise NotAPriority(f"{found:g}, which is not {_WANTED}")
    return int(found)
