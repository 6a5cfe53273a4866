"""The fixed words of the contact log. Pure."""

from __future__ import annotations

from typing import Literal

from engine.definitions import CHANNELS

DEMANDS = ("value", "failure")
OUTCOMES = ("answered", "case_started", "case_updated", "passed_on", "signposted", "abandoned")
NOT_OURS = "signposted"
"""What came of a contact that was not for this council: directed elsewhere, or a wrong number. Unless a failure of ours
brought it here, it is neither value nor failure demand."""
NEITHER = "neither"
OFFICES = ("front", "other")
REPEAT_DAYS = 28
LinkKind = Literal["started", "touched"]

__all__ = [
    "CHANNELS",
    "DEMANDS",
    "NEITHER",
    "NOT_OURS",
    "OFFICES",
    "OUTCOMES",
    "REPEAT_DAYS",
    "LinkKind",
]
