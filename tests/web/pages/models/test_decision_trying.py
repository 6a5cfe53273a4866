"""Trying a decision: a form of what it asks, what comes of it, and why in words. Nothing is stored."""

from __future__ import annotations

import pytest

from tests.decisions.files import decision, dmn, given, literal, service, table
from tests.web.conftest import page_of, words_of
from tests.web.pages.models.dmn import FILE, REFUND, cells


def tried(analyst, address, **inputs: str):
    query = {"in": "given", **{f"in-{name}": text for name, text in inputs.items()}}
    return analyst.get(f"{address}/try", query_string=query)


def test_a_decision_is_tried_with_an_address_that_can_be_sent_on(analyst, put):
    page = page_of(tried(analyst, put(REFUND), credit="120"))
    words = " ".join(page.text_content().split())
    assert page.xpath("normalize-space(//p[contains(@class, 'govuk-body-l')])") == "“pay”"
    assert "because Credit in pounds is 120" in words
    (row,) = page.xpath("//tr[contains(@class, 'app-rules__held')]")
    assert row.xpath("normalize-space(th)") == "2 holds"


def test_only_what_the_chosen_decision_needs_is_asked_by_its_type(analyst, put):
    page = page_of(analyst.get(f"{put(FILE)}/try?decision=council_tax_liability"))
    assert page.xpath("//form[@novalidate]//input[@type='text']/@name") == ["in-adults"]
    assert page.xpath("//form[@novalidate]//select/@name") == ["in-move_kind", "in-tenure"]
    assert page.xpath("//select[@name='in-move_kind']/option/@value") == ["", "within", "into", "out"]
    assert page.xpath("//input[@name='in-adults']/@inputmode") == ["decimal"]


def test_an_outcome_of_several_parts_is_told_by_the_names_of_the_columns(analyst, put):
    query = {"decision": "council_tax_liability", "in": "given", "in-move_kind": "out", "in-tenure": "owner"}
    page = page_of(analyst.get(f"{put(FILE)}/try", query_string=query))
    told = page.xpath("//section[@aria-labelledby='result-heading']/dl")[0]
    assert cells(told)[:4] == ["Who is likely to be liable", "“customer”", "What happens next", "“confirm”"]


def test_the_customer_is_told_the_reason_in_the_words_of_the_table_and_staff_the_rule(analyst, put):
    query = {"decision": "council_tax_liability", "in": "given", "in-move_kind": "into", "in-tenure": "private_tenant"}
    told = page_of(analyst.get(f"{put(FILE)}/try", query_string=query | {"in-adults": "1"}))
    (section,) = told.xpath("//section[@aria-labelledby='result-heading']")
    customer = section.xpath("normalize-space(h3[1]/following-sibling::p[1])")
    assert customer.startswith("A private tenant")
    (staff,) = section.xpath(".//li")
    assert "because no rule above it holds (Check the landlord's notice). Rule 8." in staff.text_content()
    assert customer not in staff.text_content()


def test_a_tenure_that_the_table_does_not_know_is_refused(analyst, put):
    query = {"decision": "council_tax_liability", "in": "given", "in-move_kind": "into", "in-tenure": "landlord"}
    assert analyst.get(f"{put(FILE)}/try", query_string=query).status_code == 422


def test_words_that_rules_compare_with_are_named_as_examples(analyst, put):
    body = table("FIRST", ["n"], ["fee"], [['"flat"', "1"], ["-", "2"]])
    page = page_of(analyst.get(f"{put(dmn(given('n'), decision('fee', body, 'i:n')))}/try"))
    assert page.xpath("normalize-space(//*[@id='in-n-hint'])") == "Words; for example flat"


@pytest.mark.parametrize(
    ("kind", "text", "says"),
    [
        ("number", "much", "“much” is no number. Write it in figures, such as 3."),
        ("date", "31/3/2027", "“31/3/2027” is no day. Write it like 2027-03-31."),
        ("Any", "[1, ", "This cannot be read"),
        ("Any", "pothole", "Put words in quotes."),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(analyst, put, kind, text, says):
    address = put(dmn(given("n", kind), decision("fee", table("FIRST", ["n"], ["fee"], [["-", "1"]]), "i:n")))
    answer = tried(analyst, address, n=text)
    assert answer.status_code == 422
    assert says in page_of(answer).xpath("normalize-space(//p[@id='in-n-error'])")


def test_the_place_of_a_mistake_is_shown_under_the_text(analyst, put):
    address = put(dmn(given("n"), decision("fee", table("FIRST", ["n"], ["fee"], [["-", "1"]]), "i:n")))
    assert "^" in page_of(tried(analyst, address, n="[1, ")).xpath("string(//pre[@class='app-caret'])")


def test_allowed_values_are_offered_and_no_others_taken(analyst, put):
    kinds = (
        '<itemDefinition name=\'kind\'><typeRef>string</typeRef><allowedValues><text>"flat", "house"</text>'
        "</allowedValues></itemDefinition>"
    )
    body = table("FIRST", ["n"], ["fee"], [['"flat"', "1"], ["-", "2"]])
    address = put(dmn(kinds, given("n", "kind"), decision("fee", body, "i:n")))
    page = page_of(analyst.get(f"{address}/try"))
    assert page.xpath("//select[@name='in-n']/option/@value") == ["", "flat", "house"]
    assert "1" in page_of(tried(analyst, address, n="flat")).xpath("string(//p[contains(@class, 'govuk-body-l')])")
    assert tried(analyst, address, n="tent").status_code == 422


@pytest.mark.parametrize("text", ['{"a": 7}', "{a: 3 + 4}"])
def test_contexts_are_given_as_json_or_feel_and_may_be_long(analyst, put, text):
    address = put(dmn(given("n"), decision("fee", table("FIRST", ["n.a"], ["fee"], [["7", "70"], ["-", "0"]]), "i:n")))
    answer = analyst.send(f"{address}/try", {"decision": "fee", "in-n": text})
    assert page_of(answer).xpath("string(//p[contains(@class, 'govuk-body-l')])").strip() == "70"


def test_what_is_not_known_is_said_and_no_rule_may_hold(analyst, put):
    words = words_of(tried(analyst, put(REFUND)))
    assert "No rule of a table holds." in words
    assert "not known" in words


def test_a_trial_stores_nothing(analyst, put, store):
    address = put(REFUND)
    tried(analyst, address, credit="1")
    assert "Waits for approval" in words_of(analyst.get("/decisions"))


def test_what_was_typed_is_text(analyst, put):
    shown = tried(analyst, put(REFUND), credit="<script>alert(1)</script>").get_data(as_text=True)
    assert "<script>alert" not in shown


KIND = (
    '<itemDefinition name="kind"><typeRef>string</typeRef><allowedValues><text>"flat", "house"</text>'
    "</allowedValues></itemDefinition>"
)
SERVICES = dmn(
    given("Age", "number"),
    decision("Band", literal('if Age < 5 then "A" else "B"'), "i:Age", type_ref="string"),
    decision("Fee", table("FIRST", ["Band"], ["Fee"], [['"A"', "0"], ["-", "10"]]), "d:Band"),
    decision("Since", literal('From + duration("P1D")'), "d:From"),
    decision("From", literal('date("2026-01-01")'), type_ref="date"),
    service("Charge", ["Fee", "Band"], ["Age"]),
    service("By band", ["Fee"], [], ["Band"]),
    service("By day", ["Since"], [], ["From"]),
)
RATES = dmn(
    KIND,
    given("home", "kind"),
    given("day", "date"),
    given("unasked", "number"),
    decision("rate", table("FIRST", ["home"], ["rate"], [['"flat"', "2"], ["-", "3"]]), "i:home", "i:day"),
    namespace="https://example.org/rates",
)
IMPORT = (
    '<import name="rates" namespace="https://example.org/rates" '
    'importType="https://www.omg.org/spec/DMN/20230324/MODEL/"/>'
)
IMPORTING = dmn(
    IMPORT, given("times", "number"), decision("due", literal("times * rates.rate"), "i:times", "d:https://example.org/rates#rate"),
)  # fmt: skip


def outcome(answer) -> str:
    return page_of(answer).xpath("normalize-space(//p[contains(@class, 'govuk-body-l')])")


def test_a_decision_service_is_chosen_beside_the_decisions_and_asks_what_it_takes(analyst, put):
    page = page_of(analyst.get(f"{put(SERVICES)}/try?decision=Charge"))
    assert page.xpath("//select[@name='decision']/option/text()")[-3:] == [
        "Charge (decision service)", "By band (decision service)", "By day (decision service)",
    ]  # fmt: skip
    assert page.xpath("//h1/text()") == ["Try Charge (decision service)"]
    assert page.xpath("//form[@novalidate]//input[@type='text']/@name") == ["in-Age"]


def test_a_decision_service_that_takes_nothing_asks_nothing(analyst, put):
    fixed = dmn(given("Age", "number"), decision("Fee", literal("10")), service("Fixed", ["Fee"]))
    address = f"{put(fixed)}/try?decision=Fixed"
    assert "This decision asks nothing." in words_of(analyst.get(address))
    assert outcome(analyst.get(f"{address}&in=given")) == "10"


def test_a_decision_service_tells_each_decision_that_it_gives(analyst, put):
    query = {"decision": "Charge", "in": "given", "in-Age": "7"}
    page = page_of(analyst.get(f"{put(SERVICES)}/try", query_string=query))
    (told,) = page.xpath("//section[@aria-labelledby='result-heading']/dl")
    assert cells(told) == ["Fee", "10", "Band", "“B”"]
    assert page.xpath("normalize-space(//tr[contains(@class, 'app-rules__held')]/th)") == "2 holds"


@pytest.mark.parametrize(
    ("chosen", "field", "typed", "decides"),
    [("By band", "in-Band", "A", "0"), ("By day", "in-From", "2026-03-31", "1 April 2026")],
)
def test_a_service_takes_a_decision_that_is_made_elsewhere_as_an_answer_of_its_type(
    analyst, put, chosen, field, typed, decides
):
    address = put(SERVICES)
    asked = page_of(analyst.get(f"{address}/try", query_string={"decision": chosen}))
    assert asked.xpath("//form[@novalidate]//input[@type='text']/@name") == [field]
    assert outcome(analyst.get(f"{address}/try", query_string={"decision": chosen, "in": "1", field: typed})) == decides


def test_what_an_imported_file_asks_is_asked_by_its_type_where_it_is_needed(analyst, put):
    put(RATES)
    page = page_of(analyst.get(f"{put(IMPORTING)}/try"))
    form = page.xpath("//form[@novalidate]")[-1]
    assert form.xpath(".//label/text()") == ["Times", "Home, of Rates", "Day, of Rates"]
    assert form.xpath(".//select[@name='in-rates.home']/option/@value") == ["", "flat", "house"]
    assert form.xpath("normalize-space(.//*[@id='in-rates.day-hint'])") == "A day, such as 2027-03-31"
    assert not form.xpath(".//textarea")


def test_what_was_given_to_an_imported_file_counts_there(analyst, put):
    put(RATES)
    address = put(IMPORTING)
    given_here = {"times": "5", "rates.home": "flat", "rates.day": "2026-04-01"}
    assert outcome(tried(analyst, address, **given_here)) == "10"
    wrong = tried(analyst, address, **given_here | {"rates.day": "soon"})
    assert wrong.status_code == 422
    assert "“soon” is no day." in page_of(wrong).xpath("normalize-space(//p[@id='in-rates.day-error'])")


def test_an_input_with_the_name_of_an_import_is_no_failure(analyst, put):
    put(RATES)
    address = put(
        dmn(IMPORT, given("rates"), decision("due", literal("rates.rate"), "d:https://example.org/rates#rate"))
    )
    assert tried(analyst, address, rates="7", **{"rates.home": "flat"}).status_code == 200
    both = dmn(
        IMPORT, given("rates"), decision("due", literal("rates.rate"), "i:rates", "d:https://example.org/rates#rate")
    )
    assert tried(analyst, put(both), rates="7", **{"rates.home": "flat"}).status_code == 200
