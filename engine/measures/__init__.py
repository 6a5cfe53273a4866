"""Measures: named formulas over what happened, and the cases behind every figure."""

from engine.measures.measure import GROUPS, Figure, Measure, Scope, figures, listing, summed
from engine.measures.registry import measure, measures

__all__ = ["GROUPS", "Figure", "Measure", "Scope", "figures", "listing", "measure", "measures", "summed"]
