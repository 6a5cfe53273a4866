"""Promises to customers that will be missed, and telling them a new date before it."""

from __future__ import annotations

from api.schemas.fields import Shape, choice, day, flag, moment, text
from engine.sla import WARNING_STATES


class PromiseShape(Shape):
    """A promise that will be missed: what the customer was promised, what is proposed, and whether they were told."""

    reference = text("The reference of the case.", required=True)
    name = text("What was promised.", required=True)
    state = choice("Whether somebody was asked to tell them, or how it was settled.", WARNING_STATES, required=True)
    open = flag("Whether nobody has told them a new date yet.", required=True)
    due_on = day("The day that was promised.", required=True)
    asked_at = moment("When somebody was asked to tell them.", required=True)
    write_at = moment("When a notice goes by itself; null: not any more.", allow_none=True, required=True)
    proposed_on = day("The new day that is proposed.", required=True)
    new_date = day("The new day that they were told; null before.", allow_none=True, required=True)
    words = text("What the notice is proposed to say.", required=True)


class NewDateTold(Shape):
    """A new date to be sent to the customer by e-mail."""

    new_date = day("The day by which it will be done.", required=True)
    words = text("The notice; it names the same day in words, such as 27 March 2027.", required=True)


class NewDateSaid(Shape):
    """A new date that the customer was told by a call."""

    told_date = day("The day that they were told.", required=True)


class PromiseKept(Shape):
    """Why the promise will be kept after all."""

    reason = text("Why it will be done in time.", required=True)
