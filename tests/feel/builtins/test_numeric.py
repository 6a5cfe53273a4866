from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import evaluate, to_plain


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("decimal(1/3, 2)", 0.33),
        ("decimal(1.5, 0)", 2),
        ("decimal(2.5, 0)", 2),
        ("decimal(1234, -2)", 1200),
        ("decimal(1, 6177)", None),
        ("floor(1.5)", 1),
        ("floor(-1.56, 1)", -1.6),
        ("ceiling(1.5)", 2),
        ("ceiling(-1.5)", -1),
        ("round up(5.5, 0)", 6),
        ("round up(-1.121, 2)", -1.13),
        ("round down(5.5, 0)", 5),
        ("round down(-1.126, 2)", -1.12),
        ("round half up(5.5, 0)", 6),
        ("round half up(-1.126, 2)", -1.13),
        ("round half down(5.5, 0)", 5),
        ("round half down(5.51, 0)", 6),
        ("abs(-3)", 3),
        ('abs(duration("-P1D"))', "P1D"),
        ('abs(duration("-P1Y"))', "P1Y"),
        ("modulo(12, 5)", 2),
        ("modulo(-12, 5)", 3),
        ("modulo(12, -5)", -3),
        ("modulo(10.1, -4.5)", -3.4),
        ("modulo(1, 0)", None),
        ("sqrt(16)", 4),
        ("sqrt(-3)", None),
        ("log(1)", 0),
        ("log(0)", None),
        ("exp(0)", 1),
        ("exp(99999)", None),
        ("odd(5)", True),
        ("odd(2.5)", False),
        ("even(-4)", True),
        ("even(10**60)", True),
        ('abs("1")', None),
    ],
)
def test_a_numeric_function_gives(expression, expected):
    assert to_plain(evaluate(expression)) == expected


@settings(max_examples=100)
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), st.integers(0, 5))
def test_rounding_never_moves_further_than_one_unit(number, scale):
    rounded = [
        evaluate(f"{name}(n, s)", {"n": number, "s": scale})
        for name in ("floor", "ceiling", "decimal", "round up", "round down", "round half up", "round half down")
    ]
    assert all(abs(value - number) < Decimal(1).scaleb(-scale) for value in rounded)
    assert rounded[0] <= number <= rounded[1]


def test_a_random_number_is_drawn_from_the_moment_so_that_it_can_be_drawn_again():
    moment = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
    drawn = evaluate("for i in 1..100 return random number()", now=moment)
    assert drawn == evaluate("for i in 1..100 return random number()", now=moment)
    assert len(set(drawn)) == 100
    assert all(0 <= number < 1 for number in drawn)
    assert evaluate("random number()") is None
