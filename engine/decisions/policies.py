"""Hit policies: what a table says when none, one or several of its rules hold.

A row is the tuple of a rule's outputs. The caller turns rows into values; here rows are chosen, ordered or summed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from engine.feel import Value, parse

Row: TypeAlias = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class HitPolicy:
    """A hit policy: its letters, its name in the standard, and which of the rules that hold count, in words.

    `one_counts`: one rule gives the outcome, so where none holds there is none. `is_list`: outcomes come as a list.
    """

    letters: str
    name: str
    says: str
    one_counts: bool = False
    is_list: bool = False


_EVERY = (
    HitPolicy("U", "UNIQUE", "only one rule may hold", one_counts=True),
    HitPolicy("A", "ANY", "all rules that hold must agree", one_counts=True),
    HitPolicy("P", "PRIORITY", "of the rules that hold, the one with the outcome listed first counts", one_counts=True),
    HitPolicy("F", "FIRST", "the first rule that holds counts", one_counts=True),
    HitPolicy("R", "RULE ORDER", "all rules that hold count, in their order", is_list=True),
    HitPolicy(
        "O", "OUTPUT ORDER", "all rules that hold count, by the order in which their outcomes are listed", is_list=True
    ),
    HitPolicy("C", "COLLECT", "all rules that hold count", is_list=True),
    HitPolicy("C+", "COLLECT SUM", "the outcomes of all rules that hold are added up"),
    HitPolicy("C<", "COLLECT MIN", "the smallest outcome of the rules that hold counts"),
    HitPolicy("C>", "COLLECT MAX", "the largest outcome of the rules that hold counts"),
    HitPolicy("C#", "COLLECT COUNT", "the rules that hold are counted"),
)
HIT_POLICIES: Mapping[str, HitPolicy] = {policy.letters: policy for policy in _EVERY}
"""Every hit policy by the letters that a table keeps."""
OVERLAP = {
    "U": "Several rules hold, but the table is UNIQUE. Make its rules exclude each other.",
    "A": "Several rules hold with different results, but the table is ANY. Make them agree.",
}
_AGGREGATES = {"C+": parse("sum(values)"), "C<": parse("min(values)"), "C>": parse("max(values)")}


def choose(policy: str, rows: Sequence[Row], priorities: Sequence[Sequence[Value]]) -> tuple[list[int], str]:
    """Which of the rows that hold count, by place and in order, and what is wrong (empty: nothing).

    `priorities` lists for each output column its values, the most important first.
    """
    places = list(range(len(rows)))
    if policy == "U":
        return (places, "") if len(rows) < 2 else ([], OVERLAP["U"])
    if policy == "A":
        return (places[:1], "") if all(row == rows[0] for row in rows) else ([], OVERLAP["A"])
    if policy == "F":
        return places[:1], ""
    if policy in ("P", "O"):
        places.sort(key=lambda place: _rank(rows[place], priorities))
        return (places[:1] if policy == "P" else places), ""
    return places, ""


def aggregate(policy: str, values: list[Value]) -> Value:
    """The sum, least, greatest or number of values (C+ C< C> C#). The number counts all hits; nothing gives null."""
    if policy == "C#":
        return parse("count(values)").evaluate({"values": values})
    return _AGGREGATES[policy].evaluate({"values": values}) if values else None


def _rank(row: Row, priorities: Sequence[Sequence[Value]]) -> tuple[int, ...]:
    """The place of a row in the order of priority; what is not listed comes last."""
    return tuple(
        next((place for place, listed in enumerate(order) if listed == value), len(order))
        for value, order in zip(row, priorities, strict=True)
    )
