"""Forms: the fields of a step, from whatever tool drew them, and the answers people give."""

from engine.forms.cards import card_problems, holds_card, looks_like_card
from engine.forms.clean import check_draft, clean, shown
from engine.forms.fields import TYPES, Choice, Field, fields_from_json, fields_to_json, split, told
from engine.forms.form_data import fields_from_form_data
from engine.forms.form_json import fields_from_form_json
from engine.forms.problems import InvalidAnswers, InvalidForm
from engine.forms.reasons import reason_given, written

__all__ = [
    "TYPES",
    "Choice",
    "Field",
    "InvalidAnswers",
    "InvalidForm",
    "card_problems",
    "check_draft",
    "clean",
    "fields_from_form_data",
    "fields_from_form_json",
    "fields_from_json",
    "fields_to_json",
    "holds_card",
    "looks_like_card",
    "reason_given",
    "shown",
    "split",
    "told",
    "written",
]
