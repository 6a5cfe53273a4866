"""Small BPMN models for tests, written as text so that a test can be read without a drawing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from engine import bpmn
from engine.bpmn import Change, Outcome, Spec, Tools
from engine.bpmn.model import Model

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
HEAD = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" '
    'xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:bpr="https://once-and-done.example/bpmn/1.0" targetNamespace="t">'
)


def flow(source: str, target: str, condition: str = "", identifier: str = "") -> str:
    """A sequence flow."""
    inner = f"<conditionExpression><![CDATA[{condition}]]></conditionExpression>" if condition else ""
    identifier = identifier or f"{source}-{target}"
    return f'<sequenceFlow id="{identifier}" sourceRef="{source}" targetRef="{target}">{inner}</sequenceFlow>'


def flows(*chain: str) -> str:
    """Sequence flows along a chain of ids."""
    return "".join(flow(source, target) for source, target in pairwise(chain))


def process(body: str, identifier: str = "p") -> str:
    """One executable process."""
    return f'<process id="{identifier}" isExecutable="true">{body}</process>'


def document(*parts: str) -> bytes:
    """A BPMN file."""
    return f"{HEAD}{''.join(parts)}</definitions>".encode()


def model(body: str, *more: str) -> bytes:
    """A BPMN file with one process `p`."""
    return document(process(body), *more)


def events(*ids: str) -> str:
    """A start event `s` and end events."""
    return '<startEvent id="s"/>' + "".join(f'<endEvent id="{identifier}"/>' for identifier in ids or ("e",))


def users(*ids: str) -> str:
    """User tasks."""
    return "".join(f'<userTask id="{identifier}" name="{identifier.upper()}"/>' for identifier in ids)


def compiled(data: bytes, process_id: str = "p") -> Spec:
    """The compiled model as it stands, without repairs."""
    source = bpmn.read(data)
    return bpmn.compile_spec(data, process_id, bpmn.digest(source))


def repaired(data: bytes, process_id: str = "p") -> Spec:
    """The compiled model after import."""
    translated = bpmn.translate(bpmn.read(data))
    return bpmn.compile_spec(translated.source.data, process_id, "t" + bpmn.digest(translated.source))


def imported(data: bytes) -> tuple[Model, dict[str, list[Change]]]:
    """The model after import, and the changes by rule."""
    translated = bpmn.translate(bpmn.read(data))
    changes: dict[str, list[Change]] = {}
    for change in translated.changes:
        changes.setdefault(change.rule, []).append(change)
    return bpmn.describe(translated.source), changes


def live(data: bytes) -> bool:
    """Whether nothing that was changed keeps the model from being live."""
    return not any(change.blocks_live for change in bpmn.translate(bpmn.read(data)).changes)


def between(inner: str, identifier: str = "x") -> bytes:
    """A model with this one element between start and end."""
    return model(events() + inner + flows("s", identifier, "e"))


FORM = (
    '<extensionElements><camunda:formData><camunda:formField id="amount" type="long"/>'
    '<camunda:formField id="approved" type="boolean"/></camunda:formData></extensionElements>'
)


class Case:
    """A case in a test: keeps document and data between actions, so that each action is a save and a load."""

    def __init__(self, spec: Spec, data: dict[str, Any] | None = None, tools: Tools | None = None) -> None:
        self.spec, self.tools, self.now = spec, tools or Tools(), NOW
        self.trace: list[tuple[str, str]] = []
        self.outcome = self._keep(bpmn.start(spec, data=data or {}, now=self.now, tools=self.tools))

    def _keep(self, outcome: Outcome) -> Outcome:
        self.outcome = outcome
        self.trace += [(done.element, done.kind) for done in outcome.happened]
        return outcome

    @property
    def waiting(self) -> list[str]:
        """The elements that wait for a person."""
        return [task.element for task in self.outcome.waiting]

    @property
    def data(self) -> dict[str, Any]:
        """The case data."""
        return self.outcome.data

    @property
    def ended(self) -> bool:
        """Whether the case has ended."""
        return self.outcome.ended

    def elements(self) -> list[str]:
        """The ids of what was finished, in order."""
        return [
            element
            for element, kind in self.trace
            if kind not in ("cancelled", "message", "signal", "error", "escalation")
        ]

    def do(self, element: str, number: int = 0, **answers: Any) -> Outcome:
        """Complete a waiting task of this element."""
        task = [task for task in self.outcome.waiting if task.element == element][number]
        return self._keep(
            bpmn.complete(self.spec, self.outcome.state, self.data, task.id, answers, now=self.now, tools=self.tools)
        )

    def later(self, **by: float) -> Outcome:
        """Let time pass and fire what is due."""
        self.now += timedelta(**by)
        return self._keep(bpmn.fire_timers(self.spec, self.outcome.state, self.data, now=self.now, tools=self.tools))

    def send(self, name: str, kind: str = "message", **payload: Any) -> Outcome:
        """Deliver a message or signal."""
        return self._keep(
            bpmn.deliver_message(
                self.spec,
                self.outcome.state,
                self.data,
                name=name,
                payload=payload,
                keys={},
                kind=kind,
                now=self.now,
                tools=self.tools,
            )
        )
