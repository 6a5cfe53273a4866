"""`bpr feel`: evaluate an expression, or a file of them, with nothing else running."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from engine.cli.batch import FILE, answer_lines, read_json
from engine.clock import SystemClock, on_the_wall
from engine.errors import EngineError, Refused
from engine.feel import FeelError, evaluate, to_plain


@click.command("feel")
@click.argument("expression", required=False)
@click.option("--context", default="{}", help='The names the expression sees, as a JSON object: {"age": 17}.')
@click.option(
    "--batch",
    type=FILE,
    help='A file with one {"expression": ..., "context": {...}} a line; one JSON answer a line.',
)
def command(expression: str | None, context: str, batch: Path | None) -> None:
    """Evaluate a FEEL EXPRESSION and print its value as JSON.

    As FEEL has it, what cannot be worked out is null: a name that --context does not give, a division by nought.

    Exit code 1, with one sentence: the expression cannot be read (at a terminal, with a caret under the place). With
    --batch it is 0; a line that cannot be answered answers {"error": sentence}.

    \b
    bpr feel 'if age < 18 then "child" else "adult"' --context '{"age": 17}'
    """
    if (expression is None) == (batch is None):
        raise click.UsageError("Give an expression, or --batch with a file.")
    if batch is not None:
        answer_lines(batch, _answer, names='"expression" and "context"', sentence=_sentence)
        return
    try:
        click.echo(_evaluated(expression, read_json(context, "--context")))
    except (EngineError, ValueError) as error:
        raise click.ClickException(_told(error)) from None


def _evaluated(expression: object, context: object) -> str:
    """The value as JSON text."""
    if not isinstance(expression, str) or not isinstance(context, dict):
        raise Refused("The expression is a text and the context a JSON object.")
    value = evaluate(expression, context, now=on_the_wall(SystemClock().now()))
    return json.dumps(to_plain(value), ensure_ascii=False)


def _answer(question: dict[str, Any]) -> str:
    return _evaluated(question.get("expression"), question.get("context") or {})


def _told(error: EngineError | ValueError) -> str:
    """One line; to somebody at a terminal also the line of the expression, with a caret under the place."""
    return error.explain() if isinstance(error, FeelError) and sys.stderr.isatty() else _sentence(error)


def _sentence(error: EngineError | ValueError) -> str:
    if isinstance(error, FeelError):
        return f"{error.message} (at character {error.position + 1})"
    return str(error)
