"""Notices as `.eml` files in the data folder: for trial, for tests, and where no mail server is set."""

from __future__ import annotations

from pathlib import Path

from engine.errors import Problem, Refused
from engine.notices.letter import Letter, NotDelivered, as_email, name_of
from engine.settings import Settings

SENDER = "once-and-done@localhost"


def check(recipient: str) -> None:
    """Raise Refused unless `recipient` is one line of 1 to 320 characters."""
    if not recipient.strip() or len(recipient) > 320 or not recipient.isprintable():
        raise Refused("The recipient is not usable.", (Problem("recipient", "Give one line of up to 320 characters."),))


def deliver(letter: Letter, settings: Settings) -> None:
    """Write the letter, replacing it when it is there. Raises NotDelivered when the folder cannot be written."""
    path = _path(letter.key, settings)
    draft = path.with_suffix(".part")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.touch(mode=0o600)
        draft.write_bytes(as_email(letter, SENDER).as_bytes())
        draft.replace(path)
    except OSError as error:
        raise NotDelivered(f"The notice could not be written to the folder of notices: {error.strerror}.") from None


def forget(key: str, settings: Settings) -> None:
    """Delete the file, if there is one."""
    _path(key, settings).unlink(missing_ok=True)


def _path(key: str, settings: Settings) -> Path:
    return settings.data_folder / "notices" / f"{name_of(key)}.eml"
