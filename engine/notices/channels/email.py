"""Notices by e-mail over SMTP (`smtp://` or `smtps://user:password@host:port?from=address`).

With `smtp://` the connection turns to TLS when the server offers it; a password is never sent without TLS unless the
server is on this machine. Without a mail server the letters go to the folder of notices.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from engine.errors import Refused
from engine.notices.channels import folder
from engine.notices.letter import EMAIL, Letter, NotDelivered, as_email
from engine.settings import Settings

_TIMEOUT_SECONDS = 30
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def check(recipient: str) -> None:
    """Raise Refused unless `recipient` looks like one e-mail address."""
    if len(recipient) > 320 or not EMAIL.fullmatch(recipient):
        raise Refused.at("recipient", "That is not an e-mail address. Give one in the form name@example.com.")


def deliver(letter: Letter, settings: Settings) -> None:
    """Send the letter. Raises NotDelivered: permanent when the server will never take it."""
    if not settings.smtp_url:
        folder.deliver(letter, settings)
        return
    server = urlsplit(settings.smtp_url)
    sender = parse_qs(server.query).get("from", [folder.SENDER])[0]
    with _plain_failures(), closing(_connect(server)) as connection:
        _secure(connection, server)
        connection.send_message(as_email(letter, sender), from_addr=sender, to_addrs=[letter.recipient])
        with suppress(smtplib.SMTPException, OSError):  # the letter is taken: a rude goodbye must not repeat it
            connection.quit()


def forget(key: str, settings: Settings) -> None:
    """Delete what the folder of notices still has of it; what was sent is gone."""
    folder.forget(key, settings)


def _connect(server: SplitResult) -> smtplib.SMTP:
    host = server.hostname or "localhost"
    if server.scheme == "smtps":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, server.port or 465, timeout=_TIMEOUT_SECONDS, context=context)
    return smtplib.SMTP(host, server.port or 25, timeout=_TIMEOUT_SECONDS)


def _secure(connection: smtplib.SMTP, server: SplitResult) -> None:
    """Turn to TLS where the server can, and sign in where a user is set."""
    secure = server.scheme == "smtps"
    connection.ehlo()
    if not secure and connection.has_extn("starttls"):
        connection.starttls(context=ssl.create_default_context())
        secure = True
    if not server.username:
        return
    if not secure and server.hostname not in _THIS_MACHINE:
        raise NotDelivered("The mail server offers no TLS, so its password was not sent. Use smtps:// instead.")
    connection.login(unquote(server.username), unquote(server.password or ""))


@contextmanager
def _plain_failures() -> Iterator[None]:
    """Turn what the library raises into one sentence, without the address: the sentence is kept and shown."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as error:
        code = next(iter(error.recipients.values()))[0]
        raise NotDelivered(f"The mail server refused the recipient ({code}).", permanent=code >= 500) from None
    except smtplib.SMTPAuthenticationError as error:
        raise NotDelivered(f"The mail server refused the user or password ({error.smtp_code}).") from None
    except smtplib.SMTPResponseException as error:
        permanent = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
        raise NotDelivered(f"The mail server refused the message ({error.smtp_code}).", permanent=permanent) from None
    except smtplib.SMTPNotSupportedError:
        raise NotDelivered("The mail server cannot do what this message needs.", permanent=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotDelivered(f"The mail server could not be reached ({type(error).__name__}).") from None
