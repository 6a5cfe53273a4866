from __future__ import annotations

import statistics
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import evaluate, to_plain


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("sort([3, 1, 2])", [1, 2, 3]),
        ("sort([3, 1, 2], function(a, b) a > b)", [3, 2, 1]),
        ("sort(list: [3, 1], precedes: function(a, b) a < b)", [1, 3]),
        ("sort([1, 1, 2], function(a, b) a < b)", [1, 1, 2]),
        ('sort([1, "a"])', None),
        ("sort([1, 2], function(a, b) 5)", None),
        ("min([3, 1, 2])", 1),
        ("min(3, 1, 2)", 1),
        ('max("a", "b")', "b"),
        ("max([])", None),
        ('max(1, "a")', None),
        ("sum([1, 2, 3.5])", 6.5),
        ('sum([duration("P1D"), duration("PT12H")])', "P1DT12H"),
        ("sum([])", None),
        ('sum([1, "a"])', None),
        ('sum(["a"])', None),
        ("product([2, 3, 4])", 24),
        ("product([])", None),
        ("product([10**6000, 10**6000])", None),
        ("mean([1, 2, 3])", 2),
        ("mean([])", None),
        ("median([8, 2, 5, 3, 4])", 4),
        ("median([6, 1, 2, 3])", 2.5),
        ("median([])", None),
        ("stddev([2, 4, 7, 5])", 2.0816659994661326),
        ("stddev([1])", None),
        ("stddev([10**6000, 1])", None),
        ("mode([6, 3, 9, 6, 6])", [6]),
        ("mode([3, 1, 3, 1])", [1, 3]),
        ("mode([])", []),
        ('mode(["a"])', None),
    ],
)
def test_a_function_on_many_values_gives(expression, expected):
    assert to_plain(evaluate(expression)) == expected


@settings(max_examples=100)
@given(st.lists(st.integers(-(10**6), 10**6), min_size=1))
def test_figures_agree_with_those_of_python(numbers):
    context = {"numbers": numbers}
    assert evaluate("sort(numbers)", context) == sorted(numbers)
    assert evaluate("sum(numbers)", context) == sum(numbers)
    assert evaluate("median(numbers)", context) == Decimal(str(statistics.median(numbers)))
    assert evaluate("mode(numbers)", context) == sorted(statistics.multimode(numbers))
