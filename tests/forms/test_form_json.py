"""Fields from a bpmn.io form."""

from __future__ import annotations

from decimal import Decimal

import pytest

from engine.forms import Choice, InvalidForm, clean, fields_from_form_json


def form(*components: object):
    return {"type": "default", "id": "Form_1", "schemaVersion": 16, "components": list(components)}


def only(component):
    (field,) = fields_from_form_json(form(component))
    return field


@pytest.mark.parametrize(
    ("component", "type_"),
    [
        ({"type": "textfield"}, "text"),
        ({"type": "textarea"}, "long_text"),
        ({"type": "number"}, "number"),
        ({"type": "number", "decimalDigits": 0}, "integer"),
        ({"type": "checkbox"}, "yes_no"),
        ({"type": "datetime", "subtype": "date"}, "date"),
        ({"type": "datetime", "subtype": "time"}, "text"),
        ({"type": "textfield", "validate": {"validationType": "email"}}, "email"),
        ({"type": "textfield", "validate": {"validationType": "phone"}}, "phone"),
        ({"type": "textfield", "properties": {"uprn": "true"}}, "uprn"),
        ({"type": "number", "properties": {"type": "money"}}, "money"),
    ],
)
def test_every_component_that_asks_has_a_type_here(component, type_):
    assert only({"key": "a", "label": "A", **component}).type == type_


@pytest.mark.parametrize(("kind", "type_"), [("radio", "choice"), ("select", "choice"), ("checklist", "choices")])
def test_choices_are_listed_in_the_form(kind, type_):
    field = only(
        {"type": kind, "key": "r", "label": "Road", "values": [{"value": "a", "label": "A road"}, {"value": 2}]}
    )
    assert field.type == type_
    assert field.choices == (Choice("a", "A road"), Choice("2", "2"))


def test_validation_description_and_properties_are_kept():
    field = only(
        {
            "type": "textfield",
            "key": "name",
            "label": "Name",
            "description": "As on the bill",
            "defaultValue": "Kim",
            "readonly": True,
            "validate": {"required": True, "minLength": 2, "maxLength": 40, "pattern": "[A-Z].*"},
            "properties": {"sensitivity": "restricted"},
        }
    )
    assert (field.required, field.minimum, field.maximum, field.pattern) == (True, Decimal(2), Decimal(40), "[A-Z].*")
    assert (field.hint, field.sensitivity, field.read_only, field.default) == (
        "As on the bill",
        "restricted",
        True,
        "Kim",
    )


def test_a_required_checkbox_must_be_ticked():
    field = only({"type": "checkbox", "key": "agree", "label": "Agreed", "validate": {"required": True}})
    assert (field.required, field.minimum) == (True, Decimal(1))


def test_what_only_shows_asks_nothing():
    assert (
        fields_from_form_json(form({"type": "text", "text": "# Hello"}, {"type": "button"}, {"type": "spacer"})) == ()
    )


def test_a_field_in_hidden_groups_is_shown_when_nothing_hides_it():
    inner = {"type": "textfield", "key": "c", "label": "C", "conditional": {"hide": "=a = 2"}}
    group = {"type": "group", "components": [inner], "conditional": {"hide": "=a = 1"}}
    fields = fields_from_form_json(
        form({"type": "number", "key": "a", "label": "A"}, {"type": "group", "components": [group]})
    )
    answers = {"a": 0, "c": "kept"}
    assert clean(fields, answers)["c"] == "kept"
    assert clean(fields, {**answers, "a": 1})["c"] is None
    assert clean(fields, {**answers, "a": 2})["c"] is None
    assert clean(fields, {"c": "kept"})["c"] == "kept"


@pytest.mark.parametrize(
    ("component", "where", "words"),
    [
        ({"type": "filepicker", "key": "photo"}, "photo", "type 'filepicker', which cannot be used here"),
        ({"type": "dynamiclist", "id": "list_1"}, "list_1", "type 'dynamiclist'"),
        ({"type": "group", "label": "G", "path": "person", "components": []}, "G", "puts its answers under a path"),
        ({"type": "select", "key": "a", "valuesKey": "roads"}, "a", "come from data"),
        ({"type": "textfield", "key": "a", "readonly": "=b"}, "a", "readonly under a condition"),
        ({"type": "number", "key": "a", "validate": {"min": "low"}}, "a", "'low', which is not a number"),
        ({"type": "textfield", "key": "a", "conditional": {"hide": "=a = = 1"}}, "a", "condition under which"),
        ({"type": "textfield"}, "form", "cannot have the key ''"),
        ("textfield", "form", "is not an object"),
    ],
)
def test_what_cannot_be_used_is_refused_by_name(component, where, words):
    with pytest.raises(InvalidForm) as caught:
        fields_from_form_json(form(component))
    (problem,) = caught.value.problems
    assert problem.where == where
    assert words in problem.message


@pytest.mark.parametrize("document", [{}, {"components": {}}, {"components": "x"}])
def test_a_document_that_is_no_form_is_refused(document):
    with pytest.raises(InvalidForm) as caught:
        fields_from_form_json(document)
    assert "no list of components" in caught.value.problems[0].message


@pytest.mark.parametrize(
    "more", [{"label": "a\0"}, {"key": "\0"}, {"type": "\0"}, {"values": [{"value": "\0", "label": "x"}]}, {"\0": 1}]
)
def test_a_form_with_a_character_that_cannot_be_stored_is_refused(more):
    with pytest.raises(InvalidForm) as caught:
        fields_from_form_json(form({"type": "group", "components": [{"type": "textfield", "key": "a", **more}]}))
    assert [(problem.where, "NUL" in problem.message) for problem in caught.value.problems] == [("form", True)]


@pytest.mark.parametrize(("default", "text"), [(True, "yes"), (False, ""), (3, "3"), (None, ""), ([], "")])
def test_a_default_is_kept_as_a_text(default, text):
    assert only({"type": "textfield", "key": "a", "defaultValue": default}).default == text


def test_an_empty_group_asks_nothing():
    assert fields_from_form_json(form({"type": "group"})) == ()


def test_groups_nest_only_so_deep():
    nested: dict[str, object] = {"type": "textfield", "key": "a"}
    for _ in range(22):
        nested = {"type": "group", "components": [nested]}
    with pytest.raises(InvalidForm, match="cannot be used"):
        fields_from_form_json(form(nested))
