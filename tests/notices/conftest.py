"""A data folder of one's own, and a real mail server on this machine that takes or refuses letters."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from engine.notices import send
from engine.settings import Settings, read_settings
from engine.store import Store, unit_of_work


@dataclass
class Mailbox:
    """What the server got, and what it answers: a reply by command word in place of the usual one."""

    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    replies: dict[str, str] = field(default_factory=dict)
    extensions: tuple[str, ...] = ("8BITMIME",)
    port: int = 0


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        with suppress(ConnectionResetError):
            self._talk(self.server.mailbox)

    def _talk(self, box: Mailbox) -> None:
        self._say("220 mail ready")
        for line in self.rfile:
            text = line.decode(errors="replace").strip()
            word = text.split(" ")[0].upper()
            box.commands.append(word)
            if word == "DATA" and "DATA" not in box.replies:
                self._say("354 go on")
                self._take_letter(box)
                continue
            if word == "RCPT" and "RCPT" not in box.replies:
                box.recipients.append(text.partition("<")[2].partition(">")[0])
            self._say(box.replies.get(word) or self._usual(word, box))
            if word == "QUIT":
                return

    def _usual(self, word: str, box: Mailbox) -> str:
        if word == "EHLO":
            return "\r\n".join([f"250-{name}" for name in ("mail.test", *box.extensions)]) + "\r\n250 HELP"
        return {"QUIT": "221 bye", "AUTH": "235 welcome"}.get(word, "250 ok")

    def _take_letter(self, box: Mailbox) -> None:
        lines = []
        for line in self.rfile:
            if line == b".\r\n":
                break
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        letter = message_from_bytes(b"".join(lines), policy=default)
        if "END" in box.replies:
            self._say(box.replies["END"])
            return
        box.letters.append(letter)
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server that listens on this machine until the test ends."""
    box = Mailbox()
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads = True
        server.mailbox = box
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield box
        server.shutdown()
        thread.join()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings without a mail server: notices go to the folder."""
    return read_settings({"BPR_DATA": str(tmp_path)})


@pytest.fixture
def by_mail(mailbox: Mailbox, tmp_path: Path) -> Settings:
    """Settings with the mail server of the test."""
    url = f"smtp://127.0.0.1:{mailbox.port}?from=hello@council.example"
    return read_settings({"BPR_DATA": str(tmp_path), "BPR_SMTP_URL": url})


@pytest.fixture
def queue(store: Store) -> Callable[..., int]:
    """Put a notice into the outbox in a unit of work of its own."""

    def put(**changes: Any) -> int:
        notice = {
            "key": "case:17:received",
            "channel": "email",
            "recipient": "ann@example.com",
            "subject": "We have your report",
            "body": "We will repair it by Friday.\n\nYour reference is R4TK-9WQP. Größe – £5.",
            "case_id": 17,
        }
        with unit_of_work(store) as work:
            return send(work, **(notice | changes))

    return put
