from __future__ import annotations

from time import process_time

import pytest

from engine.feel import BudgetExceeded, FeelError, check, evaluate, parse, run_script, to_plain, translate
from tests.attacks import SECONDS, tell

TENFOLD = "a0: [1,1,1,1,1,1,1,1,1,1], " + ", ".join(f"a{n}: [{','.join([f'a{n - 1}'] * 10)}]" for n in range(1, 12))
LONG = "a" * 9000
SPENDING = [
    "for i in 1..1000000000 return i",
    "for i in 1..100000, j in 1..100000 return 1",
    "some i in 1..1000000000 satisfies i < 0",
    "{f: function(n) f(n + 1), r: f(1)}.r",
    "{f: function(n) if n = 0 then 0 else f(n - 1) + f(n - 1), r: f(40)}.r",
    f'replace("{"a" * 5000}", "a", "{"b" * 5000}")',
    'for i in 1..10000 return matches(long, "(a|a)*b")',
    f"{{{TENFOLD}}}.a11",
    f"string({{{TENFOLD}}}.a11)",
    f"{{{TENFOLD}, r: a11 = a11}}.r",
    f"count(flatten({{{TENFOLD}}}.a11))",
    f"{{{TENFOLD}}}.a11 instance of {'list<' * 12}number{'>' * 12}",
    "for i in 1..5000 return partial",
    "duplicate values(for i in 1..20000 return i)",
    "for i in 1..60000 return sum(big)",
    "for i in 1..60000 return reverse(big)",
    "for i in 1..60000 return big[item = 3]",
    "for i in 1..60000 return ctx = ctx",
    f'for i in 1..60000 return "{LONG}" < "{LONG}"',
    f'for i in 1..60000 return upper case("{LONG}")',
    f'string join(for i in 1..2000 return "{LONG}")',
    "for i in 1..60000 return exp(1.5) ** 1.5",
    'for d in @"0001-01-01"..@"9999-12-31" return d',
    'for i in 1..10**5 return matches("a", "[\\\\p{L}-[\\\\p{Lu}]]{20}" + string(i), "i")',
    'for i in 1..10**5 return time("10:00:00@X" + string(i))',
    "for i in 1..10**5 return partial[-1]",
    "for i in 1..10**5 return decimal(10**-6000, 6176)",
    'for i in 1..10**5 return context put(ctx, "a", i)',
    "{" + ", ".join(f"a{n}: {f'[a{n - 1}]' if n else '[1]'}" for n in range(80)) + "}",
]


@pytest.mark.parametrize("text", SPENDING)
def test_an_expression_that_spends_too_much_is_ended_within_a_second(text):
    context = {"big": list(range(30_000)), "ctx": {f"k{n}": n for n in range(30_000)}, "long": "a" * 100_000}
    begin = process_time()
    with pytest.raises(BudgetExceeded):
        evaluate(text, context)
    assert process_time() - begin < SECONDS


DEEP = [
    "(" * 9000 + ")" * 9000,
    "[" * 19_000,
    "-" * 19_000 + "1",
    "not(" * 4000 + "true" + ")" * 4000,
    "if true then " * 1000 + "1" + " else 1" * 1000,
    "a" + ".a" * 9000,
    "a" + "[1]" * 6000,
    "a" + "()" * 9000,
    "1" + " = 1" * 4000,
    "x in (" * 3000,
    "{a:" * 5000 + "1" + "}" * 5000,
    "a instance of " + "list<" * 4000,
    "1 " + "instance of number " * 1000,
    "function() " * 1500 + "1",
    "! " * 9_000 + "x",
    "${" + "empty (" * 2_500 + "}",
    "a" * 30_000,
    "(" * 1_000_000,
    '"' + "a" * 1_000_000 + '"',
    "${" + "(" * 1_000_000 + "}",
]


@pytest.mark.parametrize("text", DEEP)
def test_a_text_that_is_too_deep_or_too_long_is_refused(text):
    for attempt in (parse, translate, lambda one: run_script(one, {})):
        begin = process_time()
        with pytest.raises(FeelError):
            attempt(text)
        assert process_time() - begin < SECONDS


def test_thousands_of_names_that_look_alike_are_told_apart_at_once():
    names = {f"a-b {number} and c": number for number in range(5_000)}
    begin = process_time()
    assert parse("+".join(["a-b 7 and c"] * 1_000), names).evaluate(names) == 7_000
    assert process_time() - begin < SECONDS


def test_at_most_twenty_problems_are_told_of_one_expression():
    assert len(check("[" + ",".join(f"unheard{number}" for number in range(1_300)) + "]", ["heard"])) == 20


FITTING = [
    "1" + "+1" * 9000,
    "true" + " and true" * 2000,
    "1" + "**1" * 3000,
    "9**9**9**9",
    "10**6144 * 10",
    "2**0.5**0.3",
]


@pytest.mark.parametrize("text", FITTING)
def test_long_but_flat_texts_and_large_powers_are_evaluated(text):
    begin = process_time()
    to_plain(evaluate(text))
    assert process_time() - begin < SECONDS


def test_an_expression_nested_as_deep_as_allowed_is_evaluated():
    text = "(" * 60 + "1" + ")" * 60
    assert evaluate(text) == 1


def test_a_host_that_is_near_its_own_limit_gets_a_named_error():
    outcomes = set()

    def nested(depth: int) -> None:
        if depth:
            nested(depth - 1)
            return
        try:
            expression.evaluate({})
        except BudgetExceeded as error:
            outcomes.add(error.message)

    expression = parse("[" * 60 + "1" + "]" * 60)
    for depth in range(600, 1000, 10):
        try:
            nested(depth)
        except RecursionError:
            break
    assert outcomes == {"The expression is nested too deeply."}


@pytest.mark.slow
def test_no_attack_gets_more_than_a_second_or_200_megabytes_or_any_other_error():
    """A machine that is busy gets three; what a process of its own took tells the room."""
    told = tell("tests.feel.attacks")
    assert len(told) > 200
    for name, found, seconds, megabytes in told:
        assert found in ("value", "FeelError", "BudgetExceeded"), name
        assert seconds < SECONDS, name
        assert megabytes < 200, name
