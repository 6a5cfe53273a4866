"""Why a decision of a case came out as it did, from what is recorded of it and what its version says."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import TypeAlias

from engine import decisions
from engine.audit import AuditRow
from engine.clock import day_of
from engine.decisions import DecisionModel, NoRule, Outcome
from engine.definitions.deciding import DecisionRow, decision_model, decision_rows
from engine.definitions.restricted import questions, restricted_names
from engine.definitions.running import RunningVersion
from engine.errors import EngineError
from engine.feel import to_plain
from engine.store import Work

MADE = "case:decision:made"
"""What the trail calls it that a decision was made for a case."""
_MOST_RULES = 20
_Known: TypeAlias = tuple[DecisionModel, list[DecisionRow]]


@dataclass(frozen=True, slots=True)
class RuleThatHeld:
    """A rule that decided: its table and number (from 1), the note beside it, and what is written in it as outcome.

    `outputs` are plain data by the label of their column; what the rule works out is not among them. `sentence` says it
    all in words.
    """

    table: str
    index: int
    note: str
    outputs: Mapping[str, object]
    sentence: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Which version of which decision decided, the rules that held, and a sentence for each.

    There is a sentence too for each table of which no rule held. `row` is the version as it was in force when it
    decided, `imported` are those that it imported then; `asked` are the names of what it asks.
    """

    decision: str
    row: DecisionRow
    rules: tuple[RuleThatHeld, ...]
    sentences: tuple[str, ...]
    asked: frozenset[str]
    imported: tuple[DecisionRow, ...] = ()

    def inputs(self, version: RunningVersion, answers: Mapping[str, object]) -> dict[str, object]:
        """Those of the answers to ordinary questions of a process that the decision asks for, by name."""
        ordinary = {field.key for field in questions(version) if field.sensitivity == "ordinary"}
        told = self.asked & ordinary - restricted_names(version)
        return {name: value for name, value in answers.items() if name in told}


def reasons(work: Work, entries: Iterable[AuditRow], version: RunningVersion) -> dict[int, Reasons]:
    """Why decisions of a case of a process came out so, by the id of the entry of the trail that records it.

    Nothing is said of a decision that looks at restricted answers or what scripts make of them, which its rules would
    tell, nor of a version that can be read no more.
    """
    hidden = restricted_names(version)

    @cache
    def known(number: int) -> _Known | None:
        return _known(work, number, hidden)

    @cache
    def rows(number: int) -> list[DecisionRow]:
        return decision_rows(work, version_id=number)

    found = {}
    for entry in entries:
        number = entry.facts.get("version") if entry.action == MADE else None
        if isinstance(number, int) and (about := known(number)) is not None:
            imported = (_then(rows(other), entry.happened_at) for other in _numbers(entry.facts.get("imported")))
            why = _reasons(entry.facts, *about, entry.happened_at)
            found[entry.id] = replace(why, imported=tuple(row for row in imported if row is not None))
    return found


def _known(work: Work, number: int, hidden: Collection[str]) -> _Known | None:
    try:
        rows, model = decision_rows(work, version_id=number), decision_model(work, number)
    except EngineError:
        return None
    return None if not rows or (hidden and not _names(model).isdisjoint(hidden)) else (model, rows)


def _names(model: DecisionModel) -> frozenset[str]:
    """The names that a file and those that it imports may look at: their inputs, and what their texts ask for."""
    asked = frozenset(item.name for item in model.inputs.values())
    asked = asked.union(*(decisions.needed_names(text) for text in decisions.texts(model)))
    return asked.union(*(_names(other) for other in model.imports.values()))


def _numbers(recorded: object) -> list[int]:
    return [one for one in recorded if isinstance(one, int)] if isinstance(recorded, list) else []


def _then(rows: Sequence[DecisionRow], at: datetime) -> DecisionRow | None:
    """Of the versions that a file was put in force as, newest first, the one that was in force at a moment.

    A file that was put back later is a newer version than the one that decided. Without one, the oldest.
    """
    day = day_of(at)
    in_force = (row for row in rows if row.approved_at and row.approved_at <= at and row.valid_from <= day)
    return next(in_force, rows[-1] if rows else None)


def _reasons(facts: Mapping[str, object], model: DecisionModel, rows: list[DecisionRow], at: datetime) -> Reasons:
    key = str(facts.get("decision", ""))
    held = list(_held(facts.get("rules"), model))[:_MOST_RULES]
    sentences = (*(rule.sentence for rule in held), *_no_rule(facts.get("no_rule")))
    asked = frozenset(model.inputs[need].name for need in _needed(model, key))
    row = _then([one for one in rows if one.key == key and not one.is_library], at) or rows[0]
    return Reasons(key, row, tuple(held), sentences, asked)


def _needed(model: DecisionModel, key: str) -> Iterator[str]:
    """The ids of the inputs of a file that a decision asks for, also by way of decisions that it needs."""
    service = model.services.get(key)
    left, seen = [*service.inputs, *service.outputs] if service else [key], set[str]()
    while left:
        need = left.pop()
        if need in model.inputs and need not in seen:
            yield need
        if need in model.decisions and need not in seen:
            left.extend(model.decisions[need].needs)
        seen.add(need)


def _held(recorded: object, model: DecisionModel) -> Iterator[RuleThatHeld]:
    """The rules as the record names them: `the table rule 3`."""
    notes = {(one.table.id, rule.index): rule.note for one in decisions.tables(model) for rule in one.table.rules}
    outcomes = {(one.where, one.rule): one for one in decisions.outcomes(model) if one.rule}
    for text in recorded if isinstance(recorded, list) else ():
        table, _, number = str(text).rpartition(" rule ")
        if number.isdigit() and (table, int(number)) in notes:
            yield _rule(table, int(number), notes[table, int(number)], outcomes.get((table, int(number))))


def _rule(table: str, index: int, note: str, outcome: Outcome | None) -> RuleThatHeld:
    written = {part.label: part.values[0] for part in outcome.parts if len(part.values) == 1} if outcome else {}
    says = "; ".join(f"{decisions.heading(label)}: {decisions.in_words(value)}" for label, value in written.items())
    parts = (f"Rule {index}: {note}" if note else f"Rule {index}", says)
    sentence = " ".join(_ended(words) for words in parts if words)
    return RuleThatHeld(table, index, note, {label: to_plain(value) for label, value in written.items()}, sentence)


def _ended(words: str) -> str:
    """Words with a full stop, unless they, or a text that they end with, have a mark of their own."""
    return words if words.rstrip("”").endswith((".", "!", "?", "…", ":")) else f"{words}."


def _no_rule(tables: object) -> Iterator[str]:
    """A sentence for each table of which no rule held."""
    for one in tables[:_MOST_RULES] if isinstance(tables, list) else ():
        yield decisions.no_rule_in_words(NoRule(str(one["decision"]), "", bool(one["default"])))
