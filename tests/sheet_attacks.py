"""Small files that try to take more than their share when read: `python -m tests.sheet_attacks` tries each."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from functools import partial

import openpyxl

from engine import sheets
from engine.definitions.sheet import read_csv
from engine.errors import EngineError
from tests.attacks import try_each

MAIN = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
LINKS = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
SHEET, BOOK, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
MILLION = 1_000_000
RELATED = b"<Relationships>%b</Relationships>" % b"".join(
    b'<Relationship Id="%b" Type="%b/%b" Target="%b"/>' % (name, LINKS.split(b'"')[1], kind, path)
    for name, kind, path in (
        (b"rId1", b"worksheet", b"worksheets/sheet1.xml"),
        (b"rId2", b"sharedStrings", b"/xl/sharedStrings.xml"),
        (b"rId3", b"styles", b"styles.xml"),
    )
)


def workbook(*values: object) -> bytes:
    """A workbook with a column of values under a head."""
    book = openpyxl.Workbook()
    book.active.append(["head"])
    for value in values:
        book.active.append([value])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def packed(parts: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A workbook with some of its parts replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", compression) as out:
        with zipfile.ZipFile(io.BytesIO(workbook("x"))) as source:
            for part in source.namelist():
                out.writestr(part, parts.get(part) or source.read(part))
        for name in parts.keys() - set(source.namelist()):
            out.writestr(name, parts[name])
    return written.getvalue()


def sheet(rows: bytes) -> bytes:
    """A workbook with these rows, as XML."""
    return packed({SHEET: b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (MAIN, rows)})


def strings(*texts: bytes, rows: bytes) -> bytes:
    """A workbook whose cells share texts."""
    shared = b"<sst %b>%b</sst>" % (MAIN, b"".join(b"<si><t>%b</t></si>" % text for text in texts))
    sheets = b'<workbook %b><sheets><sheet name="Fees" r:id="rId1"/></sheets></workbook>' % LINKS
    return packed(
        {
            BOOK: sheets,
            "xl/_rels/workbook.xml.rels": RELATED,
            SHEET: b"<worksheet %b><sheetData>%b</sheetData></worksheet>" % (MAIN, rows),
            STRINGS: shared,
        }
    )


def styles(formats: bytes) -> bytes:
    """A workbook with these styles of cells."""
    row = b'<worksheet><sheetData><row><c s="0"><v>1</v></c></row></sheetData></worksheet>'
    return packed({SHEET: row, STYLES: b"<styleSheet %b>%b</styleSheet>" % (MAIN, formats)})


def book(inside: bytes) -> bytes:
    """A workbook with this list of sheets."""
    return packed({BOOK: b"<workbook %b %b>%b</workbook>" % (MAIN, LINKS, inside)})


def everywhere(element: bytes) -> bytes:
    """A workbook with so many of an element in each part as there is room for."""
    return packed(
        {
            SHEET: b"<worksheet><sheetData>%b</sheetData></worksheet>" % (element * (4_990_000 // len(element))),
            STYLES: b"<styleSheet>%b</styleSheet>" % (element * (1_990_000 // len(element))),
            STRINGS: b"<sst>%b</sst>" % (element * (3_990_000 // len(element))),
            "xl/_rels/workbook.xml.rels": RELATED,
        }
    )


USE = b'<c t="s"><v>0</v></c>'
WORKBOOKS: dict[str, Callable[[], bytes]] = {
    "2,000,000 cells in one row": lambda: sheet(b"<row>%b</row>" % (b"<c><v>1</v></c>" * 2 * MILLION)),
    "cells up to the limit": lambda: sheet(b"<row>%b</row>" % (b'<c r="A1"><v>1</v></c>' * 79_000)),
    "6,000 rows of 120": lambda: sheet((b"<row>%b</row>" % (b"<c><v>1</v></c>" * 120)) * 6_000),
    "empty rows": lambda: sheet(b"<row/>" * 5 * MILLION),
    "nested": lambda: sheet(b"<row>%b</row>" % (b"<x>" * 5 * MILLION)),
    "nested and closed": lambda: sheet(b"<x>" * 200_000 + b"</x>" * 200_000),
    "attributes": lambda: sheet(b"<row %b/>" % b" ".join(b'a%d=""' % number for number in range(2 * MILLION))),
    "attributes of many": lambda: sheet((b"<a %b/>" % b" ".join(b'a%d="1"' % number for number in range(50))) * 11_000),
    "attributes everywhere": lambda: everywhere(b"<a %b/>" % b" ".join(b'a%d="1"' % n for n in range(20))),
    "elements everywhere": lambda: everywhere(b"<a>some text in an element of its own</a>"),
    "namespaces": lambda: sheet(b"".join(b'<a xmlns:n%d="u%d"/>' % (number, number) for number in range(200_000))),
    "one text of 38 MB": lambda: sheet(b'<row><c t="inlineStr"><is><t>%b</t></is></c></row>' % (b"x" * 38 * MILLION)),
    "a number of 4 MB": lambda: sheet(b"<row><c><v>%b</v></c></row>" % (b"9" * 4 * MILLION)),
    "a number of 99,999 digits": lambda: sheet(b"<row><c><v>%b</v></c></row>" % (b"9" * 99_999)),
    "comments": lambda: sheet(b"<!---->" * 690_000),
    "comments between text": lambda: sheet(b"<row><c><v>%b</v></c></row>" % (b"1<!---->" * 590_000)),
    "2,200,000 shared texts": lambda: strings(*[b"x"] * 2_200_000, rows=b""),
    "shared texts up to the limit": lambda: strings(*[b"x"] * 59_000, rows=(b"<row>%b</row>" % (USE * 100)) * 700),
    "one long text shared": lambda: strings(b"x" * 32_000, rows=(b"<row>%b</row>" % (USE * 120)) * 6_000),
    "one long text shared within the limits": lambda: strings(
        b"x" * 32_000, rows=(b"<row>%b</row>" % (USE * 12)) * 6_000
    ),
    "escapes": lambda: strings(*[b"_x0041_" * 14_000] * 40, rows=b""),
    "6,000,000 styles": lambda: styles(b"<cellXfs>%b</cellXfs>" % (b"<xf/>" * 6 * MILLION)),
    "slow number formats": lambda: styles(
        b"<numFmts>%b</numFmts><cellXfs><xf numFmtId='164'/></cellXfs>"
        % (b'<numFmt numFmtId="164" formatCode="%b"/>' % (b"[" * 990) * 1_900)
    ),
    "300,000 sheets": lambda: book(b"<sheets>%b</sheets>" % (b'<sheet name="Rules" r:id="rId1"/>' * 300_000)),
    "names": lambda: book(b"<definedNames>%b</definedNames>" % (b'<definedName name="a">A1</definedName>' * 200_000)),
    "parts": lambda: packed({f"xl/{number}.xml": b"x" for number in range(30_000)}),
    "a part of 300 MB that nothing refers to": lambda: packed({"xl/media/image.png": bytes(300 * MILLION)}),
    "another compression": lambda: packed({SHEET: bytes(100 * MILLION)}, zipfile.ZIP_LZMA),
}
SHEETS: dict[str, Callable[[], bytes]] = {
    "cells": lambda: b"a," * 2_400_000,
    "columns of different names": lambda: ",".join(f"a{number}" for number in range(600_000)).encode(),
    "lines": lambda: b"\n" * 4_900_000,
    "lines after the header": lambda: b"step_key\n" + b"\n" * 4_900_000,
    "lines of quotes": lambda: b'step_key\n""\n' * 400_000,
    "quotes": lambda: b'"' * 4_900_000,
    "one cell": lambda: b"x" * 4_900_000,
    "cells of guards": lambda: b"\n".join([b'"%b"' % (b";'" * 60_000)] * 40),
    "cells of spaces": lambda: b"\n".join([b'"%b"' % (b"; " * 60_000)] * 40),
    "cells of lines": lambda: b"\n".join([b'"%b"' % (b"\n" * 120_000)] * 40),
    "lines of wrong keys": lambda: b"step_key\n" + (b"y" * 900 + b"\n") * 5_000,
}


def attempts() -> Iterator[tuple[str, Callable[[], object]]]:
    """Everything to try, with a name; the files are made before, so that only reading them counts."""
    for name, made in WORKBOOKS.items():
        data = made()
        assert len(data) <= sheets.LARGEST_FILE, name
        yield name, partial(sheets.read, sheets.XLSX, data)
    for name, made in SHEETS.items():
        yield name, partial(sheets.read, sheets.CSV, made())
        yield f"marks: {name}", partial(read_csv, made(), {"check": None})


if __name__ == "__main__":
    try_each(attempts(), EngineError)
