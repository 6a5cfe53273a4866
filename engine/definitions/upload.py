"""An upload on its way into the store: read, checked and found good. Pure: no database."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from engine.bpmn import digest
from engine.bpmn.model import Process
from engine.definitions.calling import Council
from engine.definitions.report import Examined, Report, examine, with_findings
from engine.definitions.step import Step, linked_forms, main_process, read_start_fields, read_steps
from engine.errors import Problem, Refused
from engine.forms import Field


class ModelRefused(Refused):
    """The model cannot be used as it is. Nothing was stored."""

    def __init__(self, report: Report) -> None:
        worst = [finding for finding in report.findings if finding.severity == "error"]
        super().__init__(
            worst[0].message if worst else None,
            tuple(Problem(finding.element or "file", finding.message) for finding in worst),
        )
        self.report = report


@dataclass(frozen=True, slots=True)
class Upload:
    """An accepted upload. `forms` are the linked form files it refers to; the digests say what is the same again.

    `calendars` are the keys its marks may name; None lets any name pass.
    """

    data: bytes
    file_name: str
    name: str
    digest: str
    forms_digest: str
    forms: Mapping[str, bytes]
    examined: Examined
    report: Report
    main: Process
    steps: tuple[Step, ...]
    start_fields: tuple[Field, ...]
    calendars: frozenset[str] | None = None


def accept(
    data: bytes,
    forms: Mapping[str, bytes],
    file_name: str,
    calendars: frozenset[str] | None = None,
    council: Council | None = None,
) -> Upload:
    """Read and check a file with its forms. Raises `Unreadable`, `TooLarge`, and ModelRefused with the report."""
    examined = examine(data, council)
    main = main_process(examined.model)
    if not examined.report.accepted or main is None:
        raise ModelRefused(examined.report)
    steps, findings = read_steps(examined.model, main, forms)
    start_fields, more = read_start_fields(examined.model, main, forms)
    linked = linked_forms(examined.model, main, forms)
    return Upload(
        data=data,
        file_name=file_name[:200],
        name=name_of_process(examined, main),
        digest=digest(examined.original),
        forms_digest=digest_of_forms(linked),
        forms=linked,
        examined=examined,
        report=with_findings(examined.report, (*findings, *more)),
        main=main,
        steps=steps,
        start_fields=start_fields,
        calendars=calendars,
    )


def name_of_process(examined: Examined, main: Process) -> str:
    """What people call a process of a file: its name, or that of its pool."""
    pools = (pool.name for pool in examined.model.pools if pool.process == main.id and pool.name.strip())
    return " ".join((main.name.strip() or next(pools, "") or main.id).split())


def digest_of_forms(forms: Mapping[str, bytes]) -> str:
    """By what linked form files are the same again."""
    whole = hashlib.sha256()
    for name, document in sorted(forms.items()):
        whole.update(f"{name} {len(document)} ".encode() + document)
    return whole.hexdigest() if forms else ""
