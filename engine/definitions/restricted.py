"""What of the data of a case is restricted: answers to restricted questions, and what scripts and loops make of it."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from functools import lru_cache

from engine import bpmn
from engine.bpmn.model import Element
from engine.definitions.names import script_names
from engine.definitions.running import KEPT, RunningVersion
from engine.forms import Field

_LOOPS = (("collection", "element_variable"), ("output_element", "output_collection"))


def questions(version: RunningVersion) -> Iterator[Field]:
    """All that a process asks: when a case starts, then step by step."""
    yield from version.start_fields
    for step in version.steps.values():
        yield from step.fields


def restricted_names(version: RunningVersion) -> frozenset[str]:
    """The names in the data of its cases that nobody is told who may not read restricted answers.

    What a script works out counts as restricted when the script so much as names what is; what a rule decides does not:
    that is how a restricted answer is meant to be of use.
    """
    asked = frozenset(field.key for field in questions(version) if field.sensitivity == "restricted")
    return _with_what_follows(version.xml, asked) if asked else asked


@lru_cache(maxsize=KEPT)
def _with_what_follows(xml: bytes, asked: frozenset[str]) -> frozenset[str]:
    made = [way for element in bpmn.describe(bpmn.read_translated(xml)).elements.values() for way in _makes(element)]
    found = asked
    while True:
        more = found.union(*(given for text, given in made if _names_any(text, found)))
        if more == found:
            return found
        found = more


def _makes(element: Element) -> Iterator[tuple[str, frozenset[str]]]:
    """Texts of an element, each with the names of what is made of it."""
    details = element.details
    if script := details.get("script", ""):
        result = details.get("result_variable", "")
        yield script, frozenset({result}) if result else script_names(element)
    for name, text in json.loads(details.get("outputs", "{}")).items():
        yield text, frozenset({name})
    for source, target in _LOOPS:
        if source in details and target in details:
            yield details[source], frozenset({details[target]})


def _names_any(text: str, names: Collection[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names)
