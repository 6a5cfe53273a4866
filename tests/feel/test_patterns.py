from __future__ import annotations

import pytest

from engine.feel import BudgetExceeded, evaluate


@pytest.mark.parametrize(
    ("text", "pattern", "flags", "expected"),
    [
        ("abc", "^[a-z-[aeiou]]", "", False),
        ("bcd", "^[a-z-[aeiou]]", "", True),
        ("hello", r"\p{IsBasicLatin}+", "", True),
        ("a\nb", "a.b", "", False),
        ("a\nb", "a.b", "s", True),
        ("a\nb", "^b$", "m", True),
        ("ab", "a b", "x", True),
        ("a b", "a[ ]b", "x", True),
        ("AB", "ab", "i", True),
        ("a.b", "a.b", "q", True),
        ("axb", "a.b", "q", False),
        ("A.B", "a.b", "qi", True),
        ("_x", r"^\i\c*$", "", True),
        ("1x", r"^\i", "", False),
        ("-", r"[\c]", "", True),
        ("[", "[[]", "", True),
        ("a", "a", "y", None),
        ("a", "(?=a)", "", None),
        ("a", r"a\Z", "", None),
        ("a", "a++", "", None),
        ("a", r"(a)[\1]", "", None),
        ("a", "(a{100}){100}", "", None),
        ("a", "a" * 2000, "", None),
        ("a", "(", "", None),
        ("x", "[a.]", "", False),
        ("a", "a{1}+", "", None),
    ],
)
def test_a_pattern_of_xpath_fits(text, pattern, flags, expected):
    assert evaluate("matches(t, p, f)", {"t": text, "p": pattern, "f": flags}) is expected


@pytest.mark.parametrize(
    ("text", "pattern", "replacement", "expected"),
    [
        ("abcd", "(b)(c)", "$2$1", "acbd"),
        ("abc", "b", "$0$0", "abbc"),
        ("abc", "(b)", "$12", "ab2c"),
        ("abc", "b", "$", None),
        ("abc", "b", "\\", None),
        ("abc", "b", "\\\\", "a\\c"),
        ("abc", "b", "$3", "ac"),
    ],
)
def test_a_replacement_names_groups(text, pattern, replacement, expected):
    context = {"t": text, "p": pattern, "r": replacement}
    assert evaluate("replace(t, p, r)", context) == expected


def test_a_replacement_is_taken_by_the_letter_with_the_flag_q():
    assert evaluate('replace("a.b", ".", "$1", "q")') == "a$1b"


@pytest.mark.parametrize("call", ["matches(t, p)", 'replace(t, p, "x")', "split(t, p)"])
def test_a_pattern_that_runs_away_is_stopped(call):
    context = {"t": "a" * 60 + "!", "p": "(a|aa)+$"}
    with pytest.raises(BudgetExceeded, match="regular expression"):
        evaluate(call, context)
