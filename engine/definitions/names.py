"""Expressions in a model: whether they are FEEL, and the names they may use (what forms, scripts and rules give)."""

from __future__ import annotations

import json

from engine.bpmn.model import Element, Model
from engine.definitions.finding import first_line
from engine.feel import FeelError, check, names, parse

_GIVEN = ("result_variable", "element_variable", "output_collection", "output_element", "collection")
_ALWAYS = frozenset({"loopCounter", "item", "nrOfInstances", "nrOfCompletedInstances", "nrOfActiveInstances"})


def known_names(model: Model) -> frozenset[str] | None:
    """All names that something in the model gives. None when that cannot be told: a form or rule is kept elsewhere."""
    known: set[str] = set(_ALWAYS)
    for element in model.elements.values():
        if _gives_unseen(element):
            return None
        known.update(field.id for field in element.form)
        known.update(element.details[detail] for detail in _GIVEN if detail in element.details)
        known.update(script_names(element))
        known.update(json.loads(element.details.get("outputs", "{}")))
    return frozenset(known)


def script_names(element: Element) -> frozenset[str]:
    """The keys a FEEL script sets: its names followed by a colon, which is more than enough for a warning."""
    script = element.details.get("script", "")
    return frozenset(part.split()[-1].strip('{,"') for part in script.split(":")[:-1] if part.split())


def unknown_names(text: str, known: frozenset[str]) -> frozenset[str]:
    """The free names of a FEEL expression that are not known. An expression that cannot be read has none."""
    if not text:
        return frozenset()
    try:
        return names(text.removeprefix("=")) - known
    except FeelError:
        return frozenset()


def feel_problem(text: str, language: str = "") -> str:
    """Why a text is not FEEL, in one sentence; empty when it is, or when it is in another tool's language."""
    if not text or text.startswith(("${", "#{")) or (language and "feel" not in language.lower()):
        return ""
    try:
        parse(text.removeprefix("="))
    except FeelError as error:
        return first_line(error)
    return ""


def type_problem(text: str) -> str:
    """Why a FEEL expression can never work, in one sentence: its first value that does not fit. Empty when all do.

    What is in another tool's language, or cannot be read, is none of this; nor are names that nothing gives.
    """
    source = text.removeprefix("=")
    try:
        found = check(source, names(source)) if text and not text.startswith(("${", "#{")) else ()
    except FeelError:
        return ""
    return found[0].message if found else ""


def _gives_unseen(element: Element) -> bool:
    linked = element.details.get("form_key") or element.details.get("form_ref")
    rule = element.kind == "businessRuleTask" and not element.details.get("result_variable")
    return bool(linked or rule or element.event == "message" or element.kind == "receiveTask")
