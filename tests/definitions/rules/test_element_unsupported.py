"""element-unsupported: Every element can be run here."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "element-unsupported"

BAD = """
startEvent start
complexGateway how
task check "Check it"
endEvent end
start -> how -> check -> end
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["how"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "is a complex gateway" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_compensation_that_undoes_something_and_transactions_run():
    drawing = f'{GOOD}\ntask undo "Undo" isForCompensation="true"\ntransaction sale {{\ntask pay\n}}'

    assert findings_of(RULE, drawing) == []
