from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.feel import FeelError, evaluate, parse, parse_unary_tests
from engine.feel.printer import to_source

NAMES = st.sampled_from(["a", "b", "total cost", "x1", "?"])
ATOMS = st.one_of(
    st.integers(0, 99).map(str),
    st.sampled_from(["true", "false", "null", '"text"', '@"2026-01-01"', "1.50", '"q\\"\\n"']),
    NAMES,
)


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, inner)
    signs = st.sampled_from(["+", "-", "*", "/", "**", "=", "!=", "<", ">=", "and", "or"])
    return st.one_of(
        st.tuples(inner, signs, inner, signs, inner).map(lambda t: f"({t[0]}) {t[1]} ({t[2]}) {t[3]} {t[4]}"),
        st.tuples(inner, signs, inner).map(lambda t: f"{t[0]} {t[1]} {t[2]}"),
        pair.map(lambda t: f"[{t[0]}, {t[1]}]"),
        pair.map(lambda t: f'{{a: {t[0]}, "b c": {t[1]}}}'),
        pair.map(lambda t: f"({t[0]})[{t[1]}]"),
        pair.map(lambda t: f"[({t[0]})..({t[1]}))"),
        pair.map(lambda t: f"f({t[0]}, {t[1]})"),
        pair.map(lambda t: f"f(left: {t[0]}, right side: {t[1]})"),
        pair.map(lambda t: f"({t[0]}) in (> ({t[1]}), 5)"),
        pair.map(lambda t: f"({t[0]}) between ({t[1]}) and 9"),
        pair.map(lambda t: f"if {t[0]} then {t[1]} else 1"),
        pair.map(lambda t: f"for i in ({t[0]}), j in 1..({t[1]}) return i"),
        pair.map(lambda t: f"every i in ({t[0]}) satisfies {t[1]}"),
        pair.map(lambda t: f"(function(a, b: list<number>) {t[0]})({t[1]})"),
        inner.map(lambda t: f"({t}).part of it"),
        inner.map(lambda t: f"-({t})"),
        inner.map(lambda t: f"({t}) instance of function<context<a: number>> -> string"),
    )


EXPRESSIONS = st.recursive(ATOMS, _grown, max_leaves=12)


@settings(max_examples=150)
@given(EXPRESSIONS)
def test_a_printed_tree_reads_as_the_same_tree(text):
    tree = parse(text).tree
    assert parse(to_source(tree)).tree == tree


@pytest.mark.parametrize("text", ["-", "> 5, [1..2]", "not(1, < 2)", '"a", ?  > 1'])
def test_printed_cells_read_as_the_same_cells(text):
    tree = parse_unary_tests(text).tree
    assert parse_unary_tests(to_source(tree)).tree == tree


WORDS = [
    "if",
    "then",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "a",
    "in",
    "..",
    ".",
    "1",
    "-",
    '"',
    "for",
    "not",
    "and",
    "@",
    ":",
    ",",
]


@settings(max_examples=200)
@given(st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join), EXPRESSIONS))
def test_no_text_gives_anything_but_a_value_or_a_feel_error(text):
    for attempt in (lambda: evaluate(text, {"a": 1}), lambda: parse_unary_tests(text).matches(1, {"a": 1})):
        error = _error_of(attempt)
        assert error is None or (0 <= error.position <= len(text) and error.message.endswith("."))
        assert error is None or "^" in error.explain() or not error.text


def _error_of(attempt) -> FeelError | None:
    try:
        attempt()
    except FeelError as error:
        return error
    return None


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("", "Expected a value, but found the end.", 0),
        ("1 +", "Expected a value, but found the end.", 3),
        ("(1", "Expected ) to close the bracket, but found the end.", 2),
        ("[1", "Expected ] to close the list, but found the end.", 2),
        ("a[1", "Expected ] to close the filter, but found the end.", 3),
        ("f(1", "Expected ) to close the arguments, but found the end.", 3),
        ("f(1,)", "Expected an argument after the comma.", 4),
        ("f(a: 1, 2)", "Give all arguments a name, or none.", 8),
        ("{a 1}", "Expected : after the name of the entry, but found }.", 4),
        ("{1: 2}", "Expected the name of an entry, but found 1.", 1),
        ("{a: 1, a: 2}", "The entry a stands in this context twice.", 8),
        ("if a 1", "Expected the word then after the condition, but found the end.", 6),
        ("if a then 1", "Expected the word else and a value after it, but found the end.", 11),
        ("for 1", "Expected a name for the items, but found 1.", 4),
        ("for i in a", "Expected the word return after the lists of the for, but found the end.", 10),
        ("some i in a", "Expected the word satisfies after the lists, but found the end.", 11),
        ("a between 1 or 2", "Expected the word and of the between, but found or.", 12),
        ("[1..2", "Expected ] or ) to close the range, but found the end.", 5),
        ("]1, 2[", "Expected .. of a range, but found ,.", 2),
        ("a == 1", "Equality is written with one =, not two.", 3),
        ("1 2", "Did not expect 2 here.", 2),
        ("a.", "Expected a name after the dot, but found the end.", 2),
        ("a.1", "Did not expect .1 here.", 1),
        ("function(a, a) 1", "Two parameters have the same name.", 15),
        ("function(a) external {}", "A function in another language (external) is never run: write it in FEEL.", 12),
        ("1e999999", "This number is too large.", 0),
        ('"abc', "This text has no closing double quote.", 0),
        ("'abc'", "Texts stand in double quotes: write \"text\", not 'text'.", 0),
        ("a && b", "The character '&' has no meaning here: write and.", 2),
        ("a § b", "The character '§' has no meaning here.", 2),
        ("/* a", "This comment has no closing */.", 0),
        ('"\\U110000"', "This escape is not a character.", 1),
        ('"\\uD800"', "This escape is half a character.", 1),
        ("1 instance number", "Expected the word of after instance, but found number.", 11),
        ("1 instance of 5", "Expected a type, but found 5.", 14),
        ("x in (1", "Expected ) to close the values, but found the end.", 7),
    ],
)
def test_an_error_says_what_is_wrong_and_where(text, message, position):
    with pytest.raises(FeelError) as caught:
        parse(text)
    assert (caught.value.message, caught.value.position) == (message, position)


def test_an_error_points_into_its_line():
    with pytest.raises(FeelError) as caught:
        parse("1 +\n  (2 * ]")
    assert caught.value.explain() == "Expected a value, but found the end.\n    (2 * ]\n          ^"


def test_names_with_operators_or_words_of_the_language_need_to_be_known():
    assert parse("cost-plus + 1", ["cost-plus"]).evaluate({"cost-plus": 4}) == 5
    assert parse("date of birth and more", ["date of birth and more"]).evaluate({"date of birth and more": 2}) == 2
    assert parse("null-rate", ["null-rate"]).evaluate({"null-rate": 2}) == 2


@pytest.mark.parametrize(
    "name", ["if applicable", "for whom", "true cost", "some date", "function of it", "null and void"]
)
def test_a_known_name_may_start_with_a_word_of_the_language(name):
    assert parse(f"{name} + 1", [name]).evaluate({name: 4}) == 5
    assert parse(f"{{{name}: 1}}.{name}").evaluate({}) == 1
    assert parse("if true then 1 else 2", [name]).evaluate({}) == 1


def test_a_name_that_cannot_be_a_name_is_ignored():
    assert parse("1", ['"', "'", ""]).evaluate({}) == 1
