"""A rule grants, calculates or refers to a person; it does not itself refuse, reduce or recover."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from engine import decisions
from engine.decisions import Outcome, Part, in_words
from engine.definitions.decision_file import DecisionFile
from engine.definitions.finding import MUST_FIX, Finding
from engine.feel import Value

SEVERITY = MUST_FIX
REFUSES = (
    r"refus\w*|reject\w*|declin\w*|den(?:y|ied|ies|ial)|disallow\w*|ineligible|unsuccessful|turn(?:ed)? down|revok\w*"
    r"|no(?:t)? (?:eligible|entitled|entitlement|granted|approved|awarded)"
)
REDUCES = r"reduce[sd]?|withdraw\w*|suspend\w*|terminat\w*|cut|deduct\w*|stop(?:ped)? (?:payments?|benefits?|support)"
RECOVERS = (
    r"recover\w*|summons\w*|enforc\w*|bailiffs?|liability order|attachment of (?:earnings|benefits)|prosecut\w*"
    r"|penalt(?:y|ies)|fine[sd]?|claw(?:ed)? ?back|debt collect\w*|court"
)
"""Words of an outcome that goes against the customer, in any case. docs/rules/person-missing.md lists them."""
GIVES = r"eligib\w*|entitle\w*|approv\w*|grant\w*|accept\w*|allow\w*|award\w*|discount\w*|benefit\w*|support\w*"
PERSON = frozenset({"person", "refer to", "referred to", "who decides", "decided by"})
NOBODY = frozenset({"", "-", "none", "nobody", "no one", "rule", "system", "automatic"})
_AGAINST = re.compile(rf"\b(?:{REFUSES}|{REDUCES}|{RECOVERS})\b", re.IGNORECASE)
_GIVES = re.compile(rf"\b(?:{GIVES})", re.IGNORECASE)


def check(file: DecisionFile) -> Iterator[Finding]:
    """A finding per outcome that goes against the customer and names no person to refer to."""
    for outcome in decisions.outcomes(file.model):
        against = next((found for part in outcome.parts for found in _against(part)), None)
        if against is not None and not any(_refers(part) for part in outcome.parts):
            yield file.about(
                outcome.where,
                outcome.name,
                f"{_place(outcome)} says {against} by itself. A rule may grant, calculate or refer: let the outcome "
                "begin with “refer”, or add a column “person” that says who decides.",
                rules=(outcome.rule,) if outcome.rule else (),
            )


def _place(outcome: Outcome) -> str:
    if outcome.rule is None:
        return "The expression"
    return f"Rule {outcome.rule}" if outcome.rule else "The default"


def _against(part: Part) -> Iterator[str]:
    """What goes against the customer in a part of an outcome, in words."""
    label = part.label.replace("_", " ")
    for value in part.values:
        if isinstance(value, str) and _AGAINST.search(value.replace("_", " ")) and not _begins(value):
            yield in_words(value)
        elif _GIVES.search(label) and (value is False or (isinstance(value, Decimal) and value < 0)):
            yield f"{in_words(value)} to “{part.label}”"


def _refers(part: Part) -> bool:
    """Whether a part of an outcome refers to a person, whatever else comes out."""
    if part.label.replace("_", " ").lower().strip() in PERSON:
        return bool(part.values) and all(_names_somebody(value) for value in part.values)
    return bool(part.values) and all(_begins(value) for value in part.values)


def _names_somebody(value: Value) -> bool:
    return value is True or (isinstance(value, str) and value.strip().lower() not in NOBODY)


def _begins(value: Value) -> bool:
    return isinstance(value, str) and re.match(r"\s*refer", value, re.IGNORECASE) is not None
