"""What the page of a decision file shows: its tables as tables, other boxes as expressions, and a trial of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from engine import decisions
from engine.decisions import Decided, DecisionModel, Table
from engine.decisions.model import ContextBox, Decision, Entry, InputData, Literal
from engine.definitions import DecisionRow
from engine.errors import EngineError, Refused
from web.wording import sentence_case

POLICIES = {
    "U": "One rule holds at most",
    "A": "All rules that hold agree",
    "P": "The rule with the best outcome counts",
    "F": "The first rule that holds counts",
    "R": "All rules that hold count, in their order",
    "O": "All rules that hold count, the best outcome first",
    "C": "All rules that hold count",
    "C+": "The outcomes of all rules that hold are added up",
    "C<": "The smallest outcome counts",
    "C>": "The largest outcome counts",
    "C#": "The rules that hold are counted",
}
_MOST_CHARACTERS = 2_000
_TRUE, _FALSE = "true", "false"


@dataclass(frozen=True, slots=True)
class TableShown:
    """A decision table: headings of what is asked and what is answered, and a row a rule; `-` holds for anything."""

    title: str
    policy: str
    asked: tuple[str, ...]
    answered: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...], tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision: its tables, and `lines` (name and expression) of what is no table."""

    id: str
    name: str
    question: str
    tables: tuple[TableShown, ...]
    lines: tuple[tuple[str, str], ...]
    broken: str


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a trial can be given. `kind` is number, boolean, date or another type's name."""

    name: str
    kind: str
    given: str
    problem: str = ""

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"in-{self.name}"


@dataclass(frozen=True, slots=True)
class Trial:
    """A decision tried: what it was given, and either what came of it or why nothing did."""

    decision: str
    asked: tuple[Asked, ...]
    result: str = ""
    hits: tuple[tuple[str, int, str], ...] = ()
    notes: tuple[str, ...] = ()
    problem: str = ""


def shown(model: DecisionModel) -> list[DecisionShown]:
    """The decisions of a file, as it draws them."""
    return [_decision(item, model.broken.get(item.id, "")) for item in model.decisions.values()]


def stands(rows: list[DecisionRow], today: date) -> list[tuple[DecisionRow, str]]:
    """How each row stands on a day, in words. Rows come by key, newest first, as `decision_rows` gives them."""
    in_force: set[str] = set()
    found = []
    for row in rows:
        words = "Waits for approval" if row.approved_at is None else _stands(row, today, row.key in in_force)
        if words == "In force":
            in_force.add(row.key)
        found.append((row, words))
    return found


def trial(model: DecisionModel, decision: str, given: Mapping[str, str], *, now: datetime, run: bool) -> Trial:
    """The form of a trial, filled with what was given by field; and, when it is to `run`, what came of it."""
    asked = tuple(_asked(item, model, given) for item in model.inputs.values())
    chosen = decision if decision in model.decisions else next(iter(model.decisions), "")
    empty = Trial(chosen, asked)
    if not run or any(item.problem for item in asked):
        return empty
    values = {item.name: _value(item.kind, item.given) for item in asked if item.given.strip()}
    try:
        return _decided(chosen, asked, decisions.evaluate(model, chosen, values, now=now), model)
    except EngineError as error:
        return Trial(chosen, asked, problem=error.message)


def _decided(chosen: str, asked: tuple[Asked, ...], decided: Decided, model: DecisionModel) -> Trial:
    result = json.dumps(decided.result, indent=2, ensure_ascii=False, default=str)
    hits = tuple((_called(model, hit.decision), hit.index, hit.note) for hit in decided.rules)
    return Trial(chosen, asked, result, hits, decided.notes)


def _called(model: DecisionModel, decision: str) -> str:
    return sentence_case(model.decisions[decision].name) if decision in model.decisions else decision


def _stands(row: DecisionRow, today: date, is_replaced: bool) -> str:
    if row.valid_from > today:
        return "Approved for later"
    return "Replaced" if is_replaced else "In force"


def _decision(item: Decision, broken: str) -> DecisionShown:
    entries = [Entry("", "", item.box)] if item.box else []
    parts = list(_parts(entries))
    return DecisionShown(
        item.id,
        sentence_case(item.name or item.id),
        item.question,
        tuple(part for part in parts if isinstance(part, TableShown)),
        tuple(part for part in parts if isinstance(part, tuple)),
        broken,
    )


def _parts(entries: list[Entry] | tuple[Entry, ...]) -> Iterator[TableShown | tuple[str, str]]:
    """Tables and lines, those inside contexts as well."""
    for entry in entries:
        name = sentence_case(entry.name)
        match entry.box:
            case Table() as table:
                yield _table(table, name)
            case ContextBox(inner):
                yield from _parts(inner)
            case Literal(code):
                yield (name or "Result", code.text)
            case other:
                yield (name or "Result", sentence_case(type(other).__name__))


def _table(table: Table, title: str) -> TableShown:
    return TableShown(
        title,
        POLICIES.get(table.policy, table.policy),
        tuple(column.label or column.expression.text for column in table.inputs),
        tuple(column.label or column.name or "Result" for column in table.outputs),
        tuple(
            (
                rule.index,
                tuple(test.text if test else "-" for test in rule.tests),
                tuple(output.text for output in rule.outputs),
                rule.note,
            )
            for rule in table.rules
        ),
    )


def _asked(item: InputData, model: DecisionModel, given: Mapping[str, str]) -> Asked:
    kind = item.type_ref
    if kind in model.types:
        kind = model.types[kind].base or kind
    asked = Asked(item.name, kind, given.get(f"in-{item.name}", "")[:_MOST_CHARACTERS])
    try:
        _value(kind, asked.given)
    except Refused as error:
        return Asked(asked.name, kind, asked.given, error.message)
    return asked


def _value(kind: str, text: str) -> object:
    """What was typed, as the decision takes it. Raises Refused."""
    words = text.strip()
    if kind == "boolean" and words in (_TRUE, _FALSE):
        return words == _TRUE
    if kind == "number" and words:
        try:
            number = Decimal(words)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            raise Refused(f"“{words[:40]}” is no number. Write it like 12.5.")
        return number
    if words.startswith(("{", "[")):
        try:
            return json.loads(words)
        except (ValueError, RecursionError):
            raise Refused('This begins like JSON and cannot be read as such. Write it like {"a": 1}.') from None
    return words
