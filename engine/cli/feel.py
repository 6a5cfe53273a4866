"""`bpr feel`: evaluate an expression, or a file of them, with nothing else running."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import click

from engine.clock import SystemClock
from engine.feel import FeelError, evaluate, to_plain


@click.command("feel")
@click.argument("expression", required=False)
@click.option("--context", default="{}", help='The names the expression sees, as a JSON object: {"age": 17}.')
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='A file with one {"expression": ..., "context": {...}} a line; one JSON answer a line.',
)
def command(expression: str | None, context: str, batch: Path | None) -> None:
    """Evaluate a FEEL EXPRESSION and print its value as JSON.

    As FEEL has it, what cannot be worked out is null: a name that --context does not give, a division by nought.

    Exit code 1, with one sentence: the expression cannot be read. With --batch it is 0; a line that cannot be answered
    answers {"error": sentence}.

    \b
    bpr feel 'if age < 18 then "child" else "adult"' --context '{"age": 17}'
    """
    if (expression is None) == (batch is None):
        raise click.UsageError("Give an expression, or --batch with a file.")
    if batch is not None:
        for line in batch.read_text(encoding="utf-8").splitlines():
            click.echo(_answer(line) if line.strip() else '{"error": "This line is empty."}')
        return
    try:
        click.echo(_evaluated(expression, _read(context, "--context")))
    except (FeelError, ValueError) as error:
        click.echo(f"Error: {_sentence(error)}", err=True)
        raise SystemExit(1) from None


def _read(text: str, what: str) -> object:
    try:
        return json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{what} is not JSON{_where(error)}.") from None


def _evaluated(expression: object, context: object) -> str:
    """The value as JSON text."""
    if not isinstance(expression, str) or not isinstance(context, dict):
        raise ValueError("The expression is a text and the context a JSON object.")  # noqa: TRY004 - a wrong value
    value = evaluate(expression, context, now=SystemClock().now())
    return json.dumps(to_plain(value), ensure_ascii=False)


def _answer(line: str) -> str:
    """The answer to one line of a batch: the JSON value, or {"error": sentence}."""
    try:
        request = _read(line, "This line")
        if not isinstance(request, dict):
            raise ValueError('A line is a JSON object with "expression" and "context".')  # noqa: TRY004, TRY301 - as above
        return _evaluated(request.get("expression"), request.get("context") or {})
    except (FeelError, ValueError) as error:
        return json.dumps({"error": _sentence(error)}, ensure_ascii=False)


def _where(error: ValueError | RecursionError) -> str:
    return f": {error.msg}, at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""


def _sentence(error: FeelError | ValueError) -> str:
    if isinstance(error, FeelError):
        return f"{error.message} (at character {error.position + 1})"
    return str(error)
