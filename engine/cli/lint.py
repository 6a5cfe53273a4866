"""`bpr lint`: check BPMN files without a database, and say what to put right."""

from __future__ import annotations

import json
from pathlib import Path

import click

from engine.definitions import Finding, Report, change_as_json, lint

_LONGEST_READ = 20_000_000


@click.command("lint", short_help="Check BPMN files, with no database.")
@click.argument("files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text", help="How to print the report.")
def command(files: tuple[Path, ...], shape: str) -> None:
    """Check the BPMN models FILES by the rules of docs/rules, with no database.

    Each finding says where it is, what is wrong, what to do, and in brackets its rule. "Ready to run": cases can run on
    it once it is approved. "Walk-through only": put the must-fix findings right first.

    Exit code 0: all are accepted; 1: at least one is refused; 2: wrong use, such as a file that is not there.
    """
    reports = [(file, _report(file)) for file in files]
    if shape == "json":
        click.echo(json.dumps([{"file": str(file), **report.as_json()} for file, report in reports], indent=2))
    else:
        for file, report in reports:
            _print(file, report)
    if not all(report.accepted for _, report in reports):
        raise SystemExit(1)


def _report(file: Path) -> Report:
    try:
        with file.open("rb") as opened:
            return lint(opened.read(_LONGEST_READ))
    except OSError as error:
        message = f"The file cannot be opened: {error.strerror}."
        return Report(False, "check", (Finding("unreadable", "error", "", "", 0, message),), ())


def _print(file: Path, report: Report) -> None:
    stage = {"live": "ready to run", "check": "walk-through only"}[report.stage]
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
