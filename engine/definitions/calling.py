"""What a model calls that is not in its file, beside the processes that the council has. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.bpmn.calls import KIND
from engine.bpmn.model import Element, Model
from engine.definitions.step import called_processes


@dataclass(frozen=True, slots=True)
class Council:
    """The processes that there are: by the key of each the keys of those that its newest versions call."""

    calls: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Calling:
    """A model as it was drawn, and the processes that there are beside it."""

    model: Model
    council: Council


def calls_elsewhere(model: Model) -> tuple[Element, ...]:
    """The call activities of a file that call a process which is not in it."""
    return tuple(element for element in model.elements.values() if element.job is not None and element.job.kind == KIND)


def keys_called(model: Model, process_id: str) -> list[str]:
    """The keys of the processes elsewhere that a process of a file calls, itself or through others of the file."""
    run = called_processes(model, process_id)
    found = {element.job.topic for element in calls_elsewhere(model) if element.job and element.process in run}
    return sorted(found)
