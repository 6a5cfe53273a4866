"""Processes that call each other: which there are, which version a call means, and who waited for a new one."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import RowMapping, Select, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from engine.audit import record
from engine.definitions.calling import Council
from engine.definitions.finding import ERROR, MUST_FIX
from engine.definitions.report import CHECK, LIVE, examine
from engine.definitions.running import RunningVersion, forget, newest_of, version_for
from engine.definitions.tables import process, variant, version
from engine.errors import NotFound
from engine.people import site_by_id
from engine.store import Work

MISSING = "call-target-missing"


def council(work: Work) -> Council:
    """The processes that there are, each with those that its newest versions call; in one statement."""
    newest = (
        select(version.c.process_id, version.c.calls)
        .ext(distinct_on(version.c.variant_id))
        .order_by(version.c.variant_id, version.c.number.desc())
        .subquery("newest")
    )
    calls: defaultdict[str, set[str]] = defaultdict(set)
    for row in work.rows(select(process.c.key, newest.c.calls).join(newest, newest.c.process_id == process.c.id)):
        calls[row["key"]] |= set(row["calls"])
    return Council({key: frozenset(called) for key, called in calls.items()})


def called_version(
    work: Work,
    key: str,
    *,
    binding: str = "latest",
    bound_to: str = "",
    caller_version_id: int,
    site_id: int,
    walk_through: bool = False,
) -> RunningVersion:
    """The version of a process that a call means now, of the variant for the caller's areas or else for the site's.

    `binding` and `bound_to` are those of `engine.bpmn.model.Job`. A walk-through takes one that is not approved where
    there is no other. Raises NotFound in plain words.
    """
    caller = work.row(
        select(variant.c.areas, version.c.uploaded_at)
        .join(variant, variant.c.id == version.c.variant_id)
        .where(version.c.id == caller_version_id)
    )
    if caller is None:
        raise NotFound(f"There is no version {caller_version_id} of a process.")
    areas = (*caller["areas"], site_by_id(work, site_id).area)
    wanted = list(_meant(key, binding, bound_to, caller))
    for any_stage in (False, True) if walk_through else (False,):
        for versions in wanted:
            found = version_for(work, versions, areas, any_stage=any_stage)
            if found is not None:
                return found
    which = {"version": f" {bound_to}", "versionTag": f" with the tag {bound_to}"}.get(binding, "")
    raise NotFound(f"the process {key} has no approved version{which} that is ready to run here")


def _meant(key: str, binding: str, bound_to: str, caller: RowMapping) -> list[Select[tuple[int, str, list[str]]]]:
    """The versions that are meant, those that go before others first."""
    newest = newest_of(key)
    if binding == "version":
        return [newest.where(version.c.number == int(bound_to))]
    if binding == "versionTag":
        return [newest.where(version.c.tag == bound_to)]
    if binding == "deployment":  # as it was when the caller was uploaded; one that came later, as it came
        return [newest.where(version.c.uploaded_at <= caller["uploaded_at"]), newest.where(version.c.number == 1)]
    return [newest]


def settle_callers(work: Work, key: str, *, by: int | None) -> tuple[int, ...]:
    """Look again at the versions that call a process which has just come: with nothing else to fix they are ready.

    What they run does not change, so they stay the same versions. Answers those that are ready now.
    """
    made_ready = []
    columns = (version.c.id, version.c.original, version.c.findings, version.c.number)
    waiting = select(*columns).where(version.c.stage == CHECK, version.c.calls.contains([key])).order_by(version.c.id)
    rows = work.rows(waiting)
    known = council(work) if rows else Council()
    for row in rows:
        report = examine(bytes(row["original"]), known).report
        left = [one for one in report.findings if one.rule == MISSING]
        others = [one for one in row["findings"] if one["rule"] != MISSING]
        ready = report.stage == LIVE and not any(one["severity"] in (ERROR, MUST_FIX) for one in others)
        values = {"findings": [*(one.as_json() for one in left), *others], "stage": LIVE if ready else CHECK}
        work.execute(update(version).where(version.c.id == row["id"]).values(values))
        forget(work, row["id"])
        if ready:
            facts = {"number": row["number"], "key": key}
            record(work, "definitions:version:made-ready", by=by, subject=("version", row["id"]), facts=facts)
            made_ready.append(row["id"])
    return tuple(made_ready)
