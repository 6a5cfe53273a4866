"""How something outside can fail."""

from __future__ import annotations

from datetime import timedelta

from engine.errors import EngineError


class NotDone(EngineError):
    """It could not be done.

    `permanent`: trying again would change nothing. `wait`: for how long the other side asked to be left alone. `status`
    is what it answered over HTTP, if it did. The message is one sentence and tells nothing about a customer: it is kept
    and shown.
    """

    def __init__(
        self, message: str, *, permanent: bool = False, wait: timedelta | None = None, status: int | None = None
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.wait = wait
        self.status = status
