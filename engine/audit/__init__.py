"""Append-only record of who did what, when and why. It never holds answers."""

from engine.audit.trail import AuditRow, Entry, blank_reasons, entries, record, record_many

__all__ = ["AuditRow", "Entry", "blank_reasons", "entries", "record", "record_many"]
