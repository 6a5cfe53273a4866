"""Messages from outside."""

from __future__ import annotations

from api.schemas.cases import STATUSES
from api.schemas.fields import Shape, anything, choice, text
from api.schemas.fields import reference as id_of


class MessageBody(Shape):
    """A message for the one case that waits for it."""

    name = text("The message's name in the model.", required=True, shortest=1, longest=200)
    reference = text("The case's reference.", load_default="", longest=20)
    keys = anything("Or values that only this case's data has.", load_default=dict)
    payload = anything("Values that become case data.", load_default=dict)


class DeliveredShape(Shape):
    """The case that took the message."""

    case_id = id_of("The case.", required=True)
    reference = text("Its reference.", required=True)
    status = choice("How it stands now.", STATUSES, required=True)
