"""What can go wrong, named for the fact. The doors (`api`, `web`, `cli`) map these classes, and only these, to answers.

A business refusal (`NotFound`, `NotPermitted`, `Conflict`, `Refused`, `TooLarge`) changes nothing and is never a
failure of a case. A room adds its own subclass where a caller must tell cases apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with what was given.

    `where` is a field key, an element id or `line 12`; `message` is one clear sentence: what is wrong and what to do.
    In a file `line` counts from 1, 0 for none. Of an expression, `position` counts the characters before the mistake,
    and `excerpt` is the line of it with a caret under that place.
    """

    where: str
    message: str
    line: int = 0
    position: int | None = None
    excerpt: str = ""


class EngineError(Exception):
    """The request could not be carried out."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip().splitlines()[0])

    @property
    def message(self) -> str:
        """The one sentence to show."""
        return str(self.args[0])


class NotFound(EngineError):
    """There is nothing with this id."""


class NotSignedIn(EngineError):
    """Sign in first, or send a valid token."""


class NotPermitted(EngineError):
    """You may not do this."""


class Conflict(EngineError):
    """Somebody else changed this first. Load it again and look before you repeat the action."""


class StaleVersion(Conflict):
    """This has changed since you read it. Load it again and look before you repeat the action."""


def refuse_stale(seen: int | None, now: int) -> None:
    """Raise `StaleVersion` unless the version that was looked at is the one there is `now`; None: nobody looked."""
    if seen not in (None, now):
        raise StaleVersion


class TooLarge(EngineError):
    """What was sent is too large."""


class TooManyAttempts(EngineError):
    """Too many attempts. Wait and try again."""


class Refused(EngineError):
    """What was sent cannot be used as it is. Nothing was stored."""

    def __init__(self, message: str | None = None, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems

    @classmethod
    def at(cls, where: str, message: str) -> Self:
        """The refusal for one thing that is wrong, at the place `where`."""
        return cls(message, (Problem(where, message),))
