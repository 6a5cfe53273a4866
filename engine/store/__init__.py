"""The database: one engine (PostgreSQL), one metadata, one way to commit."""

from engine.store.metadata import metadata
from engine.store.work import Store, Work, open_store, reading, unit_of_work

__all__ = ["Store", "Work", "metadata", "open_store", "reading", "unit_of_work"]
