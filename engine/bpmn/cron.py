"""Cron: five fields (minute, hour, day of the month, month, day of the week) by the council's clocks. Pure.

What is due at a time that the clocks leave out in spring is due when they have gone forward; what is due at a time that
they show twice in autumn is due once, but for what is due every hour.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from cronsim import CronSim, CronSimError

from engine.clock import COUNCIL_ZONE

_FIELD, _NAMED = r"[\d*][\d*,/-]*", r"[\d*A-Za-z][\dA-Za-z*,/#-]*"
_CRON = re.compile(rf"{_FIELD}\s+{_FIELD}\s+[\d*L][\d*,/L-]*\s+{_NAMED}\s+{_NAMED}", re.ASCII)


def is_cron(text: str) -> bool:
    """Whether a timer's text is meant as cron."""
    return _CRON.fullmatch(text.strip()) is not None


def next_by_cron(text: str, after: datetime) -> datetime:
    """The first moment after `after`, in UTC, at which it is due. Raises ValueError with what is wrong."""
    try:
        return next(CronSim(text.strip(), after.astimezone(COUNCIL_ZONE))).astimezone(UTC)
    except CronSimError as error:
        raise ValueError(str(error).lower()) from error
    except StopIteration as error:
        raise ValueError("it is never due") from error
