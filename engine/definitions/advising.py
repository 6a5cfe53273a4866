"""What to type where a model does not say how to choose: an example from its own questions. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.bpmn.model import Element, Flow, Model, RawField
from engine.definitions.finding import called

_ASKING = ("userTask", "task", "manualTask")
_FAR = 200
"""So many elements before a choice are looked at: what is asked further away is no example that helps."""
_NUMBERS = ("long", "integer", "double", "number")


def what_to_type(model: Model, way: Flow) -> str:
    """One or two sentences on the condition of a way out of a choice, with the key of a question that is asked before.

    Where no step before the choice asks anything, they say which question to add, and to which step.
    """
    choice, target = model.elements.get(way.source), model.elements.get(way.target)
    if choice is None:
        return ""
    to = called(target) if target else "its end"
    before = list(_steps_before(model, choice))
    asked = [(field, step) for step in before for field in step.form]
    for field, step in sorted(asked, key=lambda pair: not pair[0].values):
        condition = _condition(field, way.name)
        if condition:
            return f"For example, on the way to {to} type {condition}, after the question asked at {called(step)}."
    return f'{_ask_first(before, _key(choice))} Then, on the way to {to}, type {_key(choice)} = "yes".'


def add_question(model: Model, choice: Element, keys: list[str]) -> str:
    """What to do where the conditions of a choice ask for `keys` that nothing gives: which question to add, and what
    the questions that are asked before it are called.
    """
    before = list(_steps_before(model, choice))
    asked = sorted({field.id for step in before for field in step.form})
    spelling = f" Or check the spelling: before it the model asks {', '.join(asked)}." if asked else ""
    return f"{_ask_first(before, ' and '.join(keys))}{spelling}"


def _ask_first(before: list[Element], key: str) -> str:
    where = f"the form of {called(before[0])}" if before else "the form of a step before it"
    return f"Add to {where} a question with the key {key}."


def _steps_before(model: Model, element: Element) -> Iterator[Element]:
    """The steps of people from which an element is reached, the nearest first."""
    seen, todo = {element.id}, [element]
    for node in todo:
        for flow in (model.flows[name] for name in node.incoming if name in model.flows):
            source = model.elements.get(flow.source)
            if source is not None and source.id not in seen and len(seen) < _FAR:
                seen.add(source.id)
                todo.append(source)
                if source.kind in _ASKING:
                    yield source


def _condition(field: RawField, way: str) -> str:
    """A condition about a question as it is typed; empty for one that is hardly chosen by.

    Of several answers it is the one that the way is called after, else the first.
    """
    if field.values:
        meant = (key for key, label in field.values if way.strip().casefold() in (key.casefold(), label.casefold()))
        return f'{field.id} = "{next(meant, field.values[0][0])}"'
    if field.type in _NUMBERS:
        return f"{field.id} > 100"
    return f"{field.id} = true" if field.type in ("boolean", "checkbox") else ""


def _key(choice: Element) -> str:
    """A key for the question that a choice is named after: `on_a_round` for “On a round?”."""
    words = re.findall(r"[a-z0-9]+", choice.name.lower())
    key = "_".join(words)[:40]
    return key if key and not key[0].isdigit() else "answer"
