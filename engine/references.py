"""References that a customer can read out: no letter or figure that sounds or looks like another."""

from __future__ import annotations

import secrets

ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
_LENGTH = 8


def new_reference() -> str:
    """A random reference such as `R4TK-9WQP` (30 characters to the power of 8; the caller's table keeps it unique)."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(_LENGTH))
    return f"{letters[:4]}-{letters[4:]}"
