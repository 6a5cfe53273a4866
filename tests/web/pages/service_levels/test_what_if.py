"""What if the target were another: both outcomes side by side, and what would have been otherwise."""

from __future__ import annotations

import pytest

from tests.web.conftest import page_of, words_of

PATH = "/service-levels/what-if"


def test_before_anything_is_asked_there_is_no_answer(head):
    assert "would have been in time" not in words_of(head.get(PATH))


def test_a_shorter_target_says_how_many_would_have_been_late_and_lists_them(head):
    answer = head.get(f"{PATH}?about=case&target=1+calendar+days")
    assert "86% would have been in time; it was 100%" in words_of(answer)
    assert "1 that was in time would have been late" in words_of(answer)
    assert len(page_of(answer).xpath("//table[caption[contains(., 'otherwise')]]/tbody/tr")) == 1
    better = head.get(f"{PATH}?about=case&target=1+calendar+days&change=better")
    assert "Nothing would have been otherwise" in words_of(better)


def test_another_calendar_alone_may_be_asked_for(head):
    assert "it was 100%" in words_of(head.get(f"{PATH}?about=case&calendar=england-24x7"))


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("about=case&target=soonish", "cannot be read"),
        ("about=moon&target=24+hours", "Choose what is measured from the list"),
        ("about=case&calendar=moon", "There is no calendar"),
    ],
)
def test_what_cannot_be_asked_is_told_above_the_form(head, query, words):
    answer = head.get(f"{PATH}?{query}")
    assert answer.status_code == 422
    assert words in words_of(answer)


def test_work_that_does_not_exist_has_an_empty_answer(head):
    assert "No work of this kind ended then" in words_of(head.get(f"{PATH}?about=contact&target=24+hours"))
