"""The inbox of whoever asks."""

from __future__ import annotations

from api.schemas.fields import PageQuery, Shape, flag, moment, number, query_flag, text
from api.schemas.fields import reference as id_of


class InboxQuery(PageQuery):
    """Which entries to list."""

    unread = query_flag("Only what is not read yet.", load_default=False)


class InboxShape(Shape):
    """Something that its person was told. Of a case that they may not open it says the reference and nothing else."""

    id = id_of("The id.", required=True)
    what = text("What happened.", required=True)
    do_next = text("What to do about it.", required=True)
    topic = text("What it is about: clock, promise; empty for anything else.", required=True)
    since = moment("Since when it is so.", required=True)
    created_at = moment("When the person was told.", required=True)
    read_at = moment("When they read it; null until then.", allow_none=True, required=True)
    case_id = number("The case.", allow_none=True, required=True)
    task_id = number("The task.", allow_none=True, required=True)
    clock_id = number("The clock.", allow_none=True, required=True)
    reference = text("The case's reference.", required=True)
    may_open = flag("Whether you may open the case.", required=True)
    over = flag("Whether the case has ended, or the task is done, since then.", required=True)


class ReadBody(Shape):
    """Up to where an inbox is read."""

    up_to = id_of("The newest entry that was shown; what came since stays unread.", required=True)


class ReadShape(Shape):
    """How many entries were marked."""

    marked = number("How many of them were unread.", required=True)
