"""`bpr deploy`: put models, decisions and forms of a folder into the database, and approve what is ready to run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from engine import decisions, definitions, people, sla, transfer
from engine.cli.database import open_database, settings_or_exit
from engine.definitions import Confirmation, Deployed
from engine.errors import EngineError, NotFound, Refused
from engine.people import SYSTEM
from engine.store import Store, Work, unit_of_work


@dataclass(frozen=True, slots=True)
class ProcessFolder:
    """One folder `<service>/<process>/` with the files in it."""

    service: str
    decisions: tuple[Path, ...]
    models: tuple[Path, ...]
    forms: tuple[Path, ...]


@click.command("deploy", short_help="Put the models and decisions below PATHS in force.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--marks", is_flag=True, help="Take the marks of the files also where they differ from today's.")
@click.option("--drop", multiple=True, metavar="STEP", help="A live step that may go, by its key. May be repeated.")
def command(paths: tuple[Path, ...], marks: bool, drop: tuple[str, ...]) -> None:
    """Deploy the models, decisions and forms below PATHS, laid out as <service>/<process>/, and approve them."""
    confirm = Confirmation(lost=frozenset(drop), marks=marks)
    folders = list(process_folders(paths))
    if not folders:
        raise click.ClickException("There is no .bpmn or .dmn file there. Name a folder such as processes/.")
    with open_database(settings_or_exit()) as store:
        refused = [folder for folder in folders if not _deploy(store, folder, confirm)]
    if refused:
        raise SystemExit(1)


def process_folders(paths: Sequence[Path]) -> Iterator[ProcessFolder]:
    """The folders below (or at) the paths that hold a model or a decision, in the order of their names."""
    files: dict[Path, set[Path]] = {}
    for path in paths:
        found = [path] if path.is_file() else path.rglob("*")
        for file in found:
            if file.suffix in (".bpmn", ".dmn") and file.is_file():
                files.setdefault(file.resolve().parent, set()).add(file)
    for folder, chosen in sorted(files.items()):
        yield ProcessFolder(
            service=folder.parent.name,
            decisions=_in_order([file for file in chosen if file.suffix == ".dmn"]),
            models=tuple(sorted(file for file in chosen if file.suffix == ".bpmn")),
            forms=tuple(sorted(folder.glob("*.form"))),
        )


def _in_order(files: Sequence[Path]) -> tuple[Path, ...]:
    """Decision files, each after those that it imports."""
    order = decisions.in_order_of_imports({str(file): file.read_bytes() for file in files})
    return tuple(map(Path, order))


def _deploy(store: Store, folder: ProcessFolder, confirm: Confirmation) -> bool:
    """Deploy one folder, each file in a unit of work of its own. Tells whether all were taken."""
    taken = True
    forms = {form.name: form.read_bytes() for form in folder.forms}
    for file in (*folder.decisions, *folder.models):
        try:
            with unit_of_work(store) as work:
                said = _deploy_file(work, folder, file, forms, confirm)
        except EngineError as error:
            taken = False
            said = [f"not deployed. {error.message}"]
            if isinstance(error, Refused):
                said += [f"  {problem.where}: {problem.message}" for problem in error.problems]
        click.echo(f"{file}: {said[0]}")
        for line in said[1:]:
            click.echo(f"  {line}")
    return taken


def _deploy_file(
    work: Work, folder: ProcessFolder, file: Path, forms: dict[str, bytes], confirm: Confirmation
) -> list[str]:
    service = people.find_service(work, folder.service)
    if service is None:
        raise NotFound(
            f"There is no service with the key {folder.service!r}. Files are laid out as <service>/<process>/; "
            "add the service, or put the file below the folder of one that exists."
        )
    if file.suffix == ".dmn":
        made = definitions.deploy_decision(
            work, file.read_bytes(), service_id=service.id, by=SYSTEM, file_name=file.name
        )
        names = ", ".join(made.names)
        left = [f"{found.name}: {found.message}" for found in made.findings if found.severity == "must-fix"]
        if left:
            return [f"{made.outcome}, {names} decides nothing yet: put right what must be", *left]
        definitions.approve_decision(work, made.version_id, SYSTEM)
        return [f"{made.outcome}, {names} in force from {made.valid_from}, approved"]
    deployed = definitions.deploy(
        work,
        file.read_bytes(),
        service_id=service.id,
        by=SYSTEM,
        forms=forms,
        confirm=confirm,
        file_name=file.name,
        live_step_keys=transfer.live_step_keys,
        calendars=sla.calendar_keys(work),
    )
    if deployed.stage == "live":
        definitions.approve(work, deployed.version_id, SYSTEM)
    return [*_said(deployed), *_callers(work, deployed)]


def _callers(work: Work, deployed: Deployed) -> Iterator[str]:
    """Approve the versions that waited for what was deployed, of those that this command had deployed."""
    for number in (number for one in (deployed, *deployed.beside) for number in one.made_ready):
        version = definitions.version_by_id(work, number)
        if version.uploaded_by is None:
            definitions.approve(work, number, SYSTEM)
            which = f"{version.process_key}, which calls it, version {version.number} (id {number})"
            yield f"{which}: ready to run, approved"


def _said(deployed: Deployed) -> Iterator[str]:
    stage = {"live": "ready to run, approved", "check": "walk-through only"}[deployed.stage]
    yield f"{deployed.outcome}, version {deployed.number} (id {deployed.version_id}), {stage}"
    for finding in deployed.findings if deployed.stage == "check" else ():
        if finding.severity == "must-fix":
            yield f"{finding.element}: {finding.message}"
    for proposal in deployed.steps.renamed:
        yield f"perhaps renamed: {proposal.step_key} to {proposal.element_id} ({proposal.name})"
    if deployed.mark_changes and not deployed.marks_applied:
        count = len(deployed.mark_changes)
        steps = "1 step" if count == 1 else f"{count} steps"
        yield f"marks of {steps} differ from today's and were left: --marks takes those of the file"
