"""Measures over the API: figures with their definition, and the list behind each."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import cases, measures, sla
from engine.people import SYSTEM, create_service
from engine.sla import Goal, Scope, Terms
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import found_council
from tests.measures.history import History

MEASURES = "/api/v1/measures"
KEYS = (
    "days-to-end",
    "finished-at-first-contact",
    "hand-offs",
    "hand-offs-per-case",
    "held-contacts",
    "need-met",
    "open-tasks-overdue",
    "statutory-in-time",
    "tasks-done-by-front-office",
    "time-by-party",
    "transfer-states",
)


@pytest.fixture
def history(store: Store) -> History:
    """Two days in which two cases were finished at once and one waits for the inspectors."""
    made = History(store, found_council(store))
    with unit_of_work(store) as work:
        scope, terms = Scope("case", made.council.service_id, "report"), Terms((Goal("8 weeks"),))
        sla.add_target(work, "law", "Law", scope, terms, valid_from=date(2026, 1, 1), statutory=True, by=SYSTEM)
    made.shallow()
    made.deep()
    made.move("agreed")
    made.hold("resources")
    made.wait(days=2)
    made.shallow(made.contact(channel="counter", customer_id=made.customer("Bob")))
    made.wait(minutes=1)
    divide_time(made)
    return made


def divide_time(history: History) -> None:
    """What the worker does once cases have ended."""
    with unit_of_work(history.store) as work:
        cases.divide_time(work)


@pytest.fixture
def head(as_user, history: History) -> FlaskClient:
    """The head of the service."""
    return as_user("head_of_service", service=history.council.service_id)


def figures(client: FlaskClient, key: str, **query: object) -> list[dict]:
    """The figures of a measure."""
    answer = client.get(f"{MEASURES}/{key}", query_string=query)
    assert answer.status_code == 200, answer.text
    return answer.json["figures"]


def listed(client: FlaskClient, key: str, **query: object) -> list[dict]:
    """Every row behind a figure, page after page."""
    rows, cursor = [], ""
    while cursor is not None:
        answer = client.get(f"{MEASURES}/{key}/list", query_string={"limit": 2, **query, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        rows += answer.json["items"]
        cursor = answer.json["next_cursor"]
    return rows


def test_the_measures_say_what_they_mean(app: Flask, head):
    answer = head.get(MEASURES)
    assert_matches_schema(app, answer)
    assert [row["key"] for row in answer.json["items"]] == list(KEYS)


@pytest.mark.parametrize("key", KEYS)
def test_a_figure_comes_with_its_definition_and_period_and_can_be_recounted(app: Flask, head, history: History, key):
    by = "service_id,process_id,step_key,site_id,split"
    answer = head.get(f"{MEASURES}/{key}", query_string={"by": by})
    assert_matches_schema(app, answer)
    assert (answer.json["measure"]["key"], answer.json["until"]) == (key, history.now().isoformat())
    assert answer.json["since"] == (history.now() - timedelta(days=365)).isoformat()
    assert answer.json["figures"], "the history has something for every measure"
    for figure in answer.json["figures"]:
        assert set(figure["group"]) == set(by.split(","))
        rows = listed(head, key, **figure["group"])
        assert len(rows) == figure["denominator"]
        assert sum(row["counted"] for row in rows) == figure["numerator"]
    page = head.get(f"{MEASURES}/{key}/list")
    assert_matches_schema(app, page)
    assert len(page.json["items"]) == sum(figure["denominator"] for figure in answer.json["figures"])


def test_the_two_figures_of_once_and_done(head):
    assert figures(head, "finished-at-first-contact", by="") == [
        {"group": {}, "numerator": 2, "denominator": 3, "value": 2 / 3}
    ]
    assert figures(head, "need-met", by="split") == [
        {"group": {"split": "provisional"}, "numerator": 2, "denominator": 2, "value": 1.0},
        {"group": {"split": "still open"}, "numerator": 0, "denominator": 1, "value": 0.0},
    ]


def test_what_holds_the_rest_is_named_by_its_obstacle(head, history: History):
    month = timedelta(days=365) / 12
    period = {"since": (history.now() - month).isoformat(), "until": history.now().isoformat()}
    (figure,) = figures(head, "held-contacts", by="step_key,split", **period)
    assert figure["group"] == {"step_key": "inspect", "split": "resources"}
    assert (figure["numerator"], figure["value"]) == (1, pytest.approx(1.0))


def test_the_list_keeps_to_what_counts_or_what_fell_short(head):
    key = "finished-at-first-contact"
    assert len(listed(head, key, counted="true")) == 2
    (short,) = listed(head, key, counted="false")
    assert short["case_id"] > 0
    assert short["reference"]
    assert [row["split"] for row in listed(head, key, split="counter")] == ["counter"]


def test_a_period_leaves_out_what_came_before_and_after(head, history: History):
    key, yesterday = "finished-at-first-contact", (history.now() - timedelta(days=1)).isoformat()
    assert [figure["denominator"] for figure in figures(head, key, since=yesterday)] == [1]
    assert [figure["denominator"] for figure in figures(head, key, until=yesterday)] == [2]
    assert len(listed(head, key, since=yesterday)) == 1


@pytest.mark.parametrize("key", [key for key in KEYS if measures.measure(key).dated])
def test_figures_by_month_sum_to_the_period_and_each_is_that_of_its_month(app: Flask, head, history: History, key: str):
    history.wait(days=31)
    history.shallow()
    history.repaired()
    history.wait(minutes=1)
    divide_time(history)
    answer = head.get(f"{MEASURES}/{key}", query_string={"by": "month"})
    assert_matches_schema(app, answer)
    found = answer.json["figures"]
    assert [figure["group"]["month"] for figure in found] == ["2026-11", "2026-12"]
    (whole,) = figures(head, key, by="")
    for count in ("numerator", "denominator"):
        assert sum(figure[count] for figure in found) == whole[count]
    november = {"since": "2026-11-01T00:00:00Z", "until": "2026-12-01T00:00:00Z"}
    (alone,) = figures(head, key, by="", **november)
    assert [alone[name] for name in ("numerator", "denominator", "value")] == [
        found[0][name] for name in ("numerator", "denominator", "value")
    ]


def test_a_month_that_is_not_over_or_that_the_period_cuts_is_said_to_be_no_whole_one(head, history: History):
    history.wait(days=31)
    history.shallow()
    history.wait(minutes=1)
    key = "finished-at-first-contact"

    def whole_months(**period: str) -> list[bool]:
        return [figure["whole_month"] for figure in figures(head, key, by="month", **period)]

    assert whole_months() == [True, False]
    assert whole_months(since="2026-11-02T00:00:00Z", until="2027-01-01T00:00:00Z") == [False, False]
    assert "whole_month" not in figures(head, key, by="split")[0]


@pytest.mark.parametrize("key", [key for key in KEYS if not measures.measure(key).dated])
def test_months_of_what_tells_how_things_stand_now_are_refused(head, key: str):
    assert_problem(head.get(f"{MEASURES}/{key}", query_string={"by": "month"}), 422, "no months", where="by")


def test_the_documentation_says_what_a_month_is(head):
    described = head.get("/api/v1/openapi.json").text
    assert "A month is a calendar month in Europe/London, as 2026-11" in described


def test_a_head_of_another_service_sees_nothing_of_it(as_user, history: History, store: Store):
    with unit_of_work(store) as work:
        other = create_service(work, "tax", "Tax", by=SYSTEM).id
    stranger = as_user("head_of_service", service=other)
    for key, query in chain(((key, {}) for key in KEYS), ((key, {"service_id": 1}) for key in KEYS)):
        assert figures(stranger, key, **query) == []
        assert listed(stranger, key, **query) == []


def test_a_role_at_one_site_sees_that_site(as_user, history: History):
    council = history.council
    here, there = (as_user("team_leader", site=site) for site in (council.site_id, council.other_site_id))
    assert figures(here, "hand-offs", by="site_id")[0]["numerator"] == 1
    assert figures(there, "hand-offs", by="site_id") == []
    assert listed(there, "hand-offs") == []


@pytest.mark.parametrize("role", ["scrutiny", "programme_board", "external_reviewer"])
def test_those_who_only_read_see_figures_but_no_cases(as_user, history: History, role: str):
    client = as_user(role)
    assert figures(client, "hand-offs")[0]["numerator"] == 1
    assert client.get(MEASURES).status_code == 200
    assert_problem(client.get(f"{MEASURES}/hand-offs/list"), 403, "case:read")


def test_an_account_of_a_program_has_no_business_here(as_user, history: History):
    assert_problem(as_user("service_account").get(MEASURES), 403, "measure:read")
    assert_problem(as_user("service_account").get(f"{MEASURES}/hand-offs"), 403, "measure:read")


@pytest.mark.parametrize("person", ["done_by", "owner_id", "adviser_id", "claimed_by", "team_id"])
def test_no_figure_is_grouped_by_a_person(head, person: str):
    assert_problem(head.get(f"{MEASURES}/hand-offs", query_string={"by": person}), 422, person, where="by")


def test_no_list_names_a_person(head):
    for key in KEYS:
        for row in listed(head, key):
            assert not {"done_by", "owner_id", "claimed_by", "customer_id", "own_words"} & set(row)


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-11-18T10:00:00"}, "since"),
        ({"since": "2026-11-02T00:00:00Z", "until": "2026-11-01T00:00:00Z"}, "until"),
        ({"since": "2026-11-01T00:00:00Z", "until": "2026-11-01T00:00:00Z"}, "until"),
        ({"until": "0001-01-01T00:00:00Z"}, "until"),
        ({"since": "2030-01-01T00:00:00Z"}, "until"),
        ({"service_id": "highways"}, "service_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_field(head, query: dict[str, str], where: str):
    for address in (f"{MEASURES}/hand-offs", f"{MEASURES}/hand-offs/list"):
        assert_problem(head.get(address, query_string=query), 422, where=where)


def test_the_whole_of_time_is_a_period(head):
    period = {"since": "0001-01-01T00:00:00Z", "until": "9999-12-31T23:59:59Z"}
    assert [figure["numerator"] for figure in figures(head, "hand-offs", **period)] == [1]
    assert figures(head, "hand-offs", by="service_id,service_id")[0]["group"] == {"service_id": 1}


def test_an_unknown_measure_is_answered_with_those_there_are(head):
    assert_problem(head.get(f"{MEASURES}/calls"), 404, "“calls”", "hand-offs")
    assert_problem(head.get(f"{MEASURES}/calls/list"), 404, "“calls”")
    assert_problem(head.get(f"{MEASURES}/hand-offs/list?cursor=x"), 422, where="cursor")
