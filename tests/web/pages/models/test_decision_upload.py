"""Uploading a decision: kept with what was found in it, or refused with a sentence for each thing that is wrong."""

from __future__ import annotations

import pytest

from engine import definitions
from engine.store import unit_of_work
from tests.web.conftest import page_of, words_of
from tests.web.pages.models.dmn import FILE, REFUND


def test_the_page_says_what_happens_to_a_decision(analyst):
    assert "two rules hold for the same case" in words_of(analyst.get("/decisions/upload"))


def test_a_file_is_kept_and_its_findings_are_counted(analyst, upload):
    answer = upload(REFUND)
    assert answer.status_code == 303
    assert "Uploaded, with 0 findings." in words_of(analyst.get(answer.headers["Location"]))


def test_the_same_file_again_changes_nothing(analyst, put):
    assert put(FILE) == put(FILE)
    assert "Nothing was changed." in words_of(analyst.get(put(FILE)))


@pytest.mark.parametrize("data", [b"", b"<x/>", b"not xml", FILE[:500]])
def test_what_is_no_decision_is_refused_in_a_sentence(upload, store, data):
    answer = upload(data)
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//li")
    with unit_of_work(store) as work:
        assert definitions.decision_rows(work) == []


def test_a_cell_that_cannot_be_read_is_named_with_the_way_to_its_rule(upload):
    page = page_of(upload(REFUND.replace(b"<text>]0..500]</text>", b"<text>]0..</text>")))
    assert "rules.dmn cannot be used as it is. Nothing was stored." in page.text_content()
    assert "]0.." in page.xpath("normalize-space(//ol[@class='app-findings'])")
    assert page.xpath("//ol[@class='app-findings']//a/@href") == ["/help/rules/unreadable"]


def test_a_cell_that_cannot_be_read_is_shown_with_its_line_and_a_caret_under_the_mistake(upload):
    broken = REFUND.replace(b"<text>]0..500]</text>", b"<text>&gt; 10 &gt;&gt; 3</text>")
    page = page_of(upload(broken))
    (finding,) = page.xpath("//ol[@class='app-findings']/li")
    assert finding.xpath("string(.//pre[@class='app-caret'])") == "> 10 >> 3\n     ^"
    cell = broken.rindex(b"<inputEntry", 0, broken.index(b"10 &gt;&gt; 3"))
    line = 1 + broken[:cell].count(b"\n")
    assert finding.xpath("normalize-space(span[@class='app-muted'])") == f"line {line}"


def test_a_file_that_imports_what_nobody_has_uploaded_is_refused_by_name(upload):
    imported = b'<import name="rates" namespace="https://example.org/rates" importType="https://www.omg.org/spec/DMN/20191111/MODEL/"/>'
    answer = upload(REFUND.replace(b"<decision ", imported + b"<decision ", 1))
    assert answer.status_code == 422
    assert "https://example.org/rates" in words_of(answer)


def test_without_a_file_or_a_service_the_form_says_so(analyst):
    answer = analyst.send("/decisions/upload", {"service_id": ""}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert {"Choose a service", "Choose one decision file (.dmn)"} <= {
        item.text_content().strip() for item in page_of(answer).xpath("//div[@role='alert']//li")
    }
