"""Imported call counts."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.contacts import CallCount, calls_by_line, calls_handled, import_calls, read_calls
from engine.errors import Refused

HEAD = "date,line,office,calls,time,minutes,site\n"


def test_a_file_is_read_with_and_without_intervals():
    counts = read_calls(
        f"\ufeff{HEAD}2026-11-02,01722 434000,front,120,09:30,30,salisbury\n2026-11-02,Depot,other,7\n".encode()
    )
    assert counts == (
        CallCount(date(2026, 11, 2), time(9, 30), 30, "01722 434000", "front", 120, "salisbury"),
        CallCount(date(2026, 11, 2), time(0), 1440, "Depot", "other", 7, ""),
    )


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("02/11/2026,Depot,other,7", "Write the date as 2026-11-18"),
        ("2026-11-02,Depot,other,7,half nine", "Write the date as 2026-11-18"),
        ("2026-11-02,Depot,back,7", "The office is one of: front, other"),
        ("2026-11-02,,other,7", "Name the line"),
        ("2026-11-02,Depot,other,-7", "whole numbers"),
        ("2026-11-02,Depot,other,7.5", "whole numbers"),
        ("2026-11-02,Depot,other,7,09:00,0", "1 to 1,440 minutes"),
        ("2026-11-02,Depot,other", "whole numbers"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line, message):
    with pytest.raises(Refused) as refused:
        read_calls(f"{HEAD}2026-11-01,Depot,other,7\n{line}\n".encode())
    (problem,) = refused.value.problems
    assert problem.where == "line 3"
    assert message in problem.message


@pytest.mark.parametrize(
    "data", [b"", b"date,line,office\n", b"\xff\xfe\x00", b'date,line,office,calls\n"' + b"x" * 200_000]
)
def test_a_file_of_another_kind_is_refused_in_one_sentence(data):
    with pytest.raises(Refused):
        read_calls(data)


@settings(max_examples=150)
@given(st.binary(max_size=200))
def test_whatever_bytes_come_are_read_or_refused(data):
    with suppress(Refused):
        assert all(count.calls >= 0 for count in read_calls(b"date,line,office,calls\n" + data))


def test_the_share_handled_has_a_numerator_and_a_denominator(desk):
    counts = read_calls(
        f"{HEAD}2026-11-02,Hub,front,21,,,salisbury\n2026-11-02,Depot,other,70\n2026-11-30,Depot,other,9\n"
        "2026-12-01,Hub,front,1\n".encode()
    )
    assert desk.do(import_calls, counts, source="Telephone system, monthly", by=desk.adviser) == 4
    assert desk.do(calls_handled, date(2026, 11, 1), date(2026, 12, 1)) == (21, 100)
    lines = desk.do(calls_by_line, date(2026, 11, 1), date(2026, 12, 1))
    assert [(line.line, line.office, line.calls, line.first.day, line.last.day) for line in lines] == [
        ("Depot", "other", 79, 2, 30),
        ("Hub", "front", 21, 2, 2),
    ]
    assert {line.sources for line in lines} == {("Telephone system, monthly",)}
    assert desk.do(calls_handled, date(2020, 1, 1), date(2020, 2, 1)) == (0, 0)


def test_importing_again_replaces_the_same_line_and_interval(desk):
    for calls in (5, 8):
        count = CallCount(date(2026, 11, 2), time(9), 60, "Hub", "front", calls, "")
        assert desk.do(import_calls, [count, count], source="Telephone system", by=desk.adviser) == 1
    assert desk.do(calls_handled, date(2026, 11, 1), date(2026, 12, 1)) == (8, 8)


def test_a_site_that_is_not_known_or_no_source_is_refused(desk):
    count = CallCount(date(2026, 11, 2), time(9), 60, "Hub", "front", 1, "atlantis")
    with pytest.raises(Refused, match="no site with the key 'atlantis'"):
        desk.do(import_calls, [count], source="Telephone system", by=desk.adviser)
    with pytest.raises(Refused, match="where the counts come from"):
        desk.do(import_calls, [], source=" ", by=desk.adviser)


def test_an_empty_file_imports_nothing(desk):
    assert desk.do(import_calls, read_calls(HEAD.encode()), source="Telephone system", by=desk.adviser) == 0
