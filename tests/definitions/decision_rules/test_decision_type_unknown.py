"""decision-type-unknown: Every type that is named is one of the language, or defined in the file."""

from __future__ import annotations

import pytest

from tests.decisions.files import decision, dmn, function, given, literal
from tests.definitions.decision_rules.checking import findings_in, findings_of

RULE = "decision-type-unknown"


def test_it_names_types_that_nobody_knows():
    twice = function("twice", ["n:tNumber"], literal("n"))
    found = findings_in(RULE, dmn(given("n", "tN"), twice, decision("d", literal("1"), type_ref="tD")))

    assert [(finding.element, finding.severity) for finding in found] == [
        ("n", "warning"),
        ("twice", "warning"),
        ("d", "warning"),
    ]
    assert "There is no type “tD”" in found[2].message


@pytest.mark.parametrize("known", ["number", "feel:string", "dateTime", "Any", "tMine", "", "date and time"])
def test_it_is_silent_on_types_of_the_language_and_of_the_file(known):
    mine = '<itemDefinition name="tMine"><typeRef>string</typeRef></itemDefinition>'

    assert findings_of(RULE, literal("1"), mine, type_ref=known) == []
