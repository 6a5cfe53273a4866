"""What the pages of targets show alike: goals in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from engine.sla import Goal
from web.names import calendar_names
from web.page import work
from web.pages.administration.target_lines import write_goals


def goal_words() -> Callable[[Sequence[Goal]], str]:
    """Goals as they are written, with calendars by their names."""
    named = calendar_names(work())
    return lambda goals: write_goals([replace(one, calendar=named.get(one.calendar, one.calendar)) for one in goals])
