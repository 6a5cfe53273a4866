"""Share handled."""

from __future__ import annotations

from datetime import date, time

from engine.contacts import CallCount, import_calls
from engine.measures import ShareHandled, share_handled, share_handled_by_month
from engine.people import SYSTEM
from engine.store import Store, unit_of_work

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def test_it_is_the_front_offices_part_of_the_calls_imported_for_the_period(store: Store):
    def count(day: date, office: str, calls: int, line: str) -> CallCount:
        return CallCount(day, time(), 1440, line, office, calls, "")

    with unit_of_work(store) as work:
        assert share_handled(work, MARCH, APRIL) is None
        counts = [
            count(MARCH, "front", 40, "Main"),
            count(date(2026, 3, 31), "front", 8, "Main"),
            count(date(2026, 3, 31), "other", 12, "Depot"),
            count(APRIL, "other", 1000, "Depot"),
        ]
        import_calls(work, counts, source="Telephone system", by=SYSTEM)
        found = share_handled(work, MARCH, APRIL)
        assert share_handled(work, date(2026, 3, 2), date(2026, 3, 31)) is None
    assert found == ShareHandled(MARCH, APRIL, 48, 60)
    assert found.value == 0.8


def test_its_months_are_those_that_calls_were_counted_in_and_sum_to_the_period(store: Store):
    def count(day: date, office: str, calls: int) -> CallCount:
        return CallCount(day, time(), 1440, office, office, calls, "")

    with unit_of_work(store) as work:
        assert share_handled_by_month(work, date(2026, 1, 1), date(2027, 1, 1)) == {}
        counts = [
            count(date(2026, 1, 31), "front", 3),
            count(date(2026, 1, 31), "other", 1),
            count(date(2026, 2, 1), "other", 0),
            count(MARCH, "other", 7),
            count(date(2026, 3, 2), "front", 5),
        ]
        import_calls(work, counts, source="Telephone system", by=SYSTEM)
        months = share_handled_by_month(work, date(2026, 1, 31), date(2026, 3, 2))
        whole = share_handled(work, date(2026, 1, 31), date(2026, 3, 2))
    assert months == {
        "2026-01": ShareHandled(date(2026, 1, 31), date(2026, 2, 1), 3, 4),
        "2026-03": ShareHandled(MARCH, date(2026, 3, 2), 0, 7),
    }
    assert whole is not None
    assert sum(month.numerator for month in months.values()) == whole.numerator
    assert sum(month.denominator for month in months.values()) == whole.denominator
