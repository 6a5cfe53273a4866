"""The official DMN kit, run whole: `pytest tests/conformance --corpus DIR` finds it in `DIR/dmn-tck`.

A line per folder, the totals and every node that failed are printed at the end of the run.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from tests.conformance import kit

ENOUGH = {2: 1.0, 3: 0.97}


@pytest.mark.parametrize("level", sorted(ENOUGH))
def test_a_level_of_the_kit_gives_what_it_expects(corpus: Path, level: int, record_property) -> None:
    found = [kit.run(number, path) for number, path in kit.folders(kit.kit_in(corpus)) if number == level]
    if not found:
        pytest.skip(f"there is no level {level} of the DMN kit in {kit.kit_in(corpus)}")
    record_property("kit", kit.as_plain(found))
    for errors in (False, True):
        passed, counted = kit.total(found, errors=errors)
        assert passed >= ENOUGH[level] * counted


def test_a_node_that_gives_something_else_does_not_pass() -> None:
    assert not kit.same(True, Decimal(1))
    assert not kit.same("1", Decimal(1))
    assert not kit.same({"a": None}, {})
    assert not kit.same([], None)
    assert kit.same([{"a": Decimal("0.3333333333")}], [{"a": Decimal("0.3333333334")}])
