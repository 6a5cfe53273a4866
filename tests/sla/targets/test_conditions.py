"""Conditions as people write them."""

from __future__ import annotations

import pytest

from engine.sla import UnclearCondition
from engine.sla.targets.conditions import read_condition


@pytest.mark.parametrize(
    ("text", "sort", "value", "on"),
    [
        ("Received", "moment", "received", ""),
        ("case  started", "moment", "case started", ""),
        ("step visit done", "element", "visit", "done"),
        ("element wait_for_papers reached", "element", "wait_for_papers", "reached"),
        ("end refused", "element", "refused", "done"),
        ("message Payment received", "message", "Payment received", ""),
        ("signal Flood over", "message", "Flood over", ""),
        ("when application.valid = true", "data", "application.valid = true", ""),
        ("while  waiting ", "data", "waiting", ""),
    ],
)
def test_a_line_is_a_moment_an_element_a_message_or_an_expression(text: str, sort: str, value: str, on: str):
    read = read_condition(text)
    assert (read.sort, read.value, read.on) == (sort, value, on)


def test_words_for_people_stand_behind_two_strokes():
    assert read_condition("while waiting // Waiting for the papers").reason == "Waiting for the papers"
    assert read_condition("while waiting").reason == "while waiting"


@pytest.mark.parametrize("text", ["", "visit", "step visit", "step visit gone", "when", "paid = true"])
def test_a_line_that_cannot_be_read_says_how_to_write_one(text: str):
    with pytest.raises(UnclearCondition, match="Write one like"):
        read_condition(text)
