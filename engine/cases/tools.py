"""What the workflow engine may ask of the rest of the product while it advances a case: decisions and working time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from engine import decisions, definitions, people, sla
from engine.audit import Entry
from engine.bpmn import Pause, Place, Tools
from engine.cases import tables
from engine.clock import day_of, on_the_wall
from engine.errors import Refused
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Toolbox:
    """The tools for one action on one case. `entries` collects the decisions taken, for the audit trail."""

    tools: Tools
    entries: list[Entry] = field(default_factory=list)


def toolbox(work: Work, *, case_id: int | None) -> Toolbox:
    """Tools that decide by today's decision versions and count working time as the promises of a step are counted."""
    entries: list[Entry] = []

    def decide(reference: str, data: Mapping[str, object]) -> object:
        version_id, model = definitions.decision_for(work, reference, day_of(work.now))
        decided = decisions.evaluate(model, reference, data, now=on_the_wall(work.now))
        if decided.result is None and decided.notes:
            raise Refused(f"The decision {reference} gave no result: {decided.notes[0]}")
        rules = [f"{hit.table} rule {hit.index}" for hit in decided.rules]
        named = model.decisions.get(reference) or model.services.get(reference)
        facts: dict[str, object] = {
            "decision": reference,
            "version": version_id,
            "rules": rules,
            "name": named.name if named else "",
        }
        if decided.no_rules:
            facts["no_rule"] = [{"decision": one.decision, "default": one.is_default} for one in decided.no_rules]
        if model.imports:
            facts["imported"] = list(definitions.imported_versions(work, version_id, day_of(work.now)))
        entries.append(
            Entry("case:decision:made", by=None, subject=("decision", version_id), case_id=case_id, facts=facts)
        )
        return decided.result

    def due_after(place: Place, target: str) -> object:
        return sla.promise(work, target, _calendar_at(work, case_id, place), work.now)

    def recount(place: Place, target: str, begun: datetime, stood: Sequence[Pause]) -> datetime:
        return sla.promise(work, target, _calendar_at(work, case_id, place), begun, pauses=stood)

    return Toolbox(Tools(decide=decide, due_after=due_after, recount=recount), entries)


def _calendar_at(work: Work, case_id: int | None, place: Place) -> str:
    """The calendar of a step's mark, else the nearest one of the team that its lane's work goes to and of its service,
    else the council's.
    """
    columns = tables.case.c
    wanted = (columns.process_id, columns.version_id, columns.service_id, columns.site_id, columns.channel)
    row = work.row(select(*wanted).where(columns.id == case_id))
    if row is None:
        return sla.DEFAULT_CALENDAR
    step = definitions.running_version(work, row["version_id"]).steps.get(place.step)
    mark = definitions.marks_of(work, row["process_id"]).get(step.step_key) if step else None
    if mark and mark.calendar:
        return mark.calendar
    directory = people.team_directory(work, row["service_id"], row["site_id"])
    return sla.calendar_of(directory, directory.for_lane(place.lane), row["channel"])
