"""Marking steps in the browser: one, many at once, or as a sheet."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from engine import definitions, people
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import person
from tests.web.conftest import page_of, words_of

ONCE = {"standing": "once_and_done", "target": "2 working days", "reason": "Agreed"}
STAYS = {"standing": "must_stay", "duty": "Highways Act 1980", "duty_owner": "Head", "review_on": ["1", "4", "2027"]}


@pytest.fixture
def mark_of(council, store):
    """`mark_of("tell")`: today's mark."""

    def read(step_key: str) -> Any:
        with unit_of_work(store) as work:
            return definitions.marks_of(work, council.process_id).get(step_key)

    return read


def step(council, key: str) -> str:
    return f"/versions/{council.version_id}/steps/{key}"


def seen(answer) -> str:
    return page_of(answer).xpath("string(//input[@name='seen']/@value)")


def send(analyst, path: str, fields: dict[str, Any]):
    return analyst.send(path, {"seen": seen(analyst.get(path)), **fields})


def test_a_step_is_marked_with_all_its_values(analyst, council, mark_of):
    fields = {**ONCE, "skill": "repairs", "authority": "2", "needs": ["needs_presence"], "channels": ["phone", "web"]}
    fields |= {"preferred_channel": "web", "stage": "contact", "guidance": "Ask\nfirst.", "calendar": ""}
    answer = send(analyst, step(council, "tell"), fields)
    assert answer.headers["Location"] == f"/versions/{council.version_id}#steps"
    mark = mark_of("tell")
    assert (mark.once_and_done, mark.target, mark.skill, mark.authority) == (True, "2 working days", "repairs", 2)
    assert (mark.needs_presence, mark.channels, mark.preferred_channel) == (True, ("phone", "web"), "web")
    assert mark.guidance == "Ask\nfirst."


def test_the_form_shows_what_the_mark_says_and_saving_it_changes_nothing(analyst, council, mark_of):
    before = mark_of("take")
    form = page_of(analyst.get(step(council, "take"))).xpath("//form[contains(@action, '/steps/')]")[0]
    fields = {name: form.fields[name] for name in form.fields if name not in ("csrf_token", "channels", "needs")}
    fields = {name: value or "" for name, value in fields.items()}
    assert analyst.send(step(council, "take"), fields).status_code == 303
    assert mark_of("take") == before


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_changed(analyst, council, mark_of):
    fields = {"standing": "must_stay", "target": "soon", "review_on": ["31", "2", "2027"]}
    answer = send(analyst, step(council, "tell"), fields)
    assert answer.status_code == 422
    assert "Enter a real date" in words_of(answer)
    answer = send(analyst, step(council, "tell"), {"standing": "must_stay", "review_on": ["", "", ""]})
    links = page_of(answer).xpath("//div[@role='alert']//a/@href")
    assert links == ["#duty", "#duty_owner", "#review_on-day"]
    assert mark_of("tell") is None


def test_a_review_day_that_has_passed_is_refused(analyst, council):
    answer = send(analyst, step(council, "tell"), {**STAYS, "review_on": ["1", "4", "2020"]})
    assert answer.status_code == 422
    assert "has passed" in words_of(answer)


def test_two_analysts_do_not_overwrite_each_other_unseen(analyst, council, store, mark_of, clock):
    old = seen(analyst.get(step(council, "take")))
    clock.advance(timedelta(minutes=5))
    with unit_of_work(store) as work:
        values = {"take": {"target": "3 working days"}}
        definitions.set_marks(work, council.process_id, values, by=SYSTEM, reason="First")
    answer = analyst.send(step(council, "take"), {**ONCE, "seen": old})
    assert answer.status_code == 409
    assert "changed the mark of “Take the report” on 18 November 2026 at 10:05am" in words_of(answer)
    assert mark_of("take").target == "3 working days"
    assert analyst.send(step(council, "take"), {**ONCE, "seen": seen(answer)}).status_code == 303


def test_of_marks_sent_at_the_same_moment_one_is_taken(council, store, browser, mark_of):
    with unit_of_work(store) as work:
        analysts = [person(work, name, "analyst", service_id=council.service_id) for name in ("ana", "ben", "cat")]
    with ThreadPoolExecutor() as pool:
        sending = [
            pool.submit(browser(one).send, step(council, "tell"), {**ONCE, "seen": "0", "skill": one.username})
            for one in analysts
        ]
    taken = [one for one, sent in zip(analysts, sending, strict=True) if sent.result().status_code == 303]
    assert [mark_of("tell").skill] == [one.username for one in taken]


def test_a_mark_that_was_never_set_cannot_have_been_seen(analyst, council):
    answer = analyst.send(step(council, "tell"), {**ONCE, "seen": "long ago"})
    assert answer.status_code == 409
    assert "Somebody changed the mark of “Explain”, after you opened this page" in words_of(answer)
    assert analyst.send(step(council, "tell"), {**ONCE, "seen": seen(answer)}).status_code == 303


@pytest.mark.parametrize("never", ["", "[1]", '{"tell": "1"}', "{"])
def test_many_marks_that_were_never_shown_cannot_have_been_seen(analyst, council, mark_of, never):
    fields = {"step": ["tell"], "standing": "leave", "skill": "reporting", "seen": never}
    answer = analyst.send(f"/versions/{council.version_id}/marks", fields)
    assert answer.status_code == 409
    assert mark_of("tell") is None


def test_the_history_says_who_changed_what_and_why(analyst, council):
    send(analyst, step(council, "tell"), {**ONCE, "skill": "council-tax-liability", "stage": "contact"})
    send(analyst, step(council, "tell"), {**STAYS, "reason": "<b>The law</b>"})
    page = analyst.get(step(council, "tell"))
    words = words_of(page)
    assert "Must stay: yes" in words
    assert "Duty: Highways Act 1980" in words
    assert "Target: nothing, before: 2 working days" in words
    assert "Skill: Council tax liability" in words, "a key is said in words"
    assert "Stage: Contact" in words
    assert "<b>The law</b>" in words
    assert "<b>The law" not in page.get_data(as_text=True)


def test_the_whole_process_has_a_target_and_everyday_words(analyst, council, mark_of):
    fields = {"standing": "open", "target": "15 working days", "calendar": "", "everyday_words": "pothole, hole"}
    assert send(analyst, step(council, "report"), fields).status_code == 303
    assert (mark_of("report").target, mark_of("report").everyday_words) == ("15 working days", "pothole, hole")


def send_many(analyst, council, fields, *, meanwhile=lambda: None):
    """Send the form for many marks as a page shows it that was opened before what happened `meanwhile`."""
    before = seen(analyst.get(f"/versions/{council.version_id}"))
    meanwhile()
    return analyst.send(f"/versions/{council.version_id}/marks", {"seen": before, **fields})


@pytest.fixture
def other_analyst_marks(store, clock, council):
    """`other_analyst_marks("tell", target=…)`: somebody else changes a mark a minute later."""

    def change(step_key: str, **values: object) -> None:
        clock.advance(timedelta(minutes=1))
        with unit_of_work(store) as work:
            ben = person(work, "ben", "analyst", service_id=council.service_id)
            definitions.set_marks(work, council.process_id, {step_key: values}, by=ben, reason="Law")
        clock.advance(timedelta(minutes=1))

    return change


def test_many_steps_that_somebody_else_marked_meanwhile_are_told_and_shown_with_ones_own_words(
    analyst, council, mark_of, other_analyst_marks
):
    wanted = {"step": ["take", "tell"], "standing": "leave", "skill": "reporting", "reason": "Agreed <b>today</b>"}
    answer = send_many(analyst, council, wanted, meanwhile=lambda: other_analyst_marks("tell", target="4 working days"))
    assert answer.status_code == 409
    assert "Ben changed the mark of “Explain” on 18 November 2026" in words_of(answer)
    assert "It says now: Target: 4 working days." in words_of(answer)
    assert (mark_of("take").skill, mark_of("tell").skill) == ("", "")
    page = page_of(answer)
    assert page.xpath("//input[@name='step'][@checked]/@value") == ["take", "tell"]
    assert page.xpath("//input[@name='reason']/@value")[0] == "Agreed <b>today</b>"
    again = {**wanted, "seen": seen(answer)}
    assert analyst.send(f"/versions/{council.version_id}/marks", again).status_code == 303
    assert (mark_of("tell").skill, mark_of("tell").target) == ("reporting", "4 working days")


def test_marks_of_other_steps_do_not_stand_in_the_way(analyst, council, mark_of, other_analyst_marks):
    wanted = {"step": ["take"], "standing": "leave", "skill": "reporting"}
    answer = send_many(analyst, council, wanted, meanwhile=lambda: other_analyst_marks("tell", target="4 working days"))
    assert answer.status_code == 303
    assert mark_of("take").skill == "reporting"


def test_a_sheet_that_is_older_than_a_mark_does_not_undo_it(analyst, council, mark_of, other_analyst_marks):
    sheet = analyst.get(f"/versions/{council.version_id}/marks.csv").data
    other_analyst_marks("tell", target="4 working days")
    fields = {"sheet": (io.BytesIO(sheet), "marks.csv"), "reason": "Sheet"}
    answer = analyst.send(f"/versions/{council.version_id}/sheet", fields, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert page_of(answer).xpath("//input[@id='sheet-reason']/@value") == ["Sheet"]
    assert "Ben changed this mark on 18 November 2026, after the sheet was downloaded" in words_of(answer)
    assert "target is “4 working days”" in words_of(answer)
    assert mark_of("tell").target == "4 working days"


NEVER_KEPT = [("Act\ufffe 1980", "U+FFFE"), ("\x1cAct 1980", "U+001C"), ("Card 4111 1111 1111 1111", "payment card")]


@pytest.mark.parametrize(("words", "says"), NEVER_KEPT)
def test_what_is_never_kept_is_refused_alike_for_one_step_many_steps_and_a_sheet(
    analyst, council, mark_of, words: str, says: str
):
    marks = f"/versions/{council.version_id}"
    typed = {**ONCE, "duty": words}
    answers = (
        send(analyst, step(council, "tell"), typed),
        send_many(analyst, council, {**typed, "step": ["tell"]}),
        analyst.send(f"{marks}/sheet", {"sheet": (io.BytesIO(f"step_key,duty\ntell,{words}\n".encode()), "m.csv")}),
    )
    for answer in answers:
        assert answer.status_code == 422
        assert says in words_of(answer)
    assert mark_of("tell") is None


def test_many_steps_are_marked_at_once_and_keep_what_is_left_empty(analyst, council, mark_of):
    answer = send_many(analyst, council, {"step": ["take", "tell"], "standing": "leave", "skill": "reporting"})
    assert answer.status_code == 303
    assert (mark_of("take").skill, mark_of("take").target, mark_of("tell").skill) == (
        "reporting",
        "2 working days",
        "reporting",
    )


def test_many_steps_are_marked_all_or_none_and_each_problem_names_its_step(analyst, council, mark_of):
    answer = send_many(analyst, council, {"step": ["repair", "tell"], "standing": "must_stay"})
    assert answer.status_code == 422
    assert "Repair it: A step that must stay in the back office needs" in words_of(answer)
    assert mark_of("tell") is None
    assert page_of(answer).xpath("//input[@name='step'][@checked]/@value") == ["repair", "tell"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [({"standing": "open"}, "Choose one step"), ({"step": ["tell"], "standing": "leave"}, "have in common")],
)
def test_many_marks_need_steps_and_something_to_set(analyst, council, fields, sentence):
    answer = analyst.send(f"/versions/{council.version_id}/marks", fields)
    assert answer.status_code == 422
    assert sentence in words_of(answer)


def test_a_step_that_is_none_is_refused(analyst, council):
    assert analyst.get(step(council, "nowhere")).status_code == 404
    answer = analyst.send(f"/versions/{council.version_id}/marks", {"step": ["<i>x"], "standing": "open"})
    assert answer.status_code == 422
    assert "<i>x" not in answer.get_data(as_text=True)


def test_a_sheet_sets_marks_and_a_wrong_line_is_named(analyst, council, mark_of):
    path = f"/versions/{council.version_id}/sheet"

    def upload(text: str):
        fields = {"sheet": (io.BytesIO(text.encode()), "marks.csv"), "reason": "Sheet"}
        return analyst.send(path, fields, content_type="multipart/form-data")

    assert upload("step_key,target\r\ntell,4 working hours\r\n").status_code == 303
    assert mark_of("tell").target == "4 working hours"
    answer = upload("step_key,target\r\ntell,soon\r\n")
    assert answer.status_code == 422
    assert "line 2" in words_of(answer)
    assert analyst.send(path, {}).status_code == 422
    again = analyst.get(path, follow_redirects=False)
    assert again.headers["Location"] == f"/versions/{council.version_id}"


def test_who_may_not_mark_reads_the_mark(council, browser):
    adviser = browser(council.adviser)
    page = page_of(adviser.get(step(council, "take")))
    assert "2 working days" in page.xpath("//main")[0].text_content()
    assert not page.xpath("//main//form")
    assert adviser.send(step(council, "take"), ONCE).status_code == 403
    assert adviser.send(f"/versions/{council.version_id}/marks", {"step": ["take"]}).status_code == 403


def test_the_form_is_grouped_and_asks_for_a_duty_with_what_must_stay(analyst, council, store):
    with unit_of_work(store) as work:
        people.set_skills(work, council.officer.user_id, ["repairs"], by=SYSTEM)
    page = page_of(analyst.get(step(council, "tell")))
    inside = page.xpath("//fieldset[legend[contains(., 'must stay')]]//input/@name")
    assert inside == ["duty", "duty_owner", "review_on", "review_on", "review_on"]
    assert page.xpath("//select[@name='skill']/option/@value") == ["", "repairs"]
    assert [
        " ".join(one.text_content().split()) for one in page.xpath("//fieldset[@class]/legend[contains(@class, '--m')]")
    ] == [
        "What could this step be?",
        "If it must stay in the back office",
        "Who can do it",
        "How the customer takes part",
        "By when",
        "In words",
    ]
