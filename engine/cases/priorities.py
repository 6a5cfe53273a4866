"""The priority of a task in words: what people see, and what lists are kept to. Its model says what it is."""

from __future__ import annotations

from typing import Literal

from sqlalchemy import ColumnElement, SmallInteger, literal_column

from engine.cases import tables

Priority = Literal["high", "normal", "low"]
PRIORITIES: tuple[Priority, ...] = ("high", "normal", "low")
_NORMAL = literal_column("50", SmallInteger)
"""Written into the statement, not a parameter, so that the indexes of what is high and what is low are found by it."""


def priority_word(priority: int) -> Priority:
    """The word for a priority from 0 to 100: above 50 is high, below it low."""
    return "high" if priority > 50 else "low" if priority < 50 else "normal"


def has_priority(word: Priority) -> ColumnElement[bool]:
    """Whether the task in the row is of the priority with this word."""
    priority = tables.task.c.priority
    return {"high": priority > _NORMAL, "normal": priority == _NORMAL, "low": priority < _NORMAL}[word]
