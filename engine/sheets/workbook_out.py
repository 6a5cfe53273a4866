"""Rows as a workbook (XLSX): every text is marked as one, so that no cell is a formula."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal, InvalidOperation

import openpyxl

from engine.characters import without_odd_characters
from engine.errors import TooLarge
from engine.sheets.delimited import is_dangerous
from engine.sheets.workbook import number_text

_LONGEST_CELL = 32_767
_EXACT_DIGITS = 15
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")


def write_xlsx(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as the one sheet of a workbook, the first of them heads. Raises TooLarge for a cell that has no room."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Rules"
    book.properties.title = title[:200]
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            if (value := _exact_number(text)) is not None and number > 1:
                cell.value = value
            elif len(text) > _LONGEST_CELL:
                raise TooLarge(f"A cell of row {number} is too long for a workbook. Take the table as CSV.")
            elif text:
                cell.value = _ESCAPE.sub("_x005F_", without_odd_characters(text))
                cell.data_type = "s"  # whatever it begins with
                cell.quotePrefix = is_dangerous(text)
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _exact_number(text: str) -> int | float | None:
    """The number that a spreadsheet gives back in the same digits; None for any other text."""
    with suppress(InvalidOperation, ValueError):
        number = Decimal(text)
        if not number.is_finite() or len(number.as_tuple().digits) > _EXACT_DIGITS:
            return None
        value = int(text) if text.lstrip("-").isdigit() else float(text)
        return value if number_text(value) == text else None
    return None
