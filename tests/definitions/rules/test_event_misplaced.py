"""event-misplaced: An event is of a kind that can happen at its place."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "event-misplaced"

BAD = """
startEvent start
intermediateCatchEvent wait "Wait"
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
    assert "cannot happen there" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_a_cancel_end_belongs_into_a_transaction():
    assert [one.element for one in findings_of(RULE, GOOD.replace("endEvent end", 'endEvent end cancel=""'))] == ["end"]


def test_an_event_subprocess_starts_by_an_error_and_a_plain_one_by_nothing():
    inside = 'subProcess sub triggeredByEvent="true" {\nstartEvent begin error="x"\ntask ring "Ring"\n}'

    assert findings_of(RULE, f"{GOOD}\n{inside}") == []
    assert [one.element for one in findings_of(RULE, f"{GOOD}\n{inside}".replace("triggeredByEvent", "x"))] == ["begin"]
