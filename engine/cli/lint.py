"""`bpr lint`: check BPMN and DMN files without a database, and say what to put right."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import click

from engine import decisions
from engine.decisions import DecisionModel
from engine.definitions import Finding, Report, change_as_json, lint, lint_decisions
from engine.errors import Refused, TooLarge

_LONGEST_READ = 20_000_000
_STAGES = {"live": "ready to run", "check": "walk-through only"}


@click.command("lint", short_help="Check BPMN and DMN files, with no database.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print the report.")
def command(files: tuple[Path, ...], shape: str) -> None:
    """Check the models FILES (BPMN, and DMN by the ending .dmn) by the rules of docs/rules, with no database.

    Each finding says where it is, what is wrong, what to do, and in brackets its rule. "Ready to run": cases can run on
    it once it is approved. "Walk-through only", of decisions "trial only": put the must-fix findings right first.
    A DMN file may import another one of FILES.

    Exit code 0: all are accepted; 1: at least one is refused; 2: wrong use, such as a file that is not there.
    """
    imports = _models(files)
    reports = [(file, _report(file, imports)) for file in files]
    if shape == "json":
        click.echo(json.dumps([{"file": str(file), **report.as_json()} for file, report in reports], indent=2))
    else:
        for file, report in reports:
            _print(file, report)
    if not all(report.accepted for _, report in reports):
        raise SystemExit(1)


def _models(files: Sequence[Path]) -> dict[str, DecisionModel]:
    """The decision models among the files that can be read, by namespace."""
    found: dict[str, DecisionModel] = {}
    with suppress(OSError):
        data = {str(file): file.read_bytes()[:_LONGEST_READ] for file in files if _is_decisions(file)}
        for name in decisions.in_order_of_imports(data):
            with suppress(Refused, TooLarge):
                model = decisions.read(data[name], imports=found)
                found[model.namespace] = model
    return found


def _is_decisions(file: Path) -> bool:
    return file.suffix.lower() == ".dmn"


def _report(file: Path, imports: Mapping[str, DecisionModel]) -> Report:
    try:
        with file.open("rb") as opened:
            data = opened.read(_LONGEST_READ)
        return lint_decisions(data, imports) if _is_decisions(file) else lint(data)
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror}."
        return Report(False, "check", (Finding("unreadable", "error", "", "", 0, message),), ())


def _print(file: Path, report: Report) -> None:
    stage = _STAGES[report.stage] if not _is_decisions(file) or report.stage == "live" else "trial only"
    click.echo(f"{file}: {f'accepted, {stage}' if report.accepted else 'refused'}")
    for finding in report.findings:
        line = f"line {finding.line}" if finding.line else ""
        place = " ".join(dict.fromkeys(part for part in (line, finding.element) if part))
        click.echo(f"  {finding.severity}: {f'{place}: ' if place else ''}{finding.message} [{finding.rule}]")
    alike: dict[tuple[str, str], list[str]] = {}
    for change in map(change_as_json, report.changes):
        alike.setdefault((str(change["message"]), str(change["rule"])), []).append(str(change["element"]))
    for (message, rule), places in alike.items():
        more = f" and {len(places) - 3} more" if len(places) > 3 else ""
        click.echo(f"  changed: {', '.join(places[:3])}{more}: {message} [{rule}]")
