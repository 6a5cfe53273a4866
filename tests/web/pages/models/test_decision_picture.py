"""The picture of what the decisions of a file need: layers, what is asked at the bottom."""

from __future__ import annotations

from engine import decisions
from tests.decisions.files import decision, dmn, given, literal
from tests.web.conftest import page_of
from web.pages.models.decision_picture import picture

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
    assert all(y1 > y2 for _, y1, _, y2 in drawn.lines)


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
