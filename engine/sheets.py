"""Spreadsheets in and out: rows of texts as CSV and XLSX. Nothing in them is ever worked out, and little is unpacked.

A cell that a spreadsheet would run as a formula is written so that it is not: in CSV it begins with `'`, in XLSX it is
a text and marked as one. Read again, either gives the text exactly.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils.exceptions import InvalidFileException

from engine.errors import Problem, Refused, TooLarge

CSV, XLSX = "csv", "xlsx"
KINDS = (CSV, XLSX)
LARGEST_FILE, LARGEST_UNPACKED = 5_000_000, 40_000_000
MOST_PARTS, MOST_ROWS, MOST_COLUMNS = 500, 6_000, 120
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "'")
_EXACT_DIGITS = 15
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError),
    *(ParseError, SyntaxError, InvalidFileException, LookupError, ValueError, TypeError, AttributeError),
)
_ENCODING = re.compile(rb"<\?xml[^>]*encoding\s*=\s*[\"']([^\"']*)")
_LONGEST_CELL = 32_767
_NOT_XLSX = "The file is not a workbook (.xlsx) that can be read. Save it as “Excel workbook” again."


class InvalidSheet(Refused):
    """The spreadsheet cannot be taken as it is. Nothing was changed."""


def write(kind: str, title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Rows as a file of a kind: `csv` (UTF-8 with a mark, so that spreadsheets see it) or `xlsx`."""
    return _write_csv(rows) if kind == CSV else _write_xlsx(title, rows)


def read(kind: str, data: bytes, *, most: int = MOST_ROWS) -> list[list[str]]:
    """The rows of a file, as texts, `most` at most; those at the end that hold nothing are left out.

    Raises TooLarge, and InvalidSheet with a problem for each cell that cannot be taken.
    """
    if len(data) > LARGEST_FILE:
        raise TooLarge(f"The sheet is larger than {LARGEST_FILE // 1_000_000} MB. Send the table alone.")
    rows = _read_csv(data) if kind == CSV else _read_xlsx(data)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    if len(rows) > most:
        raise _refused("file", f"The sheet has over {most} rows; at most {most} are read.")
    return rows


def guard(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_DANGEROUS) else cell


def unguard(cell: str) -> str:
    """A cell as it was before `guard`."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_DANGEROUS) else cell


def _write_csv(rows: Sequence[Sequence[str]]) -> bytes:
    sheet = io.StringIO()
    csv.writer(sheet, lineterminator="\r\n").writerows([guard(cell) for cell in row] for row in rows)
    return sheet.getvalue().encode("utf-8-sig")


def _read_csv(data: bytes) -> list[list[str]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise _refused(f"line {line}", "The sheet is not UTF-8. Save it as “CSV UTF-8”.") from None
    first = text.partition("\n")[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","  # spreadsheets in some countries write semicolons
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _refused("file", f"The sheet is not CSV: {error}. Save it as CSV again.") from None
    return [[unguard(cell) for cell in row] for row in rows]


def _write_xlsx(title: str, rows: Sequence[Sequence[str]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Rules"
    book.properties.title = title[:200]
    for number, row in enumerate(rows, 1):
        for place, text in enumerate(row, 1):
            cell = sheet.cell(number, place)
            if (value := _exact_number(text)) is not None and number > 1:
                cell.value = value
            elif len(text) > _LONGEST_CELL:
                raise TooLarge(f"A cell of row {number} is too long for a workbook. Take the table as CSV.")
            elif text:
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
                cell.data_type = "s"  # whatever it begins with
                cell.quotePrefix = text.startswith(_DANGEROUS)
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
        return value if _number(value) == text else None
    return None


def _number(value: float | Decimal) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**_EXACT_DIGITS:
        return str(int(value))
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


def _read_xlsx(data: bytes) -> list[list[str]]:
    try:
        _check_parts(data)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and the like, which are of no use here
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
            try:
                return _rows(book)
            finally:
                book.close()
    except _BROKEN as error:
        raise InvalidSheet(_NOT_XLSX) from error


def _check_parts(data: bytes) -> None:
    """Refuse what would unpack to too much, or brings a document type of its own."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise TooLarge(
                f"The workbook unpacks to more than {LARGEST_UNPACKED // 1_000_000} MB. Send the table alone."
            )
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                text = packed.read(part).removeprefix(b"\xef\xbb\xbf").lstrip()
                named = _ENCODING.match(text[:200])
                plain = text.startswith(b"<") and (named is None or named[1].lower() in (b"utf-8", b"us-ascii"))
                if not plain or b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                    raise InvalidSheet(_NOT_XLSX)


def _rows(book: openpyxl.Workbook) -> list[list[str]]:
    sheet = next((found for found in book.worksheets if found.title == "Rules"), book.worksheets[0])
    rows: list[list[str]] = []
    problems: list[Problem] = []
    for number, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS), 1):
        row = []
        for place, cell in enumerate(cells, 1):
            text, wrong = _text(cell.value, getattr(cell, "data_type", "n"))
            row.append(text)
            if wrong:
                problems.append(Problem(f"row {number}, column {place}", wrong))
        rows.append(row)
    if problems:
        raise InvalidSheet(None, tuple(problems[:100]))
    return [_trimmed(row) for row in rows]


def _trimmed(row: list[str]) -> list[str]:
    last = max((place for place, cell in enumerate(row, 1) if cell), default=0)
    return row[:last]


def _text(value: object, kind: str) -> tuple[str, str]:
    """A cell as text, or what is wrong with it. Days and times become what the tables write for them."""
    if kind == "f":
        return "", "A formula is never worked out here. Write its value."
    if kind == "e":
        return "", f"The cell holds an error ({value}). Write a value."
    if isinstance(value, bool):
        return ("true" if value else "false"), ""
    if isinstance(value, int | float):
        return _number(value), ""
    writer = next((found for one, found in _WRITERS if isinstance(value, one)), None)
    return (writer(value) if writer is not None else ""), ""


def _moment(value: datetime) -> str:
    return f'date("{value.date()}")' if value.time() == time() else f'date and time("{value.isoformat()}")'


def _duration(value: timedelta) -> str:
    return f'duration("PT{int(value.total_seconds())}S")'


_WRITERS: tuple[tuple[type, Callable[..., str]], ...] = (
    (str, str),
    (datetime, _moment),
    (date, lambda value: f'date("{value}")'),
    (time, lambda value: f'time("{value.isoformat()}")'),
    (timedelta, _duration),
)


def _refused(where: str, message: str) -> InvalidSheet:
    return InvalidSheet(None, (Problem(where, message),))
