"""A POST with an Idempotency-Key is carried out once."""

from __future__ import annotations

import io
import threading

import pytest
from flask import Flask

from api.once import _hash_of_request
from engine.people import sites
from engine.store import Store, forget_answers, unit_of_work
from tests.api.checking import assert_problem

SITE = {"key": "kendal", "name": "Kendal"}


def keyed(key: str) -> dict[str, str]:
    return {"Idempotency-Key": key}


def test_the_same_request_again_gets_the_same_answer_and_does_nothing(store: Store, as_user):
    admin = as_user("administrator")
    first, second = (admin.post("/api/v1/sites", json=SITE, headers=keyed("k")) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert second.mimetype == "application/json"
    with unit_of_work(store) as work:
        assert len(sites(work)) == 1


def test_without_a_key_the_same_request_is_another_one(as_user):
    admin = as_user("administrator")
    assert admin.post("/api/v1/sites", json=SITE).status_code == 201
    assert_problem(admin.post("/api/v1/sites", json=SITE), 422, "already a site")


def test_a_key_serves_one_request_only(as_user):
    admin = as_user("administrator")
    admin.post("/api/v1/sites", json=SITE, headers=keyed("k"))
    other = admin.post("/api/v1/sites", json={"key": "barrow", "name": "Barrow"}, headers=keyed("k"))
    assert_problem(other, 422, "another request", where="Idempotency-Key")
    elsewhere = admin.post("/api/v1/services", json=SITE, headers=keyed("k"))
    assert_problem(elsewhere, 422, "another request")


def test_the_key_of_another_user_is_another_key(as_user):
    as_user("administrator").post("/api/v1/sites", json=SITE, headers=keyed("k"))
    answer = as_user("administrator").post("/api/v1/sites", json={"key": "b", "name": "B"}, headers=keyed("k"))
    assert answer.status_code == 201


def test_a_request_that_was_refused_leaves_its_key_free(as_user):
    admin = as_user("administrator")
    assert_problem(admin.post("/api/v1/sites", json={"key": "No"}, headers=keyed("k")), 422)
    assert admin.post("/api/v1/sites", json=SITE, headers=keyed("k")).status_code == 201


def test_an_answer_that_was_erased_is_not_given_and_nothing_is_done_again(store: Store, as_user):
    admin = as_user("administrator")
    admin.post("/api/v1/sites", json=SITE, headers=keyed("k"))
    with unit_of_work(store) as work:
        forget_answers(work)
    assert_problem(admin.post("/api/v1/sites", json=SITE, headers=keyed("k")), 409, "no longer kept")


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(as_user, key: str):
    response = as_user("administrator").post("/api/v1/sites", json=SITE, headers=keyed(key))
    assert_problem(response, 422, "1 to 200", where="Idempotency-Key")


def test_twins_at_the_same_moment_do_one_thing(app: Flask, store: Store, as_user):
    admin = as_user("administrator")
    header = {"Authorization": admin.environ_base["HTTP_AUTHORIZATION"], **keyed("k")}
    start, answers = threading.Barrier(4), []

    def send() -> None:
        start.wait(10)
        answers.append(app.test_client().post("/api/v1/sites", json=SITE, headers=header))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    with unit_of_work(store) as work:
        assert len(sites(work)) == 1


def test_a_file_is_the_same_request_whatever_separates_its_parts(app: Flask):
    def hashed(content: bytes, boundary: str) -> str:
        body = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.bpmn"\r\n\r\n'.encode()
            + content
            + f"\r\n--{boundary}--\r\n".encode()
        )
        kind = f"multipart/form-data; boundary={boundary}"
        with app.test_request_context(
            "/x", method="POST", input_stream=io.BytesIO(body), content_type=kind, content_length=len(body)
        ):
            return _hash_of_request()

    assert hashed(b"<a/>", "one") == hashed(b"<a/>", "two")
    assert hashed(b"<a/>", "one") != hashed(b"<b/>", "one")
