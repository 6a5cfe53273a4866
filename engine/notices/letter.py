"""One notice on its way out: what a channel is given, and the e-mail made of it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256

from engine.errors import EngineError

EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")


@dataclass(frozen=True, slots=True)
class Letter:
    """What one recipient is to be told. The same `key` is the same letter, however often it is delivered."""

    key: str
    recipient: str
    subject: str
    body: str
    created_at: datetime


class NotDelivered(EngineError):
    """The notice could not be delivered."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


def name_of(key: str) -> str:
    """A name for the letter that is safe in a file name and in a Message-ID, always the same for the same key."""
    return sha256(key.encode()).hexdigest()[:40]


def as_email(letter: Letter, sender: str) -> EmailMessage:
    """The letter as an e-mail. Its Message-ID follows from the key, so that a receiver can drop a repeat."""
    message = EmailMessage()
    message["Message-ID"] = f"<{name_of(letter.key)}@once-and-done.invalid>"
    message["Date"] = format_datetime(letter.created_at)
    message["From"] = sender
    message["To"] = _address(letter.recipient)
    message["Subject"] = letter.subject
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _address(recipient: str) -> Address:
    """The recipient as a header may hold it; a name or a postal address has no mailbox."""
    if not EMAIL.fullmatch(recipient):
        return Address(display_name=recipient)
    name, _, domain = recipient.rpartition("@")
    return Address(username=name, domain=domain)
