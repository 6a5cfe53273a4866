"""priority-without-task: Only the work of people has a priority."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "priority-without-task"

BAD = """
startEvent start
serviceTask pay "Take the payment" bpr:priority="80"
endEvent end
start -> pay -> end
"""

GOOD = """
startEvent start
userTask pay "Take the payment" bpr:priority="80"
endEvent end
start -> pay -> end
"""


def test_it_names_what_is_wrong():
    (found,) = findings_of(RULE, BAD)

    assert (found.element, found.severity) == ("pay", "warning")
    assert "Take the payment" in found.message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
