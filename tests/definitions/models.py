"""Small models written as lines of text, so that a test shows the drawing it is about.

One line is one thing: `task check "Check it" key="value"` (any BPMN tag; `timer`, `message`, `signal`, `link`, `error`
... give an event its kind, `on` the host of a boundary event, `loop` and `times` repeat), `a -> b -> c if "amount > 1"
default`, `lane Planning: a b`, `pool customer`, `a ~> b` (message flow), `subProcess sub {` ... `}` (or another kind of
subprocess), `process second executable="false"`, `diagram`; a line that begins with `<` is taken as it is.
"""

from __future__ import annotations

import re
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from engine.definitions import Finding, lint

SPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:bpr="https://once-and-done.example/bpmn/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
)
SOUND = """
lane Planning: check
startEvent start
userTask check "Check it"
endEvent end
start -> check -> end
diagram
"""
EVENTS = (
    "timer",
    "message",
    "signal",
    "error",
    "escalation",
    "link",
    "terminate",
    "conditional",
    "compensate",
    "cancel",
)
INNER = {
    "script": lambda text: f"<bpmn:script>{escape(text)}</bpmn:script>",
    "documentation": lambda text: f"<bpmn:documentation>{escape(text)}</bpmn:documentation>",
    "field": lambda text: _field(*text.split(":")),
    "times": lambda text: _times(text),
    "each": lambda text: _each(text, "false"),
    "turn": lambda text: _each(text, "true"),
    "loop": lambda text: _loop(text),
    "until": lambda text: f"<bpmn:completionCondition>{escape(text)}</bpmn:completionCondition>",
    "keeps": lambda text: _keeps(*text.split(": ")),
    "mark": lambda text: f"<bpmn:extensionElements><bpr:mark {text} /></bpmn:extensionElements>",
}
_VALUE = re.compile(r'([\w:]+)="([^"]*)"')
_THING = re.compile(r'([\w:]+) ([\w.-]+)(?: "([^"]*)")?')
_FLOW = re.compile(r'^(?P<ends>[\w.-]+(?: -> [\w.-]+)+)(?: if "(?P<condition>[^"]*)")?(?P<default> default)?$')


def findings_of(rule: str, text: str) -> list[Finding]:
    """What one rule says about the model."""
    return [finding for finding in lint(model(text)).findings if finding.rule == rule]


def model(text: str) -> bytes:
    """The BPMN file that the lines describe."""
    return _Drawing(text.strip().splitlines()).xml().encode()


def _field(key: str, kind: str) -> str:
    field = f'<camunda:formField id="{key}" label="{key}" type="{kind}" />'
    return f"<bpmn:extensionElements><camunda:formData>{field}</camunda:formData></bpmn:extensionElements>"


def _keeps(name: str, expression: str) -> str:
    """What an event that catches an error keeps of what comes with it."""
    kept = f'<camunda:outputParameter name="{name}">${{{escape(expression)}}}</camunda:outputParameter>'
    return f"<bpmn:extensionElements><camunda:inputOutput>{kept}</camunda:inputOutput></bpmn:extensionElements>"


def _times(text: str) -> str:
    inner = f"<bpmn:loopCardinality>{escape(text)}</bpmn:loopCardinality>" if text else ""
    return f"<bpmn:multiInstanceLoopCharacteristics>{inner}</bpmn:multiInstanceLoopCharacteristics>"


def _each(text: str, sequential: str) -> str:
    """`person in people`: an instance for each item, all at once or (`turn`) one after the other."""
    item, _, items = text.partition(" in ")
    names = f'camunda:collection="{items}" camunda:elementVariable="{item}"'
    return f'<bpmn:multiInstanceLoopCharacteristics isSequential="{sequential}" {names} />'


def _loop(text: str) -> str:
    condition = f"<bpmn:loopCondition>{escape(text)}</bpmn:loopCondition>"
    return f"<bpmn:standardLoopCharacteristics>{condition}</bpmn:standardLoopCharacteristics>"


class _Drawing:
    def __init__(self, lines: list[str]) -> None:
        self.lines = [line.strip() for line in lines if line.strip()]
        self.open: list[str] = []
        self.top: list[str] = []
        self.pools: list[str] = []
        self.diagram = ""
        self.defaults = {
            f"{found['ends'].split(' -> ')[0]}": "-".join(found["ends"].split(" -> ")[:2])
            for line in self.lines
            if (found := _FLOW.match(line)) and found["default"]
        }

    def xml(self) -> str:
        processes = self._processes()
        pools = (
            f'<bpmn:collaboration id="collaboration">{"".join(self.pools)}</bpmn:collaboration>' if self.pools else ""
        )
        body = "\n".join([*self.top, pools, *processes, self.diagram])
        return (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions id="d" {SPACES}>\n{body}\n</bpmn:definitions>\n'
        )

    def _processes(self) -> list[str]:
        if not any(line.split()[0] != "pool" for line in self.lines):
            self.pools = [self._pool(line) for line in self.lines]
            return []
        heads, bodies = ['id="process" name="Test" isExecutable="true"'], [[]]
        for line in self.lines:
            if line.startswith("process "):
                values = dict(_VALUE.findall(line))
                heads.append(f'id="{line.split()[1]}" isExecutable="{values.get("executable", "true")}"')
                bodies.append([])
            else:
                bodies[-1].append(self._line(line))
        pairs = zip(heads, bodies, strict=True)
        return [f"<bpmn:process {head}>\n{chr(10).join(body)}\n</bpmn:process>" for head, body in pairs if any(body)]

    def _line(self, line: str) -> str:
        word = line.split()[0]
        if line.startswith("<"):
            return line
        if line == "}":
            return f"</bpmn:{self.open.pop()}>"
        if word == "diagram":
            shape = f'<bpmndi:BPMNPlane><bpmndi:BPMNShape bpmnElement="{line[8:] or "start"}" /></bpmndi:BPMNPlane>'
            self.diagram = f"<bpmndi:BPMNDiagram>{shape}</bpmndi:BPMNDiagram>"
            return ""
        if " ~> " in line:
            source, target = line.split(" ~> ")
            self.pools.append(f'<bpmn:messageFlow id="{source}~{target}" sourceRef="{source}" targetRef="{target}" />')
            return ""
        if word == "pool":
            self.pools.append(self._pool(line))
            return ""
        if word == "lane":
            return self._lane(line)
        if found := _FLOW.match(line):
            return self._flows(found)
        return self._thing(line)

    def _pool(self, line: str) -> str:
        values = dict(_VALUE.findall(line))
        reference = f'processRef="{values["process"]}"' if "process" in values else ""
        return f'<bpmn:participant id="{line.split()[1]}" {reference} />'

    def _lane(self, line: str) -> str:
        name, _, nodes = line.removeprefix("lane ").partition(":")
        references = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes.split())
        lane = f'<bpmn:lane id="lane-{name.lower()}" name="{name}">{references}</bpmn:lane>'
        return f'<bpmn:laneSet id="lanes-{name.lower()}">{lane}</bpmn:laneSet>'

    def _flows(self, found: re.Match[str]) -> str:
        ends = found["ends"].split(" -> ")
        inner = ""
        if found["condition"] is not None:
            kind = 'xsi:type="bpmn:tFormalExpression"'
            inner = f"<bpmn:conditionExpression {kind}>{escape(found['condition'])}</bpmn:conditionExpression>"
        return "\n".join(
            f'<bpmn:sequenceFlow id="{a}-{b}" sourceRef="{a}" targetRef="{b}">{inner}</bpmn:sequenceFlow>'
            for a, b in pairwise(ends)
        )

    def _thing(self, line: str) -> str:
        found = _THING.match(line)
        assert found, f"a test cannot write {line!r}"
        kind, identity, name = found.groups()
        attributes = {"id": identity} | ({"name": name} if name else {})
        inner = ""
        for key, value in _VALUE.findall(line[found.end() :]):
            if key == "message" and kind in ("receiveTask", "sendTask"):
                attributes["messageRef"] = f"message-{identity}"
            if key in EVENTS:
                inner += self._event(kind, identity, key, value)
            elif key in INNER:
                inner += INNER[key](value)
            else:
                attributes["attachedToRef" if key == "on" else key] = value
        if identity in self.defaults:
            attributes["default"] = self.defaults[identity]
        start = f"<bpmn:{kind} " + " ".join(f"{key}={quoteattr(value)}" for key, value in attributes.items())
        if line.endswith("{"):
            self.open.append(kind)
            return f"{start}>{inner}"
        return f"{start}>{inner}</bpmn:{kind}>"

    def _event(self, kind: str, identity: str, event: str, value: str) -> str:
        tag, inner, attributes = f"bpmn:{event}EventDefinition", "", ""
        if event == "timer" and value:
            part = "timeDate" if value[:2] == "20" else "timeCycle" if value[:1] == "R" else "timeDuration"
            inner = f'<bpmn:{part} xsi:type="bpmn:tFormalExpression">{escape(value)}</bpmn:{part}>'
        elif event == "conditional" and value:
            inner = f'<bpmn:condition xsi:type="bpmn:tFormalExpression">{escape(value)}</bpmn:condition>'
        elif event == "link":
            attributes = f"name={quoteattr(value)}"
        elif event in ("message", "signal", "error", "escalation") and value:
            reference = f"{event}-{identity}"
            self.top.append(f"<bpmn:{event} id={quoteattr(reference)} name={quoteattr(value)} />")
            if kind in ("receiveTask", "sendTask"):
                return ""
            attributes = f"{event}Ref={quoteattr(reference)}"
        return f'<{tag} id="{identity}-event" {attributes}>{inner}</{tag}>'
