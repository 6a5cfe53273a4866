"""The functions there are, found by their place: their fields, what a job gives them, and what is wrong with a job."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Protocol, cast

from engine.bpmn.model import Job
from engine.connectors import callables as place
from engine.connectors.desk import Desk
from engine.connectors.failures import NotDone
from engine.errors import Refused
from engine.forms import Field, InvalidAnswers, clean

CALL_TAKES = ("method", "url", "query", "headers", "body", "secret", "secret_header", "accept")
"""What a call over HTTP is given; `url` it needs."""


class Function(Protocol):
    """What a module in `callables/` offers."""

    TAKES: tuple[Field, ...]
    GIVES: tuple[Field, ...]

    def run(self, given: Mapping[str, object], desk: Desk) -> Mapping[str, object]:
        """Do it. Raises NotDone."""
        ...


@cache
def functions() -> Mapping[str, Function]:
    """Every function by the name that a topic gives it: `find-property` is `find_property.py`."""
    names = sorted(module.name for module in iter_modules(place.__path__))
    return {name.replace("_", "-"): cast("Function", _module(name)) for name in names}


def _module(name: str) -> ModuleType:
    return import_module(f"{place.__name__}.{name}")


def says(name: str) -> str:
    """What a function does, in one sentence."""
    text = (cast("ModuleType", functions()[name]).__doc__ or "").strip()
    return text.splitlines()[0]


def taken_from(name: str, data: Mapping[str, object]) -> dict[str, object]:
    """What a function without mapped inputs is given: the values of the case that are called like its inputs."""
    found = functions().get(name)
    return {} if found is None else {field.key: data[field.key] for field in found.TAKES if field.key in data}


def problems(job: Job) -> Iterator[str]:
    """What is wrong with what a job gives a function or a call, in a sentence each; nothing for work done outside."""
    if job.kind == "http":
        yield from _problems("http", CALL_TAKES, {"url"}, {name for name, _ in job.inputs})
    if job.kind != "callable":
        return
    found = functions().get(job.topic)
    if found is None:
        yield f"There is no function bpr:{job.topic}. There are: {', '.join(f'bpr:{name}' for name in functions())}."
        return
    given = {name for name, _ in job.inputs}
    needed = {field.key for field in found.TAKES if field.required and given}
    yield from _problems(job.topic, [field.key for field in found.TAKES], needed, given)


def _problems(name: str, known: Sequence[str], needed: Collection[str], given: Collection[str]) -> Iterator[str]:
    for one in sorted(set(given) - set(known)):
        yield f"bpr:{name} takes no input ‘{one}’. It takes: {', '.join(known)}."
    for one in sorted(set(needed) - set(given)):
        yield f"bpr:{name} needs the input ‘{one}’."


def perform(name: str, inputs: Mapping[str, object], desk: Desk) -> dict[str, object]:
    """Check the inputs, run the function, check what it answers: JSON values by name. Raises NotDone."""
    found = functions().get(name)
    if found is None:
        raise NotDone(f"There is no function bpr:{name}. Correct the model.", permanent=True)
    try:
        given = clean(found.TAKES, inputs)
    except InvalidAnswers as refused:
        raise NotDone(f"It was given what it cannot take: {_first(refused)}", permanent=True) from None
    answered = found.run(given, desk)
    try:
        return clean(found.GIVES, answered)
    except InvalidAnswers as refused:
        raise NotDone(f"It answered what it should not: {_first(refused)}", permanent=True) from None


def _first(refused: Refused) -> str:
    return refused.problems[0].message if refused.problems else refused.message
