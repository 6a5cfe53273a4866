"""The types that a decision file defines and the inputs that it names, as its page shows them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.decisions import DecisionModel
from engine.decisions.model import ItemType
from web.wording import sentence_case

_TYPES = {"string": "words", "boolean": "yes or no", "dateTime": "date and time", "Any": "", "": ""}


@dataclass(frozen=True, slots=True)
class TypeShown:
    """A type or a part of one: what it is called (a part after what it is a part of), what it is, what it allows."""

    name: str
    type: str
    allowed: str


def types_of(model: DecisionModel) -> tuple[TypeShown, ...]:
    """The types of a file, not those that it imports, each followed by its parts."""
    return tuple(_with_parts(model.own_types.values(), ""))


def inputs_of(model: DecisionModel) -> tuple[TypeShown, ...]:
    """The inputs of a file."""
    return tuple(TypeShown(sentence_case(one.name), type_words(one.type_ref), "") for one in model.inputs.values())


def type_words(type_ref: str) -> str:
    """A type in everyday words; empty for anything."""
    name = type_ref.rpartition(":")[2]
    return _TYPES.get(name, name)


def _with_parts(items: Iterable[ItemType], of: str) -> Iterator[TypeShown]:
    for item in items:
        tests = (test.text for test in (item.allowed, item.constraint) if test)
        yield TypeShown(f"{of}{item.name}", _is(item), "; ".join(tests))
        yield from _with_parts(item.components, f"{of}{item.name}, ")


def _is(item: ItemType) -> str:
    if item.components:
        words = "a structure"
    elif item.is_function:
        words = "a function"
    else:
        words = type_words(item.base) or "anything"
    return f"a list: {words}" if item.is_list else words
