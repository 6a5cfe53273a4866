"""Spreadsheets in and out: exactly what was written, never a formula, and nothing that unpacks without end."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import sheets
from engine.errors import Refused, TooLarge
from engine.sheets import InvalidSheet

DAY = datetime.fromisoformat("2026-04-01")
FORMULAS = ["=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "'quoted", "'=1", "=HYPERLINK(1)", "-"]
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    [*FORMULAS, "007", "-5", "+5", "1e5", "206.50", "206.5", "12345678901234567890", "true", 'date("2026-04-01")']
)


def cut(rows):
    """Rows without the empty cells and rows at their ends."""
    found = [list(row) for row in rows]
    for row in found:
        while row and not row[-1]:
            row.pop()
    while found and not found[-1]:
        found.pop()
    return found


@settings(deadline=None)
@given(
    st.lists(st.lists(texts.map(str.strip), min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(sheets.KINDS),
)
def test_what_is_written_is_read_again_exactly(rows, kind):
    assert cut(sheets.read(kind, sheets.write(kind, "Fees", [["head"] * 3, *rows]))) == cut([["head"] * 3, *rows])


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_is_a_formula(cell):
    written = sheets.write("csv", "", [["head"], [cell]]).decode("utf-8-sig")
    assert written.splitlines()[1].strip('"').startswith("'")

    book = openpyxl.load_workbook(io.BytesIO(sheets.write("xlsx", "", [["head"], [cell]])))
    assert (book.active["A2"].data_type, book.active["A2"].quotePrefix) == ("s", True)


def test_a_number_in_a_workbook_is_a_number_so_that_it_can_be_edited():
    book = openpyxl.load_workbook(io.BytesIO(sheets.write("xlsx", "", [["fee"], ["206.5"], ["-5"], ["007"]])))

    assert [cell.value for cell in book.active["A"]] == ["fee", 206.5, -5, "007"]


def workbook(*values: object) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["head"])
    for value in values:
        book.active.append([value])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_what_a_person_types_becomes_what_tables_write():
    typed = workbook(258.0, 0.1, True, DAY, DAY.replace(hour=9), date(2026, 5, 1), time(9, 30), None, "x")

    assert [row[0] if row else "" for row in sheets.read("xlsx", typed)[1:]] == [
        "258",
        "0.1",
        "true",
        'date("2026-04-01")',
        'date and time("2026-04-01T09:00:00")',
        'date("2026-05-01")',
        'time("09:30:00")',
        "",
        "x",
    ]


def test_a_formula_is_never_worked_out_and_its_cell_is_named():
    with pytest.raises(InvalidSheet) as refused:
        sheets.read("xlsx", workbook("fine", "=1+1", "#REF!"))

    assert [problem.where for problem in refused.value.problems] == ["row 3, column 1", "row 4, column 1"]
    assert "formula" in refused.value.problems[0].message


def packed(parts: dict[str, bytes], base: bytes = b"") -> bytes:
    """A workbook with some of its parts replaced."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as out:
        with zipfile.ZipFile(io.BytesIO(base or workbook("x"))) as source:
            for part in source.namelist():
                out.writestr(part, parts.pop(part, None) or source.read(part))
        for name, data in parts.items():
            out.writestr(name, data)
    return written.getvalue()


BOMB = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "x">]><worksheet>&b;</worksheet>'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Dear sir",
        b"PK\x03\x04" + b"\0" * 50,
        workbook("x")[:-100],
        packed({"xl/worksheets/sheet1.xml": BOMB}),
        packed({"xl/worksheets/sheet1.xml": BOMB.decode().encode("utf-16")}),
        packed({"xl/worksheets/sheet1.xml": b'<?xml version="1.0" encoding="UTF-7"?><a/>'}),
        packed({"xl/workbook.xml": b"<nothing/>"}),
        packed({"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row><c t='s'><v>99</v></c></row></sheetData>"}),
    ],
)
def test_what_is_no_workbook_or_brings_entities_is_refused_in_one_sentence(data):
    with pytest.raises(InvalidSheet, match="not a workbook"):
        sheets.read("xlsx", data)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_opened():
    with pytest.raises(TooLarge, match="unpacks"):
        sheets.read("xlsx", packed({"xl/large.xml": b"<a>" + b" " * sheets.LARGEST_UNPACKED}))


def test_a_file_that_is_too_large_or_too_long_is_refused():
    with pytest.raises(TooLarge):
        sheets.read("csv", b"x" * (sheets.LARGEST_FILE + 1))
    for long in (b"x\n" * (sheets.MOST_ROWS + 1), sheets.write("xlsx", "", [["x"]] * (sheets.MOST_ROWS + 1))):
        with pytest.raises(Refused) as refused:
            sheets.read("csv" if long.startswith(b"x") else "xlsx", long)
        assert "at most 6000" in refused.value.problems[0].message
    with pytest.raises(TooLarge, match="CSV"):
        sheets.write("xlsx", "", [["x" * 40_000]])


@pytest.mark.parametrize(("data", "word"), [(b"a\n\xff", "UTF-8"), (b'a\n"b', "CSV")])
def test_what_is_no_csv_is_refused(data, word):
    with pytest.raises(InvalidSheet) as refused:
        sheets.read("csv", data)
    assert word in refused.value.problems[0].message


def test_semicolons_and_marks_of_spreadsheets_are_understood():
    assert sheets.read("csv", "\ufeffa;b\r\n1;'=2\r\n;\r\n".encode()) == [["a", "b"], ["1", "=2"]]


def test_a_row_far_down_or_a_column_far_right_takes_no_room():
    far = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    far += b'<row r="1"><c r="A1"><v>1</v></c>'
    far += b'<c r="XFD1"><v>2</v></c></row><row r="1048576"><c r="A1048576"><v>3</v></c></row></sheetData></worksheet>'

    assert sheets.read("xlsx", packed({"xl/worksheets/sheet1.xml": far})) == [["1"]]
