from __future__ import annotations

import pytest

from engine.feel import FeelError, evaluate, translate


@pytest.mark.parametrize(
    ("foreign", "feel"),
    [
        ("amount > 100", "amount > 100"),
        ('band in ["A", "B"]', 'band in ["A", "B"]'),
        ("empty homes premium > 1", "empty homes premium > 1"),
        ("= amount > 100", "amount > 100"),
        ("${amount > 100}", "amount > 100"),
        ("#{approved}", "approved"),
        ("${amount gt 100 && band eq 'A'}", 'amount > 100 and band = "A"'),
        ("${a || !b}", "a or not(b)"),
        ("${!(a and b) or c}", "not((a and b)) or c"),
        ("${!a == b}", "not(a) = b"),
        ("${case.status != null}", "case.status != null"),
        ("${a ne b and c le 1L}", "a != b and c <= 1"),
        ("a == 1 and b in ['x', 'y']", 'a = 1 and b in ["x", "y"]'),
        ("status is None", "status = null"),
        ("status != None", "status != null"),
        ("approved == True or approved is False", "approved = true or approved = false"),
        ("not approved", "not(approved)"),
        ("a and not b and c", "a and not(b) and c"),
        ("f(not a, b)", "f(not(a), b)"),
        ("not (a)", "not (a)"),
        ("a == 'it\\'s'", 'a = "it\'s"'),
        ("a == 'say \"hi\"'", 'a = "say \\"hi\\""'),
        ("a === 1", "a = 1"),
        ("a <> 1", "a != 1"),
        ("${a.eq == 1}", "a.eq = 1"),
        ('${x == @"2026-11-21"}', 'x = @"2026-11-21"'),
        ("${10 / 4 >= 2}", "10 / 4 >= 2"),
    ],
)
def test_a_simple_form_is_put_into_feel(foreign, feel):
    assert translate(foreign).text == feel


def test_feel_stays_as_it_is_and_nothing_is_reported():
    assert translate("a = 1").changes == ()


def test_every_change_is_told_once():
    changes = translate("${a == 'x' and b == 'x' and !c}").changes
    assert changes == ("${...} was taken off", "== became =", "'x' became \"x\"", "! became not(...)")


@pytest.mark.parametrize(
    ("foreign", "reason"),
    [
        ("empty cart == 1", "empty has no counterpart"),
        ("${empty == 1}", "empty has no counterpart"),
        ("${execution.getVariable('x')}", "calls of methods \\(getVariable\\)"),
        ("${a ? b : c}", "if ... then ... else"),
        ("a % 2 == 0", "modulo"),
        ("${a mod 2}", "modulo"),
        ("a // 2 == 0", "floor"),
        ("x not in ['a']", "not\\(a in b\\)"),
        ("__import__('os').system('id')", "start with __"),
        ("lambda: 1", "neither FEEL|lambda"),
        ("Hello ${name}", "Text around"),
        ("${a}${b}", "Only one"),
        ("${a", "Only one"),
        ("a == 1; b", "one expression only"),
        ("1 +", "found the end"),
        ("${a `b`}", "no meaning here"),
        ("a `b`", "no meaning here"),
        ("a & b", "single &"),
        ("${a?.b}", "plain dot"),
        ("a ^ 2", "\\*\\*"),
    ],
)
def test_what_would_need_a_guess_is_refused_with_the_reason(foreign, reason):
    with pytest.raises(FeelError, match=reason):
        translate(foreign)


@pytest.mark.parametrize(
    ("foreign", "shown"),
    [
        ("a % 2 == 0", "  a % 2 == 0\n    ^"),
        ("${a > 1 and b mod 2}", "  a > 1 and b mod 2\n              ^"),
        ("x not in ['a']", "  x not in ['a']\n    ^"),
    ],
)
def test_a_refusal_points_to_the_place(foreign, shown):
    with pytest.raises(FeelError) as refused:
        translate(foreign)
    assert refused.value.explain().endswith(shown)


@pytest.mark.parametrize(
    ("foreign", "feel"),
    [
        ("${not approved}", "not(approved)"),
        ("${a.b.c == 'd'}", 'a.b.c = "d"'),
        ("${amount >= 100 || (band == 'A' && !exempt)}", 'amount >= 100 or (band = "A" and not(exempt))'),
        ("#{a == null}", "a = null"),
        ("${true}", "true"),
        ("${a == -1.5f}", "a = - 1.5"),
        ("(a == 1) or (b == None)", "(a = 1) or (b = null)"),
        ("x in ('a', 'b')", 'x in ("a", "b")'),
        ("? == 5", "? = 5"),
        ("${empty cart}", 'list contains([null, "", [], {}], cart)'),
        ("${!empty a.b && a.b}", 'not(list contains([null, "", [], {}], a.b)) and a.b'),
        ("${not empty a[1].b or c}", 'not(list contains([null, "", [], {}], a[1].b)) or c'),
        ("${empty (a)}", 'list contains([null, "", [], {}],(a))'),
    ],
)
def test_more_simple_forms(foreign, feel):
    assert translate(foreign).text == feel


@pytest.mark.parametrize(
    "foreign", ["${__import__('os').system('id')}", "${''.class}", "eval('1')", "${a.b()}", "a[0]()"]
)
def test_nothing_foreign_becomes_more_than_names_and_signs(foreign):
    try:
        found = translate(foreign).text
    except FeelError:
        return
    assert evaluate(found) is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, True), ("", True), ([], True), ({}, True), (0, False), ("x", False), (False, False), ([None], False)],
)
def test_what_is_empty_elsewhere_is_empty_here(value, expected):
    assert evaluate(translate("${empty it}").text, {"it": value}) is expected
    assert evaluate(translate("${!empty it}").text, {"it": value}) is not expected
