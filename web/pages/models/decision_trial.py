"""Trying a decision: a form of what it asks, and what comes of it: outcome, the rules that hold, and why in words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from engine import decisions, feel
from engine.decisions import Decided, DecisionModel
from engine.decisions.model import Decision, Table
from engine.decisions.types import listed_values, plain_type
from engine.errors import EngineError, Refused
from engine.feel import FeelError
from web.pages.models.decision_boxes import RulesByTable, by_table
from web.wording import sentence_case

NUMBER, CHOICE, YES_NO, DAY, WORDS, STRUCTURE = "number", "choice", "yes-no", "day", "words", "structure"
HINTS = {
    NUMBER: "A number in figures, such as 3",
    DAY: "A day, such as 2027-03-31",
    WORDS: "Words",
    STRUCTURE: 'As FEEL or JSON: {"a": 1} or [1, 2]; words in quotes',
    "time": "A time, such as 09:30:00",
    "date and time": "A day and time, such as 2027-03-31T09:30:00",
    "days and time duration": "A length of time, such as P2D or PT4H",
    "years and months duration": "A length of time, such as P1Y6M",
}
_KINDS = {"number": NUMBER, "boolean": YES_NO, "date": DAY, "string": WORDS, "": STRUCTURE, "list": STRUCTURE}
_MOST_CHARACTERS = 20_000
_MOST_CHOICES = 50
_TRUE, _FALSE = "true", "false"


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a trial can be given. `kind` is of the constants above or a type of FEEL.

    `options` are the values allowed, as words; `suggested` are those that rules speak of. `where` shows the place of a
    mistake under the text.
    """

    name: str
    kind: str
    given: str = ""
    options: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    problem: str = ""
    where: str = ""

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"in-{self.name}"

    @property
    def label(self) -> str:
        """What it is called on the page."""
        return sentence_case(self.name)

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """What can be chosen: values with their words."""
        if self.kind == YES_NO:
            return (_TRUE, "Yes"), (_FALSE, "No")
        return tuple((value, value) for value in self.options)

    @property
    def hint(self) -> str:
        """How to write it."""
        return HINTS.get(self.kind, "")


@dataclass(frozen=True, slots=True)
class Trial:
    """A decision tried: what it was given, and either what came of it or why nothing did.

    `parts` are the outcome's, where it has several with names. `told` is what the rules say to the customer; `why` has
    a sentence for each rule that counted, for staff;
    `holding` are the rules that hold, by table; `where` shows the place of a mistake under the text it is in.
    """

    decision: str
    asked: tuple[Asked, ...]
    done: bool = False
    result: str = ""
    parts: tuple[tuple[str, str], ...] = ()
    told: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    holding: RulesByTable = field(default_factory=dict)
    problem: str = ""
    where: str = ""

    @property
    def wrong(self) -> tuple[Asked, ...]:
        """What could not be read."""
        return tuple(one for one in self.asked if one.problem)

    @property
    def is_long(self) -> bool:
        """Whether an address is too short for what may be given."""
        return any(one.kind == STRUCTURE for one in self.asked)


def trial(model: DecisionModel, decision: str, given: Mapping[str, str], *, now: datetime, run: bool) -> Trial:
    """The form of a trial, filled with what was given by field; and, when it is to `run`, what came of it."""
    chosen = decision if decision in model.decisions else next(iter(model.decisions), "")
    read = [_read(one, given.get(one.field, "")[:_MOST_CHARACTERS]) for one in _asked(model, chosen)]
    empty = Trial(chosen, tuple(asked for asked, _ in read))
    if not run or empty.wrong:
        return empty
    values = {asked.name: value for asked, value in read if value is not None}
    try:
        return _decided(empty, model, decisions.evaluate(model, chosen, values, now=now))
    except EngineError as error:
        return replace(empty, problem=error.message, where=_place(error) if isinstance(error, FeelError) else "")


def _decided(empty: Trial, model: DecisionModel, decided: Decided) -> Trial:
    why = decisions.explain(model, decided)
    return replace(
        empty,
        done=True,
        result=decisions.in_words(decided.value),
        parts=tuple(_parts(model.decisions[empty.decision], decided)),
        told=decisions.told(model, decided),
        why=why[: len(decided.rules)],
        notes=decided.notes,
        holding=by_table((hit.table, hit.index) for hit in decided.rules),
    )


def _parts(decision: Decision, decided: Decided) -> Iterator[tuple[str, str]]:
    """The parts of an outcome under the labels of their columns, if it has them."""
    box, value = decision.box, decided.value
    called = {one.name: decisions.called(one) for one in box.outputs} if isinstance(box, Table) else {}
    if isinstance(value, dict):
        for name, one in value.items():
            yield sentence_case(called.get(str(name), str(name))), decisions.in_words(one)


def _asked(model: DecisionModel, decision: str) -> Iterator[Asked]:
    """What a decision asks, also by way of the decisions that it needs; for each file it imports, one box for all.

    One that draws no input may look at any of its file.
    """
    asked = dict.fromkeys(_needed(model, decision))
    evaluation = feel.Evaluation({})
    for input_id in asked or model.inputs:
        item = model.inputs[input_id]
        kind, _ = plain_type(item.type_ref, model.types)
        options = tuple(_options(model, item.type_ref, evaluation))
        spoken_of = () if options else tuple(_spoken_of(model, item.name))
        own = CHOICE if options else WORDS if spoken_of and not kind else _KINDS.get(kind, kind)
        yield Asked(item.name, own if own in HINTS or own in (CHOICE, YES_NO) else STRUCTURE, "", options, spoken_of)
    yield from (Asked(name, STRUCTURE) for name, other in model.imports.items() if other.inputs)


def _needed(model: DecisionModel, decision: str) -> Iterator[str]:
    """The ids of the inputs on which a decision depends."""
    left, seen = [decision], set[str]()
    while left:
        item = model.decisions.get(left.pop(0))
        if item is None or item.id in seen:
            continue
        seen.add(item.id)
        yield from (need for need in item.needs if need in model.inputs)
        left.extend(_below(model, item))


def _below(model: DecisionModel, item: Decision) -> Iterator[str]:
    for need in (*item.needs, *item.knows):
        service = model.services.get(need)
        yield from service.outputs if service else (need,)


def _options(model: DecisionModel, type_ref: str, evaluation: feel.Evaluation) -> Iterator[str]:
    """The values that a type lists, if they are all words; none when finding them out takes too much."""
    listed = listed_values(type_ref, model.types)
    try:
        values = evaluation.value(listed) if listed is not None else None
    except FeelError:
        return
    if isinstance(values, list) and 0 < len(values) <= _MOST_CHOICES and all(isinstance(one, str) for one in values):
        yield from (str(one) for one in values)


def _spoken_of(model: DecisionModel, name: str) -> Iterator[str]:
    """The words and numbers that the tables of a file compare an input with."""
    found: dict[str, None] = {}
    for placed in decisions.tables(model):
        for column, cells in zip(placed.table.inputs, placed.table.columns, strict=True):
            if column.expression.text == name and cells.line.kind is str:
                found.update(dict.fromkeys(str(mark) for mark in cells.line.marks))
    yield from list(found)[:_MOST_CHOICES]


def _read(asked: Asked, text: str) -> tuple[Asked, object]:
    """A question with what was given, and its value as plain data; None for nothing, and for what cannot be read."""
    words = text.strip()
    shown = replace(asked, given=text)
    if not words:
        return shown, None
    try:
        return shown, _value(asked, words)
    except FeelError as error:
        return replace(shown, problem=f"This cannot be read: {error.message}", where=_place(error)), None
    except Refused as error:
        return replace(shown, problem=error.message), None


def _place(error: FeelError) -> str:
    """The text that is wrong, with its place under it."""
    return error.explain().partition("\n")[2]


def _value(asked: Asked, words: str) -> object:
    """What was typed, as the decision takes it. Raises Refused, FeelError."""
    if asked.kind == YES_NO and words in (_TRUE, _FALSE):
        return words == _TRUE
    if asked.kind == NUMBER:
        return _number(words)
    if asked.kind == DAY:
        return _day(words)
    if asked.kind == CHOICE and words not in asked.options:
        raise Refused("Choose one of the values that are allowed.")
    return _structure(words) if asked.kind == STRUCTURE else words


def _number(words: str) -> Decimal:
    try:
        number = Decimal(words.replace(",", "").removeprefix("£"))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise Refused(f"“{words[:40]}” is no number. Write it in figures, such as 3.")
    return number


def _day(words: str) -> str:
    try:
        return date.fromisoformat(words).isoformat()
    except ValueError:
        raise Refused(f"“{words[:40]}” is no day. Write it like 2027-03-31.") from None


def _structure(words: str) -> object:
    """What is written as JSON, or else as FEEL."""
    if words[0] in "{[":
        try:
            return json.loads(words, parse_float=Decimal)
        except (ValueError, RecursionError):
            pass
    value = feel.to_plain(feel.evaluate(words, {}))
    if value is None and words != "null":
        raise Refused(f"“{words[:40]}” is nothing by itself. Put words in quotes.")
    return value


def labels(model: DecisionModel) -> dict[str, str]:
    """The names of the decisions of a file by id, to choose from."""
    return {key: sentence_case(one.name or key) for key, one in model.decisions.items()}
