"""What a decision file is a version of: each decision in it, and a library, when other files import it for more.

A decision has a key of its own in the whole council: business rule tasks name it. A library is known, as to the files
that import it, by its namespace, of which each service may have one.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects.postgresql import insert as insert_or_nothing

from engine.decisions import DecisionModel
from engine.definitions.decision_report import refuse_empty
from engine.definitions.tables import decision
from engine.errors import Conflict, Refused
from engine.store import Work

DECISION, LIBRARY = "decision", "library"
LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """A line of versions: of a decision, by its id in the file, or of a library, by its namespace."""

    kind: str
    key: str
    name: str


def lines_of(work: Work, model: DecisionModel, service_id: int) -> list[DecisionLine]:
    """What a file of a service is a version of.

    A file with decisions is one of a library, too, when its service has a library of that namespace: it takes its place
    for all that import it. Raises Refused for a file without anything, or with nothing by which it can be found.
    """
    refuse_empty(model)
    found = [DecisionLine(DECISION, key, model.decisions[key].name or key) for key in sorted(model.decisions)]
    library = DecisionLine(LIBRARY, model.namespace, model.name or model.namespace)
    if model.is_library and not model.namespace:
        raise Refused(
            "The file holds no decision, and has no namespace by which another file could import it. "
            "Give it a namespace, and save it again."
        )
    if model.is_library or _number(work, library, service_id) is not None:
        found.append(library)
    for line in found:
        if len(line.key) > LONGEST_KEY:
            what = "id" if line.kind == DECISION else "namespace"
            too_long = f"The {what} {line.key[:40]}… is over {LONGEST_KEY} characters long."
            raise Refused(f"{too_long} Give the {line.kind} a shorter one.")
    return found


def claim(work: Work, line: DecisionLine, service_id: int) -> int:
    """The id of a line, made when it is new, and locked. Raises Conflict for a decision of another service."""
    values = {"service_id": service_id, "key": line.key, "name": line.name, "kind": line.kind, "created_at": work.now}
    work.execute(insert_or_nothing(decision).values(values).on_conflict_do_nothing())
    row = work.row(select(decision.c.id, decision.c.service_id).where(*_is(line, service_id)).with_for_update())
    if row is None or row["service_id"] != service_id:
        raise Conflict(f"Another service already has a decision with the id {line.key!r}. Give yours another id.")
    return int(row["id"])


def decision_number(work: Work, key: str) -> int | None:
    """The id of the line of a decision; None when there is none. Raises Refused when a library is called by that."""
    number = work.value(select(decision.c.id).where(decision.c.kind == DECISION, decision.c.key == key))
    if number is None:
        named = (decision.c.key == key) | (decision.c.name == key)
        library = work.value(select(decision.c.name).where(decision.c.kind == LIBRARY, named).limit(1))
        if library is not None:
            raise Refused(
                f"{key!r} is a library: it holds functions and types for other decision files and decides nothing by "
                "itself. Name a decision in the business rule step."
            )
    return None if number is None else int(number)


def _number(work: Work, line: DecisionLine, service_id: int) -> int | None:
    number = work.value(select(decision.c.id).where(*_is(line, service_id)))
    return None if number is None else int(number)


def _is(line: DecisionLine, service_id: int) -> tuple[ColumnElement[bool], ...]:
    same = (decision.c.kind == line.kind, decision.c.key == line.key)
    return same if line.kind == DECISION else (*same, decision.c.service_id == service_id)
