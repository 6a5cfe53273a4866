from __future__ import annotations

import pytest

from engine.feel import evaluate, to_plain


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('substring("foobar", 3)', "obar"),
        ('substring("foobar", 3, 3)', "oba"),
        ('substring("foobar", -2, 1)', "a"),
        ('substring("foobar", 0)', None),
        ('substring("foobar", 7)', None),
        ('substring("foobar", 3, 0)', None),
        ('substring(string: "foobar", start position: 3)', "obar"),
        ('string length("foo")', 3),
        ('string length("🐎")', 1),
        ('upper case("aBc4")', "ABC4"),
        ('lower case("aBc4")', "abc4"),
        ('trim("  a b ")', "a b"),
        ('substring before("foobar", "bar")', "foo"),
        ('substring before("foobar", "xyz")', ""),
        ('substring before("foobar", "")', ""),
        ('substring after("foobar", "ob")', "ar"),
        ('substring after("foobar", "")', "foobar"),
        ('substring after("foobar", "x")', ""),
        ('contains("foobar", "of")', False),
        ('contains("foobar", "ob")', True),
        ('starts with("foobar", "fo")', True),
        ('ends with("foobar", "r")', True),
        ('string join(["a", null, "c"], ", ")', "a, c"),
        ('string join(["a", "b"])', "ab"),
        ("string join([])", ""),
        ("string join([1])", None),
        ('string join("a", "x")', "a"),
        ('matches("foobar", "^fo*b")', True),
        ('matches("foobar", "^Fo*bar", "i")', True),
        ('matches("foobar", "[")', None),
        ('replace("abracadabra", "bra", "*")', "a*cada*"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', "[1=ab][2=]cd"),
        ('replace("abc", "b", "\\\\$")', "a$c"),
        ('replace("abc", "b*", "x")', None),
        ('split("John Doe", "\\\\s")', ["John", "Doe"]),
        ('split("a;b;c;;", ";")', ["a", "b", "c", "", ""]),
        ('split("a", "[")', None),
    ],
)
def test_a_string_function_gives(expression, expected):
    assert to_plain(evaluate(expression)) == expected


@pytest.mark.parametrize("call", ["substring(1, 2)", "upper case(null)", "string length()", 'contains("a", "b", "c")'])
def test_wrong_arguments_give_null(call):
    assert evaluate(call) is None
