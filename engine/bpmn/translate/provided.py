"""Which names of the case data a model gives a value to, as far as the file shows."""

from __future__ import annotations

import json

from engine import feel
from engine.bpmn import details, forms, jobs
from engine.bpmn.outcome import FUNCTIONS
from engine.bpmn.translate.tree import Node, Tree, condition_of, in_event_subprocess
from engine.bpmn.words import name_of

WAITING = ("receiveTask", "intermediateCatchEvent", "boundaryEvent")
"""Elements whose message may bring values with it."""

LINKED = ("camunda-forms:", "camunda-forms/", "bpmn:")
"""Form keys of forms that are uploaded with the model; any other key names a page of another program."""


def names(tree: Tree) -> frozenset[str] | None:
    """All names that forms, scripts, decisions and loops set; None when that cannot be told from the file."""
    found: set[str] = set()
    for node in tree.nodes():
        here = _of_node(node)
        if here is None:
            return None
        found |= here
    return frozenset(found)


def _of_node(node: Node) -> set[str] | None:
    what = details.of(node, {}, {}, {}, {})
    if what.get("form_ref") or what.get("form_key", "").startswith(LINKED):
        return None
    if "message" in what and (name_of(node) in WAITING or in_event_subprocess(node)):
        return None
    asked = jobs.job_of(node)[0] if name_of(node) in jobs.ASKING else None
    if asked is not None and not (asked.outputs or asked.result) and asked.kind != "http":
        return None
    found = {field.id for field in forms.fields(node)}
    if asked is not None:
        found |= {name for name, _ in asked.outputs} | ({asked.result} - {""})
    found |= set(json.loads(what.get("outputs", "{}")))
    found |= {what[key] for key in ("result_variable", "output_collection", "element_variable") if key in what}
    if name_of(node) == "businessRuleTask" and "result_variable" not in what:
        return None
    if name_of(node) == "scriptTask" and "result_variable" not in what:
        found |= _keys(what.get("script", ""))
    return found | {"loopCounter"} if what.get("cardinality") or what.get("collection") else found


def _keys(script: str) -> set[str]:
    try:
        return {str(key) for key in feel.run_script(script, {})}
    except feel.FeelError:
        return set()


def missing(flows: list[Node], known: frozenset[str] | None) -> list[str]:
    """Names that the conditions of a gateway need and nothing sets, when none of what they need is set."""
    if known is None:
        return []
    needed: set[str] = set()
    for flow in flows:
        text = condition_of(flow)
        needed |= set(feel.names(text)) - FUNCTIONS if text else set()
    return sorted(needed) if needed and not needed & known else []
