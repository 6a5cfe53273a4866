"""What nobody foresaw, kept to the one thing it befell: the turn goes on with the others."""

from __future__ import annotations

from types import TracebackType


class Contained:
    """A block out of which no failure comes: afterwards `error` is what went wrong in it, None when nothing did.

    Tell the `kind` only, never the words of the error: what a customer said may stand in them. What ends the program
    (a signal, SystemExit) passes through.
    """

    error: Exception | None = None

    @property
    def kind(self) -> str:
        """The kind of what went wrong, such as `KeyError`."""
        return type(self.error).__name__

    def __enter__(self) -> Contained:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self.error = error
        return True
