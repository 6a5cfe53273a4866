"""Letters over SMTP, against a real server on this machine."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from engine.notices import NotDelivered
from engine.notices.channels import channels
from engine.notices.letter import Letter

LETTER = Letter(
    key="case:17:received",
    recipient="ann@example.com",
    subject="We have your report – R4TK-9WQP",
    body="Dear Ann,\n.\nWe will repair it by Friday. Größe, £5.\n" + "long " * 400,
    created_at=datetime(2026, 11, 18, 10, tzinfo=UTC),
)


def deliver(settings, letter: Letter = LETTER) -> None:
    channels()["email"].deliver(letter, settings)


def test_a_letter_arrives_as_it_was_written(by_mail, mailbox):
    deliver(by_mail)
    (got,) = mailbox.letters
    assert mailbox.recipients == ["ann@example.com"]
    assert (got["From"], got["To"], got["Subject"]) == ("hello@council.example", "ann@example.com", LETTER.subject)
    assert got.get_content().replace("\r\n", "\n").rstrip() == LETTER.body.rstrip()
    assert got["Date"].datetime == LETTER.created_at
    assert got["Auto-Submitted"] == "auto-generated"


def test_the_message_id_follows_from_the_key_alone(by_mail, mailbox):
    deliver(by_mail)
    deliver(by_mail, replace(LETTER, body="Other words"))
    deliver(by_mail, replace(LETTER, key="case:18:received"))
    first, same, other = (letter["Message-ID"] for letter in mailbox.letters)
    assert first == same != other


@pytest.mark.parametrize(
    ("command", "reply", "permanent", "message"),
    [
        ("RCPT", "550 ann@example.com unknown", True, "refused the recipient (550)"),
        ("RCPT", "450 mailbox busy", False, "refused the recipient (450)"),
        ("MAIL", "550 not you", False, "refused the message (550)"),
        ("DATA", "554 no", True, "refused the message (554)"),
        ("END", "554 looks like spam", True, "refused the message (554)"),
        ("END", "452 disk full", False, "refused the message (452)"),
    ],
)
def test_a_refusal_is_one_sentence_without_the_address(by_mail, mailbox, command, reply, permanent, message):
    mailbox.replies[command] = reply
    with pytest.raises(NotDelivered) as failure:
        deliver(by_mail)
    assert message in failure.value.message
    assert "ann" not in failure.value.message
    assert failure.value.permanent is permanent


def test_a_server_that_is_not_there_is_tried_again_later(by_mail):
    with pytest.raises(NotDelivered, match="could not be reached") as failure:
        deliver(replace(by_mail, smtp_url="smtp://127.0.0.1:1"))
    assert not failure.value.permanent


def test_a_password_goes_to_a_server_on_this_machine(by_mail, mailbox):
    mailbox.extensions = ("AUTH PLAIN",)
    deliver(replace(by_mail, smtp_url=f"smtp://user:p%40ss@127.0.0.1:{mailbox.port}"))
    assert "AUTH" in mailbox.commands
    assert mailbox.letters[0]["From"] == "once-and-done@localhost"


def test_a_wrong_password_is_said(by_mail, mailbox):
    mailbox.extensions = ("AUTH PLAIN",)
    mailbox.replies["AUTH"] = "535 no"
    with pytest.raises(NotDelivered, match=r"refused the user or password \(535\)"):
        deliver(replace(by_mail, smtp_url=f"smtp://user:wrong@127.0.0.1:{mailbox.port}"))


def test_a_password_is_not_sent_in_the_clear_to_another_machine(by_mail, mailbox, monkeypatch):
    monkeypatch.setattr("engine.notices.channels.email._THIS_MACHINE", ())
    mailbox.extensions = ("AUTH PLAIN",)
    with pytest.raises(NotDelivered, match="offers no TLS, so its password was not sent"):
        deliver(replace(by_mail, smtp_url=f"smtp://user:secret@127.0.0.1:{mailbox.port}"))
    assert "AUTH" not in mailbox.commands


def test_a_server_that_fails_to_turn_to_tls_gets_nothing(by_mail, mailbox):
    mailbox.extensions = ("STARTTLS",)
    mailbox.replies["STARTTLS"] = "454 not now"
    with pytest.raises(NotDelivered):
        deliver(by_mail)
    with pytest.raises(NotDelivered):
        deliver(replace(by_mail, smtp_url=f"smtps://127.0.0.1:{mailbox.port}"))
    assert mailbox.letters == []


@pytest.mark.parametrize("goodbye", ["421 not closing", "599 ?"])
def test_a_rude_goodbye_does_not_repeat_a_letter_that_was_taken(by_mail, mailbox, goodbye):
    mailbox.replies["QUIT"] = goodbye
    deliver(by_mail)
    assert len(mailbox.letters) == 1


def test_without_a_mail_server_the_letter_goes_to_the_folder(settings):
    deliver(settings)
    assert len(list(settings.data_folder.glob("notices/*.eml"))) == 1
    channels()["email"].forget(LETTER.key, settings)
    assert list(settings.data_folder.glob("notices/*")) == []
