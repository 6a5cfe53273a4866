"""How cases and tasks stand: the words that their rows keep."""

from __future__ import annotations

GOES_ON = ("open", "waiting")
"""A case that people, systems or a time bring on: with a task that is open, or without one."""
STUCK, SUSPENDED = STANDS_STILL = ("stuck", "suspended")
"""A case that nothing brings on until it is repaired, or resumed."""
CLOSINGS = ("withdrawn", "duplicate")
"""A case that was ended before its time at the customer's wish, or as there was another."""
CANCELLED = "cancelled"
ENDED = ("ended", *CLOSINGS, CANCELLED)
STATUSES = (*GOES_ON, *STANDS_STILL, *ENDED)
OPEN_TASK = ("open", "claimed")
"""A task that somebody still has to do."""
TASK_OVER = ("done", "cancelled")
TASK_STATUSES = (*OPEN_TASK, *TASK_OVER)
