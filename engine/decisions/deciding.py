"""Trying the rules of a decision table."""

from __future__ import annotations

from collections.abc import Sequence

from engine.decisions.columns import places
from engine.decisions.model import Rule, Table, TableOutput
from engine.decisions.policies import HIT_POLICIES, aggregate, choose
from engine.decisions.soundness import listed_outputs
from engine.decisions.state import RULES_IN_A_TURN, NoRule, Place, RuleHit
from engine.feel import UnaryTests, Value


def decide(table: Table, place: Place) -> Value:
    """The value of a decision table; the rules that count are added to the hits of the evaluation."""
    state = place.state
    if state.calls:  # within a function or a loop
        state.turn(len(table.rules) // RULES_IN_A_TURN)
    values = [place.value(column.expression) for column in table.inputs]
    if not _allowed(table, values, place):
        return None
    rules = _holding(table, values, place)
    rows = [tuple(place.value(cell) for cell in rule.outputs) for rule in rules]
    orders = [_priorities(column, table, place) for column in table.outputs]
    place.sight.work(len(rows) * sum(map(len, orders)) >> 4)
    chosen, problem = choose(table.policy, rows, orders)
    if problem:
        numbers = ", ".join(str(rule.index) for rule in rules)
        state.note(f"{place.decision}: {problem} (Rules {numbers} of {table.id}.)")
        return None
    if chosen:
        _remember(table, [(rules[number], rows[number]) for number in chosen], values, place)
    return _result(table, [rows[number] for number in chosen], place)


def _allowed(table: Table, values: Sequence[Value], place: Place) -> bool:
    """Whether each input is among the values that its column allows."""
    for column, value in zip(table.inputs, values, strict=True):
        if column.allowed is None or value is None or _each(column.allowed, value, place):
            continue
        place.state.note(f"{place.decision}: {column.label} has a value that the table does not allow.")
        return False
    return True


def _each(tests: UnaryTests, value: Value, place: Place) -> bool:
    if place.holds(tests, value):
        return True
    return isinstance(value, list) and all(place.holds(tests, part) for part in value)


def _holding(table: Table, values: Sequence[Value], place: Place) -> list[Rule]:
    """The rules all of whose tests hold, in their order."""
    left = (1 << len(table.rules)) - 1
    pairs = list(zip(table.columns, values, strict=True))
    for column, value in pairs:  # what can be looked up first: then fewer cells have to be tried
        left &= column.possible(value)
    for column, value in pairs:
        left = column.holding(value, left, place.holds) if left else 0
    return [table.rules[number] for number in places(left)]


def _priorities(column: TableOutput, table: Table, place: Place) -> Sequence[Value]:
    """The values of an output column, the most important first; only asked for where the order counts."""
    if table.policy not in ("P", "O"):
        return ()
    listed = listed_outputs(table, column, place.type_ref, place.types)
    values = None if listed is None else place.value(listed)
    return values if isinstance(values, list) else ()


def _result(table: Table, rows: list[tuple[Value, ...]], place: Place) -> Value:
    is_list = HIT_POLICIES[table.policy].is_list
    if not rows:
        default = _default(table, place)
        place.state.no_rules[NoRule(place.decision, table.id, default is not None)] = None
        if default is not None:
            return [default] if is_list else default
    if is_list:
        return [_one(table.outputs, row) for row in rows] if rows or table.policy == "C" else None
    if table.policy.startswith("C"):
        return _collected(table, rows)
    return _one(table.outputs, rows[0]) if rows else None


def _collected(table: Table, rows: list[tuple[Value, ...]]) -> Value:
    if len(table.outputs) == 1 or table.policy == "C#":
        return aggregate(table.policy, [row[0] for row in rows])
    columns = zip(*rows, strict=True) if rows else [[] for _ in table.outputs]
    return {
        column.name: aggregate(table.policy, list(values))
        for column, values in zip(table.outputs, columns, strict=True)
    }


def _default(table: Table, place: Place) -> Value:
    if all(column.default is None for column in table.outputs):
        return None
    row = [None if column.default is None else place.value(column.default) for column in table.outputs]
    return _one(table.outputs, tuple(row))


def _one(outputs: Sequence[TableOutput], row: tuple[Value, ...]) -> Value:
    """A row as a value: that of a single column, else a context by the names of the columns."""
    if len(outputs) == 1:
        return row[0]
    return {column.name: value for column, value in zip(outputs, row, strict=True)}


def _remember(
    table: Table, held: Sequence[tuple[Rule, tuple[Value, ...]]], values: Sequence[Value], place: Place
) -> None:
    """Add rules, with what they said, to the hits: each says the inputs again when it is written."""
    run = place.sight
    labels = [column.label for column in table.inputs]
    names = [column.name or column.label or "result" for column in table.outputs]
    before = run.room
    inputs = {label: run.plain(value) for label, value in zip(labels, values, strict=True)}
    weight = before - run.room + sum(map(len, (*labels, *names, place.decision)))
    for rule, row in held:
        outputs = {name: run.plain(value) for name, value in zip(names, row, strict=True)}
        hit = RuleHit(place.decision, table.id, rule.id, rule.index, inputs, outputs, rule.note)
        place.state.hit(hit, weight + len(rule.note))
