"""Uploading a model: refused in sentences, taken, or kept until the analyst has confirmed what it would change."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from engine import definitions, people
from engine.audit import entries
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import MODEL, person
from tests.definitions.test_libraries import MONEY, importer, library
from tests.web.conftest import page_of, words_of

SAMPLES = Path(__file__).parents[4] / "web" / "samples"
SAMPLE = (SAMPLES / "dropped-kerb.bpmn").read_bytes()
MENDED = (SAMPLES / "dropped-kerb-mended.bpmn").read_bytes()
RENAMED = MENDED.replace(b"take_request", b"note_request").replace(b'"Take the request"', b'"Note the request"')
HOSTILE = b"<img src=x onerror=alert(1)>"


@pytest.fixture
def upload(analyst, council, store):
    """`upload(b"…")` sends a model as the upload page does. The inspectors take the lanes of the samples."""
    with unit_of_work(store) as work:
        lanes = ["Inspectors", "Highways inspectors"]
        people.change_team(work, council.back_team_id, {"lanes": lanes}, by=SYSTEM, row_version=1)

    def send(data: bytes, name: str = "kerb.bpmn", **fields: object):
        given = {"service_id": str(council.service_id), "file": (io.BytesIO(data), name), **fields}
        return analyst.send("/processes/upload", given, content_type="multipart/form-data")

    return send


def versions(store, key: str = "dropped_kerb") -> list:
    with unit_of_work(store) as work:
        process_id = definitions.process_by_key(work, key)
        return definitions.versions(work, process_id) if process_id else []


def live(monkeypatch, *keys: str) -> None:
    """Let steps stand live somewhere, as `transfer.live_step_keys` would tell."""
    monkeypatch.setattr("engine.transfer.live_step_keys", lambda _work, _process: frozenset(keys))


def seen_on(answer) -> str:
    """The versions of the marks that a page of a waiting upload shows."""
    return page_of(answer).xpath("string(//input[@name='seen']/@value)")


def test_the_sample_becomes_a_walk_through_and_its_mended_twin_is_ready_to_run(analyst, upload):
    assert upload(SAMPLE).status_code == 303
    told = analyst.get(upload(SAMPLE).headers["Location"])
    assert "Walk-through only" in words_of(told)
    assert page_of(told).xpath("//li[@data-element='which_road']//a[@href='/help/rules/condition-missing']")
    answer = upload(MENDED)
    assert answer.status_code == 303
    assert "Version 2 is uploaded, with 0 findings" in words_of(analyst.get(answer.headers["Location"]))


def test_a_lane_that_no_team_takes_is_named_with_who_gets_its_steps_and_the_lanes_there_are(analyst, upload):
    shown = analyst.get(upload(MENDED.replace(b'"Customer services"', b'"Contact centre"')).headers["Location"])
    words = words_of(shown)
    assert "No team takes the lane “Contact centre”. Its 3 steps go to Inspectors, in the back office." in words
    assert "“Customer services” (front office)" in words
    row = page_of(shown).xpath("string(//table[@id='steps']//tr[@data-element='take_request'])")
    assert "Back office: Inspectors" in row
    assert "No team takes this lane" in row


def test_the_page_says_which_lanes_go_to_which_office_and_team(analyst, council):
    words = words_of(analyst.get("/processes/upload"))
    assert "Customer services Front office: East front or West front" in words
    assert "Inspectors Back office: Inspectors" in words


def test_an_uploaded_version_is_not_called_ready_before_a_second_person_approved_it(analyst, upload):
    words = words_of(analyst.get(upload(MENDED).headers["Location"]))
    assert "Waits for approval It is ready to run, and waits for approval by a second person" in words
    assert "It is ready to run. " not in words_of(analyst.get("/processes/upload"))


def test_the_samples_are_offered_and_nothing_else_is(analyst):
    page = page_of(analyst.get("/processes/upload"))
    offered = page.xpath("//a[@download]/@href")
    assert len(offered) == 2
    assert analyst.get(offered[0]).get_data() == SAMPLE
    for name in ("../pages/upload.py", "upload.py", "..%2F..%2Fpyproject.toml"):
        assert analyst.get(f"/processes/upload/samples/{name}").status_code == 404


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 not a model", "not"),
        (b"<a><b></a>", "line 1"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>', "DOCTYPE"),
        (b"<html><body>hello</body></html>", "html"),
        (MENDED[:2000], "line"),
        (b"\x00\xff" * 400, ""),
    ],
    ids=["empty", "pdf", "broken", "entities", "html", "cut-off", "bytes"],
)
def test_what_is_no_model_is_refused_in_a_sentence_and_only_the_audit_line_stays(upload, store, data, sentence):
    answer = upload(data, "wrong.bpmn")
    assert answer.status_code == 422
    [told] = page_of(answer).xpath("//ol[@class='app-findings']/li")
    assert sentence.lower() in told.text_content().lower()
    assert "Traceback" not in answer.get_data(as_text=True)
    with unit_of_work(store) as work:
        [line] = entries(work, action="definitions:version:refused")
        assert line.facts["file"] == "wrong.bpmn"
    assert versions(store) == []


def test_a_file_that_is_too_large_is_refused(upload, app, store, monkeypatch):
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 5_000)
    answer = upload(MENDED)
    assert answer.status_code == 413
    assert versions(store) == []


def test_names_in_a_model_and_of_a_file_are_text(analyst, upload):
    hostile = MENDED.replace(b"Take the request", b"&lt;script&gt;alert(1)&lt;/script&gt;")
    name = "<script>alert(2)</script>.bpmn"
    shown = analyst.get(upload(hostile, name).headers["Location"]).get_data(as_text=True)
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert(1)" in shown
    refused = upload(b"<a>" + HOSTILE, name).get_data(as_text=True)
    assert "<script>alert" not in refused
    assert "<img" not in refused


def test_without_a_file_or_a_service_the_page_says_so(analyst):
    answer = analyst.send("/processes/upload", {"service_id": ""})
    assert answer.status_code == 422
    page = page_of(answer)
    assert page.xpath("//div[@role='alert' or contains(@class, 'govuk-error-summary')]//li/a/@href") == [
        "#service_id",
        "#file",
    ]
    assert "Choose one model" in page.xpath("string(//p[@id='file-error'])")
    assert page.xpath("string(//title)").startswith("Error:")


def test_a_step_that_looks_renamed_is_proposed_and_keeps_its_key_once_confirmed(analyst, upload, store):
    upload(MENDED)
    waiting = upload(RENAMED).headers["Location"]
    page = page_of(analyst.get(waiting))
    assert page.xpath("//select[@name='became:take_request']/option[@selected]/@value") == ["to:note_request"]
    assert page.xpath("//select[@name='became:take_request']/option[last()]/text()") == ["It is no longer done"]
    assert "keeps its marks and how far it has moved, if you say which step it is now" in page.text_content()
    assert len(versions(store)) == 1
    done = analyst.send(waiting, {"became:take_request": "to:note_request"})
    assert done.headers["Location"] == f"/versions/{versions(store)[0].id}"
    with unit_of_work(store) as work:
        keys = {step.element: step.step_key for step in definitions.steps(work, versions(store)[0].id)}
    assert keys["note_request"] == "take_request"
    assert analyst.get(waiting).status_code == 404


def test_a_lost_step_that_no_new_one_looks_like_is_gone_only_when_the_analyst_says_so(analyst, upload, store):
    upload(MENDED)
    other = MENDED.replace(b"tell_answer", b"weigh_gravel")
    other = other.replace(b"Tell the customer the answer", b"Weigh the gravel")
    waiting = upload(other).headers["Location"]
    assert page_of(analyst.get(waiting)).xpath("//select[@name='became:tell_answer']/option[1]/@value") == [""]
    assert analyst.send(waiting, {"became:tell_answer": ""}).status_code == 422
    assert len(versions(store)) == 1
    assert analyst.send(waiting, {"became:tell_answer": "gone"}).status_code == 303


def test_a_live_step_goes_only_when_the_analyst_says_so(analyst, upload, store, monkeypatch):
    upload(MENDED)
    live(monkeypatch, "take_request")
    waiting = upload(RENAMED).headers["Location"]
    said = words_of(analyst.get(waiting))
    assert "does this step today. If it is no longer done, its marks and its move end with it." in said
    refused = analyst.send(waiting, {"became:take_request": ""})
    assert refused.status_code == 422
    assert "Say what became of “Take the request”" in words_of(refused)
    assert len(versions(store)) == 1
    assert analyst.send(waiting, {"became:take_request": "gone"}).status_code == 303
    assert len(versions(store)) == 2


def test_what_is_sent_for_a_step_must_be_one_of_the_choices(analyst, upload):
    upload(MENDED)
    waiting = upload(RENAMED).headers["Location"]
    assert analyst.send(waiting, {"became:take_request": "to:<script>"}).status_code == 422


def test_two_steps_cannot_become_one(analyst, upload):
    upload(MENDED)
    fewer = RENAMED.replace(b"tell_answer", b"say_answer").replace(b"Tell the customer the answer", b"Phone")
    waiting = upload(fewer).headers["Location"]
    both = {"became:take_request": "to:note_request", "became:tell_answer": "to:note_request"}
    answer = analyst.send(waiting, both)
    assert answer.status_code == 422
    assert "Two steps cannot both have become" in words_of(answer)


def test_marks_in_a_file_are_shown_and_changed_only_once_confirmed(analyst, upload, council, store):
    marked = MODEL.replace('target="2 working days"', 'target="3 working days"').encode()
    waiting = upload(marked).headers["Location"]
    assert "Target: 3 working days, before: 2 working days" in words_of(analyst.get(waiting))
    with unit_of_work(store) as work:
        assert definitions.marks_of(work, council.process_id)["take"].target == "2 working days"
    analyst.send(waiting, {"marks": "yes", "seen": seen_on(analyst.get(waiting))})
    with unit_of_work(store) as work:
        assert definitions.marks_of(work, council.process_id)["take"].target == "3 working days"


def test_a_mark_that_somebody_changed_since_the_page_was_opened_is_not_overwritten_unseen(
    analyst, upload, council, store
):
    waiting = upload(MODEL.replace('target="2 working days"', 'target="3 working days"').encode()).headers["Location"]
    seen = seen_on(analyst.get(waiting))
    with unit_of_work(store) as work:
        change = {"take": {"target": "5 working days"}}
        definitions.set_marks(work, council.process_id, change, by=SYSTEM, reason="Agreed")

    for late in (seen, "", "[]"):
        answer = analyst.send(waiting, {"marks": "yes", "seen": late})
        assert answer.status_code == 409
        told = words_of(answer)
        assert "changed the mark of “Take the report”" in told
        assert "It says now: " in told
        assert "Target: 3 working days, before: 5 working days" in told
    with unit_of_work(store) as work:
        assert definitions.marks_of(work, council.process_id)["take"].target == "5 working days"
    assert analyst.send(waiting, {"marks": "yes", "seen": seen_on(answer)}).status_code == 303
    with unit_of_work(store) as work:
        assert definitions.marks_of(work, council.process_id)["take"].target == "3 working days"


def test_an_upload_can_be_forgotten_and_is_nobody_elses(analyst, upload, browser, council, store):
    upload(MENDED)
    waiting = upload(RENAMED).headers["Location"]
    with unit_of_work(store) as work:
        otto = person(work, "otto", "analyst")
    assert browser(otto).get(waiting).status_code == 404
    assert analyst.send(f"{waiting}/discard").status_code == 303
    assert analyst.get(waiting).status_code == 404


def test_decisions_come_with_the_model_and_wait_for_approval(upload, store, council):
    table = (Path(__file__).parents[4] / "processes/revenues/council-tax-move/council-tax-move.dmn").read_bytes()
    assert upload(MENDED, attached=(io.BytesIO(table), "rules.dmn")).status_code == 303
    with unit_of_work(store) as work:
        rows = definitions.decision_rows(work, service_ids=[council.service_id])
    assert rows
    assert {row.approved_at for row in rows} == {None}


def test_decisions_that_come_with_a_model_may_import_each_other_and_what_is_there(analyst, upload, store, council):
    with unit_of_work(store) as work:
        definitions.deploy_decision(work, library("2"), service_id=council.service_id, by=SYSTEM)
    assert upload(MENDED, attached=(io.BytesIO(importer()), "fees.dmn")).status_code == 303
    both = [(io.BytesIO(importer("urn:own")), "a.dmn"), (io.BytesIO(library("3", namespace="urn:own")), "b.dmn")]
    assert upload(MENDED.replace(b"Note", b"Write"), attached=both).status_code == 303
    with unit_of_work(store) as work:
        rows = definitions.decision_rows(work, service_ids=[council.service_id])
    assert sorted((row.key, row.number) for row in rows) == [("fee", 1), ("fee", 2), (MONEY, 1), ("urn:own", 1)]


def test_a_decision_that_cannot_be_read_refuses_the_whole_upload(upload, store):
    answer = upload(MENDED, attached=(io.BytesIO(b"<x/>"), "rules.dmn"))
    assert answer.status_code == 422
    assert "rules.dmn: This is not a DMN model" in words_of(answer)
    assert versions(store) == []


def test_a_variant_serves_areas_that_no_other_serves(analyst, upload, store):
    upload(MENDED, variant="north", areas="north, moor")
    assert versions(store)[0].areas == ("moor", "north")
    answer = upload(MENDED, variant="east", areas="moor")
    assert answer.status_code == 422
    assert page_of(answer).xpath("//p[@id='areas-error']")


def test_somebody_who_does_not_upload_is_refused(council, browser):
    assert browser(council.adviser).get("/processes/upload").status_code == 403
    assert browser(council.head).send("/processes/upload", {}).status_code == 403


def test_a_service_of_somebody_else_is_not_offered(upload, store):
    answer = upload(MENDED, service_id="999")
    assert answer.status_code == 422
    assert versions(store) == []


def test_the_sample_and_its_mended_twin_are_compared_by_what_was_mended(analyst, upload):
    before = upload(SAMPLE).headers["Location"].rpartition("/")[2]
    after = upload(MENDED).headers["Location"]
    words = words_of(analyst.get(f"{after}/compare/{before}"))
    assert "1 finding mended, 0 new, 0 still there." in words
    assert "Which kind of road? Look at the place no condition if no other condition holds" in words


def test_the_versions_table_leads_to_each_comparison_once(analyst, upload):
    upload(SAMPLE)
    upload(MENDED)
    shown = upload(RENAMED.replace(b"note_request", b"take_request")).headers["Location"]
    leads_to = page_of(analyst.get(shown)).xpath("//a[contains(@href, '/compare/')]/@href")
    assert len(leads_to) == len(set(leads_to)) == 3
