"""The fixed words of the contact log. Pure."""

from __future__ import annotations

from typing import Literal

CHANNELS = (
    "phone",
    "counter",
    "web",
    "email",
    "letter",
    "web_chat",
    "text",
    "member_enquiry",
    "partner",
    "outbound",
)
DEMANDS = ("value", "failure")
OUTCOMES = ("answered", "case_started", "case_updated", "passed_on", "signposted", "abandoned")
OFFICES = ("front", "other")
REPEAT_DAYS = 28
LinkKind = Literal["started", "touched"]
