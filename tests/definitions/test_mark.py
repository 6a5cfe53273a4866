"""The values of a mark, and what cannot be."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from engine.definitions.mark import CHANNELS, FIELDS, STAGES, Mark, MarkChange, as_texts, changed, mark_as_json

WORDS = some.text(some.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=40)


@some.composite
def marks(draw: some.DrawFn) -> Mark:
    """Any mark that can be set."""
    channels = tuple(channel for channel in CHANNELS if draw(some.booleans()))
    stays = draw(some.booleans())
    return Mark(
        "check",
        once_and_done=not stays and draw(some.booleans()),
        must_stay=stays,
        duty=draw(WORDS) or "s70",
        duty_owner=draw(WORDS) or "Head",
        review_on=draw(some.dates(min_value=date(2020, 1, 1))),
        skill=draw(some.from_regex(r"[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)),
        authority=draw(some.integers(0, 9)),
        needs_presence=draw(some.booleans()),
        needs_evidence=draw(some.booleans()),
        channels=channels,
        preferred_channel=draw(some.sampled_from(["", *channels])),
        target=draw(some.sampled_from(["", "10 working days", "1 working hour", "3 calendar days", "8 weeks"])),
        calendar=draw(some.sampled_from(["", "england-mon-fri-9-17"])),
        guidance="\n".join(draw(some.lists(WORDS, max_size=3))).strip(),
        customer_wording=draw(WORDS),
        stage=draw(some.sampled_from(["", *STAGES])),
    )


@settings(max_examples=200)
@given(marks())
def test_a_mark_written_as_text_reads_back_the_same(mark):
    assert changed(Mark("check"), as_texts(mark)) == (mark, ())


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("once_and_done", "perhaps", "neither yes nor no"),
        ("review_on", "31/03/2027", "Write it as 2027-03-31"),
        ("authority", "-1", "whole number"),
        ("authority", True, "whole number"),
        ("channels", "phone, pigeon", "not a channel"),
        ("target", "soon", "cannot be read"),
        ("target", "0 working days", "at least 1"),
        ("target", "99999 hours", "at most 40000 hours"),
        ("target", "2027-03-31", "is one day"),
        ("skill", "Plan reading", "not a key"),
        ("stage", "limbo", "not a stage"),
        ("duty", "x" * 501, "at most 500"),
        ("guidance", "x" * 4001, "at most 4000"),
        ("guidance", "\x00", "no text (U+0000)"),
        ("customer_wording", "a\ufffe", "no text (U+FFFE)"),
        ("duty", "Card 4111 1111 1111 1111", "payment card number"),
        ("guidance", 7, "not text"),
        ("colour", "red", "no value called"),
    ],
)
def test_a_value_that_cannot_be_is_refused_with_what_to_do(name, value, says):
    mark, problems = changed(Mark("check"), {name: value})

    assert mark == Mark("check")
    assert problems[0].where == name
    assert says in problems[0].message


def test_a_step_that_must_stay_needs_duty_owner_and_review_date():
    _, problems = changed(Mark("check"), {"must_stay": "yes"})

    assert {problem.where for problem in problems} == {"duty", "duty_owner", "review_on"}


def test_a_step_is_not_both():
    whole = {"once_and_done": True, "must_stay": True, "duty": "s70", "duty_owner": "Head", "review_on": "2027-01-01"}

    assert [problem.where for problem in changed(Mark("check"), whole)[1]] == ["must_stay"]


def test_the_preferred_channel_is_one_of_the_allowed():
    assert changed(Mark("check"), {"channels": "phone web", "preferred_channel": "web"})[1] == ()
    assert changed(Mark("check"), {"channels": "phone", "preferred_channel": "web"})[1][0].where == "preferred_channel"


def test_channels_are_kept_in_one_order_and_once():
    mark, _ = changed(Mark("check"), {"channels": "Web chat;letter,phone".replace("Web chat", "web-chat") + " phone"})

    assert mark.channels == ("phone", "letter", "web_chat")


def test_a_change_names_the_values_that_differ():
    assert MarkChange("check", None, Mark("check", skill="plans")).fields == ("skill",)
    assert MarkChange("check", Mark("check", skill="plans"), None).fields == ("skill",)


def test_a_mark_is_plain_json():
    plain = mark_as_json(Mark("check", channels=("phone",)))

    assert plain["channels"] == ["phone"]
    assert set(FIELDS) < set(plain)
