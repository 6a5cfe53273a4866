"""Measures: named formulas over what happened, and the cases behind every figure."""

from engine.measures.measure import GROUPS, MONTH, UNITS, Figure, Measure, Scope, figures, listing, summed
from engine.measures.months import Month, latest_months, month
from engine.measures.pauses import SIGNS, PauseFilter, SuspiciousPause, suspicious_pauses
from engine.measures.registry import measure, measures
from engine.measures.share_handled import SHARE_HANDLED, ShareHandled, share_handled, share_handled_by_month

__all__ = [
    "GROUPS",
    "MONTH",
    "SHARE_HANDLED",
    "SIGNS",
    "UNITS",
    "Figure",
    "Measure",
    "Month",
    "PauseFilter",
    "Scope",
    "ShareHandled",
    "SuspiciousPause",
    "figures",
    "latest_months",
    "listing",
    "measure",
    "measures",
    "month",
    "share_handled",
    "share_handled_by_month",
    "summed",
    "suspicious_pauses",
]
