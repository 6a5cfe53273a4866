"""The sentences people read about an answer, in the manner of the GOV.UK Design System."""

from __future__ import annotations

from decimal import Decimal

from engine.forms.fields import Field

PICKED = frozenset({"yes_no", "choice", "choices"})


def ask(field: Field) -> str:
    """What to do about an answer that is missing."""
    verb = "Select" if field.type in PICKED else "Enter"
    if field.label.rstrip().endswith("?"):
        return f"{verb} an answer to ‘{field.label.strip()}’"
    return f"{verb} {in_sentence(field)}"


def in_sentence(field: Field) -> str:
    """The label as it stands inside a sentence: a small first letter, unless the word is an abbreviation or a name."""
    label = field.label.strip()
    first = label.split(" ", 1)[0]
    return label if any(letter.isupper() or letter.isdigit() for letter in first[1:]) else label[:1].lower() + label[1:]


def at_start(field: Field) -> str:
    """The label as it begins a sentence; a question is named as one."""
    label = field.label.strip()
    return f"The answer to ‘{label}’" if label.endswith("?") else label[:1].upper() + label[1:]


def out_of_range(field: Field, unit: str = "") -> str:
    """What is asked of a number or a length that lies outside the limits of its field."""
    low, high = (None if limit is None else plain(limit) for limit in (field.minimum, field.maximum))
    subject = at_start(field)
    if low is not None and high is not None:
        return f"{subject} must be between {low} and {high}{unit}"
    return f"{subject} must be {low}{unit} or more" if low is not None else f"{subject} must be {high}{unit} or fewer"


def plain(number: Decimal) -> str:
    """A number as people write it."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
