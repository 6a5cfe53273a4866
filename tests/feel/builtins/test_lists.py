from __future__ import annotations

import pytest

from engine.feel import evaluate, to_plain


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("list contains([1, 2, null], null)", True),
        ("list contains([1], 2)", False),
        ("count([1, [2, 3]])", 2),
        ("count(1, 2, 3)", 3),
        ("count([])", 0),
        ("sublist([4, 5, 6], 1, 2)", [4, 5]),
        ("sublist([4, 5, 6], -2)", [5, 6]),
        ("sublist([4, 5, 6], 3, 2)", None),
        ("sublist([4, 5, 6], 4)", None),
        ("append([1], 2, 3)", [1, 2, 3]),
        ("append([1], [2])", [1, [2]]),
        ("append([1], null)", [1, None]),
        ("append(list: [1], item: 2)", [1, 2]),
        ("concatenate([1, 2], [3])", [1, 2, 3]),
        ("concatenate([[1], [2, 3]])", [[1], [2, 3]]),
        ("concatenate([1], null)", None),
        ("union(null)", None),
        ("concatenate([1], 2)", [1, 2]),
        ("concatenate([1, 2])", [1, 2]),
        ("insert before([1, 3], 1, 2)", [2, 1, 3]),
        ("insert before([1, 3], 3, 2)", None),
        ("insert before([], 1, 2)", None),
        ("insert before([1, 3], -1, 2)", [1, 2, 3]),
        ("insert before([1, 3], 4, 2)", None),
        ("remove([1, 2, 3], 2)", [1, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("remove([1], 0)", None),
        ("list replace([2, 4, 7, 8], 3, 6)", [2, 4, 6, 8]),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", [5, 5, 7, 8]),
        ("list replace([2], function(item) true, 5)", None),
        ("list replace([2], function(item, newItem) item, 5)", None),
        ("list replace([2], 2, 5)", None),
        ("reverse([1, 2])", [2, 1]),
        ("index of([1, 2, 3, 2], 2)", [2, 4]),
        ("union([1, 2], [2, 3])", [1, 2, 3]),
        ('distinct values([1, 2, 1, "a", "a", [1], [1], true])', [1, 2, "a", [1], True]),
        ("flatten([[1, 2], [[3]], 4])", [1, 2, 3, 4]),
        ("duplicate values([1, 2, 3, 3, 2, 4])", [2, 3]),
        ("reverse(5)", [5]),
    ],
)
def test_a_list_function_gives(expression, expected):
    assert to_plain(evaluate(expression)) == expected
