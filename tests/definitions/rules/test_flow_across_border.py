"""flow-across-border: A flow stays inside its process or subprocess."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "flow-across-border"

BAD = """
startEvent start
subProcess sub {
startEvent inner
task check "Check it"
endEvent innerEnd
inner -> check -> innerEnd
}
endEvent end
start -> sub -> end
start -> check
"""

GOOD = """
startEvent start
subProcess sub {
startEvent inner
task check "Check it"
endEvent innerEnd
inner -> check -> innerEnd
}
endEvent end
start -> sub -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["start-check"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "crosses the border" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_a_flow_to_another_pool_is_told():
    drawing = f'{GOOD}\nprocess other\ntask reply "Write back"\n'.replace(
        "start -> sub", "start -> reply\nstart -> sub"
    )

    assert "from one pool to another" in findings_of(RULE, drawing)[0].message


def test_a_flow_kept_outside_the_subprocess_of_its_ends_is_told():
    drawing = GOOD.replace("inner -> check -> innerEnd\n}", "check -> innerEnd\n}\ninner -> check")

    assert "kept outside" in findings_of(RULE, drawing)[0].message
