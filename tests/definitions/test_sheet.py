"""Marks as a sheet: nothing a spreadsheet would run, and a line number for each problem."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings

from engine.definitions.mark import Mark, changed
from engine.definitions.overtaken import NEVER_SEEN
from engine.definitions.sheet import InvalidCsv, read_csv, write_csv
from engine.definitions.step import Step
from tests.definitions.test_mark import marks

STEPS = (
    Step("check", "check", '=HYPERLINK("http://evil")', "userTask", "@Planning"),
    Step("b", "reply", "Write", "task"),
)
KNOWN = {"check": None, "reply": None}


def problems(sheet: str | bytes) -> list[str]:
    data = sheet.encode() if isinstance(sheet, str) else sheet
    with pytest.raises(InvalidCsv) as refused:
        read_csv(data, KNOWN)
    return [f"{problem.where}: {problem.message}" for problem in refused.value.problems]


def test_no_cell_begins_as_a_formula():
    mark = Mark("check", duty="+1", duty_owner="-1", guidance="=cmd|'/C calc'!A0", customer_wording="@SUM(1)")

    rows = list(csv.reader(io.StringIO(write_csv(STEPS, {"check": mark}))))

    assert all(cell[:1] not in ("=", "+", "-", "@", "\t", "\r") for row in rows for cell in row)
    assert rows[1][1] == """'=HYPERLINK("http://evil")"""


@settings(max_examples=150)
@given(marks())
def test_a_sheet_reads_back_what_was_written(mark):
    sheet = write_csv(STEPS, {"check": mark}).encode()

    changes = read_csv(sheet, KNOWN).values

    assert write_csv(STEPS, {"check": mark}) == write_csv(STEPS, {"check": _apply(changes["check"])})


def _apply(values: dict[str, str]) -> Mark:

    mark, wrong = changed(Mark("check"), values)
    assert wrong == ()
    return mark


@pytest.mark.parametrize("text", ["'quoted", "'=1+1", "''", "=1", "'"])
def test_an_apostrophe_of_the_text_itself_survives(text):
    sheet = write_csv(STEPS, {"check": Mark("check", duty=text)}).encode()

    assert read_csv(sheet, KNOWN).values["check"]["duty"] == text


def test_columns_may_be_left_out_moved_and_parted_by_semicolons():
    sheet = "target;step_key\r\n2 working days;check\r\n;\r\n"

    read = read_csv(sheet.encode("utf-8-sig"), KNOWN)
    assert (read.values, read.seen) == ({"check": {"target": "2 working days"}}, {})


@pytest.mark.parametrize(
    ("cell", "version"), [("17", 17), ("", 0), ("20261118T100500.000000Z", NEVER_SEEN), ("9" * 19, NEVER_SEEN)]
)
def test_a_line_says_for_which_version_of_its_mark_it_was_written(cell: str, version: int):
    sheet = f"step_key,target,version\ncheck,2 working days,{cell}\n"

    assert read_csv(sheet.encode(), KNOWN).seen == {"check": version}


def test_a_sheet_carries_the_version_of_each_mark():
    sheet = write_csv(STEPS, {"check": Mark("check", row_version=17)}).encode()

    assert read_csv(sheet, KNOWN).seen == {"check": 17, "reply": 0}


def test_each_problem_names_its_line():
    sheet = 'step_key,guidance,target\ncheck,"two\nlines",soon\nnever,,\nreply,,,\nreply,,\nreply,,8 weeks\n'

    found = problems(sheet)

    assert [line.partition(":")[0] for line in found] == ["line 2", "line 4", "line 5", "line 7"]
    assert "cannot be read" in found[0]
    assert "no step 'never'" in found[1]
    assert "4 cells" in found[2]
    assert "twice" in found[3]


@pytest.mark.parametrize(
    ("sheet", "says"),
    [
        ("", "must name the columns"),
        ("name,target\n", "must name the columns"),
        ("step_key,colour\n", "no column 'colour'"),
        ("step_key,target,target\n", "twice"),
        (b"step_key,duty\ncheck,caf\xe9\n", "line 2: The sheet is not UTF-8"),
        ('step_key,duty\ncheck,"open\n', "line 2: The sheet is not CSV"),
        ('step_key,duty\ncheck,"so" called\n', "line 2: The sheet is not CSV. Double quotation marks"),
        ("step_key\n" + "check\n" * 5001, "at most 5000"),
    ],
)
def test_what_is_no_sheet_is_refused(sheet, says):
    assert says in problems(sheet)[0]


def test_a_character_that_is_no_text_and_a_row_without_end_are_refused_by_their_row():
    assert (
        "Row 2, column 2: The cell holds a character that is no text (U+0001)"
        in problems("step_key,guidance\ncheck,a\x01b\n")[0]
    )
    assert "Row 2: The row has 200 cells" in problems("step_key\n" + "x," * 199 + "x\n")[0]
