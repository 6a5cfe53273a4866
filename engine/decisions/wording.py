"""Values and decisions in plain words: for findings, and for the customer who asks why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time

from engine.decisions.graph import Decided
from engine.decisions.model import DecisionModel, Table
from engine.decisions.state import RuleHit
from engine.decisions.walking import PlacedTable, called, tables
from engine.feel import Value, to_plain

_LONGEST = 200


def in_words(value: Value) -> str:
    """A value as it is said: yes, no, not known, a day, a list with commas; texts in quotes."""
    if isinstance(value, list):
        return _listed([in_words(part) for part in value[:20]]) or "none"
    if isinstance(value, Mapping):
        return _listed([f"{name}: {in_words(part)}" for name, part in list(value.items())[:20]], "; ") or "nothing"
    writer = _WRITERS.get(type(value))
    return writer(value) if writer is not None else str(to_plain(value))[:_LONGEST]


def example_in_words(example: Mapping[str, Value]) -> str:
    """An input as a clause: `Kind is “fence” and Depth is 5`; empty when nothing matters."""
    return _listed([f"{label} is {in_words(value)}" for label, value in example.items()])


def explain(model: DecisionModel, decided: Decided) -> tuple[str, ...]:
    """Why a decision came out as it did: a sentence for each rule that counted, then why parts are not known.

    Only what a rule looked at is named, by the labels of the table; what its author wrote beside it is told with it.
    """
    found = {(table.name, table.table.id): table.table for table in _all_tables(model)}
    sentences = [_sentence(hit, found.get((hit.decision, hit.table))) for hit in decided.rules]
    return (*sentences, *(f"Not known: {note}" for note in decided.notes))


def _all_tables(model: DecisionModel) -> Iterator[PlacedTable]:
    yield from tables(model)
    for other in model.imports.values():
        yield from _all_tables(other)


def _sentence(hit: RuleHit, table: Table | None) -> str:
    outcome = _outcome(hit, table)
    asked = [f"{label} is {in_words(value)}" for label, value in _asked(hit, table)]
    why = f", because {_listed(asked)}" if asked else ", whatever else is given"
    note = f" ({hit.note.rstrip('.')})" if hit.note else ""
    return f"{_heading(hit.decision)}: {outcome}{why}{note}. Rule {hit.index}."


def _asked(hit: RuleHit, table: Table | None) -> Iterator[tuple[str, Value]]:
    """What the rule looked at: the inputs whose cell is not empty, days as days."""
    if table is None or len(table.inputs) != len(hit.inputs):
        yield from hit.inputs.items()
        return
    tests = table.rules[hit.index - 1].tests
    for (label, value), column, test in zip(hit.inputs.items(), table.columns, tests, strict=True):
        if test is not None:
            yield label, date.fromisoformat(value) if column.line.kind is date and isinstance(value, str) else value


def _outcome(hit: RuleHit, table: Table | None) -> str:
    values = list(hit.outputs.values())
    if len(values) == 1:
        return in_words(values[0])
    labels = [called(column) for column in table.outputs] if table is not None else list(hit.outputs)
    return _listed([f"{label} is {in_words(value)}" for label, value in zip(labels, values, strict=False)])


def _heading(name: str) -> str:
    words = " ".join(name.replace("_", " ").split())
    return words[:1].upper() + words[1:]


def _listed(parts: Iterable[str], comma: str = ", ") -> str:
    *first, last = [*parts] or [""]
    return f"{comma.join(first)} and {last}" if first else last


def _day(value: date) -> str:
    return f"{value.day} {value:%B %Y}"


_WRITERS: dict[type, Callable[[Value], str]] = {
    type(None): lambda value: "not known",
    bool: lambda value: "yes" if value else "no",
    str: lambda value: f"“{value[:_LONGEST]}”",
    datetime: lambda value: f"{_day(value)}, {value:%H:%M}",
    date: _day,
    time: lambda value: f"{value:%H:%M}",
}
