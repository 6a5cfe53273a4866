"""Messages from outside."""

from __future__ import annotations

from api.schemas.fields import PageQuery, Shape, anything, choice, flag, moment, number, several, text
from api.schemas.fields import reference as id_of
from engine.cases import STATUSES

KINDS = ("message", "signal")
MESSAGE_STATUSES = ("waiting", "delivered", "expired")


class MessageBody(Shape):
    """A message for one case: the one with a reference, or the one whose data equals all of the keys."""

    name = text("The message's name in the model.", required=True, shortest=1, longest=200)
    reference = text("The case's reference.", load_default="", longest=20)
    keys = anything("Or values that only this case's data has: texts, numbers, yes or no.", load_default=dict)
    payload = anything("Values that become case data.", load_default=dict)


class LastingMessageBody(MessageBody):
    """A message for one case, and how long it waits for that case when it does not wait for the message yet."""

    kind = choice("A message for one case, or a signal for all that wait.", KINDS, load_default="message")
    site_id = number("Where a case begins that it starts.", least=1, load_default=None, allow_none=True)
    wait_hours = number("Hours to keep it when no case waits for it yet.", least=1, most=2160, load_default=168)


class SentShape(Shape):
    """What became of a message."""

    message_id = id_of("The message.", required=True)
    delivered = flag("Whether a case took it. If not, it is kept until one waits for it.", required=True)
    expires_at = moment("Until when it is kept, if no case took it.", required=True)
    reached = number("How many a signal is for.", required=True)
    case_id = number("The case that took it.", allow_none=True, required=True)
    reference = text("That case's reference.", allow_none=True, required=True)
    status = choice("How that case stands now.", STATUSES, allow_none=True, required=True)


class MessageQuery(PageQuery):
    """Which messages to list."""

    status = choice("Only those that stand so.", MESSAGE_STATUSES, load_default="")


class MessageShape(Shape):
    """A message or signal, never what it carries."""

    id = id_of("The id.", required=True)
    kind = choice("A message for one case, or a signal for all.", KINDS, required=True)
    name = text("Its name in the model.", required=True)
    status = choice("Whether somebody took it.", MESSAGE_STATUSES, required=True)
    problem = text("Why nobody took it so far.", required=True)
    reference = text("The one case it is for, if its sender said so.", required=True)
    for_case_id = number("The id of that case.", allow_none=True, required=True)
    keys = several(text("A name."), "The names of its keys, while it waits.", required=True)
    from_case_id = number("The case that threw it.", allow_none=True, required=True)
    sender_id = number("Who sent it from outside.", allow_none=True, required=True)
    received_at = moment("When it came.", required=True)
    expires_at = moment("Until when it waits.", required=True)
    settled_at = moment("When it was delivered, or expired.", allow_none=True, required=True)
    case_ids = several(number("A case."), "The cases that took it.", required=True)
