"""Decisions: their rules as tables, who approves them, and a trial with inputs of one's own."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from engine import definitions
from engine.store import unit_of_work
from tests.web.conftest import page_of, words_of

FILE = (Path(__file__).parents[4] / "processes/revenues/council-tax-move/council-tax-move.dmn").read_bytes()


@pytest.fixture
def upload(analyst, council):
    """`upload(b"…")` sends a decision file as the page does."""

    def send(data: bytes, **fields: object):
        given = {"service_id": str(council.service_id), "file": (io.BytesIO(data), "rules.dmn"), **fields}
        return analyst.send("/decisions", given, content_type="multipart/form-data")

    return send


def test_without_decisions_the_page_says_what_to_do(analyst):
    assert "There are no decisions yet. Upload the first one" in words_of(analyst.get("/decisions"))


def test_an_uploaded_decision_waits_until_somebody_else_approves_it(analyst, upload, browser, council):
    address = upload(FILE).headers["Location"]
    assert "Waits for approval" in words_of(analyst.get("/decisions"))
    assert not page_of(analyst.get(address)).xpath("//form[contains(@action, 'approve')]")
    assert analyst.send(f"{address}/approve").status_code == 403
    head = browser(council.head)
    assert head.send(f"{address}/approve", {"reason": "Read"}).status_code == 303
    assert "In force" in words_of(head.get(address))


def test_a_later_day_is_told_and_an_older_version_is_replaced(analyst, upload, browser, council):
    first = upload(FILE).headers["Location"]
    newer = upload(FILE + b"<!-- newer -->").headers["Location"]
    later = upload(FILE + b"<!-- later -->", valid_from=["1", "4", "2027"]).headers["Location"]
    for address in (first, newer, later):
        browser(council.head).send(f"{address}/approve")
    stands = {
        row.xpath("string(td[1])"): row.xpath("string(td[3])")
        for row in page_of(analyst.get("/decisions")).xpath("//tbody/tr")
    }
    assert stands == {"1": "Replaced", "2": "In force", "3": "Approved for later"}


def test_the_rules_are_a_table(analyst, upload):
    page = page_of(analyst.get(upload(FILE).headers["Location"]))
    table = page.xpath("//h2[@id='council_tax_refund_route']/following::table[1]")[0]
    assert "rule" in table.xpath("string(caption)")
    assert len(table.xpath(".//tbody/tr")) >= 2


def test_a_decision_is_tried_with_inputs_in_the_address(analyst, upload):
    address = upload(FILE).headers["Location"]
    model = _model(analyst, address)
    answer = analyst.get(f"{address}?decision=council_tax_refund_route&{model}")
    assert answer.status_code == 200
    assert "What it decides" in words_of(answer)


def test_what_cannot_be_read_is_said_beside_its_field(analyst, upload):
    address = upload(FILE).headers["Location"]
    number = page_of(analyst.get(address)).xpath("//input[contains(@aria-describedby, 'in-')]/@name")[0]
    answer = analyst.get(address, query_string={"decision": "council_tax_liability", number: '{"a": '})
    assert page_of(answer).xpath(f"//p[@id='{number}-error']")


@pytest.mark.parametrize("data", [b"", b"<x/>", b"not xml", FILE[:500]])
def test_what_is_no_decision_is_refused_in_a_sentence(analyst, upload, store, data):
    answer = upload(data)
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//li")
    with unit_of_work(store) as work:
        assert definitions.decision_rows(work) == []


def test_names_in_a_file_are_text(analyst, upload):
    hostile = FILE.replace(b'label="', b'label="&lt;script&gt;alert(1)&lt;/script&gt;')
    shown = analyst.get(upload(hostile).headers["Location"]).get_data(as_text=True)
    assert "<script>alert" not in shown


def test_who_may_not_read_decisions_is_refused(council, browser, upload):
    address = upload(FILE).headers["Location"]
    assert browser(council.adviser).get("/decisions").status_code == 403
    assert browser(council.officer).get(address).status_code == 200
    assert browser(council.officer).get("/decisions/999").status_code == 404


def _model(analyst, address: str) -> str:
    names = page_of(analyst.get(address)).xpath("//form[@method='get']//input/@name")
    return "&".join(f"{name}=12" for name in names)
