"""An uploaded decision file as its rules look at it. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine import decisions
from engine.decisions import Analysis, DecisionModel, Gap, Overlap, PlacedTable, Text
from engine.definitions.finding import Finding


@dataclass(frozen=True, slots=True)
class LookedOver:
    """A decision table with what was found by looking at all its rules at once."""

    placed: PlacedTable
    found: Analysis


@dataclass(frozen=True, slots=True)
class DecisionFile:
    """A decision file: its model, its tables looked over, and every FEEL text in it."""

    model: DecisionModel
    tables: tuple[LookedOver, ...]
    texts: tuple[Text, ...]

    def about(self, element: str, name: str, message: str, *, severity: str = "", rules: Sequence[int] = ()) -> Finding:
        """A finding about an element of the file, by id; who runs the rules fills in the rule's name.

        `rules` are the numbers of the rules of a table that it speaks of.
        """
        line = self.model.lines.get(element, 0)
        return Finding("", severity, element, name, line, message, table_rules=tuple(rules))

    def about_table(
        self, looked: LookedOver, message: str, *, severity: str = "", rules: Sequence[int] = ()
    ) -> Finding:
        """A finding about a table, or about these rules of it."""
        return self.about(looked.placed.table.id, looked.placed.name, message, severity=severity, rules=rules)

    def about_text(self, text: Text, message: str) -> Finding:
        """A finding about a FEEL text, which says first where it stands."""
        return self.about(text.where, text.name, f"{text.what}: {message}", rules=(text.rule,) if text.rule else ())


def decision_file(model: DecisionModel) -> DecisionFile:
    """Look a file over once, for all rules."""
    tables = tuple(LookedOver(placed, decisions.analyse(placed.table, model)) for placed in decisions.tables(model))
    return DecisionFile(model, tables, tuple(decisions.texts(model)))


def when(found: Overlap | Gap) -> str:
    """An example as a clause: `when Kind is “fence”`; empty when any input would do."""
    words = decisions.example_in_words(found.example)
    return f"when {words}" if words else "whatever is given"


def outcomes(looked: LookedOver, rule: int) -> tuple[str, ...]:
    """What a rule (by its number) says, as its cells are written."""
    return tuple(code.text for code in looked.placed.table.rules[rule - 1].outputs)


def numbered(rules: Sequence[int]) -> str:
    """How to speak of rules of a table: `rule 3`, `rules 1, 2 and 3`."""
    *first, last = map(str, rules)
    return f"rules {', '.join(first)} and {last}" if first else f"rule {last}"


def one_rule_counts(looked: LookedOver) -> bool:
    """Whether one rule of a table gives the outcome: where none holds, there is none."""
    return decisions.HIT_POLICIES[looked.placed.table.policy].one_counts


def has_default(looked: LookedOver) -> bool:
    """Whether a table says what comes out when no rule holds."""
    return any(column.default is not None for column in looked.placed.table.outputs)


def pairs(looked: LookedOver, policy: str) -> Iterator[Overlap]:
    """The overlaps of a table, if it has this hit policy."""
    if looked.placed.table.policy == policy:
        yield from looked.found.overlaps
