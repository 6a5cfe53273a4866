"""Decisions: read a DMN file, decide, and say which rules hit.

Pure: no database, no clock. A decision is made from plain data and gives plain data.
"""

from __future__ import annotations

from engine.decisions.graph import Decided, evaluate
from engine.decisions.model import DecisionModel, Table
from engine.decisions.read import read
from engine.decisions.state import RuleHit, TooMuchWork
from engine.decisions.xml import Unreadable

__all__ = [
    "Decided",
    "DecisionModel",
    "RuleHit",
    "Table",
    "TooMuchWork",
    "Unreadable",
    "evaluate",
    "read",
]
