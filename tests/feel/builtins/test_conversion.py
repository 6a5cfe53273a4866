from __future__ import annotations

import pytest

from engine.feel import evaluate, to_plain


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("string(1.50)", "1.5"),
        ('string("a")', "a"),
        ("string(null)", None),
        ("string(true)", "true"),
        ("string(-0)", "0"),
        ('string([1, "a\\n", null])', '[1, "a\\n", null]'),
        ('string({a: 1, b: [2], "c-d": false})', '{a: 1, b: [2], "c-d": false}'),
        ("string([1..5))", "[1..5)"),
        ('string(@"P1Y")', "P1Y"),
        ("string(function(a) a)", "function"),
        ('number("1.5")', 1.5),
        ("number(2)", None),
        ('number("x")', None),
        ('number("1 000,5", " ", ",")', 1000.5),
        ('number("1,000.5", ",", ".")', 1000.5),
        ('number("1.5", null, ",")', None),
        ('number("1", ".", ".")', None),
        ('number("1", "x", ".")', None),
        ('date("2026-02-28")', "2026-02-28"),
        ('date("2026-02-30")', None),
        ('date("26-02-03")', None),
        ('date(date and time("2026-02-28T10:00:00"))', "2026-02-28"),
        ("date(2026, 2, 28)", "2026-02-28"),
        ("date(2026, 2, 30)", None),
        ("date(2026.5, 2, 3)", None),
        ('time("10:30:00Z")', "10:30:00Z"),
        ('time("25:00:00")', None),
        ('time(date and time("2026-02-28T10:00:00"))', "10:00:00"),
        ('time(date("2026-02-28"))', "00:00:00Z"),
        ('time(time("10:00:00"))', "10:00:00"),
        ("time(10, 30, 15.5)", "10:30:15.5"),
        ('time(10, 30, 0, duration("PT1H"))', "10:30:00+01:00"),
        ('time(10, 30, 0, duration("PT20H"))', None),
        ("time(10, 99, 0)", None),
        ('date and time("2026-02-28T10:00:00+02:00")', "2026-02-28T10:00:00+02:00"),
        ('date and time("2026-02-28")', "2026-02-28T00:00:00"),
        ('date and time(date("2026-02-28"), time("10:00:00"))', "2026-02-28T10:00:00"),
        ('date and time(date("2026-02-28"))', "2026-02-28T00:00:00Z"),
        ('date and time(date and time("2026-06-28T10:00:00Z"), "Europe/London")', "2026-06-28T11:00:00@Europe/London"),
        ('date and time(date and time("2026-06-28T10:00:00"), "Europe/London")', None),
        ('date and time(date and time("2026-06-28T10:00:00Z"), "../../etc/passwd")', None),
        ('duration("P1DT2H")', "P1DT2H"),
        ('duration(@"P1M")', "P1M"),
        ('duration("nothing")', None),
        ('years and months duration(date("2011-12-22"), date("2013-08-24"))', "P1Y8M"),
        ('years and months duration(date("2013-08-24"), date("2011-12-22"))', "-P1Y8M"),
    ],
)
def test_a_conversion_gives(expression, expected):
    assert to_plain(evaluate(expression)) == expected
