"""Opening hours as people write them."""

from __future__ import annotations

from datetime import date

import pytest

from engine.sla import SpecialDay
from web.pages.administration.hours import read_days, read_spans, write_days, write_spans


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("9:00-12:30, 13:30-17:00", ((540, 750), (810, 1020))),
        ("9-17", ((540, 1020),)),
        ("midnight to 9am, midday to Midnight", ((0, 540), (720, 1440))),
        ("9am to 5:30pm", ((540, 1050),)),
        ("12am – 12pm", ((0, 720),)),
        ("0.00-24.00", ((0, 1440),)),
        ("", ()),
        (" Closed ", ()),
    ],
)
def test_hours_are_read_as_people_write_them(text, spans):
    assert read_spans(text) == spans


@pytest.mark.parametrize(
    "text", ["nine to five", "9:00", "17-9", "9-12, 11-13", "9-25", "9:75-10", "13pm-14pm", "9-9", "9-12,", "٩-١٧x"]
)
def test_hours_that_are_none_are_refused_with_how_to_write_them(text):
    with pytest.raises(ValueError, match="Write it like 9am to 12:30pm"):
        read_spans(text)


def test_hours_are_written_as_they_are_read():
    for spans in ((), ((540, 750), (810, 1020)), ((0, 1440),), ((0, 720), (720, 1440))):
        assert read_spans(write_spans(spans)) == spans
    assert write_spans(((540, 1020),)) == "9am to 5pm"


def test_days_that_differ_are_read_one_a_line_and_written_the_same():
    text = "24 December 2026; 9:00-12:30; Christmas Eve; early\n\n2026-12-28 to 30/12/2026; closed; Christmas closure"
    eve, between = SpecialDay(((540, 750),), "Christmas Eve; early"), SpecialDay((), "Christmas closure")
    expected = {date(2026, 12, 24): eve} | {date(2026, 12, number): between for number in (28, 29, 30)}
    assert read_days(text) == expected
    assert read_days(write_days(expected)) == expected
    assert read_days(" \n") == {}


@pytest.mark.parametrize(
    "line",
    [
        "24 December 2026",
        "2026-13-01; closed; x",
        "2026-12-24; closed; ",
        "1 May 2027 to 1 May 2026; closed; x",
        "2026-01-01 to 2099-01-01; closed; x",
        "2026-12-24; nine; Christmas",
    ],
)
def test_days_that_cannot_be_read_are_refused_with_how_to_write_them(line):
    with pytest.raises(ValueError, match="Write it like"):
        read_days(line)
