"""Walking a process of the `processes` folder along its scenarios, with the real engine, forms and decisions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from engine import bpmn, decisions
from engine.bpmn.model import Model
from engine.forms import clean, fields_from_form_data
from engine.sla.calendar import Calendar, Version, due_at
from engine.targets import parse_target

PROCESSES = Path(__file__).parents[2] / "processes"
MODELS = sorted(PROCESSES.glob("*/*/*.bpmn"))
START = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
OFFICE_HOURS = Calendar(
    "office", ZoneInfo("Europe/London"), (Version(1, date(2020, 1, 1), (((9 * 60, 17 * 60),),) * 5 + ((),) * 2),)
)
"""Monday to Friday, 9:00 to 17:00."""


@dataclass(frozen=True, slots=True)
class Walked:
    """What a scenario did: the data at the end, the end events, and everything that happened on the way."""

    data: dict[str, object]
    ends: tuple[str, ...]
    ended: bool
    happened: tuple[bpmn.Happened, ...]


@dataclass(slots=True)
class Walk:
    """One process, ready to be walked; it starts anew with each scenario."""

    path: Path
    model: Model
    spec: bpmn.Spec
    decisions: decisions.DecisionModel
    now: datetime = START
    outcome: bpmn.Outcome | None = None
    happened: list[bpmn.Happened] = field(default_factory=list)

    @property
    def tools(self) -> bpmn.Tools:
        return bpmn.Tools(decide=self.decide, functions={"due after": self.due_after})

    def due_after(self, target: str) -> datetime:
        return due_at(OFFICE_HOURS, self.now, parse_target(target)).astimezone(UTC)

    def decide(self, key: str, data: Mapping[str, object]) -> object:
        return decisions.evaluate(self.decisions, key, data, now=self.now).result

    def scenario(self, scenario: Mapping[str, object]) -> Walked:
        self.now, self.happened = START, []
        self.take(bpmn.start(self.spec, data=plain(scenario.get("start", {})), now=self.now, tools=self.tools))
        for step in scenario["steps"]:
            if "timer" in step:
                self.wait(step["timer"])
            else:
                self.complete(step["step"], plain(step.get("answers", {})))
        outcome = self.outcome
        return Walked(outcome.data, outcome.end_events, outcome.ended, tuple(self.happened))

    def complete(self, element: str, answers: Mapping[str, object]) -> None:
        waiting = {task.element: task.id for task in self.outcome.waiting}
        assert element in waiting, f"{element} does not wait: {sorted(waiting)} do"
        fields = fields_from_form_data(self.model.elements[element].form)
        cleaned = clean(fields, answers, known=self.outcome.data, now=self.now)
        moved = bpmn.complete(
            self.spec, self.outcome.state, self.outcome.data, waiting[element], cleaned, now=self.now, tools=self.tools
        )
        self.take(moved)

    def wait(self, element: str) -> None:
        due = {timer.element: timer.due_at for timer in self.outcome.timers}
        assert element in due, f"no clock of {element} runs: those of {sorted(due)} do"
        self.now = due[element] + timedelta(seconds=1)
        self.take(bpmn.fire_timers(self.spec, self.outcome.state, self.outcome.data, now=self.now, tools=self.tools))

    def take(self, outcome: bpmn.Outcome) -> None:
        self.outcome = outcome
        self.happened.extend(outcome.happened)


def walk(path: Path) -> Walk:
    """The process of a file, compiled, with the decisions beside it."""
    source = bpmn.translate(bpmn.read(path.read_bytes())).source
    model = bpmn.describe(source)
    spec = bpmn.compile_spec(source.data, model.processes[0].id, bpmn.digest(source))
    return Walk(path, model, spec, decisions.read(path.with_suffix(".dmn").read_bytes()))


def scenarios(path: Path) -> list[dict[str, object]]:
    """The scenarios beside a model."""
    return yaml.safe_load((path.parent / "scenarios.yaml").read_text("utf-8"))["scenarios"]


def plain(value: object) -> object:
    """What YAML read, as JSON would send it: dates as texts."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def covers(found: object, expected: object) -> bool:
    """Whether data holds what is expected; contexts may be given in part."""
    if isinstance(expected, dict):
        return isinstance(found, dict) and all(covers(found.get(key), part) for key, part in expected.items())
    return found == expected
