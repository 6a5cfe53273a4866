"""Messages from outside reach the one case that waits for them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import audit, cases, people
from engine.bpmn import fits
from engine.cases import Sent, Started
from engine.errors import Conflict, NotFound, NotPermitted, Refused, TooLarge
from engine.people import Actor
from engine.store import Store, reading, unit_of_work
from tests.council import Council, person

Begin = Callable[..., Started]
Send = Callable[..., Sent]


def test_a_case_that_waits_for_a_message_names_it_and_keeps_a_promised_date(
    store: Store, council: Council, waiting: Begin
):
    started = waiting()

    with reading(store) as work:
        case = cases.case(work, started.id, by=council.adviser)
    assert (case.status, case.next_action) == ("waiting", "Wait for the message “Parts arrived”")
    assert case.promised_at == case.fulfil_by


def test_a_message_moves_the_case_with_that_reference_on(
    store: Store, council: Council, outside: Actor, waiting: Begin, send: Send
):
    waiting()
    started = waiting()

    sent = send(reference=started.reference.lower(), payload={"lorry": "7"})

    assert sent.settled is not None
    assert (sent.case_id, sent.reference, sent.settled.status) == (started.id, started.reference, "open")
    with reading(store) as work:
        case = cases.case(work, started.id, by=council.adviser)
        (entry,) = audit.entries(work, case_id=started.id, action="case:message:delivered")
    assert case.next_action == "Repair it"
    assert (entry.by, entry.facts) == (outside.user_id, {"message": "Parts arrived", "fields": ["lorry"]})


def test_a_message_finds_its_case_by_keys_of_its_data(waiting: Begin, send: Send):
    waiting(depth=50)
    started = waiting(depth=60)

    assert send(keys={"depth": 60}).case_id == started.id


@pytest.mark.parametrize("keys", [{"depth": 61}, {"depth": "60"}, {"depth": 60, "finding": "crack"}, {"height": 60}])
def test_a_message_reaches_no_case_unless_all_its_keys_are_equal(
    store: Store, council: Council, waiting: Begin, send: Send, keys: dict[str, object]
):
    started = waiting(depth=60)

    assert send(keys=keys).case_id is None
    with reading(store) as work:
        assert cases.case(work, started.id, by=council.adviser).status == "waiting"


_VALUES = st.one_of(st.integers(0, 3), st.sampled_from(["0", "1", "a", "A"]), st.booleans(), st.floats(0, 3))
_DATA = st.dictionaries(st.sampled_from("abc"), _VALUES, max_size=3)


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow])
@given(known=_DATA, keys=_DATA)
def test_what_fits_is_what_has_every_key_with_an_equal_value_of_its_kind(
    known: dict[str, object], keys: dict[str, object]
):
    def kind(value: object) -> str:
        return "flag" if isinstance(value, bool) else "text" if isinstance(value, str) else "number"

    wanted = {(key, kind(value), value) for key, value in keys.items()}
    assert fits(known, keys) == (wanted <= {(key, kind(value), value) for key, value in known.items()})


def test_a_message_that_fits_several_cases_reaches_none_and_is_not_kept(
    store: Store, council: Council, waiting: Begin, send: Send
):
    started = [waiting(), waiting()]

    with pytest.raises(Conflict, match="2 cases wait"):
        send(keys={"depth": 50})

    assert cases.deliver_due_messages(store) == 0
    with reading(store) as work:
        assert {cases.case(work, one.id, by=council.adviser).status for one in started} == {"waiting"}


def test_a_message_for_nobody_in_particular_is_refused(waiting: Begin, send: Send):
    waiting()

    with pytest.raises(Refused, match="which case"):
        send()


def test_a_name_that_no_process_listens_to_is_told(waiting: Begin, send: Send):
    waiting()

    with pytest.raises(NotFound, match="No process listens to a message “Part arrived”"):
        send(name="Part arrived", keys={"depth": 50})


def test_a_reference_of_no_case_or_of_an_ended_one_is_told(store: Store, council: Council, waiting: Begin, send: Send):
    ended = waiting()
    with unit_of_work(store) as work:
        cases.close(work, ended.id, as_="withdrawn", reason="Moved away", by=council.adviser)

    with pytest.raises(NotFound, match="no case with the reference ABCD-2345"):
        send(reference="abcd 2345")
    with pytest.raises(Conflict, match="has ended"):
        send(reference=ended.reference)


@pytest.mark.parametrize(
    ("payload", "where"),
    [
        ({"paid_with": "4111 1111 1111 1111"}, "payload.paid_with"),
        ({"paid": {"with": [{"card": 4111111111111111}]}}, "payload.paid"),
        ({"4111-1111-1111-1111": True}, "payload"),
    ],
)
def test_a_message_with_a_card_number_in_it_is_not_taken(
    store: Store, council: Council, waiting: Begin, send: Send, payload: dict[str, object], where: str
):
    started = waiting()

    with pytest.raises(Refused) as caught:
        send(reference=started.reference, payload=payload)

    (problem,) = caught.value.problems
    assert (problem.where, "card number" in problem.message) == (where, True)
    with reading(store) as work:
        assert cases.case(work, started.id, by=council.adviser).status == "waiting"


@pytest.mark.parametrize("name", ["typename", "__class__"])
@pytest.mark.parametrize("part", ["keys", "payload"])
def test_names_that_may_not_be_used_are_refused_even_if_nobody_waits_yet(send: Send, part: str, name: str):
    letter = {"keys": {"depth": 1}, "payload": {}}

    with pytest.raises(Refused, match="a key that may not be used"):
        send(**{**letter, part: {name: "x"}})


@pytest.mark.parametrize("value", [None, [1], {"a": 1}, "x" * 201])
def test_a_key_is_a_short_text_a_number_or_yes_or_no(send: Send, value: object):
    with pytest.raises(Refused) as caught:
        send(keys={"depth": value})
    assert [problem.where for problem in caught.value.problems] == ["keys.depth"]


def test_a_payload_that_is_too_large_is_refused(send: Send):
    with pytest.raises(TooLarge, match="200,000 bytes"):
        send(keys={"depth": 1}, payload={"a": "x" * 100_000, "b": "y" * 100_000})


@pytest.mark.parametrize("wait", [timedelta(), timedelta(days=91)])
def test_a_message_is_kept_for_a_while_and_not_for_ever(send: Send, wait: timedelta):
    with pytest.raises(Refused, match="at most 90 days"):
        send(keys={"depth": 1}, wait=wait)


def test_only_who_may_send_messages_reaches_a_case(store: Store, council: Council, waiting: Begin, send: Send):
    started = waiting()

    with pytest.raises(NotPermitted):
        send(by=council.adviser, reference=started.reference)


def test_who_may_send_to_one_service_reaches_no_case_of_another(
    store: Store, council: Council, waiting: Begin, send: Send
):
    started = waiting()
    with unit_of_work(store) as work:
        service = people.create_service(work, "planning", "Planning", by=people.SYSTEM)
        other = person(work, "planners", "service_account", service_id=service.id)

    with pytest.raises(NotFound, match="that you may send messages to"):
        send(by=other, reference=started.reference)
    assert send(by=other, keys={"depth": 50}).case_id is None
    assert cases.deliver_due_messages(store) == 1, "it is looked at,"
    with reading(store) as work:
        assert cases.case(work, started.id, by=council.adviser).status == "waiting", "and still not for this case"
