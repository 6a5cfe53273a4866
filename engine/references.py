"""References that a customer can read out: no letter or figure that sounds or looks like another."""

from __future__ import annotations

import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8


def new_reference() -> str:
    """A random reference such as `R4TK-9WQP` (31 characters to the power of 8; the caller's table keeps it unique)."""
    return _written("".join(secrets.choice(ALPHABET) for _ in range(_LENGTH)))


def read_reference(typed: str) -> str:
    """The reference as it is kept, however it is typed: `r4tk 9wqp` is `R4TK-9WQP`. What is none stays none.

    What follows the eight signs is the number of a called case: `R4TK-9WQP-2`.
    """
    return _written("".join(character for character in typed.upper() if character.isalnum()))


def _written(letters: str) -> str:
    return "-".join(part for part in (letters[:4], letters[4:_LENGTH], letters[_LENGTH:]) if part)
