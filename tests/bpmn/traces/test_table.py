"""docs/bpmn.md says of every element what the engine does, and names the traces that show it."""

from __future__ import annotations

import pytest

from engine.bpmn.support import LIVE, SUPPORT
from tests.bpmn.traces.table import PAGE, page, shown_by


def test_the_page_says_what_the_code_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it anew: python -m tests.bpmn.traces.table"


@pytest.mark.parametrize("row", SUPPORT)
def test_every_row_is_shown_by_a_trace_of_its_level(row: str) -> None:
    levels = {trace.level for trace in shown_by()[row]}
    wanted = LIVE if SUPPORT[row].level == LIVE else "walk-through"
    assert wanted in levels
