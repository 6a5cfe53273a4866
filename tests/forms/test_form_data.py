"""Fields from the form a modelling tool keeps inside a user task."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.bpmn.model import RawField
from engine.forms import Choice, Field, InvalidForm, fields_from_form_data


def only(raw):
    (field,) = fields_from_form_data((raw,))
    return field


def problem_of(*raw: RawField):
    with pytest.raises(InvalidForm) as caught:
        fields_from_form_data(raw)
    return [(problem.where, problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("stated", "type_"),
    [
        ("string", "text"),
        ("", "text"),
        ("long", "integer"),
        ("boolean", "yes_no"),
        ("date", "date"),
        ("money", "money"),
    ],
)
def test_the_types_of_the_tool_have_a_meaning_here(stated, type_):
    assert only(RawField("a", "A", stated)).type == type_


def test_an_enum_is_a_choice_and_an_empty_label_falls_back_on_the_value():
    field = only(RawField("road", "Road", "enum", values=(("a", "A road"), ("b", ""))))
    assert field.type == "choice"
    assert field.choices == (Choice("a", "A road"), Choice("b", "b"))


def test_constraints_become_required_and_limits():
    number = only(RawField("n", "N", "long", constraints={"required": "", "min": "1", "max": "10"}))
    text = only(RawField("t", "T", "string", constraints={"minlength": "2", "maxlength": "5", "pattern": "[a-z]+"}))
    assert (number.required, number.minimum, number.maximum) == (True, Decimal(1), Decimal(10))
    assert (text.required, text.minimum, text.maximum, text.pattern) == (False, Decimal(2), Decimal(5), "[a-z]+")


def test_required_can_be_switched_off_in_words():
    assert not only(RawField("n", "N", "long", constraints={"required": "false"})).required


def test_properties_say_what_the_tool_cannot():
    field = only(
        RawField(
            "u",
            "",
            "string",
            default="0100",
            properties={"uprn": "true", "hint": "12 digits", "shown-if": "=known = true", "personal": "true"},
        )
    )
    assert field == Field(
        "u", "u", "uprn", hint="12 digits", shown_if="known = true", sensitivity="personal", default="0100"
    )


def test_the_type_property_wins_and_sensitivity_is_named():
    field = only(RawField("n", "N", "string", properties={"type": "long_text", "sensitivity": "restricted"}))
    assert (field.type, field.sensitivity) == ("long_text", "restricted")


def test_a_readonly_field_is_shown_only_and_an_expression_as_default_is_left_out():
    field = only(RawField("f", "Fee", "long", default="${fee}", constraints={"readonly": "true"}))
    assert (field.read_only, field.default) == (True, "")


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (RawField("a", "A", "colour"), "type 'colour', which is not known"),
        (RawField("a", "A", "enum"), "nothing to choose from"),
        (RawField("typename", "A", "string"), "cannot have the key 'typename'"),
        (RawField("__a", "A", "string"), "cannot have the key '__a'"),
        (RawField("", "A", "string"), "cannot have the key ''"),
        (RawField("a", "A", "long", constraints={"min": "few"}), "'few', which is not a number"),
        (RawField("a", "A", "long", constraints={"max": "inf"}), "'inf', which is not a number"),
        (RawField("a", "A", "string", constraints={"min": "3"}), "'min', which is for numbers"),
        (RawField("a", "A", "long", constraints={"minlength": "3"}), "'minlength', which is for text"),
        (RawField("a", "A", "string", constraints={"validator": "com.example.X"}), "'validator', which is not known"),
        (RawField("a", "A", "string", constraints={"pattern": "(a"}), "pattern of field a cannot be read"),
        (RawField("a", "A", "string", properties={"shown_if": "= 1 +"}), "condition under which field a is shown"),
        (RawField("a", "A", "string", properties={"sensitivity": "secret"}), "sensitivity 'secret'"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_field_named(raw, words):
    ((where, message),) = problem_of(raw)
    assert words in message
    assert where == (raw.id or "form")


def test_two_fields_with_one_key_are_refused():
    assert problem_of(RawField("a", "A", "string"), RawField("a", "B", "string")) == [
        ("a", "Two fields have the key a. Give each field its own key.")
    ]


def test_a_form_has_a_largest_size():
    assert problem_of(*[RawField(f"f{n}", "F", "string") for n in range(301)])[0][0] == "form"
