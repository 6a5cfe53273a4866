"""The outbox: what customers and other systems are told, delivered at least once; and the inbox of each person."""

from engine.notices import inbox
from engine.notices.channels import channel_names
from engine.notices.delivery import count_waiting, deliver_due, wait_after
from engine.notices.inbox import InboxEntry, Telling
from engine.notices.letter import NotDelivered
from engine.notices.many import Letters, send_many
from engine.notices.outbox import Notice, body_of, erase, list_notices, send, try_again

__all__ = [
    "InboxEntry",
    "Letters",
    "NotDelivered",
    "Notice",
    "Telling",
    "body_of",
    "channel_names",
    "count_waiting",
    "deliver_due",
    "erase",
    "inbox",
    "list_notices",
    "send",
    "send_many",
    "try_again",
    "wait_after",
]
