"""Help: the glossary and the pages of the rules, which are written once, in `docs`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.conftest import Browser, page_of, words_of

RULES = sorted(file.stem for file in Path("docs/rules").glob("*.md") if file.stem != "README")


def test_help_explains_every_word_of_the_glossary_that_people_meet(stranger: Browser):
    page = page_of(stranger.get("/help"))
    row = page.get_element_by_id("share-handled")
    assert (
        "Only this figure stands beside the 80% line, which is what the council promised in its own plan."
        in row.text_content()
    )
    assert not page.xpath("//dt[text()='unit of work']"), "a word of the code"


def test_the_words_are_explained_to_staff_in_plain_words(stranger: Browser):
    page = page_of(stranger.get("/help"))
    words = {
        row.xpath("string(dt)"): row.xpath("string(dd)") for row in page.xpath("//h2[@id='words']/following::dl/div")
    }
    assert len(words) > 25
    assert "Nothing of it is lost" in words["stuck case"]
    hard = ("SHA-256", "IANA", "bpr:", "DMN", "BPMN", "lint", "audited", "element id", "immutable", "numerator")
    assert [(word, said) for word in hard for said in words.values() if word in said] == []


def test_the_places_on_the_help_page_are_named_once(stranger: Browser):
    keys = page_of(stranger.get("/help")).xpath("//@id")
    assert len(keys) == len(set(keys))


def test_the_list_of_rules_leads_to_the_page_of_every_rule(stranger: Browser):
    leads_to = page_of(stranger.get("/help/rules")).xpath("//main//table//a/@href")
    named = {address.removeprefix("/help/rules/") for address in leads_to}
    assert named <= set(RULES)
    assert len(named) > 60


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_its_page(stranger: Browser, rule: str):
    page = page_of(stranger.get(f"/help/rules/{rule}"))
    assert page.xpath("string(//h1)") == rule
    assert page.xpath("//h2[text()='What to do']")


@pytest.mark.parametrize("rule", RULES)
def test_what_a_rule_asks_for_can_be_followed_with_a_drawing_tool(stranger: Browser, rule: str):
    page = page_of(stranger.get(f"/help/rules/{rule}"))
    assert not page.xpath("//main//pre"), "what is drawn is said in words, not as it is written in the file"
    assert "<bpmn:" not in page.text_content()


@pytest.mark.parametrize("name", ["no-such-rule", "README", "..%2Fglossary"])
def test_nothing_else_is_shown_as_a_rule(stranger: Browser, name: str):
    assert stranger.get(f"/help/rules/{name}").status_code == 404


def test_the_accessibility_statement_is_open_to_everybody(stranger: Browser):
    assert "Accessibility statement" in words_of(stranger.get("/accessibility"))


def test_tables_of_one_page_have_names_of_their_own(stranger: Browser):
    names = page_of(stranger.get("/help/rules")).xpath("//main//*[@role='region'][.//table]/@aria-label")
    assert len(names) == len(set(names)) > 1


def test_the_list_of_rules_is_stacked_on_a_phone_and_says_there_what_each_cell_is(stranger: Browser):
    page = page_of(stranger.get("/help/rules"))
    narrow, *wide = page.xpath("//main//table")
    assert "app-table--stack" not in narrow.get("class"), "two columns fit"
    assert len(wide) == 2
    for table in wide:
        assert "app-table--stack" in table.get("class")
        heads = [head.text_content() for head in table.xpath("./thead//th")]
        for row in table.xpath("./tbody/tr"):
            assert [cell.get("data-label") for cell in row.xpath("./td")] == heads
