"""Which calendar counts for a piece of work: the nearest one that somebody named. The order stands here alone."""

from __future__ import annotations

from engine.people import Team, TeamDirectory
from engine.sla.calendars import DEFAULT_CALENDAR


def calendar_of(
    directory: TeamDirectory, team: Team | None, channel: str = "", *, mark: str = "", goal: str = ""
) -> str:
    """The key of the calendar that counts for work that a team has and that came by a channel.

    The nearest of: the `goal` of the target that measures it, the `mark` of its step or process, its team's for the
    channel, its team's, its service's for the channel, its service's, the usual one. What is empty was not named. A
    promise of the whole service has no team. Whoever names a calendar in a goal says that this promise counts so,
    wherever the work lies; hours that teams are to have are left out of it.
    """
    return on_calendar(goal, mark or directory.calendar_for(team, channel))


def on_calendar(goal: str, of_work: str) -> str:
    """The same where the calendar of the work is known: that of the goal comes first."""
    return goal or of_work or DEFAULT_CALENDAR
