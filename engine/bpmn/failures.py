"""What can go wrong in this room, beside the errors every room shares."""

from __future__ import annotations

from engine.errors import EngineError, Refused


class Unreadable(Refused):
    """The file cannot be read as a BPMN 2.0 model."""


class NothingCatches(Refused):
    """A system ended its job with an error that nothing in the model catches."""


class Stuck(EngineError):
    """A technical failure while a case was advancing; nothing of the action was kept.

    `element` is the id of the element that failed (empty when none is known), `cause` one plain sentence.
    """

    def __init__(self, element: str, cause: str) -> None:
        super().__init__(f"The case is stuck at {element}: {cause}" if element else f"The case is stuck: {cause}")
        self.element = element
        self.cause = cause


class BudgetSpent(Stuck):
    """The action needed more steps, time or nesting than one action may use."""
