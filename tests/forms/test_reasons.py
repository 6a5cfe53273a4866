"""Reasons and notes in people's own words."""

from __future__ import annotations

import pytest

from engine.errors import Problem, Refused
from engine.forms import reason_given, written


def test_a_reason_is_kept_without_white_space_around_it():
    assert reason_given("  Needs a look\n", ask="Enter why.") == "Needs a look"


@pytest.mark.parametrize("reason", ["", " ", "\t\n"])
def test_without_a_reason_it_says_what_to_enter(reason: str):
    with pytest.raises(Refused, match="Say why") as refusal:
        reason_given(reason, ask="Enter why the case is closed.")
    assert [(item.where, item.message) for item in refusal.value.problems] == [
        ("reason", "Enter why the case is closed.")
    ]


def test_what_else_is_wrong_is_told_together_with_a_missing_reason():
    wrong = Problem("share", "Enter a share.")
    with pytest.raises(Refused, match="cannot be changed so") as refusal:
        reason_given(" ", ask="Enter why.", problems=[wrong], refusal="This cannot be changed so.")
    assert [item.where for item in refusal.value.problems] == ["share", "reason"]
    with pytest.raises(Refused) as refusal:
        reason_given("Agreed", ask="Enter why.", problems=[wrong], refusal="This cannot be changed so.")
    assert refusal.value.problems == (wrong,)


@pytest.mark.parametrize(
    "reason",
    ["4111 1111 1111 1111", "paid by 4111111111111111 today", "x" * 1001, "a\x00b", "a\x07b", "a\x0bb", "a\ufffeb"],
)
def test_what_cannot_be_kept_is_refused(reason: str):
    with pytest.raises(Refused, match="Nothing was stored") as refusal:
        reason_given(reason, ask="Enter why.")
    assert [item.where for item in refusal.value.problems] == ["reason"]


def test_a_note_may_be_empty_and_says_where_it_is_wrong():
    assert written("note", "The note", "  ") == ""
    assert len(written("note", "The note", "x" * 1_000)) == 1_000
    with pytest.raises(Refused, match="The note cannot be kept") as refusal:
        written("note", "The note", "card 4111 1111 1111 1111")
    assert [item.where for item in refusal.value.problems] == ["note"]
