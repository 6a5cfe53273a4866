from __future__ import annotations

import pytest

from engine.feel import evaluate


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("not(true)", False),
        ("not(null)", None),
        ("not(1)", None),
        ("not([true])", False),
        ("not([true, true])", None),
        ("all([true, true])", True),
        ("all([true, false, null])", False),
        ("all(true, null)", None),
        ("all([])", True),
        ("all(null)", None),
        ("any([false, true])", True),
        ("any([false, null])", None),
        ("any([])", False),
        ("any(list: false)", False),
        ("any()", None),
        ("is(1, 1.0)", True),
        ('is(1, "1")', False),
        ("is(null, null)", True),
        ('is(@"10:00:00Z", @"10:00:00+00:00")', True),
        ('is(@"2026-01-01T10:00:00Z", @"2026-01-01T11:00:00+01:00")', False),
        ("is([1], [1])", True),
    ],
)
def test_a_boolean_function_gives(expression, expected):
    assert evaluate(expression) is expected
