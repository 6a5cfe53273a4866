"""What happened, as timelines tell it."""

from __future__ import annotations

import pytest

from web.happened import sentence
from web.wording import verdict_words


@pytest.mark.parametrize(
    ("action", "facts", "told"),
    [
        ("contacts:contact:linked", {"kind": "touched"}, "The customer got in touch about this case"),
        ("contacts:contact:linked", {"kind": "started"}, "The customer got in touch, and this case was started"),
        ("case:decision:made", {"decision": "tax", "name": "Who pays"}, "A rule decided: Who pays"),
        ("case:decision:made", {"decision": "tax"}, "A rule decided: tax"),
        ("case:thing:done", {}, "Thing done"),
    ],
)
def test_it_is_told_in_plain_words(action, facts, told):
    assert sentence(action, facts) == told


def test_clocks_that_run_and_clocks_that_were_met_read_differently():
    found = [verdict_words(verdict) for verdict in ("in-time", "on-time", "at-risk", "overdue", "late")]
    assert found == ["Met", "Running, on time", "At risk", "Overdue", "Met late"]
