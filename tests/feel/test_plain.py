from __future__ import annotations

import json
from collections import OrderedDict
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import BudgetExceeded, FeelError, Function, Range, YearsMonths, from_plain, to_plain

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**15), 10**15), st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=20,
)


@settings(max_examples=100)
@given(JSON)
def test_json_goes_in_and_comes_out_the_same(document):
    assert to_plain(from_plain(document)) == document


class Words(str):
    __slots__ = ()


@pytest.mark.parametrize(
    ("plain", "value"),
    [
        (1, Decimal(1)),
        (0.1, Decimal("0.1")),
        (float("nan"), None),
        (float("inf"), None),
        pytest.param(1 << 30_000, None, id="huge"),
        (Decimal("NaN"), None),
        (Decimal("1E+7000"), None),
        (True, True),
        ((1, 2), [Decimal(1), Decimal(2)]),
        (OrderedDict(a=1), {"a": Decimal(1)}),
        (Words("x"), "x"),
        (date(2026, 11, 21), date(2026, 11, 21)),
    ],
)
def test_python_data_becomes_values(plain, value):
    found = from_plain(plain)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Decimal("1.50"), 1.5),
        (Decimal("1E+3"), 1000),
        (Decimal("1E+400"), "1" + "0" * 400),
        (datetime(2026, 11, 21, 10, 0, tzinfo=UTC), "2026-11-21T10:00:00Z"),
        (date(2026, 11, 21), "2026-11-21"),
        (time(10, 30), "10:30:00"),
        (timedelta(hours=25), "P1DT1H"),
        (YearsMonths(14), "P1Y2M"),
        (Range(Decimal(1), None, high_included=False), "[1..)"),
        (Function("f", (), lambda run, values, named: None), None),
        (5, 5),
    ],
)
def test_values_become_what_json_can_hold(value, plain):
    found = to_plain(value)
    assert found == plain
    assert json.dumps(found)


@pytest.mark.parametrize("convert", [from_plain, to_plain])
def test_objects_and_what_is_too_deep_are_refused(convert):
    deep: list[object] = []
    for _ in range(100):
        deep = [deep]
    with pytest.raises(BudgetExceeded):
        convert(deep)
    with pytest.raises(FeelError):
        convert([object()])
