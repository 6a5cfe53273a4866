"""Rows as CSV. A cell that a spreadsheet would run as a formula, or part of one, has `'` before what it would run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from engine.sheets.problems import MOST_COLUMNS, refused

_FORMULA = "=+\\-@＝＋－＠"
_BEGINS = re.compile(rf"\s*[{_FORMULA}]|[\t\r\n']")
_PARTED = r"""[;\t\r\n][\s"]*"""
"""Where a spreadsheet of another country, or of another mind about quotes, begins a new cell within this one."""
_BARE = re.compile(rf"({_PARTED})(?='*[{_FORMULA}])")
_GUARDED = re.compile(rf"({_PARTED})'(?='*[{_FORMULA}])")


def guard(cell: str) -> str:
    """A cell of which no spreadsheet takes anything for a formula."""
    inside = _BARE.sub(r"\1'", cell)
    return f"'{inside}" if is_dangerous(inside) else inside


def unguard(cell: str) -> str:
    """A cell as it was before `guard`."""
    inside = cell[1:] if cell.startswith("'") and is_dangerous(cell[1:]) else cell
    return _GUARDED.sub(r"\1", inside)


def is_dangerous(cell: str) -> bool:
    """Whether a spreadsheet may take the cell for a formula, or its first sign for one of its own."""
    return _BEGINS.match(cell) is not None


def write_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as UTF-8 with a mark, so that spreadsheets see it."""
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\r\n").writerows([guard(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def read_csv(data: bytes, most: int) -> list[list[str]]:
    """The rows, without empty ones at the end. Raises InvalidSheet, also above `most` rows."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise refused(f"line {line}", "The sheet is not UTF-8. Save it as “CSV UTF-8”.") from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","  # spreadsheets in some countries write semicolons
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = _bounded(lines, most)
    except csv.Error:
        message = "The sheet is not CSV. Double quotation marks within a cell, close those around it, or save it anew."
        raise refused(f"line {lines.line_num}", message) from None
    return [[unguard(cell) for cell in row] for row in rows]


def _bounded(lines: Iterable[list[str]], most: int) -> list[list[str]]:
    """The rows up to the last that holds something, however many empty ones follow it."""
    rows: list[list[str]] = []
    empty = 0
    for row in lines:
        if not any(cell.strip() for cell in row):
            empty += 1
            continue
        number = len(rows) + empty + 1
        if number > most:
            raise refused("file", f"The sheet has over {most} rows; at most {most} are read.")
        if len(row) > MOST_COLUMNS:
            raise refused(f"Row {number}", f"The row has {len(row):,} cells; at most {MOST_COLUMNS} are read.")
        rows.extend([] for _ in range(empty))
        rows.append(row)
        empty = 0
    return rows
