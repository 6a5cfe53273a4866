"""Calls over HTTP to a real server: who may be called, what goes with a call, and every way in which it can fail."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import orjson
import pytest

from engine.connectors import NotDone, http
from engine.settings import Settings, read_settings
from tests.serving import Reply, Served, serving

NOW = datetime(2026, 11, 18, 10, 0, tzinfo=UTC)
KEY = "5b0f0b0e-0000-4000-8000-000000000001"


@pytest.fixture
def server() -> Iterator[Served]:
    with serving() as served:
        yield served


def settings(server: Served, **environ: str) -> Settings:
    """Settings that allow the server of the test."""
    return read_settings({"BPR_HTTP_HOSTS": f"api.example.org, {server.url}", **environ})


def call(server: Served, path: str = "/bills", allow: Settings | None = None, **inputs: Any) -> dict[str, object]:
    """Make a call to the server."""
    given = {"url": f"{server.url}{path}", **inputs}
    return http.call(given, KEY, allow or settings(server), now=NOW)


def test_a_call_sends_json_with_the_key_of_its_job_and_gives_status_and_body(server: Served):
    server.answer = lambda _asked: Reply(201, b'{"receipt": "R-1", "sum": 12.5}')

    found = call(server, body={"amount": 12, "to": ["a"]}, query={"site": "east gate", "none": None})

    assert found == {"status": 201, "body": {"receipt": "R-1", "sum": 12.5}}
    (asked,) = server.calls
    assert (asked.method, asked.path) == ("POST", "/bills?site=east+gate")
    assert orjson.loads(asked.body) == {"amount": 12, "to": ["a"]}
    assert asked.headers["Idempotency-Key"] == KEY
    assert asked.headers["Content-Type"] == "application/json"


def test_without_a_body_it_asks_and_headers_of_the_model_go_with_it(server: Served):
    assert call(server, headers={"X-Version": "2", "Accept": "text/csv"}) == {"status": 200, "body": {}}

    (asked,) = server.calls
    assert (asked.method, asked.headers["X-Version"], asked.headers["Accept"]) == ("GET", "2", "text/csv")


def test_a_text_is_sent_as_it_is_by_the_method_of_the_model(server: Served):
    call(server, method="put", body="<a/>", headers={"content-type": "application/xml"})

    (asked,) = server.calls
    assert (asked.method, asked.body, asked.headers["content-type"]) == ("PUT", b"<a/>", "application/xml")


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://api.example.org:444/",
        "https://api.example.org.evil.example/",
        "http://api.example.org/",
        "https://api.example.org@evil.example/",
        "https://user:word@api.example.org/",
        "http://169.254.169.254/latest",
        "http://localhost/",
        "file:///etc/passwd",
        "ftp://api.example.org/",
        "//api.example.org/",
        "/bills",
        "",
        "https://[::1",
        "https://api.example.org:port/",
    ],
)
def test_only_what_is_allowed_is_called(server: Served, url: str):
    with pytest.raises(NotDone) as refused:
        call(server, url=url)

    assert refused.value.permanent
    assert server.calls == []


def test_nothing_is_allowed_where_nothing_is_said(server: Served):
    with pytest.raises(NotDone, match="BPR_HTTP_HOSTS"):
        call(server, allow=read_settings({}))


def test_plain_http_is_for_this_machine_even_when_more_is_written():
    with pytest.raises(NotDone, match="not on the list"):
        http.call(
            {"url": "http://api.example.org/"},
            KEY,
            read_settings({"BPR_HTTP_HOSTS": "http://api.example.org"}),
            now=NOW,
        )


def test_a_secret_goes_by_name_to_its_own_host_only(server: Served):
    allow = settings(server, BPR_SECRET_BANK=f"{server.host} Bearer s3cr3t", BPR_SECRET_OTHER="api.example.org x-key")

    call(server, allow=allow, secret="bank")
    call(server, allow=allow, secret="BANK", secret_header="X-Api-Key")

    assert server.calls[0].headers["Authorization"] == "Bearer s3cr3t"
    assert server.calls[1].headers["X-Api-Key"] == "Bearer s3cr3t"
    for name in ("other", "unknown"):
        with pytest.raises(NotDone) as refused:
            call(server, allow=allow, secret=name)
        assert refused.value.permanent
        assert "x-key" not in refused.value.message
    assert "s3cr3t" not in repr(allow)


@pytest.mark.parametrize(
    "name", ["Host", "authorization", "Idempotency-Key", "Content-Length", "Cookie", "a b", "a\r\nb"]
)
def test_a_model_sets_no_header_that_is_not_its_own(server: Served, name: str):
    with pytest.raises(NotDone) as refused:
        call(server, headers={name: "x"})

    assert refused.value.permanent
    assert server.calls == []


@pytest.mark.parametrize(
    "inputs",
    [
        {"headers": {"X": "a\r\nEvil: 1"}},
        {"headers": {"X": "é"}},
        {"headers": "x"},
        {"query": [1]},
        {"method": "TRACE"},
        {"method": 3},
        {"accept": ["ok"]},
        {"verify": False},
        {"url": 3},
    ],
)
def test_inputs_that_make_no_call_are_refused_for_good(server: Served, inputs: dict[str, Any]):
    with pytest.raises(NotDone) as refused:
        call(server, **inputs)

    assert refused.value.permanent
    assert server.calls == []


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 422])
def test_what_the_system_will_never_do_is_not_repeated(server: Served, status: int):
    server.answer = lambda _asked: Reply(status, b'{"error": "Mrs Quill is unknown"}')

    with pytest.raises(NotDone) as failed:
        call(server)

    assert (failed.value.permanent, str(status) in failed.value.message) == (True, True)
    assert "Quill" not in failed.value.message


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
def test_what_may_work_later_is_tried_again(server: Served, status: int):
    server.answer = lambda _asked: Reply(status, b"")

    with pytest.raises(NotDone) as failed:
        call(server)

    assert (failed.value.permanent, failed.value.wait) == (False, None)


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(seconds=120)),
        ("0", timedelta(seconds=1)),
        (format_datetime(NOW + timedelta(minutes=3), usegmt=True), timedelta(minutes=3)),
        (format_datetime(NOW - timedelta(minutes=3), usegmt=True), timedelta(seconds=1)),
        ("99999999", timedelta(hours=24)),
        ("9" * 5000, None),
        ("soon", None),
        ("", None),
    ],
)
def test_a_wait_that_is_asked_for_is_kept(server: Served, text: str, wait: timedelta | None):
    server.answer = lambda _asked: Reply(503, b"", {"Retry-After": text})

    with pytest.raises(NotDone) as failed:
        call(server)

    assert failed.value.wait == wait


def test_a_status_that_the_model_takes_is_an_answer(server: Served):
    server.answer = lambda _asked: Reply(404, b'{"found": false}')

    assert call(server, accept=[200, 404]) == {"status": 404, "body": {"found": False}}


def test_no_redirect_is_followed(server: Served):
    server.answer = lambda _asked: Reply(302, b"", {"Location": f"{server.url}/elsewhere"})

    with pytest.raises(NotDone, match="redirect") as failed:
        call(server)

    assert (failed.value.permanent, len(server.calls)) == (True, 1)


@pytest.mark.parametrize(
    ("reply", "body"),
    [
        (Reply(204, b"", {}), None),
        (Reply(200, b" ", {}), None),
        (Reply(200, b"<html/>", {"Content-Type": "text/html"}), None),
        (Reply(200, b"[1]", {"Content-Type": "text/plain"}), [1]),
    ],
)
def test_what_is_no_json_is_not_taken(server: Served, reply: Reply, body: object):
    server.answer = lambda _asked: reply

    assert call(server)["body"] == body


@pytest.mark.parametrize("body", [b'{"a": ', b"NaN", b'{"a": Infinity}', b"\xff\xfe"])
def test_broken_json_is_tried_again(server: Served, body: bytes):
    server.answer = lambda _asked: Reply(200, body)

    with pytest.raises(NotDone, match="broken") as failed:
        call(server)

    assert not failed.value.permanent


def test_an_answer_that_is_too_large_is_given_up(server: Served):
    server.answer = lambda _asked: Reply(200, b'"' + b"x" * http.MOST_BYTES + b'"')

    with pytest.raises(NotDone, match="more than 1,000,000 bytes") as failed:
        call(server)

    assert failed.value.permanent


def test_a_system_that_is_slow_is_given_up(server: Served, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "_TIMEOUT", http.httpx.Timeout(0.2))
    server.answer = lambda _asked: Reply(wait=30)

    with pytest.raises(NotDone, match="in time") as failed:
        call(server)

    assert not failed.value.permanent


def test_a_system_that_answers_drop_by_drop_is_given_up(server: Served, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(http, "_SECONDS", 0.2)
    server.answer = lambda _asked: Reply(200, b'"' + b"x" * 10_000 + b'"', drip=0.02)

    with pytest.raises(NotDone, match="in time"):
        call(server)


def test_a_system_that_is_not_there_is_tried_again():
    with serving() as gone:
        allow = settings(gone)
    with pytest.raises(NotDone, match="could not be reached") as failed:
        call(gone, allow=allow)

    assert not failed.value.permanent


def test_addresses_do_not_go_to_the_log(server: Served, caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        call(server, query={"name": "Quillfeather"})

    assert "Quillfeather" not in caplog.text
