"""Whatever is handed in, a value or a `FeelError` comes out, within the budget. Two minutes of it in `make long`."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.feel import (
    FeelError,
    check,
    check_unary_tests,
    evaluate,
    from_plain,
    names,
    parse,
    parse_unary_tests,
    run_script,
    to_plain,
    translate,
)
from engine.feel.cells import parse_tests
from engine.feel.printer import to_source
from tests.feel.trees import CELLS, JUNK, LIKELY_TEXTS, TREES

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
CONTEXT = {"a": 1, "b": "text", "ctx": {"a": [1, 2], "b": None}, "list": [3, "x", {"a": 1}]}


def examples(usual: int, *, long: int) -> settings:
    """A few hundred examples in `make check`, many thousands in `make long`."""
    return settings(
        max_examples=long if os.environ.get("BPR_LONG") else usual,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def answered(attempt: Callable[[], object]) -> None:
    """Do something that may only fail in one way, and then with a sentence."""
    refused = None
    try:
        attempt()
    except FeelError as error:
        refused = error
    assert refused is None or (refused.message.endswith((".", "?")) and refused.position >= 0)


@examples(120, long=12_000)
@given(TREES)
def test_a_tree_printed_and_read_is_the_same_tree(tree):
    assert parse(to_source(tree)).tree == tree


@examples(60, long=4_000)
@given(CELLS)
def test_a_cell_printed_and_read_is_the_same_cell(cell):
    assert parse_tests(to_source(cell)) == cell


@examples(100, long=16_000)
@given(TREES)
def test_any_tree_gives_a_value_or_a_named_error(tree):
    text = to_source(tree)
    answered(lambda: to_plain(evaluate(text, CONTEXT, now=NOW)))
    answered(lambda: parse_unary_tests(text).matches(1, CONTEXT, now=NOW))


@examples(150, long=20_000)
@given(LIKELY_TEXTS)
def test_any_text_is_read_or_refused_with_a_sentence(text):
    answered(lambda: to_plain(evaluate(text, CONTEXT, now=NOW)))
    answered(lambda: parse_unary_tests(text).matches(1, CONTEXT, now=NOW))
    answered(lambda: translate(text))
    answered(lambda: run_script(text, CONTEXT, now=NOW))
    answered(lambda: names(text))
    check(text, CONTEXT)
    check_unary_tests(text, CONTEXT)


EXPRESSIONS = [
    "a",
    "a = a",
    "a + a",
    "string(a)",
    "for i in a return i",
    "a[item = 1]",
    "{b: a}.b",
    "a in a",
    "sort(a)",
    "a instance of Any",
    "min(a)",
]


@examples(150, long=16_000)
@given(JUNK, st.sampled_from(EXPRESSIONS))
def test_any_data_is_taken_as_plain_or_refused(junk, text):
    answered(lambda: to_plain(from_plain(junk)))
    answered(lambda: to_plain(evaluate(text, {"a": junk})))
    answered(lambda: evaluate(text, junk))
    answered(lambda: parse_unary_tests("> 1, ? = 2").matches(junk, {"a": junk}))
    answered(lambda: parse_unary_tests("> a").matches(1, junk))
    answered(lambda: run_script("b: a", {"a": junk}))


@pytest.mark.parametrize("text", [None, b"1", 1, ["1"], {}, bytearray(b"1"), object()])
def test_what_is_no_text_is_no_expression(text):
    for attempt in (parse, parse_unary_tests, translate, evaluate):
        with pytest.raises(FeelError, match="is a text"):
            attempt(text)
    assert check(text, [])[0].message == "An expression is a text."
