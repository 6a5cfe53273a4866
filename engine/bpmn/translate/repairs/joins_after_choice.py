"""Parallel joins whose branches come from a choice: not all of them can arrive, and the case would wait for ever."""

from __future__ import annotations

from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, retag, set_condition
from engine.bpmn.words import bpmn, local_id

ORDER = 85

MOST_WORK = 150_000
"""Choices times nodes: a model beyond it is not looked at here; its joins stay as they are drawn."""

CHOICES = ("exclusiveGateway", "eventBasedGateway", "inclusiveGateway")


def apply(tree: Tree, report: Report) -> None:
    """Let such a join wait only for the branches that can still arrive, as an inclusive gateway does."""
    joins = [node for node in tree.nodes("parallelGateway") if len(tree.incoming(node)) > 1]
    if not joins:
        return
    nodes = {node.get("id", ""): node for node in tree.nodes()}
    splits = [node for node in tree.nodes(*CHOICES) if len(tree.outgoing(node)) > 1]
    if len(splits) * len(nodes) > MOST_WORK:
        return
    reached = [[_reach(tree, nodes, split, flow) for flow in tree.outgoing(split)] for split in splits]
    for join in joins:
        flows = frozenset(flow.get("id", "") for flow in tree.incoming(join))
        if any(_starves(branches, flows) for branches in reached):
            _relax(tree, join, report)


def _reach(tree: Tree, nodes: dict[str, Node], split: Node, first: Node) -> frozenset[str] | None:
    """The flows a token may take after leaving a choice by one flow; None if it can come back, or ends everything."""
    seen, todo = {first.get("id", "")}, [first]
    while todo:
        target = nodes.get(local_id(todo.pop().get("targetRef")))
        if target is split or (target is not None and target.find(bpmn("terminateEventDefinition")) is not None):
            return None
        for flow in tree.outgoing(target) if target is not None else ():
            if flow.get("id", "") not in seen:
                seen.add(flow.get("id", ""))
                todo.append(flow)
    return frozenset(seen)


def _starves(branches: list[frozenset[str] | None], flows: frozenset[str]) -> bool:
    """Whether the choice lets only some of the flows arrive; all of them or none of them is as it should be."""
    arriving = {branch & flows for branch in branches if branch is not None}
    return len(arriving) > 1 and not arriving <= {frozenset(), flows}


def _relax(tree: Tree, join: Node, report: Report) -> None:
    retag(join, "inclusiveGateway")
    outgoing = tree.outgoing(join)
    if len(outgoing) > 1:
        for flow in outgoing:
            set_condition(flow, "true")
    report.add(
        "join-after-choice",
        join,
        "Its incoming branches come from a choice, so not all of them can arrive; it waits only for those that can.",
    )
