"""Connectors of other tools run as calls of this program; what the other system answers takes the way drawn for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine.clock import FixedClock
from engine.definitions import lint
from engine.store import Store
from tests.council import Council, found_council
from tests.executor.conftest import calls
from tests.executor.connectors import camunda_7, camunda_8, entries
from tests.jobs import asking
from tests.serving import Reply, Served

AMOUNT = '{"sum": ${amount}}'


@pytest.fixture(autouse=True)
def allowed(server: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever uploads a model sees whether its host is allowed here."""
    monkeypatch.setenv("BPR_HTTP_HOSTS", server.url)


@pytest.fixture
def found_model(store: Store) -> Callable[[str], Council]:
    """The council with this model live."""
    return lambda model: found_council(store, model)


def test_the_http_connector_of_camunda_7_is_a_call(server: Served, found, begin, turn, data):
    server.answer = lambda _asked: Reply(201, b'{"receipt": "R-1"}')
    job = camunda_7(
        url=f"{server.url}/pay/${{payer}}?n=1",
        method="POST",
        headers=entries(Content_Type="application/json", X_Case="no ${amount}"),
        payload=AMOUNT,
        outputs={"receipt": "${response.receipt}", "said": "${statusCode}"},
    )

    council = found(job)
    case_id = begin(council, amount=12, payer="quill")
    assert turn() == 1

    (asked,) = server.calls
    assert (asked.method, asked.path, asked.body) == ("POST", "/pay/quill?n=1", b'{"sum": 12}')
    assert (asked.headers["Content-Type"], asked.headers["X-Case"]) == ("application/json", "no 12")
    assert asked.headers["Idempotency-Key"]
    known = data(council, case_id)
    assert (known["receipt"], known["said"]) == ("R-1", 201)


def test_who_reads_the_status_is_answered_whatever_it_is_as_in_camunda_7(server: Served, found, begin, turn, data):
    server.answer = lambda _asked: Reply(503, b'{"why": "closed"}')
    council = found(
        camunda_7(url=server.url, method="GET", outputs={"said": "${statusCode}", "why": "${response.why}"})
    )
    case_id = begin(council)
    turn()
    assert [data(council, case_id)[name] for name in ("said", "why")] == [503, "closed"]


def test_the_rest_connector_of_camunda_8_is_a_call(server: Served, found, begin, turn, data):
    server.answer = lambda _asked: Reply(200, b'{"receipt": "R-1", "left": 3}')
    job = camunda_8(
        inputs={
            "method": "POST",
            "url": f'="{server.url}/pay/" + payer',
            "headers": '={"X-Case": "seven"}',
            "queryParameters": "={n: 1}",
            "body": "={sum: amount}",
        },
        headers={
            "resultVariable": "answer",
            "resultExpression": "={receipt: response.body.receipt, enough: response.status = 200 and amount > 3}",
        },
    )

    council = found(job)
    case_id = begin(council, amount=12, payer="quill")
    assert turn() == 1

    (asked,) = server.calls
    assert (asked.method, asked.path, asked.body) == ("POST", "/pay/quill?n=1", b'{"sum":12}')
    assert asked.headers["X-Case"] == "seven"
    known = data(council, case_id)
    assert (known["receipt"], known["enough"], known["answer"]["body"]["left"]) == ("R-1", True, 3)


@pytest.mark.parametrize(
    "drawn", [camunda_7(url="URL", method="GET"), camunda_8(inputs={"url": "URL", "method": "GET"})]
)
def test_what_a_connector_is_read_as_is_told_when_it_is_uploaded(server: Served, settings, drawn: str):
    report = lint(asking(drawn.replace("URL", server.url)).encode())

    assert report.stage == "live"
    (told,) = [change for change in report.changes if change.rule == "connector-read"]
    assert (told.element, told.blocks_live) == ("pay", False)
    assert all(words in told.message for words in ("connector of Camunda", "call of this program", server.url))
    (said,) = [finding for finding in report.findings if finding.rule == "service-step"]
    assert (said.severity, "which is allowed" in said.message) == ("info", True)


@pytest.mark.parametrize(
    "drawn",
    [
        camunda_7(url="https://elsewhere.example/x", method="GET"),
        camunda_8(inputs={"url": "https://elsewhere.example/x"}),
    ],
)
def test_a_connector_to_a_host_that_is_not_allowed_keeps_the_model_a_walk_through(drawn: str):
    report = lint(asking(drawn).encode())
    (said,) = [finding for finding in report.findings if finding.rule == "service-step"]
    assert (report.stage, said.severity, said.element) == ("check", "must-fix", "pay")
    assert "elsewhere.example, which is not on the list" in said.message


A = {"url": "https://a.example"}
SECRET = '={"X-Key": "{{secrets.TOKEN}}"}'


@pytest.mark.parametrize(
    ("drawn", "why"),
    [
        (camunda_7(url="https://a.example", connector="soap-http-connector"), "'soap-http-connector' is not run here"),
        (camunda_7(url="https://a.example", payload="${S(order).prop('x')}"), "cannot be written as FEEL"),
        (camunda_7(url="https://a.example/${a.b()}"), "cannot be written as FEEL"),
        (camunda_7(url='<camunda:script scriptFormat="groovy">x</camunda:script>'), "never runs here"),
        (camunda_7(url="https://a.example", headers=entries(Authorization="Basic abc")), "header Authorization"),
        (camunda_7(url="https://a.example", outputs={"all": "${headers}"}), "keeps headers"),
        (camunda_7(url="https://a.example", proxy="x"), "input 'proxy'"),
        (camunda_8(inputs=A | {"authentication.type": "bearer"}), "signs in"),
        (camunda_8(inputs=A | {"authentication.token": "x"}), "signs in"),
        (camunda_8(inputs=A | {"headers": '={"Authorization": "x"}'}), "header Authorization"),
        (camunda_8(inputs=A | {"headers": SECRET}), "secret of another tool"),
        (camunda_8(inputs=A | {"cookieJar": "x"}), "input 'cookieJar'"),
        (camunda_8(inputs=A | {"body": "={a: }"}), "is not FEEL"),
        (camunda_8(inputs=A, headers={"errorExpression": "=if true then null"}), "error event"),
        (camunda_8(inputs=A, headers={"resultExpression": "=response.body"}), "named values"),
        (camunda_8(inputs=A, headers={"wonder": "1"}), "task header 'wonder'"),
    ],
)  # fmt: skip
def test_a_connector_that_cannot_be_read_so_is_refused_with_its_step_and_the_reason(drawn: str, why: str):
    report = lint(asking(drawn).encode())
    (said,) = [finding for finding in report.findings if finding.rule == "service-step"]
    assert (report.stage, said.severity, said.element) == ("check", "must-fix", "pay")
    assert why in said.message
    (changed,) = [change for change in report.changes if change.rule == "service-step"]
    assert (changed.element, why in changed.message) == ("pay", True)


def caught_by(code: str, url: str) -> str:
    """The council's model, whose call is caught by an error of this code."""
    return asking(calls(url)).replace('errorCode="no-funds"', f'errorCode="{code}"')


@pytest.mark.parametrize("code", ["404", "HTTP_404"])
def test_a_status_takes_the_way_that_is_drawn_for_it(server: Served, found_model, begin, turn, look, code: str):
    server.answer = lambda _asked: Reply(404)
    council = found_model(caught_by(code, server.url))
    case_id = begin(council)

    assert turn() == 1

    assert (look(council, case_id).next_action, len(server.calls)) == ("Agree another way", 1)


def test_a_status_that_would_be_tried_again_goes_there_at_once_when_it_is_about_the_request(
    server: Served, found_model, begin, turn, look
):
    server.answer = lambda _asked: Reply(409)
    council = found_model(caught_by("409", server.url))
    case_id = begin(council)
    turn()
    assert (look(council, case_id).next_action, len(server.calls)) == ("Agree another way", 1)


def test_trouble_of_the_other_system_goes_there_when_no_retry_is_left(
    server: Served, clock: FixedClock, found_model, begin, turn, look
):
    server.answer = lambda _asked: Reply(503)
    council = found_model(caught_by("503", server.url))
    case_id = begin(council)
    for _ in range(3):
        assert look(council, case_id).status == "waiting"
        turn()
        clock.advance(timedelta(hours=2))
    assert (look(council, case_id).next_action, len(server.calls)) == ("Agree another way", 3)


@pytest.mark.parametrize("code", ["500", "HTTP404", "no-funds"])
def test_a_status_that_nothing_is_drawn_for_makes_the_case_stuck(
    server: Served, found_model, begin, turn, look, code: str
):
    server.answer = lambda _asked: Reply(404)
    council = found_model(caught_by(code, server.url))
    case_id = begin(council)
    turn()
    assert look(council, case_id).status == "stuck"


def test_an_error_event_that_catches_everything_is_not_for_statuses(server: Served, found_model, begin, turn, look):
    server.answer = lambda _asked: Reply(404)
    model = caught_by("404", server.url).replace(' errorRef="no_funds"', "")
    council = found_model(model)
    case_id = begin(council)
    turn()
    assert look(council, case_id).status == "stuck"
