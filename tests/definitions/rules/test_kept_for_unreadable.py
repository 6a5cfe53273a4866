"""kept-for-unreadable: How long a thrown message is kept can be read."""

from __future__ import annotations

import pytest

from tests.definitions.models import findings_of

RULE = "kept-for-unreadable"

BAD = """
startEvent start
task check "Check it"
endEvent told "Told" message="Checked" bpr:keptFor="3 weeks"
start -> check -> told
"""

GOOD = """
startEvent start
task check "Check it"
endEvent told "Told" message="Checked" bpr:keptFor="P21D"
start -> check -> told
"""


def test_it_names_what_is_wrong():
    (found,) = findings_of(RULE, BAD)

    assert (found.element, found.severity) == ("told", "must-fix")
    assert all(words in found.message for words in ("Told", "3 weeks", "90 days"))


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


@pytest.mark.parametrize("time", ["PT1S", "P90D", "P2M", "PT2160H"])
def test_any_time_up_to_90_days_is_taken(time: str):
    assert findings_of(RULE, GOOD.replace("P21D", time)) == []


@pytest.mark.parametrize("time", ["P91D", "P3M", "P99999999999Y", "PT0S", "P", "-P1D", "R3/P1D", "=wait", "2027-01-01"])
def test_anything_else_is_told(time: str):
    assert [found.element for found in findings_of(RULE, GOOD.replace("P21D", time))] == ["told"]


def test_where_no_message_is_thrown_it_is_a_warning():
    (found,) = findings_of(RULE, GOOD.replace('message="Checked" ', ""))
    assert (found.severity, "throws none" in found.message) == ("warning", True)
