"""What can go wrong with an expression: always one sentence and the place in the text."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import EngineError


class FeelError(EngineError):
    """The expression cannot be used.

    `position` counts characters from 0 in `text`; `explain()` adds the excerpt to the sentence.
    """

    def __init__(self, message: str, position: int = 0, text: str = "") -> None:
        super().__init__(message)
        self.position = position
        self.text = text

    @property
    def excerpt(self) -> str:
        """The line it is about and a caret under the place; empty when there is no text."""
        if not self.text:
            return ""
        start = self.text.rfind("\n", 0, self.position) + 1
        end = self.text.find("\n", self.position)
        line = self.text[start : len(self.text) if end < 0 else end]
        column = self.position - start
        left = max(0, column - 60)
        return f"{line[left : column + 60]}\n{' ' * (column - left)}^"

    def explain(self) -> str:
        """Give the sentence and, indented, the excerpt."""
        return "\n  ".join((self.message, *self.excerpt.splitlines()))


class BudgetExceeded(FeelError):
    """The expression needs more work or room than an expression may use."""


@dataclass(frozen=True, slots=True)
class FeelProblem:
    """One thing `check` found in an expression: a sentence, and the character (from 0) where it stands."""

    message: str
    position: int
