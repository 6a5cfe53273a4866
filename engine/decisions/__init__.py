"""Decisions: read a DMN file, decide, and say which rules hit and why; look a table over for overlaps and gaps.

Pure: no database, no clock. A decision is made from plain data and gives plain data.
"""

from __future__ import annotations

from engine.decisions.analysis import Analysis, Gap, Hidden, Overlap, analyse
from engine.decisions.axes import Unchecked
from engine.decisions.comparing import (
    CellChange,
    Comparison,
    PartChange,
    RuleChange,
    TableChange,
    compare,
)
from engine.decisions.graph import Decided, evaluate
from engine.decisions.model import DecisionModel, Table
from engine.decisions.outcomes import Outcome, Part, outcomes
from engine.decisions.policies import HIT_POLICIES, HitPolicy
from engine.decisions.read import Spaces, in_order_of_imports, read, spaces
from engine.decisions.soundness import (
    Misfit,
    Stray,
    listed_outputs,
    misfits,
    missing_requirements,
    needed_names,
    stray_outputs,
    unknown_types,
)
from engine.decisions.spreadsheet import InvalidRows, rows_of, with_rows
from engine.decisions.state import NoRule, RuleHit, TooMuchWork
from engine.decisions.types import plain_type
from engine.decisions.walking import PlacedTable, Text, called, tables, texts
from engine.decisions.wording import example_in_words, explain, heading, in_words, no_rule_in_words, told
from engine.decisions.xml import Unreadable

__all__ = [
    "HIT_POLICIES",
    "Analysis",
    "CellChange",
    "Comparison",
    "Decided",
    "DecisionModel",
    "Gap",
    "Hidden",
    "HitPolicy",
    "InvalidRows",
    "Misfit",
    "NoRule",
    "Outcome",
    "Overlap",
    "Part",
    "PartChange",
    "PlacedTable",
    "RuleChange",
    "RuleHit",
    "Spaces",
    "Stray",
    "Table",
    "TableChange",
    "Text",
    "TooMuchWork",
    "Unchecked",
    "Unreadable",
    "analyse",
    "called",
    "compare",
    "evaluate",
    "example_in_words",
    "explain",
    "heading",
    "in_order_of_imports",
    "in_words",
    "listed_outputs",
    "misfits",
    "missing_requirements",
    "needed_names",
    "no_rule_in_words",
    "outcomes",
    "plain_type",
    "read",
    "rows_of",
    "spaces",
    "stray_outputs",
    "tables",
    "texts",
    "told",
    "unknown_types",
    "with_rows",
]
