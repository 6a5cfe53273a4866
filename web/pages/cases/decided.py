"""What rules decided in a case: by which version of a decision, by which of its rules, and why, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias
from urllib.parse import urlencode

from engine import decisions, definitions, people
from engine.audit import AuditRow
from engine.decisions import DecisionModel, NoRule, Outcome
from engine.definitions import DecisionRow, RunningVersion
from engine.errors import EngineError
from engine.people import Actor
from engine.store import Work
from web.wording import full_stop, sentence_case

MADE = "case:decision:made"
_MOST_RULES = 20
_Rule: TypeAlias = tuple[str, int]


@dataclass(frozen=True, slots=True)
class DecidedBy:
    """The version of a decision that decided, and a sentence for each rule, or for each table of which none held.

    `address` leads to the version with the rules that held, if any, marked; empty for who may not read decisions.
    """

    version: int
    has_rules: bool
    why: tuple[str, ...]
    address: str


def decided(work: Work, entries: Iterable[AuditRow], version: RunningVersion, *, by: Actor) -> dict[int, DecidedBy]:
    """What was decided, by the id of the entry that records it.

    Nothing is said of the rules of a decision that looks at restricted answers: they would tell them.
    """
    fields = (*version.start_fields, *(field for step in version.steps.values() for field in step.fields))
    hidden = frozenset(field.key for field in fields if field.sensitivity == "restricted")

    @cache
    def known(number: int) -> tuple[DecisionModel, list[DecisionRow]] | None:
        return _known(work, number, hidden)

    found = {}
    for entry in entries:
        number = entry.facts.get("version")
        if entry.action == MADE and isinstance(number, int) and (about := known(number)) is not None:
            found[entry.id] = _decided(entry.facts, *about, by=by)
    return found


def _known(work: Work, number: int, hidden: Collection[str]) -> tuple[DecisionModel, list[DecisionRow]] | None:
    """A version's model and decisions; None when it is gone, cannot be read any more, or looks at what is hidden."""
    try:
        rows, model = definitions.decision_rows(work, version_id=number), definitions.decision_model(work, number)
    except EngineError:
        return None
    return None if not rows or any(item.name in hidden for item in model.inputs.values()) else (model, rows)


def _decided(facts: Mapping[str, object], model: DecisionModel, rows: list[DecisionRow], *, by: Actor) -> DecidedBy:
    key = str(facts.get("decision", ""))
    row = next((one for one in rows if one.key == key), rows[0])
    held = list(_held(facts.get("rules")))[:_MOST_RULES]
    query = urlencode([("rule", f"{table}:{index}") for table, index in held])
    readable = people.may(by, "decision:read", service_id=row.service_id)
    address = f"/decisions/{row.version_id}?{query}#{key}" if readable else ""
    return DecidedBy(row.number, bool(held), (*_why(model, held), *_no_rule(facts.get("no_rule"))), address)


def _held(rules: object) -> Iterator[_Rule]:
    """The rules as the record names them: `the table rule 3`."""
    for text in rules if isinstance(rules, list) else ():
        table, _, index = str(text).rpartition(" rule ")
        if index.isdigit():
            yield table, int(index)


def _no_rule(tables: object) -> Iterator[str]:
    """A sentence for each table of which no rule held."""
    for one in tables[:_MOST_RULES] if isinstance(tables, list) else ():
        yield decisions.no_rule_in_words(NoRule(str(one["decision"]), "", bool(one["default"])))


def _why(model: DecisionModel, held: Collection[_Rule]) -> Iterator[str]:
    notes = {(one.table.id, rule.index): rule.note for one in decisions.tables(model) for rule in one.table.rules}
    outcomes = {(one.where, one.rule): one for one in decisions.outcomes(model) if one.rule}
    for rule in held:
        if rule in notes:
            said = (
                f"Rule {rule[1]}: {notes[rule]}" if notes[rule] else f"Rule {rule[1]}",
                _outcome(outcomes.get(rule)),
            )
            yield " ".join(_ended(words) for words in said if words)


def _outcome(outcome: Outcome | None) -> str:
    """What a rule says, as far as it is written in it."""
    parts = [part for part in outcome.parts if len(part.values) == 1] if outcome else []
    return "; ".join(f"{sentence_case(part.label)}: {decisions.in_words(part.values[0])}" for part in parts)


def _ended(words: str) -> str:
    """Words with a full stop, unless they, or a text that they end with, have a mark of their own."""
    return words if words.endswith((".”", "?”", "!”")) else full_stop(words)
