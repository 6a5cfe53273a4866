"""Loop markers that say neither how often nor for what."""

from __future__ import annotations

from engine import feel
from engine.bpmn import details
from engine.bpmn.support import feel_problem
from engine.bpmn.translate import provided
from engine.bpmn.translate.report import Report
from engine.bpmn.translate.tree import Node, Tree
from engine.bpmn.words import CAMUNDA_LIKE, ZEEBE, bpmn, children, text_of

ORDER = 50


def apply(tree: Tree, report: Report) -> None:
    """Write loop expressions as FEEL; take the marker away where that cannot be done, so that the step runs once."""
    known = provided.names(tree)
    for node in tree.nodes():
        for marker in children(node, "standardLoopCharacteristics"):
            _plain(marker, ("loopCondition",))
            found = details.of(node, {}, {}, {}, {})
            condition = found.get("loop_condition", "")
            usable = not feel_problem(condition) if condition else found.get("loop_maximum", "").isdigit()
            if not usable:
                _drop(node, marker, report)
        for marker in children(node, "multiInstanceLoopCharacteristics"):
            _plain(marker, ("loopCardinality", "completionCondition"))
            _plain_attributes(marker)
            found = details.of(node, {}, {}, {}, {})
            if not _usable(found, known):
                _drop(node, marker, report)


def _usable(found: dict[str, str], known: frozenset[str] | None) -> bool:
    counted = found.get("collection") or found.get("cardinality", "")
    ends = found.get("completion_condition", "")
    if feel_problem(counted) or (ends and feel_problem(ends)):
        return False
    return known is None or feel.names(counted) <= known


def _drop(node: Node, marker: Node, report: Report) -> None:
    node.remove(marker)
    report.add("loop", node, "The loop does not say, in a way that can be run, how often; the step is done once.")


def _plain(marker: Node, tags: tuple[str, ...]) -> None:
    for tag in tags:
        element = marker.find(bpmn(tag))
        if element is not None:
            element.text = _feel(text_of(element))
    element = marker.find(bpmn("loopDataInputRef"))
    if element is not None:
        element.text = _feel(text_of(element))


def _plain_attributes(marker: Node) -> None:
    for uri in CAMUNDA_LIKE:
        name = f"{{{uri}}}collection"
        if marker.get(name):
            marker.set(name, _feel(marker.get(name, "")))
    for element in marker.iter(f"{{{ZEEBE}}}loopCharacteristics"):
        for name in ("inputCollection", "outputElement"):
            if element.get(name):
                element.set(name, _feel(element.get(name, "")))


def _feel(text: str) -> str:
    try:
        return feel.translate(text).text if text else text
    except feel.FeelError:
        return text
