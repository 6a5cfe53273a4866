"""Values and decisions in plain words: for findings, and for the customer who asks why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time

from engine.decisions.graph import Decided
from engine.decisions.model import DecisionModel, Table
from engine.decisions.state import NoRule, RuleHit
from engine.decisions.walking import PlacedTable, called, tables
from engine.feel import Value, to_plain

_LONGEST = 200
_FOR_PEOPLE = frozenset({"reason", "why", "because", "explanation"})


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
    """Why a decision came out as it did: a sentence for each rule that counted, then for each table of which none
    held, then why parts are not known.

    Only what a rule looked at is named, by the labels of the table; what its author wrote beside it is told with it.
    """
    found = {(table.name, table.table.id): table.table for table in _all_tables(model)}
    sentences = [_sentence(hit, found.get((hit.decision, hit.table))) for hit in decided.rules]
    sentences += [no_rule_in_words(one) for one in decided.no_rules]
    return (*sentences, *(f"Not known: {note}" for note in decided.notes))


def no_rule_in_words(found: NoRule) -> str:
    """What came of it that no rule of a table held."""
    rest = ", so its default counts" if found.is_default else ""
    return f"{heading(found.decision)}: no rule of its table holds{rest}."


def told(model: DecisionModel, decided: Decided) -> tuple[str, ...]:
    """What the rules that counted have to say to the customer, each text once.

    It is the value of the output called “reason” or “why” (by name or label); without one, the note beside the rule.
    """
    found = {(table.name, table.table.id): table.table for table in _all_tables(model)}
    texts = (_for_people(hit, found.get((hit.decision, hit.table))) for hit in decided.rules)
    return tuple(dict.fromkeys(text for text in texts if text))


def _all_tables(model: DecisionModel) -> Iterator[PlacedTable]:
    yield from tables(model)
    for other in model.imports.values():
        yield from _all_tables(other)


def _sentence(hit: RuleHit, table: Table | None) -> str:
    outcome = _outcome(hit, table)
    asked = [f"{label} is {in_words(value)}" for label, value in _asked(hit, table)] or list(_otherwise(hit, table))
    why = f", because {_listed(asked)}" if asked else ", whatever else is given"
    note = f" ({hit.note.rstrip('.')})" if hit.note else ""
    return f"{heading(hit.decision)}: {outcome}{why}{note}. Rule {hit.index}."


def _asked(hit: RuleHit, table: Table | None) -> Iterator[tuple[str, Value]]:
    """What the rule looked at: the inputs whose cell is not empty, days as days."""
    if table is None or len(table.inputs) != len(hit.inputs):
        yield from hit.inputs.items()
        return
    tests = table.rules[hit.index - 1].tests
    for (label, value), column, test in zip(hit.inputs.items(), table.columns, tests, strict=True):
        if test is not None:
            yield label, date.fromisoformat(value) if column.line.kind is date and isinstance(value, str) else value


def _otherwise(hit: RuleHit, table: Table | None) -> Iterator[str]:
    """Why a rule that asks nothing counted, where its table takes the first that holds."""
    if table is not None and table.policy == "F" and hit.index > 1:
        yield "no rule above it holds"


def _outcome(hit: RuleHit, table: Table | None) -> str:
    """What a rule says, but for its words for people; those alone where it says nothing else."""
    every = list(_labelled(hit, table))
    values = [(label, value) for name, label, value in every if not _is_for_people(name, label)]
    if len(every) == 1 or not values:
        return _listed(in_words(value) for _, _, value in every)
    return _listed(f"{label} is {in_words(value)}" for label, value in values)


def _for_people(hit: RuleHit, table: Table | None) -> str:
    texts = (value for name, label, value in _labelled(hit, table) if _is_for_people(name, label))
    return next((text for text in texts if isinstance(text, str) and text), hit.note)


def _labelled(hit: RuleHit, table: Table | None) -> Iterator[tuple[str, str, Value]]:
    """The name, label and value of each output of a rule."""
    labels = [called(column) for column in table.outputs] if table is not None else list(hit.outputs)
    for (name, value), label in zip(hit.outputs.items(), labels, strict=False):
        yield name, label, value


def _is_for_people(name: str, label: str) -> bool:
    return not _FOR_PEOPLE.isdisjoint((name.lower(), label.lower()))


def heading(name: str) -> str:
    """A name as a sentence begins: `who_pays` as Who pays."""
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
