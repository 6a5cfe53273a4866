from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import FeelError, evaluate, to_plain
from engine.feel.builtins import builtin_names

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
VALUES = st.sampled_from(
    [
        "1",
        "-1",
        "0",
        "2.5",
        "10**6000",
        "-10**-6000",
        '"a"',
        '""',
        "true",
        "null",
        "[]",
        "[1,2]",
        '["a",null]',
        "[[1]]",
        "{}",
        "{a:1}",
        '{key:"a",value:1}',
        '@"2026-01-01"',
        '@"0001-01-01"',
        '@"9999-12-31"',
        '@"12026-01-01"',
        '@"-999999999-01-01"',
        '@"999999999-12-31T23:59:59.999999999@Europe/London"',
        '@"-999999999-01-01T00:00:00+14:00"',
        '@"9999-12-31T23:59:59.999999999@Europe/London"',
        '@"10:00:00.000000001"',
        '@"10:00:00.000000001@Europe/London"',
        '@"PT0.000000001S"',
        '@"-P99999999999999D"',
        '@"P99999999999999999Y"',
        '"[1..2)"',
        '"2026-01-01"',
        '"P1D"',
        '@"10:00:00"',
        '@"10:00:00Z"',
        '@"10:00:00@Europe/London"',
        '@"2026-01-01T10:00:00"',
        '@"0001-01-01T00:00:00+14:00"',
        '@"9999-12-31T23:59:59-14:00"',
        '@"9999-12-31T23:59:59@Europe/London"',
        '@"P1D"',
        '@"-P999999999D"',
        '@"P999999999D"',
        '@"P1Y"',
        '@"P999999999999Y"',
        "[1..2]",
        "(>1)",
        '(<@"2026-01-01")',
        '["a".."b"]',
        "abs",
        '"Europe/London"',
        '".*"',
        "[true,false]",
        '[@"P1D",@"P1Y"]',
        '[@"10:00:00",@"10:00:00Z"]',
        "10**40",
    ]
)
CALLS = st.builds(
    lambda name, values: f"{name}({', '.join(values)})",
    st.sampled_from(sorted(builtin_names())),
    st.lists(VALUES, max_size=4),
)
PAIRS = st.builds(
    lambda left, sign, right: f"({left}) {sign} ({right})",
    VALUES,
    st.sampled_from(["+", "-", "*", "/", "**", "=", "<", ">=", "in"]),
    VALUES,
)


@settings(max_examples=200)
@given(st.one_of(CALLS, PAIRS))
def test_no_call_and_no_operator_fails_whatever_it_gets(text):
    for expression in (text, f"string({text})"):
        assert _refusal(expression) == "" or _refusal, "a spent budget is the only one allowed"


def _refusal(expression: str) -> str:
    try:
        to_plain(evaluate(expression, now=NOW))
    except FeelError as error:
        return error.message
    return ""
