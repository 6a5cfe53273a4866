"""At-least-once delivery: tried until it works or is given up, by any number of workers."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine import audit
from engine.notices import count_waiting, deliver_due, erase, list_notices, wait_after
from engine.notices.channels import channels
from engine.notices.delivery import CLAIM, MAX_ATTEMPTS
from engine.store import reading, unit_of_work


def only(store):
    with reading(store) as work:
        (notice,) = list_notices(work)
    return notice


def test_what_is_due_is_delivered_once(store, queue, by_mail, mailbox, clock):
    queue()
    assert deliver_due(store, by_mail) == 1
    assert deliver_due(store, by_mail) == 0
    notice = only(store)
    assert (notice.state, notice.attempts, notice.sent_at) == ("sent", 1, clock.now())
    assert len(mailbox.letters) == 1


def test_a_limit_leaves_the_rest_for_the_next_run(store, queue, by_mail, mailbox):
    for number in range(3):
        queue(key=f"k{number}")
    assert deliver_due(store, by_mail, limit=2) == 2
    with reading(store) as work:
        assert count_waiting(work) == 1
    assert deliver_due(store, by_mail, limit=2) == 1


def test_a_server_that_is_away_puts_the_notice_off_longer_each_time(store, queue, by_mail, mailbox, clock):
    queue()
    mailbox.replies["MAIL"] = "451 try later"
    for attempt in range(1, 4):
        assert deliver_due(store, by_mail) == 0
        notice = only(store)
        assert (notice.state, notice.attempts) == ("queued", attempt)
        assert notice.next_try_at == clock.now() + wait_after(attempt)
        assert notice.last_error == "The mail server refused the message (451)."
        assert deliver_due(store, by_mail) == 0
        assert only(store).attempts == attempt
        clock.advance(wait_after(attempt))
    mailbox.replies.clear()
    assert deliver_due(store, by_mail) == 1
    assert (only(store).state, only(store).last_error) == ("sent", "")


def test_waits_double_up_to_six_hours():
    assert [wait_after(attempts) for attempts in (1, 2, 3)] == [timedelta(minutes=n) for n in (1, 2, 4)]
    assert wait_after(MAX_ATTEMPTS) == wait_after(10_000) == timedelta(hours=6)


def test_a_notice_is_given_up_after_the_last_attempt(store, queue, by_mail, mailbox, clock):
    queue()
    mailbox.replies["MAIL"] = "451 try later"
    for _ in range(MAX_ATTEMPTS):
        deliver_due(store, by_mail)
        clock.advance(timedelta(hours=6))
    assert (only(store).state, only(store).attempts) == ("failed", MAX_ATTEMPTS)
    assert deliver_due(store, by_mail) == 0


def test_one_notice_that_fails_does_not_stop_the_others(store, queue, by_mail, mailbox):
    queue(key="bad", recipient="nobody@example.com")
    mailbox.replies["RCPT"] = "550 no such user"
    deliver_due(store, by_mail)
    mailbox.replies.clear()
    queue(key="good")
    assert deliver_due(store, by_mail) == 1


def test_a_worker_that_died_after_sending_leaves_a_repeat_with_the_same_message_id(
    store, queue, by_mail, mailbox, clock, monkeypatch
):
    queue()

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("engine.notices.delivery._close", die)
        with pytest.raises(KeyboardInterrupt):
            deliver_due(store, by_mail)
    assert only(store).state == "queued"
    assert deliver_due(store, by_mail) == 0
    clock.advance(CLAIM)
    assert deliver_due(store, by_mail) == 1
    first, again = mailbox.letters
    assert first["Message-ID"] == again["Message-ID"]


def test_several_workers_deliver_each_notice_once(store, queue, by_mail, mailbox):
    for number in range(30):
        queue(key=f"k{number}")
    with ThreadPoolExecutor(4) as pool:
        delivered = sum(pool.map(lambda _: deliver_due(store, by_mail), range(4)))
    assert delivered == 30
    assert len({letter["Message-ID"] for letter in mailbox.letters}) == len(mailbox.letters) == 30


def test_a_notice_erased_while_it_was_being_written_leaves_no_file(store, queue, settings, monkeypatch):
    queue(channel="folder")
    usual = channels()["folder"].deliver

    def erase_then_deliver(letter: object, given: object) -> None:
        with unit_of_work(store) as work:
            erase(work, 17)
        deliver_due(store, settings)
        usual(letter, given)

    monkeypatch.setattr(channels()["folder"], "deliver", erase_then_deliver)
    deliver_due(store, settings)
    assert list(settings.data_folder.glob("notices/*")) == []
    assert only(store).recipient == ""


def test_delivery_and_failure_are_on_the_trail_of_the_case_without_the_address(store, queue, by_mail, mailbox):
    queue()
    deliver_due(store, by_mail)
    mailbox.replies["RCPT"] = "550 no such user"
    queue(key="second")
    deliver_due(store, by_mail)
    with reading(store) as work:
        trail = audit.entries(work, case_id=17)
    assert [row.action for row in trail] == ["notices:notice:failed", "notices:notice:sent"]
    assert "example.com" not in str([row.facts for row in trail])
