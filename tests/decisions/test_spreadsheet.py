"""A table as rows, and rows back into the file: nothing else of the file changes."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as etree

import pytest

from engine import decisions, sheets
from engine.decisions.spreadsheet import InvalidRows, rows_of, with_rows
from engine.errors import NotFound, Refused, TooLarge
from tests.decisions.files import decision, dmn, given, table

SHIPPED = sorted((Path(__file__).parents[2] / "processes").glob("*/*/*.dmn"))
FILE = dmn(
    "<!-- agreed in April -->",
    given("n", "number"),
    given("kind"),
    decision(
        "d", table("FIRST", ["n", "kind"], ["fee"], [["< 10", "-", "34"], ["", '"a", "b"', "-5"], ["-", "-", "400"]])
    ),
)
HEAD = ["Rule", "When: n", "When: kind", "Then: fee", "Note"]
ROWS = [
    HEAD,
    ["rule_1", "< 10", "", "34", "note 1"],
    ["rule_2", "", '"a", "b"', "-5", "note 2"],
    ["rule_3", "", "", "400", "note 3"],
]


def fee(data, **inputs: object):
    return decisions.evaluate(decisions.read(data), "d", inputs).result


def changed(*changes: tuple[int, int, str]):
    """The rows with some cells changed: (row, column, text)."""
    rows = [list(row) for row in ROWS]
    for row, column, text in changes:
        rows[row][column] = text
    return rows


def test_a_table_is_rows_of_texts_and_a_cell_that_holds_for_anything_is_empty():
    assert rows_of(FILE, "the_table") == ROWS


def test_rows_that_are_the_same_give_the_same_bytes():
    assert with_rows(FILE, "the_table", ROWS) is FILE


@pytest.mark.parametrize("kind", sheets.KINDS)
@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_every_shipped_table_goes_out_and_in_again_exactly(path, kind):
    data = path.read_bytes()
    for placed in decisions.tables(decisions.read(data)):
        sheet = sheets.write(kind, placed.name, rows_of(data, placed.table.id))
        assert with_rows(data, placed.table.id, sheets.read(kind, sheet)) == data


def test_a_changed_cell_changes_that_cell_and_nothing_else():
    new = with_rows(FILE, "the_table", changed((1, 3, "39"), (3, 4, "from April")))

    assert fee(new, n=5) == 39
    assert b"<!-- agreed in April -->" in new
    back = with_rows(new, "the_table", ROWS)
    assert decisions.compare(decisions.read(back), decisions.read(FILE)).same
    undone = new.replace(b">39<", b">34<").replace(b"from April", b"note 3")
    assert etree.canonicalize(undone, with_comments=True) == etree.canonicalize(FILE, with_comments=True)


def test_rows_are_added_moved_copied_and_taken_away():
    new_rule = ["", "> 100", "", "900", "new"]
    copied = ["rule_1", "5", "", "1", "copied in the spreadsheet"]
    new = with_rows(FILE, "the_table", [HEAD, copied, ROWS[3], new_rule, ROWS[1]])
    rows = rows_of(new, "the_table")

    assert [row[0] for row in rows[1:]] == ["rule_1", "rule_3", "the_table_rule_4", "the_table_rule_5"]
    assert rows[1][1:] == copied[1:]
    assert rows[3][1:] == new_rule[1:]
    assert rows[4][1:] == ROWS[1][1:]
    assert fee(new, n=5) == 1
    assert with_rows(new, "the_table", rows) is new


def test_an_empty_table_can_be_filled_and_a_full_one_emptied():
    none = with_rows(FILE, "the_table", [HEAD])
    assert rows_of(none, "the_table") == [HEAD]
    assert fee(none, n=5) is None

    again = with_rows(none, "the_table", [HEAD, ["", "< 10", "", "7", ""]])
    assert fee(again, n=5) == 7


def test_rules_without_ids_are_known_by_their_order():
    plain = dmn(given("n"), decision("d", table("FIRST", ["n"], ["fee"], [["1", "2"], ["3", "4"]])))
    for number in (1, 2):
        plain = plain.replace(f' id="rule_{number}"'.encode(), b"")
    rows = rows_of(plain, "the_table")

    assert [row[0] for row in rows[1:]] == ["", ""]
    assert with_rows(plain, "the_table", rows) is plain
    rows[2][2] = "5"
    assert fee(with_rows(plain, "the_table", rows), n=3) == 5


def test_annotations_stand_beside_the_rules():
    noted = FILE.replace(b"<rule ", b'<annotation name="Source"/><rule ', 1)
    noted = noted.replace(b"</rule>", b"<annotationEntry><text>Act 1992</text></annotationEntry></rule>", 1)
    rows = rows_of(noted, "the_table")

    assert rows[0] == [*HEAD, "Note: Source"]
    assert [row[-1] for row in rows[1:]] == ["Act 1992", "", ""]
    rows[2][-1] = "Council, 3 March"
    rows.append(["", "", "", "1", "", "Nobody"])
    new = rows_of(with_rows(noted, "the_table", rows), "the_table")
    assert [row[-1] for row in new[1:]] == ["Act 1992", "Council, 3 March", "", "Nobody"]


@pytest.mark.parametrize(
    ("rows", "where", "word"),
    [
        (changed((1, 1, "< < 10")), "Row 2, column “When: n”", "cannot be read"),
        (changed((2, 3, "1 +")), "Row 3, column “Then: fee”", "cannot be read"),
        (changed((1, 1, "x" * 3000)), "Row 2, column “When: n”", "characters"),
        (changed((3, 0, "rule_9")), "Row 4, column “Rule”", "no rule"),
        (changed((0, 3, "fees")), "Row 1", "“fees” is none of them"),
        ([row[:-1] for row in ROWS], "Row 1", "“Note” is missing"),
        ([], "Row 1", "names the columns"),
    ],
)
def test_what_cannot_be_taken_is_named_by_row_and_column(rows, where, word):
    with pytest.raises(InvalidRows) as refused:
        with_rows(FILE, "the_table", rows)

    assert refused.value.problems[0].where == where
    assert word in refused.value.problems[0].message


def test_too_many_rules_are_refused():
    with pytest.raises(Refused, match="Split the table"):
        with_rows(FILE, "the_table", [HEAD, *[["", "1", "", "2", ""]] * 5001])


def test_rows_with_more_text_than_a_file_may_have_are_refused_before_any_is_read():
    with pytest.raises(TooLarge, match="2,000,000 characters"):
        with_rows(FILE, "the_table", [HEAD, *[["", "1 +" * 500, "", "2", ""]] * 1_500])


def test_of_many_wrong_cells_the_first_hundred_are_named():
    with pytest.raises(InvalidRows) as refused:
        with_rows(FILE, "the_table", [HEAD, *[["", "1 +", "", "2", ""]] * 300])
    assert len(refused.value.problems) == 100
    assert refused.value.problems[-1].where == "Row 101, column “When: n”"


def test_the_table_must_be_there_and_be_the_only_one_of_its_id():
    with pytest.raises(NotFound, match="no_table"):
        rows_of(FILE, "no_table")
    twice = dmn(given("n"), *(decision(name, table("FIRST", ["n"], ["o"], [])) for name in ("a", "b")))
    with pytest.raises(Refused, match="Several tables"):
        rows_of(twice, "the_table")


def test_columns_of_one_name_are_told_apart():
    twice = dmn(given("n"), decision("d", table("FIRST", ["n", "n"], ["o"], [["1", "2", "3"]])))

    assert rows_of(twice, "the_table")[0] == ["Rule", "When: n", "When: n (2)", "Then: o", "Note"]


def test_names_with_spaces_and_of_other_decisions_can_be_used_in_cells():
    file = dmn(given("land area"), decision("d", table("FIRST", ["land area"], ["o"], [["1", "2"]]), "i:land area"))
    rows = rows_of(file, "the_table")
    rows[1][2] = "land area + 1"

    assert decisions.evaluate(decisions.read(with_rows(file, "the_table", rows)), "d", {"land area": 1}).result == 2


def test_what_a_spreadsheet_makes_of_true_and_false_is_understood_and_notes_stay_as_they_are():
    file = dmn(given("n"), decision("d", table("FIRST", ["n"], ["o"], [["true", "false"]])))
    rows = rows_of(file, "the_table")

    assert with_rows(file, "the_table", [rows[0], ["rule_1", "TRUE", "FALSE", "note 1"]]) is file
    shouted = with_rows(file, "the_table", [rows[0], ["rule_1", "TRUE", "FALSE", "TRUE"]])
    assert rows_of(shouted, "the_table")[1] == ["rule_1", "true", "false", "TRUE"]
