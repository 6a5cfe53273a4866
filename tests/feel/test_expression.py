from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from engine.feel import (
    Budget,
    BudgetExceeded,
    Evaluation,
    FeelError,
    YearsMonths,
    evaluate,
    parse,
    parse_unary_tests,
    to_plain,
)

DATA = {
    "amount": 150,
    "rate": 0.1,
    "band": "B",
    "Applicant Age": 20,
    "employees": [{"name": "Ann", "pay": 10}, {"name": "Bob", "pay": 20}, {"name": "Cid"}],
    "house": {"address": {"street": "High Street", "number": 5}},
    "address line 1": "x",
    "a-b": 7,
    "list in order": [1, 2],
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('amount > 100 and band in ["A", "B"]', True),
        ("amount * rate", 15),
        ("0.1 + 0.2 = 0.3", True),
        ("1 / 3", 0.3333333333333333),
        ("1 / 0", None),
        ("0 ** -1", None),
        ("0 ** 0", 1),
        ("0 ** 0.5", 0),
        ('@"9999-12-31T23:59:59-14:00" > @"9999-12-31T23:59:59@Europe/London"', True),
        ("-2 ** 2", 4),
        ("2 ** 3 ** 2", 64),
        ("10 - 2 - 3", 5),
        ("10 - 2 * 3", 4),
        ("--1", 1),
        ("-amount", -150),
        ('-"a"', None),
        ('"a" + "b"', "ab"),
        ('"a" + 1', None),
        ("null + 1", None),
        ("Applicant Age >= 18", True),
        ("Applicant   Age - 2", 18),
        ("address line 1", "x"),
        ("a-b + 1", 8),
        ("a - b", 7),
        ("some i in list in order satisfies i > 1", True),
        ("house.address.street", "High Street"),
        ("house.nothing.street", None),
        ("employees.name", ["Ann", "Bob", "Cid"]),
        ("employees.pay", [10, 20, None]),
        ("employees[pay > 15].name", ["Bob"]),
        ("employees[item.pay > 5][2].name", "Bob"),
        ("employees[-1].name", "Cid"),
        ("employees[4]", None),
        ("[1, 2, 3][item >= 2]", [2, 3]),
        ("[][1]", None),
        ("[][item > 1]", []),
        ("[1, 2, 3][null]", []),
        ('[1, 2, 3]["a"]', None),
        ('[1, 2, 3][if item < 3 then true else "no"]', None),
        ("null[1]", None),
        ("100[1]", 100),
        ("100[false]", []),
        ("[1, 2][1.5]", None),
        ("[{item: 5}][item > 4]", [{"item": 5}]),
        ("{a: 1, b: a + 1}", {"a": 1, "b": 2}),
        ('{"a b": 1, c+d: 2, e: c+d}', {"a b": 1, "c+d": 2, "e": 2}),
        ("if amount > 100 then 1 else 2", 1),
        ("if null then 1 else 2", 2),
        ('if "yes" then 1 else 2', 2),
        ("for i in 1..3 return i * i", [1, 4, 9]),
        ("for i in 3..1 return i", [3, 2, 1]),
        ("for i in [1..3) return i", [1, 2]),
        ("for i in (>3) return i", None),
        ("for i in 1.5..3 return i", None),
        ('for i in "a".."c" return i', None),
        ("for i in 7 return i", [7]),
        ("for i in null return i", None),
        ("for i in [1, 2], j in [i, 10] return i * j", [1, 10, 4, 20]),
        ("for i in 1..4 return if i = 1 then 1 else i * partial[-1]", [1, 2, 6, 24]),
        ('for d in @"2026-12-31"..@"2027-01-01" return d.year', [2026, 2027]),
        ("some x in [1, 2] satisfies x > 1", True),
        ("every x in [1, 2] satisfies x > 1", False),
        ("every x in [] satisfies false", True),
        ("some x in [1, null] satisfies x > 1", None),
        ("some x in null satisfies x", None),
        ("every x in [1, 2], y in [3] satisfies x < y", True),
        ("amount between 100 and 200", True),
        ('amount between "a" and 200', None),
        ("5 in (1, > 4)", True),
        ("5 in [1..5)", False),
        ("5 in (4..6)", True),
        ("5 in ]4..5[", False),
        ("5 in > 4", True),
        ("5 in != 4", True),
        ('5 in "a"', None),
        ("5 in [[1..3], [4..6]]", True),
        ("[1, 2] in [[1, 2], [3]]", True),
        ("[1] in [1]", True),
        ("5 in [1..null]", None),
        ('"c" in ["a".."d"]', True),
        ("null = null", True),
        ("null != 1", True),
        ('1 = "1"', None),
        ('1 != "1"', None),
        ("[1, {a: 2}] = [1, {a: 2}]", True),
        ("[1, 2] = [1]", False),
        ("{a: 1} = {b: 1}", False),
        ("[1..5] = [1..5]", True),
        ("[1..5] = [1..5)", False),
        ('[1] = ["a"]', False),
        ('1 < "2"', None),
        ("true < false", None),
        ('"a" < "b"', True),
        ("true and null", None),
        ("false and null", False),
        ("true or null", True),
        ("false or null", None),
        ("1 and true", None),
        ("5 instance of number", True),
        ("[1] instance of list<number>", True),
        ('[1, "a"] instance of list<number>', False),
        ("{a: 1} instance of context<a: number>", True),
        ("{b: 1} instance of context<a: number>", False),
        ("5 instance of list", False),
        ("5 instance of Any", True),
        ("null instance of Any", False),
        ("null instance of Null", True),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1Y" instance of years and months duration', True),
        ('@"2026-11-21T10:00:00" instance of date and time', True),
        ("[1..2] instance of range<number>", True),
        ("5 instance of range<number>", False),
        ("5 instance of context", False),
        ("(function(a) a) instance of function<number> -> number", True),
        ("5 instance of function<number> -> number", False),
        ("5 instance of unheard", False),
        ("(function(x, y) x - y)(5, 3)", 2),
        ("(function(x, y) x - y)(y: 5, x: 3)", -2),
        ("(function(x, y) x - y)(5)", None),
        ("(function(a) a)(b: 5)", None),
        ('(function(a: number) a)("x")', None),
        ("(function(a: number) a)([5])", 5),
        ("(function(a: list<number>) a)(5)", [5]),
        ("{double: function(x) x * 2, r: double(4)}.r", 8),
        ("{fact: function(n) if n < 2 then 1 else n * fact(n - 1), r: fact(10)}.r", 3628800),
        ('5("x")', None),
        ("nothing(5)", None),
        ("nothing", None),
        ("sum", None),
        ("abs(n: -1, n: 2)", None),
        ("// a comment\n1 /* another */ + 1", 2),
        (".5 + 1e2", 100.5),
        ('"\\u0041\\n\\"\\q\\uD83D\\uDC0E"', 'A\n"\\q🐎'),
        ("(> 5)", "(5..)"),
        ("(<= 5)", "(..5]"),
        ("(= 5)", "[5..5]"),
        ("(!= 5)", None),
        ("(> true)", None),
        ('[1.."a"]', None),
        ("[5..1]", None),
        ("[null..null]", None),
        ("[1..5].start", 1),
        ("[1..5).end included", False),
    ],
)
def test_an_expression_gives(expression, expected):
    assert to_plain(evaluate(expression, DATA)) == expected


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('date("2026-11-21") + duration("P1D")', date(2026, 11, 22)),
        ('duration("P1D") + date("2026-11-21")', date(2026, 11, 22)),
        ('date("2026-01-31") + @"P1M"', date(2026, 2, 28)),
        ('@"2026-01-31" - @"P2M"', date(2025, 11, 30)),
        ('@"2026-11-21" - @"2026-11-01"', timedelta(days=20)),
        ('@"2026-11-21T10:00:00Z" - @"2026-11-21"', timedelta(hours=10)),
        ('@"2026-11-21T10:00:00" - @"2026-11-21T10:00:00Z"', None),
        ('@"2026-11-21T10:00:00" - @"2026-11-20T10:00:00"', timedelta(days=1)),
        ('@"2026-10-25T00:30:00@Europe/London" + @"PT2H" = @"2026-10-25T01:30:00Z"', True),
        ('string(@"10:00:00" + @"PT15H")', "01:00:00"),
        ('string(@"10:00:00" - @"PT11H")', "23:00:00"),
        ('@"10:00:00" - @"09:00:00"', timedelta(hours=1)),
        ('@"P1D" + @"PT1H"', timedelta(days=1, hours=1)),
        ('@"P1D" - @"PT1H"', timedelta(hours=23)),
        ('@"P1D" * 1.5', timedelta(hours=36)),
        ('2 * @"P1D"', timedelta(days=2)),
        ('@"P1D" / 2', timedelta(hours=12)),
        ('@"P1D" / @"PT6H"', Decimal(4)),
        ('@"P1D" / 0', None),
        ('-@"P1D"', timedelta(days=-1)),
        ('-@"P1Y"', YearsMonths(-12)),
        ('@"P1Y" + @"P1M"', YearsMonths(13)),
        ('@"P1Y" - @"P1M"', YearsMonths(11)),
        ('@"P1Y" * 2', YearsMonths(24)),
        ('@"P1Y" / 5', YearsMonths(2)),
        ('@"P1Y" / @"P6M"', Decimal(2)),
        ('@"P1Y" + @"P1D"', None),
        ('@"999999999-12-31" + @"P1D"', None),
        ('@"999999999-12-31" + @"P1M"', None),
        ('@"P1D" * 10 ** 30', None),
        ('@"2026-11-21" < @"2026-11-22"', True),
        ('@"2026-11-21T10:00:00Z" < @"2026-11-21T10:00:00"', None),
        ('@"2026-11-21" = @"2026-11-21T00:00:00"', None),
        ('@"2026-11-21".weekday', Decimal(6)),
        ('@"2026-11-21T10:20:30+01:00".time offset', timedelta(hours=1)),
        ('@"2026-11-21T10:20:30@Europe/London".timezone', "Europe/London"),
        ('@"10:20:30".minute', Decimal(20)),
        ('@"-P1DT2H3M4S".hours', Decimal(-2)),
        ('@"-P1DT2H".days', Decimal(-1)),
        ('@"-P1Y2M".months', Decimal(-2)),
        ('@"-P1Y2M".years', Decimal(-1)),
        ('@"2026-11-21".hour', None),
        ('@"nonsense"', None),
    ],
)
def test_times_and_durations_reckon(expression, expected):
    assert evaluate(expression) == expected


def test_what_has_no_result_is_explained_in_notes():
    notes: list[str] = []
    parse('[1 + "a", unheard, fn(1), (1).day, 5("x"), 1 < "a"]').evaluate({}, notes=notes)
    assert notes == [
        "number + string has no result",
        "there is nothing called unheard",
        "there is no function called fn",
        "null is not a function",
        "number has no day",
        "number is not a function",
        "number and string cannot be compared",
    ]


def test_a_parsed_text_is_parsed_once():
    assert parse("1 + 1") is parse("1 + 1")


def test_a_name_of_the_context_hides_a_built_in_unless_it_is_called():
    assert evaluate("count", {"count": 3}) == 3
    assert evaluate("count([1])", {"count": 3}) == 1


def test_functions_of_the_caller_are_called_with_values_and_give_values():
    def working_days(start: date, days: Decimal) -> object:
        return [start.isoformat(), int(days)]

    functions = {"working days": working_days}
    given = evaluate('working days(@"2026-11-21", 5)', functions=functions)
    assert given == ["2026-11-21", Decimal(5)]
    assert evaluate('working days(days: 1, start: @"2026-11-21")', functions=functions)[1] == 1
    with pytest.raises(FeelError, match="arguments that it does not have"):
        evaluate("working days(1)", functions=functions)


def test_types_of_the_caller_are_known_to_instance_of():
    types = {"tAge": lambda value: isinstance(value, Decimal) and value < 150}
    assert parse("20 instance of tAge").evaluate({}, types=types) is True
    assert parse("[200] instance of list<tAge>").evaluate({}, types=types) is False


@pytest.mark.parametrize(
    ("tests", "value", "expected"),
    [
        ("-", 1, True),
        ("", None, True),
        ("> 5", 6, True),
        ("> 5", "a", None),
        (">5, <2", 1, True),
        ("5", 5, True),
        ('"A", "B"', "B", True),
        ("not(1, 2)", 3, True),
        ("not(1, 2)", 2, False),
        ("not(> 5)", "a", None),
        ("[1..5]", 5, True),
        ("(1..5)", 5, False),
        ("? > 5 and ? < 10", 7, True),
        ('contains(?, "b")', "abc", True),
        ("count(?) > 1", [1, 2], True),
        ("? + 1", 2, None),
        ("limit", 5, True),
        ("limit > 3", "x", True),
        ("false", False, True),
        ("null", None, True),
        ("[1, 2]", 2, True),
        ('@"2026-01-01"', date(2026, 1, 1), True),
        ("not(limit > 3) and true", "x", False),
        ("= 5", 5, True),
        ("!= 5", 5, False),
        ("= limit", "a", None),
    ],
)
def test_a_cell_of_a_decision_table_holds(tests, value, expected):
    assert parse_unary_tests(tests).matches(value, {"limit": 5}) is expected


def test_a_cell_explains_itself_too():
    notes: list[str] = []
    assert parse_unary_tests("? > unheard").matches(1, {}, notes=notes) is None
    assert notes == ["there is nothing called unheard"]


def test_now_reaches_a_cell():
    now = datetime(2026, 11, 18, tzinfo=UTC)
    assert parse_unary_tests("< today()").matches(date(2026, 11, 17), {}, now=now) is True


def test_a_small_budget_ends_an_evaluation():
    with pytest.raises(BudgetExceeded, match="too many steps"):
        parse("for i in 1..100 return i").evaluate({}, budget=Budget(steps=50))


def test_data_that_is_not_plain_is_refused():
    with pytest.raises(FeelError, match="type object is not plain data"):
        evaluate("a", {"a": object()})
    with pytest.raises(FeelError, match="names in data are texts"):
        evaluate("a", {"a": {1: 2}})


def test_many_expressions_and_tests_share_one_context_and_one_budget():
    evaluation = Evaluation({"amount": 150, "limit": 100})
    assert evaluation.value(parse("[amount, unheard]")) == [Decimal(150), None]
    assert evaluation.holds(parse_unary_tests("> limit"), Decimal(150)) is True
    assert evaluation.holds(parse_unary_tests("? < limit"), Decimal(150)) is False
    assert evaluation.notes == ["there is nothing called unheard"]


def test_what_several_expressions_spend_adds_up():
    evaluation = Evaluation({}, budget=Budget(steps=700))
    expression = parse("for i in 1..50 return i")
    for _ in range(3):
        evaluation.value(expression)
    with pytest.raises(BudgetExceeded) as caught:
        evaluation.value(expression)
    assert caught.value.text == expression.text


@pytest.mark.parametrize("text", ["a", "1 + (2)"])
def test_an_expression_keeps_its_text(text):
    assert parse(text).text == text


@pytest.mark.parametrize(
    ("tests", "value"),
    [('"a"', ["a"]), ("< 5", "a"), ("<= 5", Decimal(6)), (">= 5", Decimal(4)), ("1", "1"), ("[1..5]", "x")],
)
def test_a_cell_that_cannot_hold_does_not(tests, value):
    assert not parse_unary_tests(tests).matches(value, {})


@pytest.mark.parametrize(
    ("function", "wanted", "expected"),
    [
        ("function() 1", "function<> -> Any", True),
        ("function(a) a", "function<number> -> Any", True),
        ("function(a: number) a", "function<number> -> number", True),
        ("function(a: number) a", "function<string> -> number", False),
        ("function(a: Any) a", "function<string> -> Any", True),
        ("function(a: number, b) a", "function<number> -> number", False),
        ("function(a: list<number>) 1", "function<list<number>> -> number", True),
        ("function(a: list<number>) 1", "function<list<string>> -> number", False),
        ("function(a: list<number>) 1", "function<list> -> number", False),
        ("function(a: context<x: string>) 1", "function<context<x: string, y: string>> -> number", True),
        ("function(a: context<x: string, y: string>) 1", "function<context<x: string>> -> number", False),
        ("function(f: function<number> -> number) 1", "function<function<Any> -> number> -> number", True),
        ("function(f: function<Any> -> number) 1", "function<function<number> -> number> -> number", False),
        ("function(f: function<number> -> number) 1", "function<function<number> -> Any> -> number", False),
        ("function(a: dateTime) 1", "function<date and time> -> number", True),
        ("abs", "function<number> -> number", True),
        ("1", "function<number> -> number", False),
        ("abs", "function", True),
    ],
)
def test_a_function_is_of_a_type_when_it_takes_what_that_takes(function, wanted, expected):
    assert evaluate(f"({function}) instance of {wanted}") is expected
