"""Deploying: an uploaded model becomes an immutable version of a process, or says why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from sqlalchemy import insert

from engine.audit import record
from engine.bpmn import Change
from engine.definitions import lines
from engine.definitions.callees import council, settle_callers
from engine.definitions.calling import keys_called
from engine.definitions.events import events_as_json
from engine.definitions.finding import Finding
from engine.definitions.mark import MarkChange
from engine.definitions.marking import propose, step_keys, write_marks
from engine.definitions.matching import StepChanges, compare, keyed
from engine.definitions.overtaken import check_seen
from engine.definitions.placing import place
from engine.definitions.pools import as_pool, other_pools
from engine.definitions.report import apply_rules, change_as_json, with_findings
from engine.definitions.rulebook import LANES, all_rules
from engine.definitions.running import forget
from engine.definitions.step import Step
from engine.definitions.tables import form, step, version
from engine.definitions.upload import Upload, accept
from engine.errors import Conflict, Problem, Refused, TooLarge
from engine.forms import fields_to_json
from engine.people import Actor, require, service_by_id, teams
from engine.store import Work


class LiveStepsLost(Conflict):
    """The new version drops steps that the front office does today. Map them to new steps, or confirm that they go."""

    def __init__(self, steps: tuple[Step, ...], changes: StepChanges) -> None:
        names = ", ".join(f"“{step.name or step.step_key}” ({step.step_key})" for step in steps)
        super().__init__(
            f"The front office does these steps today, and the new version drops them: {names}. "
            "Map each to a step of the new version, or confirm that it goes."
        )
        self.steps = steps
        self.changes = changes


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the analyst has confirmed.

    `mapping`: element id in the new version -> step key it had. `lost`: keys of live steps that may go.
    `marks`: the mark changes shown may be made, as far as each mark is still of the version it was shown in: `seen`
    gives these by step key, where a step that is left out had no mark. None takes each as it stands.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    lost: frozenset[str] = frozenset()
    marks: bool = False
    seen: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Deployed:
    """What became of an upload.

    `outcome`: `created` (a new version), `unchanged` (the newest version is this file) or `marks` (it differs from the
    newest version only in marks). `mark_changes` are made when `marks_applied`, else proposed: confirm them.
    `beside` is what became of the other pools of the file, each a process of its own; `made_ready` are the versions
    that call this process and had waited for it.
    """

    outcome: str
    version_id: int
    process_id: int
    number: int
    stage: str
    findings: tuple[Finding, ...]
    changes: tuple[Change, ...]
    steps: StepChanges
    mark_changes: tuple[MarkChange, ...]
    marks_applied: bool
    beside: tuple[Deployed, ...] = ()
    made_ready: tuple[int, ...] = ()


KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
LiveStepKeys = Callable[[Work, int], frozenset[str]]
"""Asks which steps of a process stand live or piloted somewhere; the room above answers."""


def no_live_steps(_work: Work, _process_id: int) -> frozenset[str]:
    """No step of any process has moved: for callers that know of no transfers."""
    return frozenset()


def deploy(
    work: Work,
    data: bytes,
    *,
    service_id: int,
    by: Actor,
    variant: str = "",
    forms: Mapping[str, bytes] | None = None,
    confirm: Confirmation | None = None,
    file_name: str = "",
    key: str = "",
    variant_name: str = "",
    areas: Sequence[str] | None = None,
    live_step_keys: LiveStepKeys = no_live_steps,
    calendars: frozenset[str] | None = None,
) -> Deployed:
    """Make a new immutable version of the file's process in the line `variant` (empty: county-wide), if it is new.

    `key` names the process when its id in the file will not do; `areas` are those the variant serves. `forms` are
    linked form files by name. `live_step_keys` tells which steps stand live or piloted somewhere; `calendars` are the
    keys of the calendars that marks in the file may name (None: any).
    Raises NotPermitted, NotFound (no such service), ModelRefused (with the report), LiveStepsLost, MarksOvertaken
    (somebody changed a mark since it was seen), Conflict (the process belongs to another service) and Refused (a key
    that is none, a mapping that fits no step).
    """
    require(by, "definition:upload", service_id=service_id)
    service_by_id(work, service_id)
    _check_keys(key=key, variant=variant)
    confirm = confirm or Confirmation()
    upload = accept(data, forms or {}, file_name, calendars, council(work))
    pools = [as_pool(upload, process, forms or {}) for process in other_pools(upload.examined, upload.main)]
    elsewhere = {step.element for pool in pools for step in pool.steps}
    put = partial(
        _put,
        work,
        by=by,
        service_id=service_id,
        variant=variant,
        variant_name=variant_name,
        areas=areas,
        live_step_keys=live_step_keys,
    )
    main = put(upload, key=key or upload.main.id, confirm=_without(confirm, elsewhere), upload_id=None)
    beside = tuple(
        put(pool, key=pool.main.id, confirm=_only(confirm, pool), upload_id=main.version_id) for pool in pools
    )
    return replace(main, beside=beside)


def _put(
    work: Work,
    upload: Upload,
    *,
    key: str,
    by: Actor,
    service_id: int,
    variant: str,
    variant_name: str,
    areas: Sequence[str] | None,
    confirm: Confirmation,
    upload_id: int | None,
    live_step_keys: LiveStepKeys,
) -> Deployed:
    """Bring one process of the file into its line."""
    placed = _placed(work, upload, service_id)
    line = lines.claim(
        work,
        key=key,
        name=placed.name,
        service_id=service_id,
        variant=variant,
        variant_name=variant_name,
        areas=areas,
    )
    if line.latest and _is_same(line, line.latest, placed, confirm):
        return _same(work, line, line.latest, placed, confirm, by)
    return _create(work, line, placed, confirm, by, live_step_keys, upload_id)


def _without(confirm: Confirmation, elements: Collection[str]) -> Confirmation:
    """What was confirmed, less the mapping of these elements: they are steps of other pools."""
    return replace(confirm, mapping={item: key for item, key in confirm.mapping.items() if item not in elements})


def _only(confirm: Confirmation, pool: Upload) -> Confirmation:
    """What was confirmed of the steps of one pool."""
    own = {step.element for step in pool.steps}
    return replace(confirm, mapping={item: key for item, key in confirm.mapping.items() if item in own})


def _placed(work: Work, upload: Upload, service_id: int) -> Upload:
    """The upload with what rules find in its lanes beside the teams of the service."""
    rules = (rule for rule in all_rules() if rule.reads == LANES)
    found = apply_rules(rules, place(upload.steps, teams(work), service_id))
    return replace(upload, report=with_findings(upload.report, found))


def _check_keys(**given: str) -> None:
    """Raise Refused unless each key, where one is given, can stand in addresses, file names and sheets."""
    message = "A key is letters, digits, hyphens, dots and underscores, and begins with a letter or digit."
    problems = tuple(Problem(where, message) for where, key in given.items() if key and not KEY.fullmatch(key))
    if problems:
        raise Refused(message, problems)


def record_refusal(work: Work, refusal: Refused | TooLarge, *, service_id: int, by: Actor, file_name: str = "") -> None:
    """Write the one line that stays of a refused upload. Call it in a unit of work of its own."""
    record(
        work,
        "definitions:version:refused",
        by=by.user_id,
        subject=("service", service_id),
        facts={"file": file_name[:200], "message": refusal.message[:1000]},
    )


def _is_same(line: lines.Line, latest: lines.Latest, upload: Upload, confirm: Confirmation) -> bool:
    """Whether the newest version is this model with these forms, and no step is to be keyed otherwise.

    What was a walk-through and is ready to run now is something new.
    """
    keys = {step.element: step.step_key for step in line.steps}
    remapped = any(keys.get(element) != key for element, key in confirm.mapping.items())
    became_ready = (latest.stage, upload.report.stage) == ("check", "live")
    same = (latest.digest, latest.forms_digest) == (upload.digest, upload.forms_digest)
    return same and not remapped and not became_ready


def _same(
    work: Work, line: lines.Line, latest: lines.Latest, upload: Upload, confirm: Confirmation, by: Actor
) -> Deployed:
    """The newest version is this model already; its marks may differ."""
    proposed = _proposed(work, line.process_id, upload, line.steps)
    applied = confirm.marks and bool(proposed)
    if applied:
        _apply_marks(work, line, proposed, by, latest.id, confirm)
    return Deployed(
        outcome="marks" if proposed else "unchanged",
        version_id=latest.id,
        process_id=line.process_id,
        number=latest.number,
        stage=latest.stage,
        findings=upload.report.findings,
        changes=upload.report.changes,
        steps=StepChanges(kept=line.steps),
        mark_changes=proposed,
        marks_applied=applied,
    )


def _create(
    work: Work,
    line: lines.Line,
    upload: Upload,
    confirm: Confirmation,
    by: Actor,
    live_step_keys: LiveStepKeys,
    upload_id: int | None,
) -> Deployed:
    """Store a new version, its steps keyed by what they were before."""
    _check_mapping(upload.steps, confirm.mapping, step_keys(work, line.process_id))
    steps = keyed(upload.steps, line.known, confirm.mapping)
    changes = compare(line.steps, steps)
    _check_lost(work, line.process_id, changes, confirm, live_step_keys)
    version_id = _store(work, line, upload, steps, by, upload_id)
    made_ready = settle_callers(work, line.key, by=by.user_id) if line.is_new else ()
    proposed = _proposed(work, line.process_id, upload, steps)
    applied = (confirm.marks or line.is_new) and bool(proposed)
    if applied:
        _apply_marks(work, line, proposed, by, version_id, confirm)
    return Deployed(
        outcome="created",
        version_id=version_id,
        process_id=line.process_id,
        number=line.next_number,
        stage=upload.report.stage,
        findings=upload.report.findings,
        changes=upload.report.changes,
        steps=changes,
        mark_changes=proposed,
        marks_applied=applied,
        made_ready=made_ready,
    )


def _check_mapping(steps: Sequence[Step], mapping: Mapping[str, str], keys: frozenset[str]) -> None:
    elements = {step.element for step in steps}
    problems = [
        Problem(element, f"The new version has no step {element!r}. Check the mapping.")
        for element in mapping
        if element not in elements
    ]
    problems += [
        Problem(element, f"No earlier version has a step with the key {key!r}. Check the mapping.")
        for element, key in mapping.items()
        if key not in keys
    ]
    if len(set(mapping.values())) < len(mapping):
        problems.append(Problem("mapping", "Two steps are mapped to one key. Map each key once."))
    if problems:
        raise Refused("The mapping of steps does not fit. Nothing was stored.", tuple(problems))


def _check_lost(
    work: Work,
    process_id: int,
    changes: StepChanges,
    confirm: Confirmation,
    live_step_keys: LiveStepKeys,
) -> None:
    if not changes.lost:
        return
    live = live_step_keys(work, process_id) - confirm.lost
    dropped = tuple(step for step in changes.lost if step.step_key in live)
    if dropped:
        raise LiveStepsLost(dropped, changes)


def _store(
    work: Work, line: lines.Line, upload: Upload, steps: Sequence[Step], by: Actor, upload_id: int | None
) -> int:
    values = {
        "process_id": line.process_id,
        "variant_id": line.variant_id,
        "number": line.next_number,
        "stage": upload.report.stage,
        "digest": upload.digest,
        "forms_digest": upload.forms_digest,
        "file_name": upload.file_name,
        "original": upload.data,
        "xml": upload.examined.runnable.data,
        "bpmn_process_id": upload.main.id,
        "name": upload.name,
        "documentation": upload.main.documentation,
        "start_fields": fields_to_json(upload.start_fields),
        "findings": [finding.as_json() for finding in upload.report.findings],
        "changes": [change_as_json(change) for change in upload.report.changes],
        "events": events_as_json(upload.examined.model, upload.main.id),
        "tag": upload.main.tag[:200],
        "calls": keys_called(upload.examined.model, upload.main.id),
        "upload_id": upload_id,
        "uploaded_by": by.user_id,
        "uploaded_at": work.now,
    }
    version_id = int(work.sure_value(insert(version).values(values).returning(version.c.id)))
    forget(work, version_id)
    work.execute(insert(step), [_step_row(version_id, number, item) for number, item in enumerate(steps, start=1)])
    if upload.forms:
        rows = [{"version_id": version_id, "key": name, "document": data} for name, data in upload.forms.items()]
        work.execute(insert(form), rows)
    facts = {name: values[name] for name in ("number", "stage", "digest", "file_name")}
    record(
        work,
        "definitions:version:uploaded",
        by=by.user_id,
        subject=("version", version_id),
        facts={**facts, "variant": line.variant},
    )
    return version_id


def _step_row(version_id: int, position: int, item: Step) -> dict[str, object]:
    return {
        "version_id": version_id,
        "element_id": item.element,
        "step_key": item.step_key,
        "position": position,
        "name": item.name,
        "kind": item.kind,
        "lane": item.lane,
        "documentation": item.documentation,
        "fields": fields_to_json(item.fields),
    }


def _proposed(work: Work, process_id: int, upload: Upload, steps: Sequence[Step]) -> tuple[MarkChange, ...]:
    keys = {item.element: item.step_key for item in steps} | {upload.main.id: upload.main.id}
    given = upload.examined.marks.values
    wanted = {keys[element]: values for element, values in given.items() if element in keys}
    return propose(work, process_id, wanted, calendars=upload.calendars) if wanted else ()


def _apply_marks(
    work: Work, line: lines.Line, proposed: Sequence[MarkChange], by: Actor, version_id: int, confirm: Confirmation
) -> None:
    require(by, "definition:mark", service_id=line.service_id)
    if confirm.seen is not None:
        seen = {change.step_key: confirm.seen.get(change.step_key, 0) for change in proposed}
        check_seen(work, line.process_id, proposed, seen)
    write_marks(work, line.process_id, proposed, by=by, reason=f"From the uploaded file of version {version_id}.")
