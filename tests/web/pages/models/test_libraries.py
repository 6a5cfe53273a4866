"""Libraries on the pages: uploaded, listed, shown with functions and types, compared, approved; never tried."""

from __future__ import annotations

import re

from tests.decisions.files import decision, dmn, given, literal
from tests.definitions.test_libraries import MONEY, importer, library
from tests.web.conftest import page_of, words_of
from tests.web.pages.models.dmn import cells

TYPES = (
    '<itemDefinition name="tKind"><typeRef>string</typeRef><allowedValues><text>"fence", "wall"</text></allowedValues>'
    '</itemDefinition><itemDefinition name="tWork" isCollection="true"><itemComponent name="kind"><typeRef>tKind'
    '</typeRef></itemComponent><itemComponent name="built"><typeRef>boolean</typeRef></itemComponent></itemDefinition>'
)


def test_a_library_is_shown_with_its_functions_and_types_and_is_not_tried(analyst, put):
    address = put(library("2", TYPES))
    page = page_of(analyst.get(address))

    words = " ".join(page.text_content().split())
    assert f"This is a library: functions and types for the decision files that import {MONEY}." in words
    assert "no approved decision uses it before somebody other than its uploader" in words
    assert "Charged (a function that decisions ask)" in words
    assert "amount * 2" in words
    (types,) = page.xpath("//table[normalize-space(caption)='Types']")
    assert [cells(row) for row in types.xpath("tbody/tr")] == [
        ["tKind", "words", '"fence", "wall"'],
        ["tWork", "a list: a structure", "anything"],
        ["tWork, kind", "tKind", "anything"],
        ["tWork, built", "yes or no", "anything"],
    ]
    assert not page.xpath("//a[contains(@href, '/try')]")
    tried = analyst.get(f"{address}/try")
    assert tried.status_code == 422
    assert "Try a decision of a file that imports it." in words_of(tried)


def test_a_library_of_types_and_inputs_alone_has_a_page(analyst, put):
    page = page_of(analyst.get(put(dmn(TYPES, given("kind", "tKind"), namespace=MONEY))))

    assert page.xpath("normalize-space(//h1)") == "file"
    assert [cells(row) for row in page.xpath("//table[normalize-space(caption)='Inputs']/tbody/tr")] == [
        ["Kind", "tKind", "anything"]
    ]


def test_a_library_is_listed_approved_and_then_compared_with_its_next_version(analyst, put, browser, council):
    head, first = browser(council.head), put(library("2"))
    assert re.search(r"file, version 1 \(.*, a library\)", words_of(head.get("/")))
    approved = head.send(f"{first}/approve")
    assert "Decision files that import it use it from its day on." in words_of(head.get(approved.headers["Location"]))
    assert "In force Decision files that import it use it since" in words_of(analyst.get(first))

    second = put(library("3"))
    shown = words_of(head.get(second))
    assert "What changes when it is approved" in shown
    assert "Approve this library" in shown
    assert "amount * 3" in words_of(head.get(f"{second}/compare/{first.rpartition('/')[2]}"))
    rows = page_of(head.get("/decisions")).xpath("//tbody/tr")
    assert [(cells(row)[0], cells(row)[1], cells(row)[3]) for row in rows] == [
        ("file, version 2 (a library)", "2", "Waits for approval"),
        ("file, version 1 (a library)", "1", "In force"),
    ]


def test_what_imports_a_library_waits_for_its_approval(put, browser, council):
    base, head = put(library("2")), browser(council.head)
    fee = put(importer())

    refused = head.send(f"{fee}/approve")
    assert refused.status_code == 422
    assert f"Have “file” (file {base.rpartition('/')[2]}) approved first" in words_of(refused)
    head.send(f"{base}/approve")
    assert head.send(f"{fee}/approve").status_code == 303
    tried = browser(council.head).get(f"{fee}/try?decision=fee&in=given")
    assert page_of(tried).xpath("normalize-space(//section[@aria-labelledby='result-heading']/p[1])") == "20"


def test_a_library_with_a_decision_is_shown_as_both(analyst, put):
    put(library("2"))
    page = page_of(analyst.get(put(library("3", decision("base", literal("1"))))))

    (table,) = page.xpath("//table[normalize-space(caption)='Decisions in this file']")
    assert [cells(row)[:2] for row in table.xpath("tbody/tr")] == [
        ["Base", "1"],
        ["file (a library, for other files)", "2"],
    ]
    assert page.xpath("//a[contains(@href, '/try')]")


def test_a_file_with_nothing_in_it_is_refused_in_a_sentence(upload):
    answer = upload(dmn(namespace=MONEY))

    assert answer.status_code == 422
    assert "The file holds no decision, and no function, type or input" in words_of(answer)
