"""What a trial of a decision asks, each in a field of its type, and what was typed into it as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from engine import decisions, feel
from engine.decisions import DecisionModel
from engine.decisions.model import UNNAMED, Decision, InputData
from engine.decisions.types import listed_values, plain_type
from engine.errors import Refused
from engine.feel import FeelError
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
_Way: TypeAlias = tuple[str, ...]
_Node: TypeAlias = tuple[str, _Way]


@dataclass(frozen=True, slots=True)
class Asked:
    """Something a trial can be given. `kind` is of the constants above or a type of FEEL.

    `within` are the names of the imports on the way to the file that asks it, none for the file itself. `options` are
    the values allowed, as words; `suggested` are those that rules speak of. `where` shows the place of a mistake under
    the text.
    """

    name: str
    kind: str
    within: _Way = ()
    given: str = ""
    options: tuple[str, ...] = ()
    suggested: tuple[str, ...] = ()
    problem: str = ""
    where: str = ""

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"in-{'.'.join((*self.within, self.name))}"

    @property
    def label(self) -> str:
        """What it is called on the page."""
        own = sentence_case(self.name)
        return f"{own}, of {', '.join(sentence_case(name) for name in reversed(self.within))}" if self.within else own

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
class _Source:
    """Something to be given, the file that it is of, and the names of the imports on the way to that file."""

    item: InputData | Decision
    model: DecisionModel
    within: _Way


def questions(model: DecisionModel, chosen: str) -> Iterator[Asked]:
    """What a decision asks, also by way of what it needs in its own file and in others; or what a service asks.

    A decision that draws no input may look at any of its file and of those that this imports; a service may not.
    """
    found = list(_needed(model, chosen)) or ([] if chosen in model.services else list(_every(model)))
    seen = set()
    evaluation = feel.Evaluation({})
    for source in found:
        asked = _question(source, model, evaluation)
        if asked.field not in seen:
            seen.add(asked.field)
            yield asked


def answers(read: Iterable[tuple[Asked, object]]) -> dict[str, object]:
    """What was given as a decision takes it: by name; for an imported file as entries of the import's name."""
    values: dict[str, object] = {}
    for asked, value in read:
        if value is None:
            continue
        entries = values
        for name in asked.within:
            inner = entries.get(name)
            inner = inner if isinstance(inner, dict) else {}
            entries[name] = inner
            entries = inner
        entries[asked.name] = value
    return values


def _needed(model: DecisionModel, chosen: str) -> Iterator[_Source]:
    """What has to be given for a decision, or for a service: there also the decisions that are not made in it."""
    service = model.services.get(chosen)
    made_elsewhere = [need for need in service.inputs if need in model.decisions] if service else []
    yield from (_Source(model.decisions[need], model, ()) for need in made_elsewhere)
    seen: set[_Node] = {(need, ()) for need in made_elsewhere}
    left: list[tuple[str, DecisionModel, _Way]]
    left = [(need, model, ()) for need in ((*service.inputs, *service.outputs) if service else (chosen,))]
    while left:
        need, holder, within = left.pop(0)
        if (need, within) in seen:
            continue
        seen.add((need, within))
        if need in holder.inputs:
            yield _Source(holder.inputs[need], holder, within)
        elif need in holder.decisions:
            left.extend((below, holder, within) for below in holder.decisions[need].needs)
        else:
            left.extend(_elsewhere(need, holder, within))


def _elsewhere(need: str, model: DecisionModel, within: _Way) -> Iterator[tuple[str, DecisionModel, _Way]]:
    """The same thing in the imported file that holds it."""
    space, _, identifier = need.rpartition("#")
    for name, other in model.imports.items():
        if space and other.namespace == space:
            yield identifier, other, _through(name, within)


def _every(model: DecisionModel) -> Iterator[_Source]:
    """All that a file and those that it imports ask."""
    yield from (_Source(item, model, ()) for item in model.inputs.values())
    for name, other in model.imports.items():
        yield from (_Source(item, other, _through(name, ())) for item in other.inputs.values())


def _through(name: str, within: _Way) -> _Way:
    """The way through an import; what is imported without a name is in sight as if it stood in the file itself."""
    return within if name.startswith(UNNAMED) else (*within, name)


def _question(source: _Source, root: DecisionModel, evaluation: feel.Evaluation) -> Asked:
    item, model = source.item, source.model
    kind, _ = plain_type(item.type_ref, model.types)
    options = tuple(_options(model, item.type_ref, evaluation))
    spoken_of = () if options else tuple(_spoken_of(source, root))
    own = CHOICE if options else WORDS if spoken_of and not kind else _KINDS.get(kind, kind)
    drawn = own if own in HINTS or own in (CHOICE, YES_NO) else STRUCTURE
    return Asked(item.name, drawn, source.within, "", options, spoken_of)


def _options(model: DecisionModel, type_ref: str, evaluation: feel.Evaluation) -> Iterator[str]:
    """The values that a type lists, if they are all words; none when finding them out takes too much."""
    listed = listed_values(type_ref, model.types)
    try:
        values = evaluation.value(listed) if listed is not None else None
    except FeelError:
        return
    if isinstance(values, list) and 0 < len(values) <= _MOST_CHOICES and all(isinstance(one, str) for one in values):
        yield from (str(one) for one in values)


def _spoken_of(source: _Source, root: DecisionModel) -> Iterator[str]:
    """The words and numbers that the tables of a file, and of the one that is tried, compare an input with."""
    found: dict[str, None] = {}
    full = ".".join((*source.within, source.item.name))
    for model, name in {id(source.model): (source.model, source.item.name), id(root): (root, full)}.values():
        for placed in decisions.tables(model):
            for column, cells in zip(placed.table.inputs, placed.table.columns, strict=True):
                if column.expression.text == name and cells.line.kind is str:
                    found.update(dict.fromkeys(str(mark) for mark in cells.line.marks))
    yield from list(found)[:_MOST_CHOICES]


def read(asked: Asked, given: Mapping[str, str]) -> tuple[Asked, object]:
    """A question with what was given, and its value as plain data; None for nothing, and for what cannot be read."""
    text = given.get(asked.field, "")[:_MOST_CHARACTERS]
    words = text.strip()
    shown = replace(asked, given=text)
    if not words:
        return shown, None
    try:
        return shown, _value(asked, words)
    except FeelError as error:
        return replace(shown, problem=f"This cannot be read: {error.message}", where=error.excerpt), None
    except Refused as error:
        return replace(shown, problem=error.message), None


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
