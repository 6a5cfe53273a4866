"""What is written to the outbox, listed and erased."""

from __future__ import annotations

import pytest

from engine.errors import NotFound, Refused
from engine.notices import body_of, channel_names, deliver_due, erase, list_notices, send, try_again
from engine.people import SYSTEM
from engine.store import reading, unit_of_work


def rows(store, **filters: object):
    with reading(store) as work:
        return list_notices(work, **filters)


def test_a_notice_waits_in_the_outbox(store, queue, clock):
    number = queue()
    (notice,) = rows(store)
    assert (notice.id, notice.state, notice.attempts, notice.next_try_at) == (number, "queued", 0, clock.now())
    with reading(store) as work:
        assert "R4TK-9WQP" in body_of(work, number)


def test_the_same_key_again_changes_nothing(store, queue):
    assert queue() == queue(subject="Another subject", recipient="bob@example.com")
    (notice,) = rows(store)
    assert (notice.subject, notice.recipient) == ("We have your report", "ann@example.com")


def test_nothing_is_queued_when_the_action_fails(store):
    def fail_after_sending():
        with unit_of_work(store) as work:
            send(work, key="k", channel="email", recipient="a@example.com", subject="s", body="b", case_id=None)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_sending()
    assert rows(store) == ()


def test_channels_are_found_by_their_place():
    assert channel_names() == ("email", "folder")


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"recipient": "ann"}, "recipient"),
        ({"recipient": "ann@example.com\nBcc: all@example.com"}, "recipient"),
        ({"recipient": "ann@example.com, bob@example.com"}, "recipient"),
        ({"recipient": "a@" + "b" * 330}, "recipient"),
        ({"channel": "folder", "recipient": "two\nlines"}, "recipient"),
        ({"channel": "folder", "recipient": " "}, "recipient"),
        ({"subject": "Hello\r\nBcc: all@example.com"}, "subject"),
        ({"subject": " "}, "subject"),
        ({"subject": "x" * 201}, "subject"),
        ({"body": ""}, "body"),
        ({"body": "x" * 20_001}, "body"),
        ({"body": "a\x00b"}, "body"),
        ({"body": "a\ud800b"}, "body"),
        ({"key": "a\x00b"}, "key"),
        ({"key": ""}, "key"),
    ],
)
def test_what_cannot_be_sent_is_refused_where_it_is_wrong(store, queue, changes, where):
    with pytest.raises(Refused) as refused:
        queue(**changes)
    assert [problem.where for problem in refused.value.problems] == [where]
    assert rows(store) == ()


def test_an_unknown_channel_names_the_known_ones(queue):
    with pytest.raises(Refused, match=r"no channel 'pigeon' for notices\. Use one of: email, folder"):
        queue(channel="pigeon")


def test_lists_are_newest_first_and_continue_below_a_row(store, queue):
    ids = [queue(key=f"k{number}", case_id=number % 2) for number in range(5)]
    assert [notice.id for notice in rows(store, limit=2)] == [ids[4], ids[3]]
    assert [notice.id for notice in rows(store, before_id=ids[3])] == [ids[2], ids[1], ids[0]]
    assert [notice.id for notice in rows(store, case_id=1)] == [ids[3], ids[1]]
    assert rows(store, state="sent") == ()


def test_erasing_blanks_every_notice_of_the_case_and_stops_what_waits(store, queue, settings):
    queue()
    queue(key="other", case_id=18)
    with unit_of_work(store) as work:
        assert erase(work, 17) == 1
        assert erase(work, 17) == 0
    other, erased = rows(store)
    assert (erased.recipient, erased.subject, erased.state) == ("", "", "failed")
    assert (other.recipient, other.state) == ("ann@example.com", "queued")
    assert deliver_due(store, settings) == 1


def test_erasing_deletes_the_file_of_a_notice_that_was_sent(store, queue, settings):
    queue()
    deliver_due(store, settings)
    assert len(list(settings.data_folder.glob("notices/*"))) == 1
    with unit_of_work(store) as work:
        erase(work, 17)
    deliver_due(store, settings)
    assert list(settings.data_folder.glob("notices/*")) == []
    assert rows(store)[0].state == "sent"


def test_only_a_failed_notice_is_tried_again(store, queue, by_mail, mailbox):
    mailbox.replies["RCPT"] = "550 no such user"
    number = queue()
    with pytest.raises(Refused, match=f"notice {number} is queued"), unit_of_work(store) as work:
        try_again(work, number, by=SYSTEM)
    deliver_due(store, by_mail)
    mailbox.replies.clear()
    with unit_of_work(store) as work:
        try_again(work, number, by=SYSTEM)
    assert deliver_due(store, by_mail) == 1


def test_an_erased_notice_is_not_tried_again(store, queue):
    number = queue()
    with unit_of_work(store) as work:
        erase(work, 17)
    with pytest.raises(Refused, match="was erased"), unit_of_work(store) as work:
        try_again(work, number, by=SYSTEM)


def test_a_notice_that_is_not_there_is_not_found(store):
    with reading(store) as work:
        with pytest.raises(NotFound, match="no notice 99"):
            body_of(work, 99)
        with pytest.raises(NotFound, match="no notice 99"):
            try_again(work, 99, by=SYSTEM)
