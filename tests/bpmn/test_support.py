"""The table of what runs agrees with what happens."""

from __future__ import annotations

import pytest

from engine.bpmn.support import (
    EVENTS_THAT_RUN,
    LIVE,
    REFUSED,
    RUNNABLE,
    SUPPORT,
    WALK_THROUGH,
    feel_problem,
    timer_problem,
)
from engine.bpmn.words import EVENT_DEFINITIONS, FLOW_NODES


def test_every_kind_of_element_has_a_row_with_a_sentence() -> None:
    kinds = {kind for kind in FLOW_NODES if not kind.endswith(("CatchEvent", "ThrowEvent")) and kind != "boundaryEvent"}
    assert kinds <= SUPPORT.keys()
    assert {f"event/{kind}" for kind in EVENT_DEFINITIONS.values()} <= SUPPORT.keys()
    for row in SUPPORT.values():
        assert row.level in (LIVE, WALK_THROUGH, REFUSED)
        assert row.sentence.endswith(".")


def test_what_is_live_can_run() -> None:
    for kind, row in SUPPORT.items():
        if row.level == LIVE and kind in FLOW_NODES:
            assert kind in RUNNABLE
        if row.level == LIVE and kind.startswith("event/"):
            assert any(kind.removeprefix("event/") in kinds for kinds in EVENTS_THAT_RUN.values())


@pytest.mark.parametrize(
    ("text", "kind"), [("PT1H", "duration"), ("R3/PT1H", "cycle"), ('duration("PT1H")', "duration")]
)
def test_a_time_that_can_be_used_has_no_problem(text: str, kind: str) -> None:
    assert timer_problem(text, kind) == ""


@pytest.mark.parametrize(
    ("text", "kind"),
    [("", "duration"), ("0 0 9 * * ?", "cycle"), ("R/PT0S", "cycle"), ("P99999999999Y", "duration"), ("a +", "date")],
)
def test_a_time_that_cannot_be_used_has_one_sentence(text: str, kind: str) -> None:
    assert timer_problem(text, kind).endswith((".", "FEEL."))


def test_an_expression_that_is_no_feel_has_one_sentence() -> None:
    assert feel_problem("a + 1") == ""
    assert feel_problem("") == "There is no expression."
    assert feel_problem("a +")
