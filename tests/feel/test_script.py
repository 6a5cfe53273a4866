from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from engine.feel import FeelError, run_script


@pytest.mark.parametrize(
    "script",
    ["{total: net + 1, twice: total * 2}", "total: net + 1, twice: total * 2", "total: net + 1, twice: total * 2,"],
)
def test_entries_are_set_in_order_each_seeing_those_before(script):
    assert run_script(script, {"net": 10}) == {"total": 11, "twice": 22}


def test_an_entry_hides_the_data_of_the_same_name():
    assert run_script("{net: net * 2, more: net + 1}", {"net": 10}) == {"net": 20, "more": 21}


def test_one_expression_with_a_result_name():
    assert run_script("net * 2", {"net": 10}, result="double") == {"double": Decimal(20)}


def test_the_moment_and_the_functions_are_those_of_the_caller():
    found = run_script(
        "{d: today(), n: fee(2)}", {}, now=datetime(2026, 11, 18, tzinfo=UTC), functions={"fee": lambda n: n + 1}
    )
    assert found["d"].isoformat() == "2026-11-18"
    assert found["n"] == 3


@pytest.mark.parametrize("script", ["{a: 1}.a", "net + 1", "import os", "{a: 1"])
def test_anything_else_is_refused(script):
    with pytest.raises(FeelError):
        run_script(script, {"net": 1})
