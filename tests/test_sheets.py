"""Spreadsheets in and out: exactly what was written, never a formula, and nothing that unpacks without end."""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import sheets
from engine.errors import Refused, TooLarge
from engine.sheets import InvalidSheet, guard, unguard
from tests.attacks import SECONDS, tell
from tests.sheet_attacks import STYLES, packed, sheet, strings, workbook

DAY = datetime.fromisoformat("2026-04-01")
FORMULAS = [
    *("=1+1", "+1", "-1+2", "@SUM(A1)", "\tx", "'quoted", "'=1", "=HYPERLINK(1)", "-"),
    *("\n=1", "\r\n=1", " =1", "\u00a0=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "''=1", "\n'=1"),
]
PARTED = ["a;=cmd", "a; =cmd", 'a;"=cmd"', "a;'=cmd", "a;;＝1", "a\t+1", "two\nlines\n-1", "=1;=2\r\n=3", ";\n@x"]
texts = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    [
        *FORMULAS,
        *PARTED,
        "a\r\nb",
        "_x0041_",
        "_x005F_x0041_",
        "007",
        "-5",
        "+5",
        "1e5",
        "206.50",
        "206.5",
        "12345678901234567890",
        "true",
        'date("2026-04-01")',
    ]
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
    assert written.partition("\n")[2].strip('"').startswith("'")

    book = openpyxl.load_workbook(io.BytesIO(sheets.write("xlsx", "", [["head"], [cell]])))
    assert (book.active["A2"].data_type, book.active["A2"].quotePrefix) == ("s", True)


@pytest.mark.parametrize("cell", PARTED)
def test_nothing_within_a_cell_is_a_formula_where_a_spreadsheet_parts_it(cell):
    pieces = re.split(r"[;\t\r\n]", guard(cell))

    assert not [piece for piece in pieces if re.match(r"""[\s"]*[=+\-@＝＋－＠]""", piece)]
    assert unguard(guard(cell)) == cell


@pytest.mark.parametrize("cell", ["1, -2", "[-1..1]", '"a"; "b"', "a - b", "it's", "x;y"])
def test_a_cell_that_no_spreadsheet_would_run_stays_as_it_is(cell):
    assert guard(cell) == unguard(cell) == cell


@given(st.text(st.sampled_from("'=＠-;\t\n\r \"a,"), max_size=12))
def test_a_guarded_cell_is_unguarded_exactly(cell):
    assert unguard(guard(cell)) == cell


def test_a_number_in_a_workbook_is_a_number_so_that_it_can_be_edited():
    book = openpyxl.load_workbook(io.BytesIO(sheets.write("xlsx", "", [["fee"], ["206.5"], ["-5"], ["007"]])))

    assert [cell.value for cell in book.active["A"]] == ["fee", 206.5, -5, "007"]


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

    assert [problem.where for problem in refused.value.problems] == ["Row 3, column 1", "Row 4, column 1"]
    assert "formula" in refused.value.problems[0].message


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
    with pytest.raises(InvalidSheet, match=r"not a workbook|of the workbook cannot be read"):
        sheets.read("xlsx", data)


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (sheet(b"<row/>" * 200_000), "sheet of the workbook cannot be read. It has more than 160,000 elements"),
        (sheet(b"<row>" * 30 + b"</row>" * 30), "sheet of the workbook cannot be read. It has more than 25 levels"),
        (sheet(b" " * 6_000_000), "sheet of the workbook cannot be read. It has more than 5,000 kB"),
        (strings(*[b"x"] * 70_000, rows=b""), "texts of the workbook cannot be read. It has more than 120,000"),
        (packed({STYLES: b"<a>" + b"<xf/>" * 70_000 + b"</a>"}), "formats of the workbook cannot be read"),
        (packed({"xl/workbook.xml": b"<a>" + b"<sheet/>" * 6_000 + b"</a>"}), "list of sheets of the workbook"),
        (packed({f"xl/{number}.xml": b"x" for number in range(2_000)}), "more than 2,000 parts"),
    ],
)
def test_what_is_too_large_in_a_workbook_is_named(data, what):
    with pytest.raises(InvalidSheet, match=what):
        sheets.read("xlsx", data)


def test_a_text_counts_each_time_that_it_is_used():
    with pytest.raises(TooLarge, match="4,000,000 characters"):
        sheets.read("xlsx", strings(b"x" * 32_000, rows=b'<row><c t="s"><v>0</v></c></row>' * 200))


def test_what_the_table_does_not_need_is_not_unpacked():
    assert sheets.read("xlsx", packed({"xl/media/image.png": bytes(60_000_000)})) == [["head"], ["x"]]


@pytest.mark.slow
def test_no_small_file_takes_more_than_a_second_or_200_megabytes_or_gives_any_other_error():
    told = tell("tests.sheet_attacks")
    assert len(told) > 40
    for name, found, seconds, megabytes in told:
        assert found in ("value", "InvalidSheet", "InvalidCsv", "TooLarge"), name
        assert seconds < SECONDS, name
        assert megabytes < 200, name


@pytest.mark.parametrize("odd", ["\0", "\x01", "\x0b", "\ufffe", "\uffff"])
def test_a_character_that_is_no_text_is_named_by_its_cell(odd):
    escaped = f"_x{ord(odd):04X}_".encode()
    for kind, data in (
        ("csv", f'a,b\r\n"x\ny",z{odd}\r\n'.encode()),
        ("xlsx", strings(b"x", b"z" + escaped, rows=b'<row/><row><c r="B2" t="s"><v>1</v></c></row>')),
        ("xlsx", sheet(b'<row r="2"><c r="B2" t="inlineStr"><is><t>%b</t></is></c></row>' % escaped)),
        ("xlsx", sheet(b'<row r="2"><c r="B2" t="str"><v>%b</v></c></row>' % escaped)),
    ):
        with pytest.raises(InvalidSheet) as refused:
            sheets.read(kind, data)
        [problem] = refused.value.problems
        assert problem.where == "Row 2, column 2"
        assert f"U+{ord(odd):04X}" in problem.message


def test_rich_texts_are_their_words_and_escapes_what_they_stand_for():
    rich = b"<r><rPr/><t>one </t></r><r><t>two</t></r><rPh><t>three</t></rPh>"
    rows = b'<row><c t="inlineStr"><is>%b</is></c><c t="inlineStr"><is><t>_x0041_ _x005F_x0041_</t></is></c></row>'

    assert sheets.read("xlsx", sheet(rows % rich)) == [["one two", "A _x0041_"]]


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        (b"<v>x</v>", "no number"),
        (b"<v>1e999</v>", "no number"),
        (b"<f>1</f>", "formula"),
        (b"<f/><v>1</v>", "formula"),
    ],
)
def test_a_cell_that_cannot_be_taken_is_named(cell, word):
    with pytest.raises(InvalidSheet) as refused:
        sheets.read("xlsx", sheet(b"<row><c/><c>%b</c></row>" % cell))
    [problem] = refused.value.problems
    assert problem.where == "Row 1, column 2"
    assert word in problem.message


def test_days_are_counted_as_the_workbook_counts_them():
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.MAC_EPOCH
    book.active.append([DAY])
    written = io.BytesIO()
    book.save(written)

    assert sheets.read("xlsx", written.getvalue()) == [['date("2026-04-01")']]


def test_the_sheet_called_rules_is_read_wherever_it_stands():
    book = openpyxl.Workbook()
    book.active.append(["other"])
    book.create_sheet("Rules").append(["ours"])
    written = io.BytesIO()
    book.save(written)

    assert sheets.read("xlsx", written.getvalue()) == [["ours"]]


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


@pytest.mark.parametrize(
    ("row", "where"),
    [
        (b'<row r="1"><c r="XFD1"><v>2</v></c></row>', "Row 1, column 16384"),
        (b'<row r="1048576"><c r="A1048576"><v>3</v></c></row>', "file"),
    ],
)
def test_what_stands_far_down_or_far_right_is_not_left_out_in_silence(row, where):
    with pytest.raises(InvalidSheet) as refused:
        sheets.read("xlsx", sheet(row))
    assert refused.value.problems[0].where == where


def test_empty_cells_and_rows_however_far_take_no_room():
    far = b'<row><c><v>1</v></c><c r="XFD1" s="0"/></row><row r="1048576"><c r="A1048576" s="0"/></row>'

    assert sheets.read("xlsx", sheet(far)) == [["1"]]
    assert sheets.read("csv", b"a\n" + b"\n" * 9_000) == [["a"]]


def test_a_row_of_too_many_cells_is_refused():
    with pytest.raises(InvalidSheet) as refused:
        sheets.read("csv", b"a\n" + b"x," * 130)
    assert refused.value.problems[0].where == "Row 2"
