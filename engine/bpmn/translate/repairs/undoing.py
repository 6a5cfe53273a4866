"""Compensation, cancelling and ad-hoc subprocesses that are not drawn so that they can run."""

from __future__ import annotations

from engine.bpmn.asking import handler_of, look_around, problem
from engine.bpmn.describe import describe
from engine.bpmn.model import Element, Model
from engine.bpmn.read import Source
from engine.bpmn.support import feel_problem
from engine.bpmn.translate import provided
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree, drop_definitions, is_aside, retag, set_aside, undoes
from engine.bpmn.translate.waiting import plain_feel, unknown
from engine.bpmn.words import bpmn, children, text_of

ORDER = 41


def apply(tree: Tree, report: Report) -> None:
    """Set aside what undoes nothing; let what throws in vain be passed; offer at once what cannot be done in turn."""
    known = provided.names(tree)
    for node in tree.nodes("adHocSubProcess"):
        _condition(node, known, report)
    model = describe(Source(tree.root, b""))
    around = look_around(model)
    for node in tree.nodes():
        element = model.elements.get(node.get("id", ""))
        reason = problem(element, around) if element is not None else ""
        if element is not None and reason:
            _repair(node, element, reason, report)
    _unreached(tree, model, report)


def _repair(node: Node, element: Element, reason: str, report: Report) -> None:
    if element.kind == "adHocSubProcess":
        node.set("ordering", "Parallel")
        report.add("ad-hoc", node, f"{reason} Its steps are all offered at once.")
    elif element.kind == "intermediateCatchEvent":
        drop_definitions(node)
        retag(node, "userTask")
        report.add("waiting-event", node, f"{reason} It becomes a step: a person says when it has happened.")
    elif element.kind == "boundaryEvent":
        set_aside(node)
        report.add("compensation", node, f"The event is drawn, but it never happens. {reason}")
    else:
        drop_definitions(node)
        report.add(
            "event-without-effect", node, f"The {element.event} event is passed, and nothing is undone. {reason}"
        )


def _condition(node: Node, known: frozenset[str] | None, report: Report) -> None:
    """The condition that ends an ad-hoc subprocess: taken away when it could never be worked out."""
    plain_feel(node, ("completionCondition",))
    for condition in children(node, "completionCondition"):
        text = text_of(condition)
        reason = "It is not FEEL." if feel_problem(text) else unknown(text, known)
        if reason:
            node.remove(condition)
            report.add("ad-hoc", node, f"The condition that ends it was taken away. {reason}")


def _unreached(tree: Tree, model: Model, report: Report) -> None:
    """Set aside the steps that undo something and that no event at a border leads to."""
    reached = {
        handler.id
        for node in tree.nodes("boundaryEvent")
        if node.find(bpmn("compensateEventDefinition")) is not None
        and (handler := handler_of(model.elements[node.get("id", "")], model)) is not None
    }
    for node in tree.nodes():
        if undoes(node) and node.get("id", "") not in reached and not is_aside(node):
            set_aside(node)
            report.add("compensation", node, "The step is to undo another one, but no event at a border leads to it.")
