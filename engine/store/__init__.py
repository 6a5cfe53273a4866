"""The database: one engine (PostgreSQL), one metadata, one way to commit."""

from engine.store.any_of import any_of
from engine.store.idempotency import Answer, begin_once, forget_answers, forget_old_keys, keep_answer
from engine.store.listed import listed
from engine.store.metadata import metadata
from engine.store.recordset import recordset
from engine.store.work import Store, Work, open_store, reading, replay, unit_of_work

__all__ = [
    "Answer",
    "Store",
    "Work",
    "any_of",
    "begin_once",
    "forget_answers",
    "forget_old_keys",
    "keep_answer",
    "listed",
    "metadata",
    "open_store",
    "reading",
    "recordset",
    "replay",
    "unit_of_work",
]
