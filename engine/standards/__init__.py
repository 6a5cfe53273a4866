"""Service standards: what share of the work is to be done in what time, how far it was, and what if it were another."""

from engine.standards.attaining import Attained, Piece, attained, by_column, by_month, kept, overdue_now, pieces
from engine.standards.keeping import (
    KINDS,
    Promise,
    Standard,
    StandardVersion,
    Subject,
    add_standard,
    change_standard,
    standard,
    standards,
)
from engine.standards.replaying import Difference, Replayed, changes, difference, difference_by_month, replay

__all__ = [
    "KINDS",
    "Attained",
    "Difference",
    "Piece",
    "Promise",
    "Replayed",
    "Standard",
    "StandardVersion",
    "Subject",
    "add_standard",
    "attained",
    "by_column",
    "by_month",
    "change_standard",
    "changes",
    "difference",
    "difference_by_month",
    "kept",
    "overdue_now",
    "pieces",
    "replay",
    "standard",
    "standards",
]
