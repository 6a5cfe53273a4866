"""One action on one case: its data, its moment, its budget; and the only place where a model's text is evaluated.

Everything the workflow library evaluates goes through `FeelEnvironment`, which knows FEEL and nothing else: the
environment is guarded and not only the engine around it, because parts of the library go to the environment directly.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine import feel
from engine.bpmn.failures import BudgetSpent, Stuck
from engine.bpmn.model import Element
from engine.bpmn.outcome import Happened, Pause, Place, Thrown, Tools
from engine.bpmn.plain import plain
from engine.bpmn.spiff import BasePythonScriptEngineEnvironment, PythonScriptEngine, Task
from engine.clock import on_the_wall
from engine.errors import EngineError

MAX_STEPS = 20_000
MAX_TOKENS = 3_000
MAX_MADE = 60_000
MAX_KEPT = 10_000
MAX_NESTING = 10
MAX_SECONDS = 5.0
"""Of the processor, in the thread of the action: a busy machine makes no case stuck."""
MAX_WALL_SECONDS = 30.0
"""From beginning to end: what the thread waits for, another one that evaluates among it, is bounded as well."""


@dataclass(slots=True)
class Action:
    """What one call of this room works with. `data` is the case's, changed in place by assignment of keys only.

    `start` is the start event by which the case begins, if it is not the plain one.
    `changed`: conditions that are waited for have to be looked at again.
    `asked` are the inputs of the jobs that were asked for, by task; `withdrawn` the jobs that are no longer needed,
    `uncalled` the calls. `error` is the code of an error that nothing caught, so that the case has ended with it;
    `escalations` are the codes of those that nothing caught.
    `counted` are the moments that working time was counted to, each with the target that gave it.
    """

    data: dict[str, object]
    now: datetime
    tools: Tools
    start: str = ""
    place: Place = field(default_factory=Place)
    happened: list[Happened] = field(default_factory=list)
    end_events: list[str] = field(default_factory=list)
    thrown: list[Thrown] = field(default_factory=list)
    asked: dict[str, dict[str, Any]] = field(default_factory=dict)
    withdrawn: list[str] = field(default_factory=list)
    counted: dict[object, str] = field(default_factory=dict)
    uncalled: list[str] = field(default_factory=list)
    error: str | None = None
    escalations: list[str] = field(default_factory=list)
    steps: int = 0
    made: int = 0
    started: float = field(default_factory=time.thread_time)
    begun: float = field(default_factory=time.monotonic)
    changed: bool = False
    _context: dict[str, Any] | None = None

    def spend(self, element: str) -> None:
        """Count one step of the engine. Raises BudgetSpent when the action has used up its steps or its time."""
        self.steps += 1
        if self.steps > MAX_STEPS:
            raise BudgetSpent(element, f"it took more than {MAX_STEPS:,} steps; look for a loop that never waits")
        if self.steps % 64 == 0:
            self.check_time(element)

    def make(self, element: str, here: int) -> None:
        """Count one new token, where there are `here` already. Raises BudgetSpent when there are too many of them."""
        self.made += 1
        if here > MAX_TOKENS:
            raise BudgetSpent(element, f"more than {MAX_TOKENS:,} tokens are on their way at once")
        if self.made > MAX_MADE:
            raise BudgetSpent(element, f"it made more than {MAX_MADE:,} tokens")

    def check_time(self, element: str) -> None:
        """Raise BudgetSpent when the action has used up its time; asked again before each expression."""
        if time.thread_time() - self.started > MAX_SECONDS:
            cause = f"it took more than {MAX_SECONDS:.0f} seconds of the processor"
            raise BudgetSpent(element, f"{cause}; look for a loop that never waits, or an expression that takes long")
        if time.monotonic() - self.begun > MAX_WALL_SECONDS:
            raise BudgetSpent(element, f"it took longer than {MAX_WALL_SECONDS:.0f} seconds")

    def assign(self, values: Mapping[str, object]) -> None:
        """Put values into the case data, key by key: a list replaces a list, nothing is merged."""
        self.data.update(plain(values))
        self._context = None
        self.changed = True

    def note(self, element: str, kind: str, name: str, detail: str = "") -> None:
        """Remember that something happened."""
        self.happened.append(Happened(element, kind, name, detail))

    def functions(self) -> Mapping[str, Callable[..., object]]:
        """The FEEL functions that are handed in, for the place where they are asked."""
        count = self.tools.due_after
        if count is None:
            return self.tools.functions

        def due_after(target: object) -> object:
            moment = count(self.place, str(target))
            self.counted[moment] = str(target)
            return moment

        return {**self.tools.functions, "due after": due_after}

    def due_after(self, element: Element, lane: str | None, target: str) -> object:
        """The moment that is due after so much working time, as it is counted at an element of the model."""
        self.place = place_of(element, lane)
        count = self.functions().get("due after")
        if count is None:
            raise Stuck(element.id, "nothing here counts working time")
        try:
            return count(target)
        except EngineError as error:
            raise Stuck(element.id, error.message) from error

    def recount(
        self, element: Element, lane: str | None, target: str, begun: datetime, stood: Sequence[Pause]
    ) -> datetime:
        """When a target is due at an element that began to run then, of a case that has stood still in between."""
        if self.tools.recount is None:
            raise Stuck(element.id, "nothing here counts working time")
        return self.tools.recount(place_of(element, lane), target, begun, stood)

    def context(self, local: Mapping[str, object]) -> dict[str, Any]:
        """The names an expression sees: the case data, and over it the values of this instance."""
        if self._context is None:
            self._context = feel.from_plain(self.data)
        return {**self._context, **feel.from_plain(dict(local))} if local else self._context


class FeelEnvironment(BasePythonScriptEngineEnvironment):
    """Evaluates FEEL under a budget against the data of one action, and refuses everything else."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self.action = action

    def evaluate(
        self, expression: object, context: Mapping[str, object], external_context: Mapping[str, object] | None = None
    ) -> feel.Value:
        """The FEEL value of `expression`; `context` holds the values of this instance, which hide case data."""
        action = self.action
        functions = action.functions()
        parsed = feel.parse(str(expression))
        return parsed.evaluate(action.context(context), now=on_the_wall(action.now), functions=functions)

    def execute(
        self, script: object, context: Mapping[str, object], external_context: Mapping[str, object] | None = None
    ) -> bool:
        """Run a script, a FEEL context whose entries become case data in order."""
        action = self.action
        found = feel.run_script(
            str(script), action.context(context), now=on_the_wall(action.now), functions=action.functions()
        )
        action.assign({str(key): feel.to_plain(value) for key, value in found.items()})
        return True

    def call_service(self, context: Mapping[str, object], **_: object) -> object:
        """Never: no model reaches a service of this machine."""
        raise Stuck("", "a service cannot be called from a model")


class FeelEngine(PythonScriptEngine):
    """The script engine given to every workflow, new or loaded. Nothing is ever checked or run as Python."""

    def __init__(self, action: Action) -> None:
        super().__init__(FeelEnvironment(action))
        self.action = action

    def validate(self, expression: object) -> None:
        """Check that an expression is FEEL."""
        feel.parse(str(expression))

    def evaluate(self, task: Task, expression: object, external_context: object = None) -> feel.Value:
        """Evaluate for a task, naming its element when that fails."""
        self.action.check_time(task.task_spec.bpmn_id or "")
        self.action.place = place_of(task.task_spec.element, task.task_spec.lane)
        return guarded(task, lambda: self.environment.evaluate(expression, task.data))

    def execute(self, task: Task, script: object, external_context: object = None) -> object:
        """Run a script for a task, naming its element when that fails."""
        self.action.check_time(task.task_spec.bpmn_id or "")
        self.action.place = place_of(task.task_spec.element, task.task_spec.lane)
        return guarded(task, lambda: self.environment.execute(script, task.data))


def place_of(element: Element, lane: str | None) -> Place:
    """Where an element stands in the model, which runs in this lane."""
    return Place(element.attached_to or element.id, lane or "")


def guarded(task: Task, work: Callable[[], feel.Value]) -> feel.Value:
    """Do `work` for a task; whatever goes wrong in it is a Stuck that names the element and the cause."""
    element = str(task.task_spec.bpmn_id or task.task_spec.name)
    try:
        return work()
    except Stuck:
        raise
    except feel.FeelError as error:
        raise Stuck(element, f"{error.message} (in: {' '.join(error.text.split())[:120]})") from error
    except EngineError as error:
        raise Stuck(element, error.message) from error
    except (LookupError, ArithmeticError, ValueError, TypeError) as error:
        raise Stuck(element, str(error) or "its expression could not be evaluated") from error
