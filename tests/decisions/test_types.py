"""Values fit their types, are converted where the standard says so, or are null."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from engine import decisions
from tests.decisions.files import decide, decision, dmn, function, given, literal

PERSON = (
    '<itemDefinition name="tPerson">'
    '<itemComponent name="name"><typeRef>string</typeRef></itemComponent>'
    '<itemComponent name="born"><typeRef>date</typeRef></itemComponent>'
    '<itemComponent name="bands" isCollection="true"><typeRef>tBand</typeRef></itemComponent></itemDefinition>'
)


def named(name, base, allowed="", attributes=""):
    """A type with a base and perhaps a narrowing, which is the inner XML."""
    return f'<itemDefinition name="{name}" {attributes}><typeRef>{base}</typeRef>{allowed}</itemDefinition>'


TYPES = (
    PERSON
    + named("tBand", "string", '<allowedValues><text>"A", "B"</text></allowedValues>')
    + named("tPeople", "tPerson", attributes='isCollection="true"')
    + named("tAge", "number", "<allowedValues><text>[0..120]</text></allowedValues>")
    + named("tAges", "tAge", attributes='isCollection="true"')
    + named("tOld", "tAge", "<typeConstraint><text>&gt; 65</text></typeConstraint>")
    + '<itemDefinition name="tMaker"><functionItem outputTypeRef="number"/></itemDefinition>'
)


def made(text, type_ref):
    """The value of an expression as the decision's type."""
    model = decisions.read(dmn(TYPES, decision("d", literal(text), type_ref=type_ref)))
    return decisions.evaluate(model, "d", {}).value


def taken(value, type_ref):
    """What a decision sees of an input."""
    return decide(dmn(TYPES, given("it", type_ref), decision("d", literal("it"), "i:it")), {"it": value})


@pytest.mark.parametrize(
    ("text", "type_ref", "expected"),
    [
        ("1", "number", Decimal(1)),
        ("1", "feel:number", Decimal(1)),
        ("1", "string", None),
        ('"x"', "string", "x"),
        ("1", "boolean", None),
        ("1", "", Decimal(1)),
        ("1", "Any", Decimal(1)),
        ("1", "tUnknown", Decimal(1)),
        ("[1]", "number", Decimal(1)),
        ("[1, 2]", "number", None),
        ('date("2026-01-02")', "date", date(2026, 1, 2)),
        ('date("2026-01-02")', "time", None),
        ('duration("P1D")', "dayTimeDuration", timedelta(days=1)),
        ('duration("P1D")', "yearMonthDuration", None),
        ("null", "number", None),
        ("7", "tAge", Decimal(7)),
        ("130", "tAge", None),
        ("70", "tOld", Decimal(70)),
        ("60", "tOld", None),
        ("130", "tOld", None),
        ("[1, 2]", "tAges", [Decimal(1), Decimal(2)]),
        ("7", "tAges", [Decimal(7)]),
        ("[1, 200]", "tAges", None),
        ("[1, null]", "tAges", [Decimal(1), None]),
        ("1", "tMaker", None),
        ("{name: 1}", "tPerson", None),
        ("[1]", "tPerson", None),
        (
            '{name: "x", other: 2, born: null, bands: null}',
            "tPerson",
            {"name": "x", "other": Decimal(2), "born": None, "bands": None},
        ),
        ('{name: null, born: null, bands: "A"}', "tPerson", {"name": None, "born": None, "bands": ["A"]}),
        ('{name: null, born: null, bands: ["A", "C"]}', "tPerson", None),
        ('{name: "x", bands: "A"}', "tPerson", None),
    ],
)
def test_a_result_fits_its_type_or_is_null(text, type_ref, expected):
    assert made(text, type_ref) == expected


def test_a_date_is_its_midnight_where_a_date_and_time_is_asked_for():
    found = made('date("2026-01-02")', "date and time")

    assert isinstance(found, datetime)
    assert found.isoformat() == "2026-01-02T00:00:00+00:00"


def test_what_a_caller_sends_may_leave_components_out():
    assert taken({"name": "x"}, "tPerson") == {"name": "x", "born": None, "bands": None}


def test_an_argument_without_a_component_of_its_type_is_none_of_it():
    model = decisions.read(
        dmn(
            TYPES,
            function("name of", ["who:tPerson"], literal("who.name")),
            decision("d", literal('name of({name: "x", bands: "A"})'), "k:name of"),
        )
    )

    decided = decisions.evaluate(model, "d", {})

    assert decided.result is None
    assert decided.notes


@pytest.mark.parametrize("type_ref", ["number", "tMaker"])
@pytest.mark.parametrize(("text", "expected"), [("[2]", 2), ('"two"', None)])
def test_the_type_of_the_variable_of_a_function_says_what_it_gives(type_ref, text, expected):
    made = function("it", [], literal(text), variable=type_ref)

    decided = decisions.evaluate(decisions.read(dmn(TYPES, made, decision("d", literal("it()"), "k:it"))), "d", {})

    assert decided.result == expected
    assert decided.notes == (() if expected else ("it: the value is not of the type number, or not allowed by it.",))


def test_a_function_fits_a_type_of_functions():
    model = decisions.read(
        dmn(
            TYPES,
            decision("f", literal("function(x) x + 1"), type_ref="tMaker"),
            decision("d", literal("f(1)"), "d:f"),
        )
    )

    assert decisions.evaluate(model, "d", {}).result == 2


@pytest.mark.parametrize(
    ("value", "type_ref", "expected"),
    [
        ("2026-11-21", "date", "2026-11-21"),
        ("2026-11-21T10:00:00Z", "date and time", "2026-11-21T10:00:00Z"),
        ("10:00:00", "time", "10:00:00"),
        ("P3D", "days and time duration", "P3D"),
        ("P3M", "years and months duration", "P3M"),
        ("P3M", "days and time duration", None),
        ("tomorrow", "date", None),
        ("7", "number", None),
        (True, "boolean", True),
        (7, "tAge", 7),
        (200, "tAge", None),
        ("A", "tBand", "A"),
        ("a", "tBand", None),
        (7.5, "tAges", [7.5]),
        ({"name": "Wren", "born": "1990-01-01"}, "tPerson", {"name": "Wren", "born": "1990-01-01", "bands": None}),
        ([{"name": "Wren"}], "tPerson", {"name": "Wren", "born": None, "bands": None}),
        ({"name": "Wren"}, "tPeople", [{"name": "Wren", "born": None, "bands": None}]),
        ({"name": 3}, "tPeople", None),
    ],
)
def test_an_input_is_read_as_its_type_or_is_null(value, type_ref, expected):
    assert taken(value, type_ref) == expected


def test_a_date_sent_as_text_is_a_date_for_the_decision():
    data = dmn(TYPES, given("who", "tPerson"), decision("d", literal("who.born.year"), "i:who"))

    assert decide(data, {"who": {"born": "1990-01-01"}}) == 1990


def test_a_type_that_rests_on_itself_ends():
    round_about = '<itemDefinition name="tA"><typeRef>tB</typeRef></itemDefinition>'
    round_about += '<itemDefinition name="tB"><typeRef>tA</typeRef></itemDefinition>'

    assert decide(dmn(round_about, decision("d", literal("1"), type_ref="tA"))) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{name: "Ann", born: @"1990-01-02", bands: ["A"]} instance of tPerson', True),
        ('{name: "Ann", born: @"1990-01-02"} instance of tPerson', False),
        ('{name: "Ann", born: 1, bands: []} instance of tPerson', False),
        ("[1, 2] instance of tAges", True),
        ("1 instance of tAges", False),
        ("[] instance of tAges", True),
        ("200 instance of tAge", True),
        ('"x" instance of tAge', False),
        ("null instance of tAge", False),
    ],
)
def test_instance_of_knows_the_types_of_the_file_and_converts_nothing(text, expected):
    assert made(text, "") is expected


def test_a_constraint_is_on_the_whole_list_and_allowed_values_on_each_item():
    few = named("tFew", "tBand", "<typeConstraint><text>count(?) &lt; 3</text></typeConstraint>", 'isCollection="true"')

    def kept(text):
        return decide(dmn(TYPES, few, decision("d", literal(text), type_ref="tFew")))

    assert kept('["A", "B"]') == ["A", "B"]
    assert kept('["A", "B", "A"]') is None
    assert kept('["A", "C"]') is None
