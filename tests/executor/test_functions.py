"""The functions that a model may ask for, through a real case and the worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import audit, cases, connectors, contacts, notices
from engine.cases import Begun
from engine.clock import FixedClock
from engine.connectors import Desk
from engine.connectors.callables import add_line, tell_customer
from engine.executor.desk import JobDesk
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import found_council
from tests.executor.conftest import given, kept, mapped
from tests.jobs import asking


def test_every_function_says_what_it_does_and_its_fields():
    assert set(connectors.functions()) == {"add-line", "count-working-days", "find-property", "tell-customer"}
    for name, function in connectors.functions().items():
        assert connectors.says(name).endswith(".")
        assert len({field.key for field in (*function.TAKES, *function.GIVES)}) == len(function.TAKES + function.GIVES)


def test_find_property_gives_what_the_council_knows_of_a_place(store: Store, found, begin, turn, data):
    council = found(
        mapped("bpr:find-property", given("uprn", "=payer"), kept("street", "=address"), kept("ok", "=found"))
    )
    with unit_of_work(store) as work:
        contacts.keep_property(work, uprn="100012345678", address="1 High Street", postcode="NM1 1AA", area="east")
    known, unknown = begin(council, payer="100012345678"), begin(council, payer="100099999999")

    assert turn() == 2

    assert {name: data(council, known)[name] for name in ("street", "ok")} == {"street": "1 High Street", "ok": True}
    assert {name: data(council, unknown)[name] for name in ("street", "ok")} == {"street": None, "ok": False}


def test_holidays_are_no_working_days_and_an_answer_is_kept_by_its_own_names(found, begin, turn, data):
    council = found(mapped("bpr:count-working-days", given("from_date", "2026-12-23"), given("to_date", "2026-12-30")))
    case_id = begin(council)

    turn()

    assert data(council, case_id)["working_days"] == 3, "24, 29 and 30 December; Christmas and its Monday are holidays"


def test_a_function_without_a_mapping_is_given_what_the_case_calls_like_its_inputs(store: Store, begin, turn, data):
    model = asking(mapped("bpr:add-line")).replace('id="payer"', 'id="line"')
    council = found_council(store, model)
    case_id = begin(council, amount=1, line="Half of it is paid")

    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT inputs FROM case_job")).scalar_one() == {"line": "Half of it is paid"}
    turn()

    with reading(store) as work:
        (line,) = audit.entries(work, case_id=case_id, action="case:line:added")
    assert line.reason == "Half of it is paid"


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [("2026-11-18", "2026-11-25", 5), ("2026-11-20", "2026-11-22", 0), ("2026-11-25", "2026-11-18", 0)],
)
def test_count_working_days(found, begin, turn, data, first: str, last: str, days: int):
    council = found(
        mapped(
            "bpr:count-working-days",
            given("from_date", first),
            given("to_date", last),
            given("calendar", "england-mon-fri-9-17"),
            kept("days", "=working_days"),
        )
    )
    case_id = begin(council)

    turn()

    assert data(council, case_id)["days"] == days


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [("from_date", "soon", "date"), ("calendar", "moon", "no calendar"), ("to_date", "2099-01-01", "ten years")],
)
def test_what_a_function_cannot_take_makes_the_case_stuck_at_once(found, begin, turn, look, name, value, why):
    inputs = {"from_date": "2026-11-18", "to_date": "2026-11-25", name: value}
    council = found(mapped("bpr:count-working-days", *(given(key, text) for key, text in inputs.items())))
    case_id = begin(council)

    turn()

    case = look(council, case_id)
    assert (case.status, why in case.incident.cause) == ("stuck", True)


def test_tell_customer_goes_through_the_outbox_once(store: Store, clock: FixedClock, found, begin, turn, data):
    council = found(mapped("bpr:tell-customer", given("subject", "Your request"), given("words", '="Dear " + payer')))
    with unit_of_work(store) as work:
        customer = contacts.add_customer(work, name="Quill", email="quill@example.org", by=SYSTEM)
        silent = contacts.add_customer(work, name="Nib", phone="01632 960001", by=SYSTEM)
    told = begin(council, Begun(customer_id=customer.id), payer="Quill")
    untold = begin(council, Begun(customer_id=silent.id), payer="Nib")
    unknown = begin(council, payer="somebody")

    assert turn() == 3

    assert [data(council, case_id)["told"] for case_id in (told, untold, unknown)] == [True, False, False]
    with reading(store) as work:
        (notice,) = notices.list_notices(work)
        assert (notice.recipient, notice.subject, notice.case_id) == ("quill@example.org", "Your request", told)
        assert notices.body_of(work, notice.id) == "Dear Quill"


def test_what_a_function_did_before_its_worker_died_is_done_once(
    store: Store, clock: FixedClock, found, begin, turn, look, data
):
    """The worker dies after the function had run and before its answer was taken."""
    council = found(mapped("bpr:tell-customer", given("subject", "Hello"), given("words", "Words")))
    with unit_of_work(store) as work:
        customer = contacts.add_customer(work, name="Quill", email="quill@example.org", by=SYSTEM)
    case_id = begin(council, Begun(customer_id=customer.id))
    with unit_of_work(store) as work:
        (job,) = cases.claim_due(work, worker="dies", most=1, lock_for=timedelta(minutes=2), by=SYSTEM)
    connectors.perform(job.topic, job.inputs, JobDesk(store, job))
    with reading(store) as work:
        assert not notices.list_notices(work), "a notice is written with the answer, or not at all"
    assert turn() == 0, "the job is still the dead worker's"
    clock.advance(timedelta(minutes=2))

    assert turn() == 1

    with reading(store) as work:
        assert len(notices.list_notices(work)) == 1
        assert len(audit.entries(work, case_id=case_id, action="case:job:done")) == 1


@pytest.mark.parametrize("topic", ["tell-customer", "add-line"])
def test_of_a_case_that_was_closed_meanwhile_nothing_is_told_or_written(
    monkeypatch: pytest.MonkeyPatch, store: Store, found, begin, turn, topic: str
):
    function = {"tell-customer": tell_customer, "add-line": add_line}[topic]
    inputs = {"tell-customer": ("subject", "words"), "add-line": ("line",)}[topic]
    council = found(mapped(f"bpr:{topic}", *(given(name, "Words") for name in inputs)))
    with unit_of_work(store) as work:
        customer = contacts.add_customer(work, name="Quill", email="quill@example.org", by=SYSTEM)
    case_id = begin(council, Begun(customer_id=customer.id))
    run = function.run

    def run_and_close(given: Mapping[str, object], desk: Desk) -> Mapping[str, object]:
        answered = run(given, desk)
        with unit_of_work(store) as work:
            cases.close(work, case_id, as_="withdrawn", reason="They rang", by=council.adviser)
        return answered

    monkeypatch.setattr(function, "run", run_and_close)

    assert turn() == 1

    with reading(store) as work:
        assert not notices.list_notices(work)
        assert audit.entries(work, case_id=case_id, action="case:line:added") == []


def test_add_line_writes_on_the_timeline(store: Store, found, begin, turn):
    council = found(mapped("bpr:add-line", given("line", '="Worked out for " + payer')))
    case_id = begin(council, payer="Quill")

    turn()

    with reading(store) as work:
        (line,) = audit.entries(work, case_id=case_id, action="case:line:added")
    assert (line.reason, line.by) == ("Worked out for Quill", None)
    with store.engine.connect() as connection:
        assert connection.execute(text("SELECT inputs FROM case_job")).scalar_one() == {}
