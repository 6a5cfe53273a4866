"""The fixed words of the contact log. Pure."""

from __future__ import annotations

from typing import Literal

from engine.definitions import CHANNELS

DEMANDS = ("value", "failure")
OUTCOMES = ("answered", "case_started", "case_updated", "passed_on", "signposted", "abandoned")
OFFICES = ("front", "other")
REPEAT_DAYS = 28
LinkKind = Literal["started", "touched"]

__all__ = ["CHANNELS", "DEMANDS", "OFFICES", "OUTCOMES", "REPEAT_DAYS", "LinkKind"]
