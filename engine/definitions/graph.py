"""Questions about the shape of a model that several rules ask: scopes, neighbours, paths, dominators, cycles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from engine.bpmn.model import STEP_KINDS, Element, Flow, Model

SUBPROCESSES = frozenset({"subProcess", "transaction", "adHocSubProcess"})
GATEWAYS = frozenset({"exclusiveGateway", "inclusiveGateway", "parallelGateway", "eventBasedGateway", "complexGateway"})
CHOICES = frozenset({"exclusiveGateway", "inclusiveGateway"})
ACTIVITIES = STEP_KINDS | SUBPROCESSES


@dataclass(frozen=True, slots=True)
class Scope:
    """A process or subprocess with the nodes directly in it. `id`, `name` and `line` are those of the holder."""

    id: str
    name: str
    line: int
    kind: str
    nodes: tuple[Element, ...]

    @property
    def runs_freely(self) -> bool:
        """Whether the nodes need no start: an ad hoc subprocess, or one that an event starts."""
        return self.kind in ("adHocSubProcess", "eventSubProcess")


def scopes(model: Model) -> Iterator[Scope]:
    """Every process and subprocess, the outer ones first."""
    nodes: dict[str, list[Element]] = {}
    for element in model.elements.values():
        nodes.setdefault(element.parent, []).append(element)
    for process in model.processes:
        yield Scope(process.id, process.name, process.line, "process", tuple(nodes.get(process.id, ())))
    for element in model.elements.values():
        if element.kind in SUBPROCESSES:
            kind = "eventSubProcess" if element.details.get("triggered_by_event") else element.kind
            yield Scope(element.id, element.name, element.line, kind, tuple(nodes.get(element.id, ())))


def outgoing(model: Model, element: Element) -> tuple[Flow, ...]:
    """The flows that leave the element and lead to an element of the file."""
    flows = (model.flows[flow] for flow in element.outgoing if flow in model.flows)
    return tuple(flow for flow in flows if flow.target in model.elements)


def followers(model: Model) -> dict[str, tuple[str, ...]]:
    """Element id -> what may run next: along flows, from a host to its boundary events, from a link to its catch."""
    catches = {
        (element.parent, element.details.get("link")): element.id
        for element in model.elements.values()
        if element.event == "link" and element.kind == "intermediateCatchEvent"
    }
    found = {element.id: [flow.target for flow in outgoing(model, element)] for element in model.elements.values()}
    for element in model.elements.values():
        if element.attached_to in found:
            found[element.attached_to].append(element.id)
        catch = catches.get((element.parent, element.details.get("link")))
        if element.event == "link" and element.kind == "intermediateThrowEvent" and catch:
            found[element.id].append(catch)
    return {node: tuple(after) for node, after in found.items()}


def reachable(after: Mapping[str, Iterable[str]], roots: Iterable[str]) -> set[str]:
    """What can be reached from the roots, themselves included."""
    open_ = list(roots)
    seen = set(open_)
    while open_:
        for node in after.get(open_.pop(), ()):
            if node not in seen:
                seen.add(node)
                open_.append(node)
    return seen


def entrances(scope: Scope) -> tuple[Element, ...]:
    """Where a scope begins: its start events, else the nodes nothing leads to."""
    starts = tuple(node for node in scope.nodes if node.kind == "startEvent")
    return starts or tuple(node for node in scope.nodes if not node.incoming and not node.attached_to)


def on_own_account(node: Element) -> bool:
    """Whether a node runs without a flow that leads to it: event subprocess, compensation, boundary event, link."""
    if node.details.get("triggered_by_event") or node.details.get("compensation"):
        return True
    return bool(node.attached_to) or (node.kind == "intermediateCatchEvent" and node.event == "link")


def immediate_dominators(after: Mapping[str, Iterable[str]], root: str) -> dict[str, str]:
    """Node -> the last node that every path from the root to it passes (Cooper, Harvey and Kennedy's algorithm)."""
    order = _reverse_postorder(after, root)
    place = {node: number for number, node in enumerate(order)}
    before: dict[str, list[str]] = {node: [] for node in order}
    for node in order:
        for target in after.get(node, ()):
            before[target].append(node)
    found = {root: root}
    changed = True
    while changed:
        changed = False
        for node in order[1:]:
            known = [other for other in before[node] if other in found]
            new = known[0]
            for other in known[1:]:
                new = _meet(found, place, new, other)
            if found.get(node) != new:
                found[node], changed = new, True
    return found


def cycles(after: Mapping[str, Iterable[str]], keep: Callable[[str], bool]) -> list[list[str]]:
    """The rings of nodes that can run in turn for ever, among those that `keep` keeps; each once, in running order."""
    kept = {node: [other for other in targets if keep(other)] for node, targets in after.items() if keep(node)}
    found: list[list[str]] = []
    done: set[str] = set()
    for root in kept:
        if root not in done:
            found.extend(_rings(kept, root, done))
    return found


def circles(after: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """Node -> one node that stands for all from which it can be reached and which it can reach (Kosaraju's algorithm).

    `after` has every node as a key. Two nodes are in one circle exactly when the same node stands for them.
    """
    order = _reverse_postorder({**after, "": list(after)}, "")[1:]
    before: dict[str, list[str]] = {node: [] for node in order}
    for node in order:
        for target in after[node]:
            before[target].append(node)
    found: dict[str, str] = {}
    for root in order:
        open_ = [] if root in found else [root]
        while open_:
            node = open_.pop()
            if node not in found:
                found[node] = root
                open_.extend(before[node])
    return found


def _rings(after: Mapping[str, list[str]], root: str, done: set[str]) -> Iterator[list[str]]:
    path, place = [root], {root: 0}
    branches = [iter(after[root])]
    done.add(root)
    while branches:
        node = next(branches[-1], None)
        if node is None:
            branches.pop()
            place.pop(path.pop())
        elif node in place:
            yield path[place[node] :]
        elif node not in done:
            done.add(node)
            place[node] = len(path)
            path.append(node)
            branches.append(iter(after.get(node, ())))


def _reverse_postorder(after: Mapping[str, Iterable[str]], root: str) -> list[str]:
    order: list[str] = []
    seen = {root}
    stack = [(root, iter(after.get(root, ())))]
    while stack:
        node, branches = stack[-1]
        following = next((other for other in branches if other not in seen), None)
        if following is None:
            order.append(node)
            stack.pop()
        else:
            seen.add(following)
            stack.append((following, iter(after.get(following, ()))))
    return order[::-1]


def _meet(found: Mapping[str, str], place: Mapping[str, int], one: str, other: str) -> str:
    while one != other:
        while place[one] > place[other]:
            one = found[one]
        while place[other] > place[one]:
            other = found[other]
    return one
