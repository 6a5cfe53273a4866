"""A model's facts -> the task specifications the engine runs; cached by what the model says.

Built straight from the facts, element by element: no recursion (a thousand steps in a row are nothing special), and
never a look at the picture.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from engine.bpmn import adhoc, events, gateways, loops, nodes, services, undo
from engine.bpmn.asking import Around, begins_freely, event_start, look_around
from engine.bpmn.calls import KIND
from engine.bpmn.correlation import Target, message_targets
from engine.bpmn.describe import describe
from engine.bpmn.model import Element, Flow, Job, Model
from engine.bpmn.read import read_translated
from engine.bpmn.support import cannot_run
from engine.bpmn.words import SUBPROCESSES
from engine.bpmn.workflow import CaseSpec
from engine.errors import NotFound, Problem, Refused

CACHED = 256


@dataclass(frozen=True, slots=True)
class Spec:
    """A compiled process, ready to be run by any number of threads at once: nothing changes it.

    `calls` are its calls of processes that are not in the file, by element.
    """

    process_id: str
    digest: str
    top: CaseSpec
    scopes: Mapping[str, CaseSpec]
    lanes: Mapping[str, str]
    message_targets: Mapping[str, Target] = field(default_factory=dict)
    calls: Mapping[str, Job] = field(default_factory=dict)


_cache: OrderedDict[tuple[str, str], Spec] = OrderedDict()
_lock = Lock()


def compile_spec(xml: bytes, process_id: str, digest: str) -> Spec:
    """Compile one process of a translated file; the same digest and process come from the cache.

    Raises NotFound when the file has no such process, and Refused with a Problem for each element that cannot run.
    """
    key = (digest, process_id)
    with _lock:
        if key in _cache:
            _cache.move_to_end(key)
            return _cache[key]
    spec = compile_model(describe(read_translated(xml)), process_id, digest)
    with _lock:
        _cache[key] = spec
        while len(_cache) > CACHED:
            _cache.popitem(last=False)
    return spec


def compile_model(model: Model, process_id: str, digest: str = "") -> Spec:
    """Compile one process of a model, and every process of the same file that it may call."""
    if process_id not in {process.id for process in model.processes}:
        raise NotFound(f"The file has no process with the id {process_id}.")
    around = look_around(model)
    problems = tuple(
        Problem(element.id, reason) for element in _used(model, process_id) if (reason := cannot_run(element, around))
    )
    if problems:
        raise Refused(f"{len(problems)} elements of the model cannot run.", problems)
    scopes = {scope: _compile_scope(around, scope) for scope in _scope_ids(model)}
    lanes = {element.id: element.lane for element in model.elements.values()}
    calls = {element.id: element.job for element in model.elements.values() if element.job and element.job.kind == KIND}
    return Spec(process_id, digest, scopes[process_id], scopes, lanes, message_targets(model), calls)


def caught_at(spec: Spec, step: str) -> frozenset[str]:
    """The codes of the error events at the border of a step; not of those that catch every error."""
    elements = (getattr(node, "element", None) for scope in spec.scopes.values() for node in scope.task_specs.values())
    return frozenset(
        element.details.get("error", "")
        for element in elements
        if element is not None and element.attached_to == step and element.event == "error"
    ) - {""}


def asks_at(spec: Spec, start: str) -> bool:
    """Whether a start event of the process has a form of its own."""
    element = spec.top.task_specs[start].element
    return bool(element.form or {"form_ref", "form_key"} & element.details.keys())


def _used(model: Model, process_id: str) -> Iterable[Element]:
    """The elements that a case of this process may reach, called processes included."""
    todo, seen = [process_id], {process_id}
    inside: dict[str, list[Element]] = {}
    for element in model.elements.values():
        inside.setdefault(element.process, []).append(element)
    while todo:
        for element in inside.get(todo.pop(), ()):
            called = element.details.get("called", "") if element.kind == "callActivity" else ""
            if called and called not in seen:
                seen.add(called)
                todo.append(called)
            if not _set_aside(element, model):
                yield element


def _set_aside(element: Element, model: Model) -> bool:
    """Whether an element is drawn but never reached by a token: the import has set it aside, or what it stands in."""
    current: Element | None = element
    while current is not None:
        if "aside" in current.details:
            return True
        current = model.elements.get(current.parent)
    return False


def _scope_ids(model: Model) -> list[str]:
    inner = [element.id for element in model.elements.values() if element.kind in SUBPROCESSES]
    return [process.id for process in model.processes] + inner


def _compile_scope(around: Around, scope: str) -> CaseSpec:
    drawn = (element for element in around.inside.get(scope, ()) if not _set_aside(element, around.model))
    inside = [element for element in drawn if not cannot_run(element, around)]
    spec = CaseSpec(scope)
    holder = Element(scope, "process", "", scope, "", 0)
    spec.start = nodes.Beginning(spec, holder, "|start")
    at_border: dict[str, list[Element]] = {}
    for element in inside:
        if element.kind == "boundaryEvent" and element.event != "compensate":
            at_border.setdefault(element.attached_to, []).append(element)
    builder = _Scope(around, spec, inside, at_border)
    if around.undone:
        builder.undo(holder)
    for element in inside:
        builder.add(element)
    for element in inside:
        builder.connect(element)
    builder.begin(scope)
    return spec


@dataclass(slots=True)
class _Scope:
    """Builds the nodes of one process or subprocess, then connects them."""

    around: Around
    spec: CaseSpec
    inside: list[Element]
    at_border: Mapping[str, list[Element]]

    def add(self, element: Element) -> None:
        if element.kind == "boundaryEvent" and element.event == "compensate":
            self.spec.handlers[element.attached_to] = element.details["handlers"]
            return
        name = f"{element.id}|one" if element.loop else element.id
        _MAKERS[element.kind](self.spec, element, name)
        if element.loop:
            kind = loops.Loop if element.loop == "standard" else loops.Instances
            kind(self.spec, element, name)
        if element.id in self.at_border:
            events.Split(self.spec, element, f"{element.id}|split", element.id)

    def undo(self, holder: Element) -> None:
        """Remember what is done here, and be able to undo it when this was a subprocess that is done."""
        self.spec.on_done.append(undo.remember)
        undo.UndoAll(self.spec, holder)
        for element in self.inside:
            if element.kind in SUBPROCESSES:
                undo.UndoSubprocess(self.spec, element)

    def connect(self, element: Element) -> None:
        node = self.spec.task_specs.get(element.id)
        if node is None:  # the border's way to what undoes an activity: no token goes there
            return
        split = self.spec.task_specs.get(f"{element.id}|split")
        if split is not None:
            split.connect(node)
            for event in self.at_border[element.id]:
                split.connect(self.spec.task_specs[event.id])
        for identifier in element.outgoing:
            self._follow(node, element, self.around.model.flows[identifier])
        if element.event == "link" and element.kind == "intermediateThrowEvent":
            self._jump(node, element)

    def _follow(self, node: nodes.Node, element: Element, flow: Flow) -> None:
        target = self._entry(flow.target)
        if target is None:
            return
        if target.name in node._outputs:
            between = nodes.Silent(self.spec, element, f"{flow.id}|flow")
            between.connect(target)
            target = between
        node.connect(target)
        if isinstance(node, gateways.Choosing):
            node.ways.append(gateways.Way(flow.id, flow.condition, target.name, flow.id == element.default_flow))

    def begin(self, scope: str) -> None:
        """Lead the start of the scope to what begins with it: starts, and the start events that are listened for."""
        holder = self.around.model.elements.get(scope)
        freely = holder is not None and holder.kind == "adHocSubProcess"
        if freely:
            self.spec.on_done.append(adhoc.told)
        starts = [element for element in self.inside if element.kind == "startEvent"]
        self.spec.start.starts = [element.id for element in sorted(starts, key=lambda start: bool(start.event))]
        for element in self.inside:
            if element.kind == "startEvent" or (freely and begins_freely(element)):
                entry = self._entry(element.id)
                if entry is not None:
                    self.spec.start.connect(entry)
            elif element.details.get("triggered_by_event"):
                self._listen(element)

    def _listen(self, element: Element) -> None:
        start = event_start(element, self.around)
        if start is not None:
            listener = events.Listener(self.spec, start, f"{start.id}|listen")
            listener.connect(self.spec.task_specs[element.id])
            self.spec.start.connect(listener)

    def _entry(self, identifier: str) -> nodes.Node | None:
        return self.spec.task_specs.get(f"{identifier}|split") or self.spec.task_specs.get(identifier)

    def _jump(self, node: nodes.Node, element: Element) -> None:
        link = element.details.get("link")
        for other in self.inside:
            if other.kind == "intermediateCatchEvent" and other.event == "link" and other.details.get("link") == link:
                node.connect(self.spec.task_specs[other.id])
                return


def _pass(spec: CaseSpec, element: Element, name: str) -> nodes.Node:
    return nodes.Node(spec, element, name)


def _subprocess(spec: CaseSpec, element: Element, name: str) -> nodes.Node:
    return nodes.Subprocess(spec, element, name, element.details.get("called") or element.id)


def _call(spec: CaseSpec, element: Element, name: str) -> nodes.Node:
    return _subprocess(spec, element, name) if element.job is None else services.Call(spec, element, name)


def _send(spec: CaseSpec, element: Element, name: str) -> nodes.Node:
    made: type[nodes.Node] = events.Throw if element.job is None else services.Service
    return made(spec, element, name)


def _receive(spec: CaseSpec, element: Element, name: str) -> nodes.Node:
    return events.Catch(spec, element, name)


def _catch(spec: CaseSpec, element: Element, name: str) -> nodes.Node:
    made: type[nodes.Node] = nodes.Node if element.event in ("", "link") else events.Catch
    return made(spec, element, name)


def _end(spec: CaseSpec, element: Element, name: str) -> nodes.Node:
    return _ENDS.get(element.event, events.ThrowingEnd)(spec, element, name)


def _throw(spec: CaseSpec, element: Element, name: str) -> nodes.Node:
    made: type[nodes.Node] = undo.ThrowUndo if element.event == "compensate" else events.Throw
    return made(spec, element, name)


def _ad_hoc(spec: CaseSpec, element: Element, name: str) -> nodes.Node:
    return adhoc.AdHoc(spec, element, name, element.id)


_ENDS: Mapping[str, type[nodes.Node]] = {
    "": nodes.End,
    "terminate": nodes.Terminate,
    "compensate": undo.EndUndo,
    "cancel": undo.Cancel,
}


_MAKERS: Mapping[str, Callable[[CaseSpec, Element, str], nodes.Node]] = {
    "task": nodes.Manual,
    "userTask": nodes.Manual,
    "manualTask": nodes.Manual,
    "scriptTask": nodes.Script,
    "businessRuleTask": nodes.Decision,
    "serviceTask": services.Service,
    "sendTask": _send,
    "receiveTask": _receive,
    "callActivity": _call,
    "subProcess": _subprocess,
    "transaction": _subprocess,
    "adHocSubProcess": _ad_hoc,
    "exclusiveGateway": gateways.Exclusive,
    "inclusiveGateway": gateways.Inclusive,
    "parallelGateway": gateways.Parallel,
    "eventBasedGateway": events.Race,
    "startEvent": _pass,
    "endEvent": _end,
    "intermediateCatchEvent": _catch,
    "intermediateThrowEvent": _throw,
    "boundaryEvent": events.Boundary,
}
