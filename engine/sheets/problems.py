"""What a spreadsheet is refused for, and how much of one is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.characters import odd_character
from engine.errors import Problem, Refused

MOST_ROWS, MOST_COLUMNS = 6_000, 120
_MOST_PROBLEMS = 100


class InvalidSheet(Refused):
    """The spreadsheet cannot be taken as it is. Nothing was changed."""


def refused(where: str, message: str) -> InvalidSheet:
    """The refusal for one thing that is wrong."""
    return InvalidSheet(None, (Problem(where, message),))


def check(problems: Sequence[Problem]) -> None:
    """Raises InvalidSheet with the first of the problems, if there are any."""
    if problems:
        raise InvalidSheet(None, tuple(problems[:_MOST_PROBLEMS]))


def place(row: int, column: int) -> str:
    """How a cell is named to its reader, who counts from 1."""
    return f"Row {row}, column {column}"


def check_characters(rows: Sequence[Sequence[str]]) -> None:
    """Every character is one that files and the database can keep. Raises InvalidSheet with the place of each other."""
    check(list(_odd_characters(rows)))


def _odd_characters(rows: Sequence[Sequence[str]]) -> Iterator[Problem]:
    for number, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            if odd := odd_character(cell):
                message = f"The cell holds a character that is no text ({odd}). Type the cell again."
                yield Problem(place(number, column), message)
