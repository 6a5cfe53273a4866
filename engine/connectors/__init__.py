"""What reaches outside a case: functions that a model may ask for, and calls over HTTP. No room above is known here."""

from engine.connectors.catalogue import Function, functions, perform, problems, says, taken_from
from engine.connectors.desk import Desk
from engine.connectors.failures import NotDone
from engine.connectors.hosts import drawn_host, is_allowed, origin_of

__all__ = [
    "Desk",
    "Function",
    "NotDone",
    "drawn_host",
    "functions",
    "is_allowed",
    "origin_of",
    "perform",
    "problems",
    "says",
    "taken_from",
]
