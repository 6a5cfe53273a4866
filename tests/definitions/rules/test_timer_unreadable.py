"""timer-unreadable: A timer's time can be read."""

from __future__ import annotations

import pytest

from tests.definitions.models import findings_of

RULE = "timer-unreadable"

BAD = """
startEvent start
intermediateCatchEvent wait "Wait" timer="P5"
task check "Check it"
endEvent end
start -> wait -> check -> end
"""

GOOD = """
startEvent start
intermediateCatchEvent wait "Wait" timer="P5D"
task check "Check it"
endEvent end
start -> wait -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["wait"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "cannot be read" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


@pytest.mark.parametrize("time", ["0 9 * * 1-5", "*/15 8-17 * * MON-FRI", "5 working days", "8 working hours"])
def test_cron_and_working_time_can_be_read(time: str):
    assert findings_of(RULE, GOOD.replace("P5D", time)) == []


@pytest.mark.parametrize("time", ["0 0 9 * * ?", "61 9 * * 1", "0 9 31 2 *", "0 working days"])
def test_a_cron_or_working_time_that_is_never_due_is_told(time: str):
    assert [finding.element for finding in findings_of(RULE, GOOD.replace("P5D", time))] == ["wait"]


@pytest.mark.parametrize("time", ["5 working days", "opening day"])
def test_a_start_that_could_never_come_is_a_warning(time: str):
    (found,) = findings_of(RULE, GOOD.replace("startEvent start", f'startEvent start timer="{time}"'))
    assert (found.element, found.severity, "starts no case" in found.message) == ("start", "warning", True)
