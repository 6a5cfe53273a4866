"""What the cases of a process know, and what their model is made of: for expressions that others write about them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import select

from engine import bpmn
from engine.definitions.names import known_names
from engine.definitions.running import KEPT, running_version
from engine.definitions.tables import version
from engine.store import Work


@dataclass(frozen=True, slots=True)
class CaseShape:
    """The names in the data of a process's cases (None when that cannot be told), and the elements of its model.

    `elements` maps ids, and the keys of steps, to names.
    """

    names: frozenset[str] | None
    elements: dict[str, str]


def case_shape(work: Work, process_id: int) -> CaseShape | None:
    """The shape of the cases by the newest version of a process; None when it has none."""
    newest = select(version.c.id).where(version.c.process_id == process_id).order_by(version.c.id.desc()).limit(1)
    version_id = work.value(newest)
    if version_id is None:
        return None
    found = running_version(work, version_id)
    shape = _shape(found.xml)
    keys = {step.step_key: step.name for step in found.steps.values()}
    asked = frozenset(field.key for field in found.start_fields)
    return CaseShape(None if shape.names is None else shape.names | asked, {**shape.elements, **keys})


@lru_cache(maxsize=KEPT)
def _shape(xml: bytes) -> CaseShape:
    model = bpmn.describe(bpmn.read_translated(xml))
    return CaseShape(known_names(model), {element.id: element.name for element in model.elements.values()})
