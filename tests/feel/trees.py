"""Strategies: any syntax tree, any text that looks like the language, any data that somebody may hand in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from uuid import UUID

from hypothesis import strategies as st

from engine.feel import YearsMonths, tree
from engine.feel.builtins import builtin_names

NAMES = st.sampled_from(["a", "b", "total cost", "x1", "council tax band 2", "Käufer", "item", "?"])
WORDS = st.sampled_from(["a", "part of it", "x1"])
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
LEVELS = st.sampled_from([("+", "-"), ("*", "/"), ("**",)])
COMPARISONS = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
NUMBERS = st.decimals(0, 10**12, places=3).map(lambda number: Decimal(format(number, "f")))
LEAVES = st.one_of(
    st.sampled_from([None, True, False]).map(tree.Literal),
    NUMBERS.map(tree.Literal),
    TEXTS.map(tree.Literal),
    st.sampled_from(["2026-11-21", "10:00:00Z", "P1D", "no date"]).map(tree.At),
    NAMES.map(tree.Name),
)


def _types() -> st.SearchStrategy[tree.Type]:
    simple = st.sampled_from(["number", "string", "date and time", "Any", "tFee"]).map(tree.Type)
    return st.recursive(
        simple,
        lambda inner: st.one_of(
            inner.map(lambda part: tree.Type("list", (), (part,))),
            inner.map(lambda part: tree.Type("range", (), (part,))),
            st.tuples(inner, inner).map(lambda parts: tree.Type("context", ("a", "b c"), parts)),
            st.tuples(inner, inner).map(lambda parts: tree.Type("function", (), parts)),
        ),
        max_leaves=3,
    )


def _grown(inner: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    few = st.lists(inner, max_size=3).map(tuple)
    some = st.lists(inner, min_size=2, max_size=3).map(tuple)
    turns = st.lists(st.builds(tree.Turn, WORDS, inner, st.one_of(st.none(), inner)), min_size=1, max_size=2).map(tuple)
    test = st.one_of(inner, st.builds(tree.UnaryCompare, COMPARISONS, inner))
    return st.one_of(
        st.builds(tree.Path, inner, WORDS),
        st.builds(tree.Filter, inner, inner),
        st.builds(tree.Call, inner, few),
        st.builds(lambda function, value: tree.Call(function, (value,), ("start position",)), inner, inner),
        st.builds(tree.Negate, inner),
        st.builds(
            lambda level, first, rest: tree.Arithmetic(first, tuple(level[len(rest) % len(level)] for _ in rest), rest),
            LEVELS,
            inner,
            st.lists(inner, min_size=1, max_size=3).map(tuple),
        ),
        st.builds(tree.Compare, COMPARISONS, inner, inner),
        some.map(tree.And),
        some.map(tree.Or),
        st.builds(tree.Between, inner, inner, inner),
        st.builds(tree.In, inner, st.lists(test, min_size=1, max_size=3).map(tuple)),
        st.builds(tree.Interval, inner, inner, st.booleans(), st.booleans()),
        st.lists(test, max_size=3).map(lambda items: tree.ListOf(tuple(items))),
        st.dictionaries(TEXTS, inner, max_size=3).map(lambda d: tree.Context(tuple(d), tuple(d.values()))),
        st.builds(tree.If, inner, inner, inner),
        st.builds(tree.For, turns, inner),
        st.builds(tree.Quantified, st.booleans(), turns, inner),
        st.builds(tree.InstanceOf, inner, _types()),
        st.builds(lambda body, kind: tree.Lambda(("a", "b c"), (kind, None), body), inner, _types()),
    )


TREES = st.recursive(LEAVES, _grown, max_leaves=14)
CELLS = st.builds(
    lambda tests, negated: tree.Tests(tuple(tests), negated and bool(tests)),
    st.lists(st.one_of(TREES, st.builds(tree.UnaryCompare, COMPARISONS, TREES)), max_size=3),
    st.booleans(),
)

_WORDS = "if then else for in return some every satisfies function external instance of between and or not true false"
_SIGNS = "( ) [ ] { } < > <= >= = != + - * / ** . .. , : -> ? @ \" ' // /* */ ${ } #{ == && || ! % ; \\u"
_THINGS = "a b 1 2.5 0 -1 1e9 10 null True False None list context number date partial item ctx"
_PIECES = [
    *_WORDS.split(),
    *_SIGNS.split(),
    *_THINGS.split(),
    "\n",
    '@"2026-11-21"',
    '@"P1D"',
    '"text"',
    *sorted(builtin_names()),
]
LIKELY_TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(_PIECES), max_size=40).map(" ".join),
    st.lists(st.sampled_from(_PIECES), max_size=40).map("".join),
)


class Unknown:
    """An object that has no business in an expression."""

    __slots__ = ("secret",)


JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.decimals(),
        st.text(max_size=9),
        st.binary(max_size=9),
        st.dates(),
        st.datetimes(),
        st.times(),
        st.timedeltas(),
        st.complex_numbers(),
        st.sampled_from([400, 7_000]).map(lambda digits: 10**digits),
        st.sampled_from([30, 7_000]).map(lambda digits: YearsMonths(10**digits)),
        st.sampled_from(
            [
                Unknown(),
                Unknown,
                len,
                Path("/"),
                UUID(int=1),
                Fraction(1, 3),
                -(10**400),
                float("nan"),
                date.max,
                datetime.max.replace(tzinfo=UTC),
                time.max,
                timedelta.max,
                "\ud800",
                bytearray(b"1"),
                memoryview(b"1"),
                range(3),
                frozenset({1}),
            ]
        ),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.one_of(st.text(max_size=3), st.integers(), st.none()), inner, max_size=3),
    ),
    max_leaves=8,
)
