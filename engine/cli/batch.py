"""Questions as lines of JSON: one object a line, one JSON answer a line in the same order, an error only its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from engine.errors import EngineError

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def answer_lines(
    batch: Path,
    answer: Callable[[dict[str, Any]], str],
    *,
    names: str,
    sentence: Callable[[EngineError | ValueError], str],
) -> None:
    """Print the answer to each line of a file: what `answer` says, or {"error": sentence}. A line has these `names`."""
    for line in batch.read_text(encoding="utf-8").splitlines():
        try:
            said = answer(_question(line, names))
        except (EngineError, ValueError) as error:
            said = json.dumps({"error": sentence(error)}, ensure_ascii=False)
        click.echo(said)


def read_json(text: str, what: str) -> object:
    """The value that a text holds. Raises ValueError in one sentence that begins with `what` the text is."""
    try:
        return json.loads(text, parse_float=Decimal)
    except json.JSONDecodeError as error:
        raise ValueError(f"{what} is not JSON: {error.msg}, at character {error.pos + 1}.") from None
    except (ValueError, RecursionError):
        raise ValueError(f"{what} is not JSON.") from None


def _question(line: str, names: str) -> dict[str, Any]:
    if not line.strip():
        raise ValueError("This line is empty.")
    match read_json(line, "This line"):
        case dict() as question:
            return question
    raise ValueError(f"A line is a JSON object with {names}.")
