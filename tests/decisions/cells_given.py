"""Cells of decision tables for property tests: over a small line of numbers, texts, truth values or dates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import strategies as st

NUMBERS = ["0", "5", "-3", "7.5"]
TEXTS = ['"a"', '"b"', '"c"']
DATES = ['date("2026-04-01")', '@"2026-04-02"', 'date("2027-01-01")']
TRUTHS = ["true", "false"]
VALUES = {
    "number": [Decimal(one) for one in ("-4", "-3", "0", "2", "5", "6.25", "7.5", "100")],
    "string": ["", "a", "aa", "b", "c", "zebra"],
    "date": [date(2026, 3, 1), date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3), date(2027, 1, 1)],
    "boolean": [True, False],
}
LITERALS = {"number": NUMBERS, "string": TEXTS, "date": DATES, "boolean": TRUTHS}


def one_test(kind: str) -> st.SearchStrategy[str]:
    """One test of a kind: a literal, null, a comparison, a range, or a list."""
    literal = st.sampled_from([*LITERALS[kind], "null"])
    signs = ["=", "!="] if kind == "boolean" else ["<", "<=", ">", ">=", "!=", "="]
    compared = st.builds(lambda sign, value: f"{sign} {value}", st.sampled_from(signs), literal)
    listed = st.builds(lambda one, two: f"[{one}, {two}]", *[st.sampled_from(LITERALS[kind])] * 2)
    if kind == "boolean":
        return literal | compared | listed
    ends = st.sampled_from(LITERALS[kind])
    spans = st.builds(
        lambda opening, low, high, closing: f"{opening}{low}..{high}{closing}",
        st.sampled_from("[("),
        ends,
        ends,
        st.sampled_from("])"),
    )
    return literal | compared | spans | listed


def cells(kind: str) -> st.SearchStrategy[str]:
    """A cell: anything, some tests, or their contrary."""
    tests = st.lists(one_test(kind), min_size=1, max_size=3).map(", ".join)
    return st.just("-") | tests | tests.map(lambda inner: f"not({inner})")
