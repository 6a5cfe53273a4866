"""`bpr decide`: make a decision of a DMN file, or many, with nothing else running."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import click

from engine import decisions
from engine.clock import SystemClock
from engine.errors import EngineError, Refused

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("decide", short_help="Make a decision of a DMN file, with no database.")
@click.argument("file", type=_FILE)
@click.option("--decision", "decision_id", help="Id or name of the decision; needed when several could be meant.")
@click.option("--input-json", "inputs", help="The inputs by name, as a JSON object; dates are texts like 2026-11-21.")
@click.option("--import", "imported", type=_FILE, multiple=True, help="A DMN file that FILE imports.")
@click.option(
    "--batch", type=_FILE, help='A file with one {"decision": ..., "input": {...}} a line; one JSON answer a line.'
)
def command(
    file: Path, decision_id: str | None, inputs: str | None, imported: Sequence[Path], batch: Path | None
) -> None:
    """Decide by the DMN file FILE and print the result and the rules that hit, as JSON.

    Exit code 1, with one sentence: the file cannot be read or the decision cannot be made. With --batch it is 0; a line
    that cannot be answered answers {"error": sentence}.

    \b
    bpr decide processes/revenues/council-tax-move/council-tax-move.dmn \\
        --decision council_tax_refund_route --input-json '{"credit": 10}'
    """
    if (inputs is None) == (batch is None):
        raise click.UsageError("Give --input-json, or --batch with a file.")
    try:
        model = _read(file, imported)
        if inputs is not None:
            click.echo(_decided(model, decision_id, _json(inputs, "--input-json")))
            return
    except (EngineError, ValueError) as error:
        click.echo(f"Error: {_sentence(error)}", err=True)
        raise SystemExit(1) from None
    for line in batch.read_text(encoding="utf-8").splitlines() if batch else ():
        click.echo(_answer(model, decision_id, line))


def _read(file: Path, imported: Sequence[Path]) -> decisions.DecisionModel:
    """The model of a file. One decision that cannot be read does not keep the others from being made."""
    others: dict[str, decisions.DecisionModel] = {}
    for path in imported:
        other = decisions.read(path.read_bytes(), imports=others, lenient=True)
        others[other.namespace] = other
    return decisions.read(file.read_bytes(), imports=others, lenient=True)


def _json(text: str, what: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{what} is not JSON{_where(error)}.") from None


def _decided(model: decisions.DecisionModel, decision_id: object, inputs: object) -> str:
    if not isinstance(inputs, dict):
        raise ValueError("The inputs are a JSON object, from names to values.")  # noqa: TRY004 - a wrong value
    if not isinstance(decision_id, str | None):
        raise ValueError("The decision is the id or the name of a decision.")  # noqa: TRY004 - as above
    decided = decisions.evaluate(model, decision_id, inputs, now=SystemClock().now())
    answer = {"result": decided.result, "rules": [asdict(hit) for hit in decided.rules]}
    if decided.notes:
        answer["notes"] = list(decided.notes)
    return json.dumps(answer, ensure_ascii=False)


def _answer(model: decisions.DecisionModel, decision_id: str | None, line: str) -> str:
    """The answer to one line of a batch: what was decided, or {"error": sentence}."""
    try:
        request = _json(line, "This line")
        if not isinstance(request, dict):
            raise ValueError('A line is a JSON object with "decision" and "input".')  # noqa: TRY004, TRY301 - as above
        return _decided(model, request.get("decision") or decision_id, request.get("input") or {})
    except (EngineError, ValueError) as error:
        return json.dumps({"error": _sentence(error)}, ensure_ascii=False)


def _where(error: ValueError | RecursionError) -> str:
    return f": {error.msg}, at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""


def _sentence(error: EngineError | ValueError) -> str:
    if isinstance(error, Refused) and error.problems:
        return f"{error.problems[0].where}: {error.problems[0].message}"
    return str(error)
