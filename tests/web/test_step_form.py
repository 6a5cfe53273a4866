"""The form of a step: every type of question as its component, and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from werkzeug.datastructures import MultiDict

from engine.errors import Problem
from engine.forms import TYPES, Choice, Field, InvalidAnswers, clean
from web.answers import answers_from, in_words
from web.step_form import MOST_RADIOS, Told, build

ROADS = (Choice("a", "A road"), Choice("b", "B road"))


def question(field: Field, value: object = None, **more: object):
    (only,) = build(
        [field], {} if value is None else {field.key: value}, shown=frozenset({field.key}), **more
    ).questions
    return only


@pytest.mark.parametrize(
    ("type_", "component"),
    [
        ("text", "input"),
        ("email", "input"),
        ("phone", "input"),
        ("uprn", "input"),
        ("usrn", "input"),
        ("integer", "input"),
        ("number", "input"),
        ("money", "input"),
        ("long_text", "textarea"),
        ("date", "date-input"),
        ("yes_no", "radios"),
        ("choice", "radios"),
        ("choices", "checkboxes"),
    ],
)
def test_every_type_has_its_component(type_: str, component: str):
    assert question(Field("x", "Where", type_, choices=ROADS)).component == component


def test_no_type_is_forgotten():
    assert all(question(Field("x", "Where", type_, choices=ROADS)) for type_ in TYPES)


def test_many_choices_are_a_list_to_open():
    many = tuple(Choice(str(number), f"Road {number}") for number in range(MOST_RADIOS + 1))
    chosen = question(Field("x", "Where", "choice", choices=many), "3")
    assert chosen.component == "select"
    assert [item["text"] for item in chosen.params["items"] if item.get("selected")] == ["Road 3"]


def test_a_text_with_a_limit_counts_and_only_yes_is_one_box():
    assert question(Field("x", "Why", "long_text", maximum=Decimal(50))).params["maxlength"] == 50
    assert question(Field("x", "Agreed", "yes_no", minimum=Decimal(1))).component == "checkboxes"


def test_labels_say_what_need_not_be_answered_and_who_reads_it():
    def label(**more: object):
        return str(question(Field("x", "Name <b>", **more)).params["label"]["html"])

    assert label(required=True) == "Name &lt;b&gt;"
    assert label() == "Name &lt;b&gt; (optional)"
    assert label(required=True, sensitivity="personal").endswith(">Personal</strong>")
    restricted = question(Field("x", "Name", sensitivity="restricted"))
    assert "every reading is recorded" in restricted.params["hint"]["text"]


def test_what_is_known_fills_what_is_empty_but_never_what_was_typed():
    field = Field("x", "Name", default="Nobody")
    assert question(field).params["value"] == "Nobody"
    assert question(field, data={"x": "Wren"}).params["value"] == "Wren"
    assert question(field, "", data={"x": "Wren"}).params["value"] == ""
    date = question(Field("x", "Day", "date"), data={"x": "2026-03-27"})
    assert [item["value"] for item in date.params["items"]] == ["27", "3", "2026"]


def test_what_is_only_shown_is_no_question():
    form = build([Field("x", "Sum", "money", read_only=True)], {}, shown=frozenset(), data={"x": 12.5})
    assert (form.questions, form.told) == ([], [Told("Sum", "£12.50", [])])


def test_what_a_rule_answered_is_shown_by_a_key_with_a_dot_each_entry_of_a_list_by_itself():
    fields = [Field("papers.missing", "Missing", read_only=True), Field("papers.fee", "Fee", "money", read_only=True)]
    form = build(fields, {}, shown=frozenset(), data={"papers": {"missing": ["Plan", "Certificate"], "fee": 258}})
    assert form.told == [
        Told("Missing", "Plan, Certificate", ["Plan", "Certificate"]),
        Told("Fee", "£258.00", []),
    ]
    assert build(fields, {}, shown=frozenset(), data={"papers": {"missing": []}}).told == []


def test_errors_lead_to_their_questions_in_the_order_of_the_form():
    fields = [Field("first one", "First"), Field("day", "Day", "date"), Field("last", "Last", shown_if="x")]
    wrong = InvalidAnswers(
        problems=(Problem("last", "C"), Problem("day", "B"), Problem("first one", "A"), Problem("", "Z"))
    )
    form = build(fields, {}, shown=frozenset({"first one", "day"}), error=wrong)
    assert form.errors == [
        {"text": "Z"},
        {"text": "A", "href": "#answer-number-0"},
        {"text": "B", "href": "#answer-day-day"},
        {"text": "C", "href": "#answer-last"},
    ]
    assert [asked.shown for asked in form.questions] == [True, True, True]


def test_the_first_question_without_an_answer_has_the_focus():
    fields = [Field("a", "A"), Field("b", "B", shown_if="x"), Field("c", "C", "date"), Field("d", "D")]
    form = build(fields, {"a": "known"}, shown=frozenset("acd"), focus=True)
    focused = [asked.key for asked in form.questions if "autofocus" in str(asked.params)]
    assert focused == ["c"]


def test_what_a_browser_sends_is_what_the_engine_takes():
    fields = [
        Field("depth", "Depth", "integer"),
        Field("day", "Day", "date"),
        Field("empty", "Empty", "date"),
        Field("roads", "Roads", "choices", choices=ROADS),
        Field("none", "None", "choices", choices=ROADS),
        Field("hurt", "Hurt", "yes_no"),
        Field("sum", "Sum", "money", read_only=True),
    ]
    sent = MultiDict(
        [
            ("answer:depth", "30"),
            ("day:day", "27"), ("month:day", "3"), ("year:day", "2026"),
            ("day:empty", ""), ("month:empty", ""), ("year:empty", ""),
            ("answer:roads", "a"), ("answer:roads", "b"),
            ("answer:hurt", "no"),
            ("answer:sum", "1"), ("csrf_token", "x"),
        ]
    )  # fmt: skip
    taken = clean(fields, answers_from(fields, sent))
    assert taken == {
        "depth": 30, "day": "2026-03-27", "empty": None, "roads": ["a", "b"], "none": None, "hurt": False,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("type_", "value", "words"),
    [
        ("text", None, "–"),
        ("choices", ["a", "gone"], "A road, gone"),
        ("choice", "b", "B road"),
        ("yes_no", False, "No"),
        ("date", "2026-03-27", "27 March 2026"),
        ("date", "soon", "soon"),
        ("date", {"day": "27", "month": "3", "year": "2026"}, "27 3 2026"),
        ("money", 1250, "£1,250.00"),
        ("integer", 1250, "1,250"),
        ("uprn", "010012345678", "010012345678"),
        ("text", True, "Yes"),
        ("text", {"band": "D", "parts": [1, 2]}, "band: D, parts: 1, 2"),
    ],
)
def test_answers_are_said_in_words(type_: str, value: object, words: str):
    assert in_words(Field("x", "Where", type_, choices=ROADS), value) == words
