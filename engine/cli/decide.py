"""`bpr decide`: make a decision of a DMN file, or many, with nothing else running."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine import decisions
from engine.cli.batch import FILE, answer_lines, read_json
from engine.clock import SystemClock, on_the_wall
from engine.errors import EngineError, Refused


@click.command("decide", short_help="Make a decision of a DMN file, with no database.")
@click.argument("file", type=FILE)
@click.option(
    "--decision",
    "decision_id",
    help="Id or name of the decision or decision service; needed when several could be meant.",
)
@click.option("--input-json", "inputs", help="The inputs by name, as a JSON object; dates are texts like 2026-11-21.")
@click.option("--import", "imported", type=FILE, multiple=True, help="A DMN file that FILE imports.")
@click.option(
    "--batch", type=FILE, help='A file with one {"decision": ..., "input": {...}} a line; one JSON answer a line.'
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
            click.echo(_decided(model, decision_id, read_json(inputs, "--input-json")))
    except (EngineError, ValueError) as error:
        raise click.ClickException(_sentence(error)) from None

    def answer(question: dict[str, Any]) -> str:
        return _decided(model, question.get("decision") or decision_id, question.get("input") or {})

    if batch is not None:
        answer_lines(batch, answer, names='"decision" and "input"', sentence=_sentence)


def _read(file: Path, imported: Sequence[Path]) -> decisions.DecisionModel:
    """The model of a file. One decision that cannot be read does not keep the others from being made."""
    others: dict[str, decisions.DecisionModel] = {}
    for path in imported:
        other = decisions.read(path.read_bytes(), imports=others, lenient=True)
        others[other.namespace] = other
    return decisions.read(file.read_bytes(), imports=others, lenient=True)


def _decided(model: decisions.DecisionModel, decision_id: object, inputs: object) -> str:
    if not isinstance(inputs, dict):
        raise Refused("The inputs are a JSON object, from names to values.")
    if not isinstance(decision_id, str | None):
        raise Refused("The decision is the id or the name of a decision.")
    decided = decisions.evaluate(model, decision_id, inputs, now=on_the_wall(SystemClock().now()))
    answer = {"result": decided.result, "rules": [asdict(hit) for hit in decided.rules]}
    if decided.notes:
        answer["notes"] = list(decided.notes)
    return json.dumps(answer, ensure_ascii=False)


def _sentence(error: EngineError | ValueError) -> str:
    if isinstance(error, Refused) and error.problems:
        return f"{error.problems[0].where}: {error.problems[0].message}"
    return str(error)
