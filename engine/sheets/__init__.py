"""Spreadsheets in and out: rows of texts as CSV and XLSX. Nothing in them is ever worked out, and little is unpacked.

A cell that a spreadsheet would run as a formula is written so that it is not: in CSV it begins with `'`, in XLSX it is
a text and marked as one. Read again, either gives the text exactly.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.errors import TooLarge
from engine.sheets.delimited import guard, read_csv, unguard, write_csv
from engine.sheets.problems import MOST_COLUMNS, MOST_ROWS, InvalidSheet, check_characters
from engine.sheets.workbook import read_xlsx
from engine.sheets.workbook_out import write_xlsx

__all__ = (
    "CSV",
    "KINDS",
    "LARGEST_FILE",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "XLSX",
    "InvalidSheet",
    "guard",
    "read",
    "unguard",
    "write",
)

CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
LARGEST_FILE = 5_000_000


def write(kind: str, title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as a file of a kind: `csv` (UTF-8 with a mark, so that spreadsheets see it) or `xlsx`. Raises TooLarge."""
    return write_csv(rows) if kind == CSV else write_xlsx(title, rows)


def read(kind: str, data: bytes, *, most: int = MOST_ROWS) -> list[list[str]]:
    """The rows of a file, as texts, `most` at most; those at the end that hold nothing are left out.

    Raises TooLarge, and InvalidSheet with a problem for each cell that cannot be taken.
    """
    if len(data) > LARGEST_FILE:
        raise TooLarge(f"The sheet is larger than {LARGEST_FILE // 1_000_000} MB. Send the table alone.")
    rows = read_csv(data, most) if kind == CSV else read_xlsx(data, most)
    check_characters(rows)
    return rows
