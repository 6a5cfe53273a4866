"""Decisions: how they stand, their rules as tables, what was found in them, who approves them, and comparing."""

from __future__ import annotations

import pytest

from engine import definitions, people
from engine.people import SYSTEM, Grant
from engine.store import unit_of_work
from tests.council import person
from tests.decisions.files import decision, dmn, given, literal, service, table
from tests.web.conftest import page_of, words_of
from tests.web.pages.models.dmn import FILE, REFUND, cells

HIT = "table_council_tax_refund_route"


def test_without_decisions_the_page_says_what_to_do(analyst):
    assert "There are no decisions yet. Upload the first one" in words_of(analyst.get("/decisions"))


def test_an_uploaded_decision_waits_until_somebody_else_approves_it(analyst, put, browser, council):
    address = put(FILE)
    assert "Waits for approval" in words_of(analyst.get("/decisions"))
    assert "waits for approval by a second person" in words_of(analyst.get(address))
    assert not page_of(analyst.get(address)).xpath("//form[contains(@action, 'approve')]")
    assert analyst.send(f"{address}/approve").status_code == 403
    head = browser(council.head)
    assert head.send(f"{address}/approve", {"reason": "Read"}).status_code == 303
    assert "In force" in words_of(head.get(address))


def test_a_later_day_is_told_and_an_older_version_is_replaced(analyst, put, browser, council):
    first, newer = put(FILE), put(FILE + b"<!-- newer -->")
    later = put(FILE + b"<!-- later -->", valid_from=["1", "4", "2027"])
    for address in (first, newer, later):
        browser(council.head).send(f"{address}/approve")
    stands = {
        row.xpath("string(td[1])"): row.xpath("normalize-space(td[3])")
        for row in page_of(analyst.get("/decisions")).xpath("//tbody/tr")
    }
    assert stands == {"1": "Replaced", "2": "In force", "3": "Coming"}


def test_a_version_whose_file_was_put_back_is_headed_by_its_own_number_and_says_so(analyst, put, browser, council):
    head = browser(council.head)
    first = put(REFUND)
    head.send(f"{first}/approve")
    head.send(f"{put(REFUND + b'<!-- newer -->')}/approve")
    assert put(REFUND) == first
    head.send(f"{first}/approve")
    by_number = {
        row.xpath("string(td[1])"): row.xpath("string(th//a/@href)")
        for row in page_of(analyst.get("/decisions")).xpath("//tbody/tr")
    }
    older, newest = words_of(analyst.get(by_number["1"])), words_of(analyst.get(by_number["3"]))
    assert "Replaced Its file was put back as version 3: in force, from" in older
    assert "Version 1, uploaded" in older
    assert "Version 3: the file of version 1, put back. It was uploaded" in newest
    assert "In force It decides since" in newest


def test_an_approval_is_offered_to_nobody_who_put_the_file_there(put, browser, council, store):
    with unit_of_work(store) as work:
        both = [Grant("analyst", council.service_id), Grant("head_of_service", council.service_id)]
        people.set_grants(work, council.head.user_id, both, by=SYSTEM)
        head = people.actor_for_user(work, council.head.user_id)
    address = put(REFUND)
    browser(head).send(f"{address}/approve")
    browser(head).send(f"{put(REFUND + b'<!-- newer -->')}/approve")
    with unit_of_work(store) as work:
        definitions.deploy_decision(work, REFUND, service_id=council.service_id, by=head)
        other = person(work, "hugo", "head_of_service", service_id=council.service_id)
    assert not page_of(browser(head).get(address)).xpath("//form[contains(@action, 'approve')]")
    assert browser(head).send(f"{address}/approve").status_code == 422
    assert page_of(browser(other).get(address)).xpath("//form[contains(@action, 'approve')]")


def test_a_long_list_goes_on_over_pages_and_still_says_what_is_replaced(analyst, put, browser, council, monkeypatch):
    for text in (b"<!-- 1 -->", b"<!-- 2 -->", b"<!-- 3 -->"):
        browser(council.head).send(f"{put(REFUND + text)}/approve")
    monkeypatch.setattr("web.lists.ROWS", 1)
    page, stands = page_of(analyst.get("/decisions")), []
    while True:
        stands.append(page.xpath("normalize-space(//tbody/tr/td[3])"))
        following = page.xpath("//nav[@aria-label='Pages of decisions']//a[@rel='next']/@href")
        if not following:
            break
        page = page_of(analyst.get(following[0]))
    assert stands == ["In force", "Replaced", "Replaced"]


def test_the_head_finds_what_waits_for_approval(put, browser, council):
    head = browser(council.head)
    head.send(f"{put(REFUND)}/approve")
    assert "Nothing waits for approval." in words_of(head.get("/decisions?waiting=yes"))
    put(REFUND + b"<!-- newer -->")
    rows = page_of(head.get("/decisions?waiting=yes")).xpath("//tbody/tr")
    assert [cells(row)[1] for row in rows] == ["2"]


@pytest.mark.parametrize("after", ["WzFd", "WyJhIiwieCIsMV0", "!"])
def test_an_address_that_names_no_page_of_the_list_is_refused(analyst, after):
    assert analyst.get("/decisions", query_string={"after": after}).status_code == 422


def test_the_rules_are_a_table_under_what_they_ask_and_what_comes_of_it(analyst, put):
    page = page_of(analyst.get(put(REFUND)))
    (table,) = page.xpath(f"//table[@id='{HIT}']")
    assert table.xpath("normalize-space(caption)") == "Rules: only one rule may hold"
    assert [head.text_content().strip() for head in table.xpath("thead/tr[1]/th")] == ["Rule", "When", "Then", "Note"]
    assert cells(table.xpath("tbody/tr[2]")[0]) == ["2", "]0..500]", "“pay”", "Within the limit of the front office"]
    assert "Credit (number)" in page.xpath("normalize-space(//section[@class='app-decision']/dl)")


def test_other_boxes_are_shown_with_all_that_is_in_them(analyst, put):
    context = (
        "<context><contextEntry><variable name='base'/><literalExpression><text>n * 2</text></literalExpression>"
        "</contextEntry><contextEntry>{}</contextEntry></context>"
    )
    conditional = (
        "<conditional><if><literalExpression><text>base &gt; 3</text></literalExpression></if>"
        '<then><literalExpression><text>"much"</text></literalExpression></then>'
        "<else><list><literalExpression><text>1</text></literalExpression></list></else></conditional>"
    )
    inner = context.format(conditional)
    words = words_of(analyst.get(put(dmn(given("n", "number"), decision("a", inner, "i:n")))))
    for part in ("Worked out line by line", "n * 2", "One or the other:", "base > 3", "otherwiseA list of:"):
        assert part in words


def test_a_finding_leads_to_its_rule_and_marks_the_rules_it_speaks_of(analyst, put):
    overlapping = REFUND.replace(b"]0..500]", b"]0..600]")
    page = page_of(analyst.get(put(overlapping)))
    assert "Must be put right first" in page.text_content()
    assert page.xpath("//ol[@class='app-findings']//a/@href") == ["/help/rules/table-overlap"]
    marked = page.xpath("//tr[contains(@class, 'app-rules__found')]/th")
    assert [cells(head) for head in marked] == [["see finding about rule 2"], ["see finding about rule 3"]]


def test_what_must_be_put_right_is_approved_by_nobody(put, browser, council):
    address = put(REFUND.replace(b"]0..500]", b"]0..600]"))
    head = browser(council.head)
    assert not page_of(head.get(address)).xpath("//form[contains(@action, 'approve')]")
    assert head.send(f"{address}/approve").status_code == 422


def test_rules_named_in_the_address_are_shown_as_those_that_held(analyst, put):
    page = page_of(analyst.get(put(REFUND), query_string={"rule": [f"{HIT}:3", "x", "y:z"]}))
    (row,) = page.xpath("//tr[contains(@class, 'app-rules__held')]")
    assert row.xpath("normalize-space(th)") == "3 holds"


def test_before_an_approval_the_head_sees_what_changes_against_what_is_in_force(put, browser, council):
    head = browser(council.head)
    head.send(f"{put(REFUND)}/approve")
    changed = REFUND.replace(b"]0..500]", b"]0..750]").replace(b"&gt; 500", b"&gt; 750")
    page = page_of(head.get(put(changed)))
    heading = page.xpath("//h2[@id='replaces-heading']")[0]
    rows = heading.xpath("..//tbody/tr")
    assert [cells(row) for row in rows] == [
        ["Rule 2", "Credit in pounds", "]0..500]", "]0..750]"],
        ["Rule 3", "Credit in pounds", "> 500", "> 750"],
    ]


def test_two_versions_are_compared_either_way_round(analyst, put):
    first, second = put(REFUND), put(REFUND.replace(b'"pay"', b'"grant"'))
    page = page_of(analyst.get(second))
    (address,) = page.xpath("//a[contains(@href, '/compare/')]/@href")
    assert address == f"{second}/compare/{first.rpartition('/')[2]}"
    compared = page_of(analyst.get(address))
    assert cells(compared.xpath("//tbody/tr")[0]) == ["Rule 2", "Route", '"pay"', '"grant"']
    named = page.xpath("string(//h1)")
    assert compared.xpath("string(//main//span[contains(@class, 'caption')])") == named, "as its own page has it"
    (back,) = compared.xpath("//a[text()='The other way round']/@href")
    assert cells(page_of(analyst.get(back)).xpath("//tbody/tr")[0]) == ["Rule 2", "Route", '"grant"', '"pay"']


def test_versions_of_different_decisions_are_not_compared(analyst, put):
    other = put(dmn(given("n"), decision("fee", table("FIRST", ["n"], ["fee"], [["-", "1"]]), "i:n")))
    assert analyst.get(f"{put(REFUND)}/compare/{other.rpartition('/')[2]}").status_code == 422


def test_names_in_a_file_are_text(analyst, put):
    hostile = FILE.replace(b'label="', b'label="&lt;script&gt;alert(1)&lt;/script&gt;')
    assert "<script>alert" not in analyst.get(put(hostile)).get_data(as_text=True)


def test_who_may_not_read_decisions_is_refused(council, browser, put):
    address = put(FILE)
    assert browser(council.adviser).get("/decisions").status_code == 403
    assert browser(council.officer).get(address).status_code == 200
    assert browser(council.officer).get("/decisions/999").status_code == 404
    assert browser(council.officer).get(f"{address}/tables/{HIT}").status_code == 403


def test_a_decision_service_is_shown_with_what_it_takes_and_gives_and_is_tried(analyst, put):
    band = decision("Band", literal('if Age < 5 then "A" else "B"'), "i:Age")
    fee = decision("Fee", literal('if Band = "A" then 0 else 10'), "d:Band")
    address = put(dmn(given("Age", "number"), band, fee, service("Charge", ["Fee"], ["Age"], ["Band"])))
    page = page_of(analyst.get(address))
    (shown,) = page.xpath("//section[@aria-labelledby='Charge']")
    assert cells(shown.xpath("dl")[0]) == ["Asks", "Age (number), Band", "Gives", "Fee"]
    assert shown.xpath("dl//a/@href") == ["#Band", "#Fee"]
    assert shown.xpath(".//p/a/@href") == [f"{address}/try?decision=Charge"]
