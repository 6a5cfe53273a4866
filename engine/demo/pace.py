"""How long the work of the invented council takes, in minutes of work: from, to, for each step. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from engine.demo.plan import CasePlan

_DAY = 480
_BACK, _FRONT = (_DAY // 2, 3 * _DAY), (40, _DAY)
LATER = frozenset(
    {
        "take_in_evidence",
        "take_in_missing",
        "return_application",
        "tell_no_repair",
        "tell_repaired",
        "explain_permission",
        "explain_refusal",
        "tell_outcome",
        "rearrange_inspection",
    }
)
"""Steps of the front office that never happen in the contact that began the case."""
COMES_BACK = frozenset({"take_in_evidence", "take_in_missing"})
"""Steps for which the customer gets in touch again."""
_STEPS: Mapping[str, tuple[int, int]] = {
    "confirm_liability": (int(1.2 * _DAY), int(4.8 * _DAY)),
    "list_home": (3 * _DAY, 9 * _DAY),
    "settle_dispute": (3 * _DAY, 9 * _DAY),
    "take_in_evidence": (_DAY, 9 * _DAY),
    "take_in_missing": (2 * _DAY, 17 * _DAY),
    "make_safe": (30, 240),
    "inspect_defect": (_DAY, 4 * _DAY),
    "repair_defect": (_DAY, 7 * _DAY),
    "validate_application": (_DAY, 5 * _DAY),
    "assess_application": (3 * _DAY, 18 * _DAY),
    "register_complaint": (30, _DAY),
    "visit_site": (60, 2 * _DAY),
    "decide_action": (_DAY, 6 * _DAY),
    "look_again": (_DAY, 4 * _DAY),
    "take_to_committee": (5 * _DAY, 12 * _DAY),
}
_SLOW, _SLOW_TODAY = (0.10, 2.2), (0.35, 5.0)


def minutes(step: str, office: str, plan: CasePlan) -> float:
    """How long a step waits and takes when it is not done in the contact: now and then it is slow."""
    least, most = _STEPS.get(step, _BACK if office == "back" else _FRONT)
    share, times = _SLOW_TODAY if plan.kind == "current" and office == "back" else _SLOW
    return plan.random.uniform(least, most) * (times if plan.random.random() < share else 1)
