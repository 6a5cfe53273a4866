"""A workbook (XLSX) as rows of texts. A formula is never worked out, and days become what the tables write for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from engine.errors import Problem, TooLarge
from engine.sheets.parts import BROKEN, NOT_XLSX, Parts, find_parts
from engine.sheets.problems import MOST_COLUMNS, InvalidSheet, check, place, refused
from engine.xml import Element, local

_LARGEST_TEXT = 4_000_000
_EXACT_DIGITS = 15
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
_INTEGER = re.compile("-?[0-9]{1,20}")


def read_xlsx(data: bytes, most: int) -> list[list[str]]:
    """The rows of the sheet “Rules”, else of the first, without empty ones at the end.

    Raises TooLarge, and InvalidSheet with a problem for each cell that cannot be taken.
    """
    try:
        parts = find_parts(data, "Rules")
        book = _Book(_strings(parts), _formats(parts), _epoch(parts))
        return _rows(parts.sheet(), book, most)
    except BROKEN as error:
        raise InvalidSheet(NOT_XLSX) from error


def number_text(value: float | Decimal) -> str:
    """A number in the digits of the tables, never as a power of ten."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 10**_EXACT_DIGITS:
        return str(int(value))
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)


@dataclass(slots=True)
class _Book:
    """What the cells of a sheet refer to, and how much text they have taken so far."""

    strings: Sequence[str]
    formats: Sequence[str]
    epoch: datetime
    taken: int = field(default=0)

    def take(self, text: str) -> str:
        """A text, counted each time it is used. Raises TooLarge."""
        self.taken += len(text)
        if self.taken > _LARGEST_TEXT:
            raise TooLarge(f"The cells of the sheet hold more than {_LARGEST_TEXT:,} characters. Send the table alone.")
        return text


def _rows(sheet: Element, book: _Book, most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    problems: list[Problem] = []
    for (row, column), cell in _cells(sheet):
        text, wrong = _text(cell, book)
        if not text and not wrong:
            continue
        if row > most:
            raise refused("file", f"The sheet has over {most} rows; at most {most} are read.")
        if column > MOST_COLUMNS:
            raise refused(place(row, column), f"At most {MOST_COLUMNS} columns are read. Send the table alone.")
        if wrong:
            problems.append(Problem(place(row, column), wrong))
        rows.extend([] for _ in range(row - len(rows)))
        line = rows[row - 1]
        line.extend([""] * (column - len(line)))
        line[column - 1] = text
    check(problems)
    return rows


def _cells(sheet: Element) -> Iterator[tuple[tuple[int, int], Element]]:
    """The cells with their row and column, from 1; one that does not say where it stands follows the one before."""
    row = 0
    for line in _below(_one(sheet, "sheetData"), "row"):
        row = _index(line.get("r", str(row + 1)))
        column = 0
        for cell in _below(line, "c"):
            reference = cell.get("r")
            if reference is not None and not _REFERENCE.fullmatch(reference):
                raise ValueError
            row, column = coordinate_to_tuple(reference) if reference else (row, column + 1)
            yield (row, column), cell


def _text(cell: Element, book: _Book) -> tuple[str, str]:
    """A cell as text, or what is wrong with it."""
    if _one(cell, "f") is not None:
        return "", "A formula is never worked out here. Write its value."
    kind = cell.get("t", "n")
    value = _words(_one(cell, "v"))
    if kind == "inlineStr":
        return book.take(_rich(_one(cell, "is"))), ""
    if not value:
        return "", ""
    if kind == "e":
        return "", f"The cell holds an error ({value[:20]}). Write a value."
    if kind == "s":
        return book.take(book.strings[_index(value)]), ""
    if kind == "str":
        return book.take(_unescaped(value)), ""
    try:
        return book.take(_plain(kind, value, cell, book)), ""
    except (ValueError, LookupError, ArithmeticError, TypeError):
        return "", f"The cell holds no number, day or time that can be read ({value[:20]}). Write it again."


def _plain(kind: str, value: str, cell: Element, book: _Book) -> str:
    """The text of a cell that is true or false, a day, or a number."""
    if kind == "b":
        return {"0": "false", "1": "true"}[value]
    if kind == "d":
        return _day(from_ISO8601(value))
    number = int(value) if _INTEGER.fullmatch(value) else float(value)
    name = book.formats[_index(cell.get("s", "0"))] if book.formats else ""
    if _is_date(name):
        return _day(from_excel(number, book.epoch, timedelta=is_timedelta_format(name)))
    if isinstance(number, float) and not Decimal(number).is_finite():
        raise ValueError
    return number_text(number)


@lru_cache(1_000)
def _is_date(name: str) -> bool:
    return bool(is_date_format(name))


def _day(value: object) -> str:
    return next(writer(value) for one, writer in _WRITERS if isinstance(value, one))


def _moment(value: datetime) -> str:
    return f'date("{value.date()}")' if value.time() == time() else f'date and time("{value.isoformat()}")'


_WRITERS: tuple[tuple[type, Callable[..., str]], ...] = (
    (datetime, _moment),
    (date, lambda value: f'date("{value}")'),
    (time, lambda value: f'time("{value.isoformat()}")'),
    (timedelta, lambda value: f'duration("PT{int(value.total_seconds())}S")'),
)


def _strings(parts: Parts) -> list[str]:
    return [_rich(element) for element in _below(parts.strings(), "si")]


def _rich(element: Element | None) -> str:
    """The text of a string, whatever its parts look like, without how it is read aloud."""
    pieces = (_words(piece) if local(piece) == "t" else _words(_one(piece, "t")) for piece in _below(element, "t", "r"))
    return _unescaped("".join(pieces))


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _formats(parts: Parts) -> list[str]:
    """The number format of each style that a cell may refer to."""
    styles = parts.styles()
    own = {
        _index(element.get("numFmtId", "")): element.get("formatCode", "")
        for element in _below(_one(styles, "numFmts"), "numFmt")
    }
    known = {**BUILTIN_FORMATS, **own}
    return [known.get(_index(xf.get("numFmtId", "0")), "") for xf in _below(_one(styles, "cellXfs"), "xf")]


def _epoch(parts: Parts) -> datetime:
    """The day that the workbook counts from."""
    settings = _one(parts.book, "workbookPr")
    since_1904 = settings is not None and settings.get("date1904") in ("1", "true")
    epoch: datetime = MAC_EPOCH if since_1904 else WINDOWS_EPOCH
    return epoch


def _index(digits: str) -> int:
    """A number that counts from 0. Raises ValueError for any other."""
    if not re.fullmatch("[0-9]{1,7}", digits):
        raise ValueError
    return int(digits)


def _below(element: Element | None, *names: str) -> Iterator[Element]:
    return (child for child in element if local(child) in names) if element is not None else iter(())


def _one(element: Element | None, name: str) -> Element | None:
    return next(_below(element, name), None)


def _words(element: Element | None) -> str:
    return "" if element is None else element.text or ""
