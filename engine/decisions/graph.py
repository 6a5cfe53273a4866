"""Evaluating a decision with all that it requires: inputs, other decisions, functions, services, imported models."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from engine.decisions import model
from engine.decisions.running import bound, function_of, value_of
from engine.decisions.state import NoRule, Place, RuleHit, State, TooMuchWork
from engine.decisions.types import fitted
from engine.errors import NotFound, Refused
from engine.feel import Evaluation, Function, Value, from_plain

MOST_INPUTS = 5_000
Asked: TypeAlias = model.Decision | model.Service | model.Knowledge


@dataclass(frozen=True, slots=True)
class Decided:
    """What was decided: as plain data (JSON), the rules that hit in the order in which they were tried, why parts
    became null, the result as a value of the language, and the tables of which no rule held.
    """

    result: object
    rules: tuple[RuleHit, ...]
    notes: tuple[str, ...] = ()
    value: Value = None
    no_rules: tuple[NoRule, ...] = ()


def evaluate(
    decisions: model.DecisionModel,
    decision_id: str | None,
    inputs: Mapping[str, object],
    *,
    now: datetime | None = None,
    functions: Mapping[str, Callable[..., Value]] | None = None,
) -> Decided:
    """Decide. `decision_id` is an id or a name, None for the only decision that no other one needs.

    `inputs` is plain data by name: what the model asks for is converted to its type (dates may be texts), what is
    missing is null, and more than it asks for is in sight too. `now` answers now() and today().
    Raises NotFound for a decision that is not there, Refused for one that could not be read or for too many inputs,
    FeelError when the budget is spent, TooMuchWork.
    """
    if len(inputs) > MOST_INPUTS:
        raise Refused(f"There are {len(inputs):,} inputs; at most {MOST_INPUTS:,} are taken. Send what is asked for.")
    state = State(decisions, now, functions or {})
    graph = Graph(state, decisions, {name: from_plain(value) for name, value in inputs.items()})
    try:
        value = graph.root(find(decisions, decision_id))
    except RecursionError:
        raise TooMuchWork from None
    notes = tuple(dict.fromkeys(state.run.notes))
    return Decided(state.run.plain(value), tuple(state.hits), notes, value, tuple(state.no_rules))


def find(decisions: model.DecisionModel, decision_id: str | None) -> Asked:
    """The decision (or service, or function) with an id or name; for None, the only one that no other one needs."""
    if decisions.is_library and decision_id in (None, decisions.id, decisions.name, decisions.namespace):
        raise Refused(
            f"“{decisions.name or decisions.namespace}” is a library: it holds functions and types for other decision "
            "files and decides nothing by itself. Ask a decision of a file that imports it."
        )
    if decision_id is None:
        needed = {need for decision in decisions.decisions.values() for need in decision.needs}
        top = [decision for decision in decisions.decisions.values() if decision.id not in needed]
        if len(top) == 1:
            return top[0]
        raise Refused(f"Say which decision is meant: {', '.join(sorted(found.name for found in top))}.")
    offered: list[Asked] = [
        *decisions.decisions.values(),
        *decisions.services.values(),
        *decisions.knowledge.values(),
    ]
    named = {found.name: found for found in reversed(offered)} | {found.id: found for found in offered}
    if decision_id in named:
        return named[decision_id]
    known = ", ".join(found.id for found in offered)
    raise NotFound(f"There is no decision {decision_id[:80]!r} in this file. There are: {known}.")


class Graph:
    """One pass over the decisions of one model with one set of inputs; each decision is made once.

    `given` are the caller's values by name; `fixed` are decisions already made elsewhere, by id.
    """

    def __init__(
        self,
        state: State,
        decisions: model.DecisionModel,
        given: Mapping[str, Value],
        fixed: Mapping[str, Value] | None = None,
        graphs: dict[tuple[int, int], Graph] | None = None,
    ) -> None:
        state.run.work(5 + len(decisions.inputs) + len(decisions.imports) + (len(given) >> 2))
        self.state = state
        self.model = decisions
        self.given = given
        self.graphs: dict[tuple[int, int], Graph] = {} if graphs is None else graphs
        self.made: dict[str, Value] = dict(fixed or {})
        self.names: dict[str, Value] = dict(given)
        for item in decisions.inputs.values():
            self.names[item.name] = self._fitted(item, given.get(item.name), read_text=True)

    def imported(self, name: str) -> Graph:
        """The pass over an imported model; one for all that import it and give it the same."""
        other, given = self.model.imports[name], _inner(self.given, name)
        key = (id(other), id(given))
        if key not in self.graphs:
            self.graphs[key] = Graph(self.state, other, given, graphs=self.graphs)
        return self.graphs[key]

    def root(self, found: Asked) -> Value:
        """The value of what was asked for: a decision, or a service or function with the inputs as its arguments."""
        if isinstance(found, model.Decision):
            return self.decision(found)
        if isinstance(found, model.Knowledge):
            return self._called(found)
        fixed = {
            need: self._fitted(self.model.decisions[need], self.names.get(self._name(need)), read_text=True)
            for need in found.inputs
            if need in self.model.decisions
        }
        return self._outputs(found, Graph(self.state, self.model, self.names, fixed))

    def _called(self, knowledge: model.Knowledge) -> Value:
        """What a function of the model gives for the inputs that have the names of its parameters."""
        function = self.knowledge(knowledge)
        if not isinstance(function, Function) or knowledge.function is None:
            return None
        given = {
            parameter.name: self._of_type(self.names.get(parameter.name), parameter.type_ref, read_text=True)
            for parameter in knowledge.function.parameters
        }
        return function.call(None, (), given)

    def decision(self, decision: model.Decision) -> Value:
        """The value of a decision, fitted to its type. What it needs is made first, however long the chain."""
        for found in self._order(decision):
            self._whole(found.id)
            value = None
            if found.box is not None:
                sight = self.state.run.within(self.names).within(self._sight(found))
                value = value_of(found.box, Place(self.state, sight, self.model.types, found.name, found.type_ref))
            self.made[found.id] = self._fitted(found, value)
        return self.made[decision.id]

    def _fitted(
        self, found: model.Decision | model.InputData | model.Service, value: Value, *, read_text: bool = False
    ) -> Value:
        """A value as one of the type of what gives it; one that is none becomes null, with a note."""
        fitting = self._of_type(value, found.type_ref, read_text=read_text)
        if fitting is None and value is not None:
            self.state.note(f"{found.name}: the value is not of the type {found.type_ref}, or not allowed by it.")
        return fitting

    def _of_type(self, value: Value, type_ref: str, *, read_text: bool = False) -> Value:
        return fitted(value, type_ref, self.model.types, self.state.run, read_text=read_text)

    def _order(self, decision: model.Decision) -> list[model.Decision]:
        """The decisions still to be made for one, each after those that it needs."""
        order: list[model.Decision] = []
        seen = set(self.made)
        stack = [(decision, False)]
        while stack:
            found, ready = stack.pop()
            if ready:
                order.append(found)
            elif found.id not in seen:
                seen.add(found.id)
                stack.append((found, True))
                needed = (self.model.decisions.get(need) for need in found.needs)
                stack.extend((need, False) for need in needed if need is not None)
        return order

    def _sight(self, decision: model.Decision) -> dict[str, Value]:
        """The names of what a decision requires."""
        names: dict[str, Value] = {}
        for need in decision.needs:
            if (required := self.model.decisions.get(need)) is not None:
                if need not in self.made:
                    raise Refused(f"The decision {required.name} needs itself, by way of others. Break the circle.")
                names[required.name] = self.made[need]
            elif "#" in need:
                self._import(names, need)
        for known in decision.knows:
            self._learn(names, known)
        return names

    def _learn(self, names: dict[str, Value], known: str) -> None:
        """Put a function of the model in sight."""
        if (knowledge := self.model.knowledge.get(known)) is not None:
            names[knowledge.name] = self.knowledge(knowledge)
        elif (service := self.model.services.get(known)) is not None:
            names[service.name] = self.service(service)
        elif "#" in known:
            self._import(names, known)

    def knowledge(self, knowledge: model.Knowledge) -> Value:
        """A business knowledge model as a function; it sees only what it requires itself, and itself."""
        self._whole(knowledge.id)
        if knowledge.function is None:
            return None

        def sight() -> Evaluation:
            names: dict[str, Value] = {}
            self.state.run.work(1 + len(knowledge.knows))
            for known in (knowledge.id, *knowledge.knows):
                self._learn(names, known)
            return self.state.run.within(names)

        return function_of(knowledge.name, knowledge.function, self.state, self.model.types, sight)

    def service(self, service: model.Service) -> Function:
        """A decision service as a function: its inputs are the parameters."""
        parameters = tuple(model.Parameter(self._name(need), self._type(need)) for need in service.inputs)

        def invoke(_run: object, values: tuple[Value, ...], named: Mapping[str, Value] | None) -> Value:
            given = bound(parameters, values, named, self.model.types, self.state.run)
            if given is None:
                self.state.note(f"{service.name} was called with other arguments than it has.")
                return None
            fixed = {need: given[self._name(need)] for need in service.inputs if need in self.model.decisions}
            return self.state.call(lambda: self._outputs(service, Graph(self.state, self.model, given, fixed)))

        return Function(service.name, tuple(parameter.name for parameter in parameters), invoke)

    def _outputs(self, service: model.Service, inner: Graph) -> Value:
        decisions = [self.model.decisions[output] for output in service.outputs if output in self.model.decisions]
        values = {decision.name: inner.decision(decision) for decision in decisions}
        value = next(iter(values.values())) if len(values) == 1 else values
        return self._fitted(service, value)

    def _whole(self, identifier: str) -> None:
        """Refuse what could not be read."""
        if identifier in self.model.broken:
            raise Refused(self.model.broken[identifier])

    def _name(self, need: str) -> str:
        found = self.model.decisions.get(need) or self.model.inputs.get(need)
        return need if found is None else found.name

    def _type(self, need: str) -> str:
        found = self.model.decisions.get(need) or self.model.inputs.get(need)
        return "" if found is None else found.type_ref

    def _import(self, names: dict[str, Value], need: str) -> None:
        """Put something of an imported model in sight, under the name of the import."""
        namespace, _, inner = need.rpartition("#")
        for name, other in self.model.imports.items():
            if other.namespace != namespace:
                continue
            graph = self.imported(name)
            if name.startswith(model.UNNAMED):
                names.update(graph.entry(inner))
            else:
                held = names.get(name, self.names.get(name))
                entries = held if isinstance(held, dict) else {}
                self.state.run.work(1 + (len(entries) >> 4))
                names[name] = {**entries, **graph.entry(inner)}

    def entry(self, identifier: str) -> dict[str, Value]:
        """One thing of this model, by name: a decision's value, an input's, or a function."""
        names: dict[str, Value] = {}
        if (decision := self.model.decisions.get(identifier)) is not None:
            names[decision.name] = self.decision(decision)
        elif (item := self.model.inputs.get(identifier)) is not None:
            names[item.name] = self.names[item.name]
        else:
            self._learn(names, identifier)
        return names


def _inner(given: Mapping[str, Value], name: str) -> Mapping[str, Value]:
    """What the caller gives to an imported model: its inputs as entries of the import's name or by their full names
    (`import.input`), and all else.
    """
    start = f"{name}."
    own = {key.removeprefix(start): value for key, value in given.items() if key.startswith(start)}
    entries = given.get(name)
    own |= entries if isinstance(entries, dict) else {}
    return {**given, **own} if own else given
