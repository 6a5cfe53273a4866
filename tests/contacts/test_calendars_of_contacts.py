"""The time of a contact counts on the calendar of the team that took it, for its channel."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from engine import contacts, people, sla
from engine.contacts import NewContact
from engine.people import SYSTEM
from engine.sla import Goal, Scope, Terms
from engine.store import Store, reading, unit_of_work
from tests.council import Council


@pytest.mark.parametrize(
    ("channel", "goal", "due"),
    [
        ("phone", "", datetime(2026, 11, 18, 20, tzinfo=UTC)),
        ("web", "", datetime(2026, 11, 19, 12, tzinfo=UTC)),
        ("phone", "england-mon-fri-9-17", datetime(2026, 11, 19, 12, tzinfo=UTC)),
    ],
)
def test_the_goal_s_own_calendar_comes_first(store: Store, council: Council, channel: str, goal: str, due: datetime):
    with unit_of_work(store) as work:
        by_phone = {"channel_calendars": {"phone": "england-24x7"}}
        people.change_team(work, council.front_team_id, by_phone, by=SYSTEM, row_version=1)
        terms = Terms((Goal("10 working hours", calendar=goal),))
        sla.add_target(work, "call", "Call", Scope("contact"), terms, valid_from=date(2026, 1, 1), by=SYSTEM)
        new = NewContact(channel, "A hole", site_id=council.site_id, team_id=council.front_team_id)
        contacts.record(work, new, by=council.adviser)
    with reading(store) as work:
        (clock,) = sla.clocks(work, sla.ClockFilter(kind="contact"))
    assert clock.due_at == due
