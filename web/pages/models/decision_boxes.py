"""The boxed expressions of a decision as a page draws them: tables as tables, all else as named lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine import decisions
from engine.decisions.model import (
    Box,
    Conditional,
    ContextBox,
    Entry,
    FilterBox,
    FunctionBox,
    Invocation,
    ListBox,
    Literal,
    Loop,
    Relation,
    Rule,
    Table,
)
from engine.definitions import Finding
from web.wording import sentence_case

ANYTHING = "anything"
MANY_RULES = 12
"""From how many rules on a table scrolls under its headings."""
_WORDS = re.compile(r'"[^"\\\\]*"(?:\s*,\s*"[^"\\\\]*")*')
RulesByTable: TypeAlias = Mapping[str, frozenset[int]]
"""Numbers of rules by the id of their table."""


@dataclass(frozen=True, slots=True)
class Written:
    """An expression as it is written; empty for none."""

    text: str
    kind: str = "written"


@dataclass(frozen=True, slots=True)
class Lines:
    """Named parts, after a sentence that says how they belong together."""

    says: str
    parts: tuple[tuple[str, Shown], ...]
    kind: str = "lines"


@dataclass(frozen=True, slots=True)
class Grid:
    """A relation: rows of parts under headings."""

    heads: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a table: its name, the expression it looks at, what is allowed in it, and its default."""

    name: str
    looks_at: str = ""
    allowed: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class RuleShown:
    """A rule: its number, what is asked of each input (`anything` where nothing is), outcomes, and its note."""

    index: int
    tests: tuple[str, ...]
    outcomes: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class TableShown:
    """A decision table. `policy` says in words which of the rules that hold count."""

    id: str
    title: str
    policy: str
    asked: tuple[Head, ...]
    answered: tuple[Head, ...]
    rules: tuple[RuleShown, ...]
    kind: str = "table"

    @property
    def noted(self) -> bool:
        """Whether any rule has a note."""
        return any(rule.note for rule in self.rules)

    @property
    def is_long(self) -> bool:
        """Whether its headings should stay in sight."""
        return len(self.rules) > MANY_RULES

    @property
    def defaults(self) -> tuple[Head, ...]:
        """The outcomes that have a default."""
        return tuple(head for head in self.answered if head.default)


Shown: TypeAlias = Written | Lines | Grid | TableShown


def shown_box(box: Box, title: str = "") -> Shown:
    """A box with all that is in it. `title` names the tables in it that have no name of their own."""
    match box:
        case Table() as table:
            return _table(table, title)
        case Literal(code):
            return Written(code.text)
        case Relation(columns, rows):
            return Grid(columns, tuple(tuple(shown_box(cell, title) for cell in row) for row in rows))
        case ListBox(items):
            return Lines("A list of:", tuple((f"{number}", shown_box(one)) for number, one in enumerate(items, 1)))
        case ContextBox(entries):
            says = "Worked out line by line; the last is the outcome:" if _has_result(entries) else "Put together from:"
            return Lines(says, _entries(entries))
        case FunctionBox(parameters, body, _):
            names = ", ".join(one.name for one in parameters)
            return Lines(f"A function of {names}:" if names else "A function:", (("gives", shown_box(body, title)),))
        case _:
            return _other(box)


def by_table(rules: Iterable[tuple[str, int]]) -> RulesByTable:
    """Rules, each given by the id of its table and its number."""
    found: dict[str, set[int]] = {}
    for table, number in rules:
        found.setdefault(table, set()).add(number)
    return {table: frozenset(numbers) for table, numbers in found.items()}


def found_in(findings: Iterable[Finding]) -> RulesByTable:
    """The rules that findings speak of."""
    return by_table((finding.element, number) for finding in findings for number in finding.table_rules)


def _named_columns(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the input columns and the output columns of a table are called."""
    asked = tuple(sentence_case(column.label or column.expression.text) for column in table.inputs)
    return asked, tuple(sentence_case(decisions.called(column)) for column in table.outputs)


def _table(table: Table, title: str) -> TableShown:
    asked, answered = _named_columns(table)
    return TableShown(
        table.id,
        title,
        decisions.HIT_POLICIES[table.policy].says,
        tuple(
            Head(
                name,
                "" if column.expression.text == column.label else column.expression.text,
                column.allowed.text if column.allowed else "",
            )
            for name, column in zip(asked, table.inputs, strict=True)
        ),
        tuple(
            Head(
                name,
                "",
                column.values.text.strip("[]") if column.values else "",
                column.default.text if column.default else "",
            )
            for name, column in zip(answered, table.outputs, strict=True)
        ),
        tuple(_rule(rule) for rule in table.rules),
    )


def _rule(rule: Rule) -> RuleShown:
    tests = tuple(_said(test.text) if test else ANYTHING for test in rule.tests)
    return RuleShown(rule.index, tests, tuple(_said(code.text) for code in rule.outputs), rule.note)


def _said(text: str) -> str:
    """A cell as it is written; one that holds nothing but words in the quotes of everyday writing."""
    if text in ("? = true", "? = false"):  # how a plain true or false is read
        return text.removeprefix("? = ")
    return re.sub(r'"([^"]*)"', r"“\1”", text) if _WORDS.fullmatch(text) else text


def _other(box: Box) -> Shown:
    match box:
        case Invocation(_, function, arguments):
            return Lines("Asks a function:", (("function", shown_box(function)), *_entries(arguments)))
        case Conditional(condition, yes, no):
            parts = (("if", shown_box(condition)), ("then", shown_box(yes)), ("otherwise", shown_box(no)))
            return Lines("One or the other:", parts)
        case FilterBox(source, match):
            return Lines("Only some of a list:", (("of", shown_box(source)), ("those for which", shown_box(match))))
        case Loop(kind, variable, source, body):
            says = {"some": "Whether any fits:", "every": "Whether all fit:"}.get(kind, "One by one:")
            last = "gives" if kind == "for" else "fits when"
            return Lines(says, ((f"for each {variable} in", shown_box(source)), (last, shown_box(body))))
        case _:
            return Written("")


def _entries(entries: Sequence[Entry]) -> tuple[tuple[str, Shown], ...]:
    return tuple((entry.name or "outcome", shown_box(entry.box, sentence_case(entry.name))) for entry in entries)


def _has_result(entries: Sequence[Entry]) -> bool:
    return bool(entries) and not entries[-1].name
