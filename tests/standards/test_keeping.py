"""Standards are kept in dated versions; nothing that was asked for is overwritten."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from engine import audit, standards
from engine.errors import NotFound, NotPermitted, Refused, StaleVersion
from engine.people import Actor
from engine.standards import Promise, Standard, Subject
from engine.store import reading, unit_of_work
from tests.measures.history import History


def change(history: History, share: str = "90", *, by: Actor | None = None, **more: Any) -> Standard:
    given = {"valid_from": date(2026, 7, 1), "reason": "The committee asks for more", **more}
    with unit_of_work(history.store) as work:
        promise = Promise(Decimal(share), "5 working days")
        return standards.change_standard(work, "repairs", promise, by=by or history.council.head, **given)


def test_what_holds_on_a_day_is_the_latest_version_begun_by_then(history, set_standard):
    set_standard("80", "10 working days")
    standard = change(history)
    assert standard.on(date(2025, 12, 31)) is None
    assert standard.on(date(2026, 6, 30)).promise == Promise(Decimal("80.00"), "10 working days")
    assert standard.on(date(2026, 7, 1)).promise.words == "90% within 5 working days"
    assert change(history, "95").on(date(2026, 7, 1)).promise.share == 95


def test_each_change_is_on_the_record_with_its_reason(history, set_standard):
    set_standard("80", "10 working days")
    change(history)
    with reading(history.store) as work:
        newest, first = audit.entries(work, action="sla:standard:")
    assert (newest.reason, newest.facts["asks"]) == ("The committee asks for more", "90% within 5 working days")
    assert (first.by, first.facts["version"]) == (history.council.head.user_id, 1)


def test_standards_are_listed_by_service(history, set_standard):
    standard = set_standard("80", "10 working days")
    with reading(history.store) as work:
        assert standards.standards(work) == standards.standards(work, history.council.service_id) == [standard]
        assert standards.standards(work, history.council.service_id + 1) == []
        with pytest.raises(NotFound, match="no standard 'other'"):
            standards.standard(work, "other")


def test_only_who_manages_service_levels_sets_them(history, set_standard):
    set_standard("80", "10 working days")
    with pytest.raises(NotPermitted):
        change(history, by=history.council.adviser)


def test_a_standard_of_every_service_is_set_by_those_who_may_do_so_for_every_service(history):
    asked = (Subject("case"), Promise(Decimal(80), "10 working days"))
    with unit_of_work(history.store) as work:
        with pytest.raises(NotPermitted):
            standards.add_standard(work, "all", "All", *asked, valid_from=date(2026, 1, 1), by=history.council.head)
        standards.add_standard(
            work, "all", "All", *asked, valid_from=date(2026, 1, 1), by=history.council.administrator
        )
        with pytest.raises(NotPermitted):
            standards.change_standard(
                work, "all", asked[1], valid_from=date(2026, 2, 1), reason="More", by=history.council.head
            )


def test_a_change_needs_a_reason_and_must_have_seen_the_newest(history, set_standard):
    set_standard("80", "10 working days")
    with pytest.raises(Refused) as refused:
        change(history, reason=" ")
    assert [problem.where for problem in refused.value.problems] == ["reason"]
    change(history, if_newest=1)
    with pytest.raises(StaleVersion):
        change(history, if_newest=1)


def test_a_standard_that_is_not_there_cannot_be_changed(history):
    with pytest.raises(NotFound):
        change(history)


@pytest.mark.parametrize(
    ("share", "target", "subject", "more", "where"),
    [
        ("0", "24 hours", Subject("case"), {}, "share"),
        ("100.01", "24 hours", Subject("case"), {}, "share"),
        ("99.999", "24 hours", Subject("case"), {}, "share"),
        ("80", "soon", Subject("case"), {}, "target"),
        ("80", "24 hours", Subject("letter"), {}, "kind"),
        ("80", "24 hours", Subject("case", None, 1, "take"), {}, "step_key"),
        ("80", "24 hours", Subject("step", None, None, "take"), {}, "step_key"),
        ("80", "24 hours", Subject("case"), {"calendar": "moon"}, "calendar"),
        ("80", "24 hours", Subject("case"), {"key": "Not a key"}, "key"),
        ("80", "24 hours", Subject("case"), {"name": " "}, "name"),
    ],
)
def test_what_cannot_be_measured_is_refused_at_its_place(history, share, target, subject, more, where):
    asked = {"key": "new", "name": "New", "calendar": "", **more}
    promise = Promise(Decimal(share), target, asked["calendar"])
    whose = {"valid_from": date(2026, 1, 1), "by": history.council.administrator}
    with unit_of_work(history.store) as work, pytest.raises(Refused) as refused:
        standards.add_standard(work, asked["key"], asked["name"], subject, promise, **whose)
    assert [problem.where for problem in refused.value.problems] == [where]


def test_a_key_is_taken_once(history, set_standard):
    set_standard("80", "10 working days")
    with pytest.raises(Refused, match="cannot be added") as refused:
        set_standard("80", "10 working days")
    assert refused.value.problems[0].where == "key"
