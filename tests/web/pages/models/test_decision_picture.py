"""The picture of what the decisions of a file need: layers, what is asked at the bottom."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from hypothesis import given as for_any
from hypothesis import strategies as st

from engine import decisions
from engine.decisions import DecisionModel
from engine.errors import Refused
from tests.decisions.files import decision, dmn, function, given, literal
from tests.web.conftest import page_of
from web.pages.models.decision_picture import HEIGHT, WIDTH, Drawn, Picture, picture

ROOT = Path(__file__).parents[4]

CHAIN = dmn(
    given("size"),
    decision("fee", literal("size"), "i:size"),
    decision("the whole bill", literal("fee"), "d:fee", "i:size", identifier="bill"),
)


def test_what_needs_stands_above_what_is_needed():
    drawn = picture(decisions.read(CHAIN))
    assert drawn is not None
    assert [(one.name, one.kind) for one in drawn.boxes] == [
        ("The whole bill", "decision"),
        ("Fee", "decision"),
        ("Size", "input"),
    ]
    assert [one.y for one in drawn.boxes] == sorted(one.y for one in drawn.boxes)
    assert len(drawn.lines) == 3
    for corners in drawn.lines:
        heights = [y for _, y in corners]
        assert heights == sorted(heights, reverse=True)


def lies_across(drawn: Picture) -> list[tuple[tuple[int, int], tuple[int, int], str]]:
    """The pieces of lines that touch a box anywhere but at the end of their line."""
    return [
        (first, last, box.id)
        for line in drawn.lines
        for first, last in pairwise(line)
        for box in drawn.boxes
        if _touches(first, last, box)
        and not _ends_at(line[0], box, box.y)
        and not _ends_at(line[-1], box, box.y + HEIGHT)
    ]


def _ends_at(corner: tuple[int, int], box: Drawn, y: int) -> bool:
    return corner == (box.x + WIDTH // 2, y)


def _touches(first: tuple[int, int], last: tuple[int, int], box: Drawn) -> bool:
    """Whether a straight piece has a point in a box, by clipping it at the four sides in turn."""
    (x, y), across, down = first, last[0] - first[0], last[1] - first[1]
    begin, end = 0.0, 1.0
    sides = ((-across, x - box.x), (across, box.x + WIDTH - x), (-down, y - box.y), (down, box.y + HEIGHT - y))
    for step, room in sides:
        if step == 0 and room < 0:
            return False
        if step < 0:
            begin = max(begin, room / step)
        if step > 0:
            end = min(end, room / step)
    return begin <= end


def pictures_in(folder: Path) -> dict[str, Picture]:
    """The pictures of the files that can be read, by their names; those without a picture are left out."""
    found = {file.name: picture(model) for file in sorted(folder.rglob("*.dmn")) if (model := _read(file))}
    return {name: drawn for name, drawn in found.items() if drawn is not None}


def _read(file: Path) -> DecisionModel | None:
    try:
        return decisions.read(file.read_bytes())
    except Refused:
        return None


def test_no_line_of_the_shipped_decisions_runs_behind_a_box():
    found = pictures_in(ROOT / "processes")
    assert "householder-application.dmn" in found
    assert [(name, across) for name, drawn in found.items() if (across := lies_across(drawn))] == []


def test_no_line_of_other_peoples_decisions_runs_behind_a_box(corpus):
    found = pictures_in(corpus)
    assert len(found) > 10
    assert [(name, across) for name, drawn in found.items() if (across := lies_across(drawn))] == []


@for_any(st.lists(st.sets(st.integers(0, 6), min_size=1, max_size=3), min_size=2, max_size=7))
def test_no_line_runs_behind_a_box_whatever_needs_what(wanted: list[set[int]]):
    made = [
        decision(f"d{row}", literal("1"), *(f"d:d{need}" for need in sorted(needs) if need < row), "i:n")
        for row, needs in enumerate(wanted)
    ]
    drawn = picture(decisions.read(dmn(given("n"), *made)))
    if drawn is not None:
        assert lies_across(drawn) == []
        assert len({(box.x, box.y) for box in drawn.boxes}) == len(made) + 1
        assert all(0 <= box.x <= drawn.width - WIDTH and 0 <= box.y <= drawn.height - HEIGHT for box in drawn.boxes)
        assert all(0 <= x <= drawn.width and 0 <= y <= drawn.height for line in drawn.lines for x, y in line)


def test_a_line_past_a_row_goes_straight_up_beside_its_boxes():
    drawn = picture(decisions.read(CHAIN))
    assert drawn is not None
    (fee,) = (box for box in drawn.boxes if box.id == "fee")
    (past,) = (line for line in drawn.lines if len(line) == 4)
    assert past[1][0] == past[2][0]
    assert not fee.x <= past[1][0] <= fee.x + WIDTH
    assert [past[1][1], past[2][1]] == [fee.y + HEIGHT, fee.y]


def test_a_function_that_asks_itself_has_no_line_to_itself():
    again = function("again", ["n"], literal("again(n - 1)"), "k:again")
    drawn = picture(decisions.read(dmn(given("n"), again, decision("d", literal("again(n)"), "k:again", "i:n"))))
    assert drawn is not None
    assert len(drawn.lines) == 2
    assert lies_across(drawn) == []


def test_there_is_no_picture_where_no_decision_needs_another():
    assert picture(decisions.read(dmn(given("n"), decision("fee", literal("n"), "i:n")))) is None


def test_what_is_too_much_for_a_picture_is_not_drawn():
    many = [decision(f"d{number}", literal("1"), "d:d0" if number else "i:n") for number in range(50)]
    assert picture(decisions.read(dmn(given("n"), *many))) is None


def test_the_page_shows_the_picture_and_says_the_same(analyst, put):
    page = page_of(analyst.get(put(CHAIN)))
    assert len(page.xpath("//*[name()='svg'][@role='img']/*[name()='rect']")) == 3
    assert page.xpath("//section[@aria-labelledby='bill']//dt/following-sibling::dd//a/@href") == ["#fee"]


def test_much_that_is_asked_is_left_to_the_words():
    inputs = [given(f"i{number}") for number in range(20)]
    asks = [f"i:i{number}" for number in range(20)]
    drawn = picture(
        decisions.read(dmn(*inputs, decision("a", literal("1"), *asks), decision("b", literal("a"), "d:a")))
    )
    assert drawn is not None
    assert [one.id for one in drawn.boxes] == ["b", "a"]
