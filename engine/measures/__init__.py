"""Measures: named formulas over what happened, and the cases behind every figure."""

from engine.measures.measure import GROUPS, Figure, Measure, Scope, figures, listing, summed
from engine.measures.registry import measure, measures
from engine.measures.share_handled import SHARE_HANDLED, ShareHandled, share_handled

__all__ = [
    "GROUPS",
    "SHARE_HANDLED",
    "Figure",
    "Measure",
    "Scope",
    "ShareHandled",
    "figures",
    "listing",
    "measure",
    "measures",
    "share_handled",
    "summed",
]
