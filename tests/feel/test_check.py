from __future__ import annotations

import pytest

from engine.feel import FeelProblem, check, check_unary_tests, names

KNOWN = ["amount", "band", "items", "start date"]


@pytest.mark.parametrize(
    "text",
    [
        'amount > 100 and band in ["A", "B"]',
        "items[price > 5 and item.colour = band].name",
        "for i in items return i.price * amount",
        "some i in items, j in i.parts satisfies j > amount",
        "{a: amount, b: a + 1, f: function(x) if x > 0 then f(x - 1) else a, r: f(b)}",
        "string join(for i in items return i, band)",
        'start date + duration("P1D") < date("2026-11-21")',
        "null = amount",
        "sum(amount, 2, 3) > 1",
        "substring(string: band, start position: 2)",
        '1 + 2 - 3 > 4 and "a" + "b" = "c"',
        "working days(start date, 5)",
    ],
)
def test_a_sound_expression_has_no_problems(text):
    assert check(text, KNOWN, functions=["working days"]) == ()


@pytest.mark.parametrize(
    ("text", "message", "position"),
    [
        ("1 +", "Expected a value, but found the end.", 3),
        ("amont > 1", "There is nothing called amont here. Did you mean amount?", 0),
        ("1 + zzzz", "There is nothing called zzzz here.", 4),
        ("not band", "There is nothing called not band here. Write not(...) with brackets.", 0),
        ("for i in items return j", "There is nothing called j here.", 22),
        ("xyzzyfoo(1)", "There is nothing called xyzzyfoo here.", 0),
        ('amount > 1 + "a"', "number + string has no result.", 13 - 2),
        ('1 < "a"', "A number is never < a string.", 2),
        ("[1] < [2]", "Values of type list have no order.", 4),
        ("amount and 5", "A condition is true or false, but this is a number.", 0),
        ('if "x" then 1 else 2', "A condition is true or false, but this is a string.", 0),
        ('substring("a")', "These arguments do not fit: write substring(string, start position, length).", 0),
        ("abs(x: 1)", "These arguments do not fit: write abs(n).", 0),
        ('@"2026-13-01"', '"2026-13-01" is no date, time or duration.', 0),
        ('substring(amount, "a")', "substring(...) takes a number as its start position, but this is a string.", 0),
        ("upper case(1 + amount)", None, 0),
        ("upper case(1 + 2)", "upper case(...) takes a string as its string, but this is a number.", 0),
        (
            'day of week("2026-11-21")',
            "day of week(...) takes a date or a date and time as its date, but this is a string.",
            0,
        ),
        ("round up(n: amount, scale: true)", "round up(...) takes a number as its scale, but this is a boolean.", 0),
        ('@"2026-11-21" - @"2026-11-20" > 5', "A days and time duration is never > a number.", 30),
        ('@"2026-11-21" + @"P1D" = "2026-11-22"', "A date is never = a string.", 23),
        ('@"2026-11-21" + 5', "date + number has no result.", 14),
        ('5 * @"P1D" + "a"', "days and time duration + string has no result.", 11),
        ('duration("5 days")', '"5 days" is no duration.', 0),
        ("amount instance of nmber", "There is no type called nmber.", 0),
        ('-"a" > 1', "A string is never > a number.", 5),
        ('date("2026-11-21") > "2026-11-20"', "A date is never > a string.", 19),
        ("(function(a) a) = {a: 1}", "A function is never = a context.", 16),
    ],
)
def test_a_problem_is_named_with_its_place(text, message, position):
    assert check(text, KNOWN) == ((FeelProblem(message, position),) if message else ())


def test_problems_come_in_the_order_of_the_text():
    found = check('nope + 1 = 2 and alsonope or 1 + "a" = 3', KNOWN)
    assert [problem.position for problem in found] == sorted(problem.position for problem in found)
    assert len(found) == 3


def test_cells_are_checked_too():
    assert check_unary_tests("> amount, [1..5], contains(?, band)", KNOWN) == ()
    assert check_unary_tests("> amont", KNOWN)[0].message.startswith("There is nothing called amont")
    assert check_unary_tests("> ", KNOWN)[0].position == 2


def test_names_are_those_that_come_from_outside():
    assert names("a.b + c[d > 1] + count(e) + (for i in f return i + partial[1])") == {"a", "c", "e", "f"}
    assert names("start-up cost > 1", ["start-up cost"]) == {"start-up cost"}
