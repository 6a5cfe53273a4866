"""Reasons and notes are checked like any answer."""

from __future__ import annotations

import pytest

from engine.errors import Refused
from engine.store import unit_of_work
from engine.transfer import confirm_ready, hold


@pytest.mark.parametrize("text", ["x" * 1_001, "a\x00b", "card 4111 1111 1111 1111"])
def test_what_cannot_be_kept_is_refused_where_it_is_wrong(council, text):
    with pytest.raises(Refused) as refused:
        council.move("agreed", reason=text)
    assert [problem.where for problem in refused.value.problems] == ["reason"]
    with pytest.raises(Refused) as refused, unit_of_work(council.store) as work:
        hold(work, **council.place(), obstacle="resources", note=text, by=council.head)
    assert [problem.where for problem in refused.value.problems] == ["note"]
    with pytest.raises(Refused), unit_of_work(council.store) as work:
        confirm_ready(work, **council.place(), topic="hr", note=text, by=council.head)
