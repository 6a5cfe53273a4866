"""Several queries in one statement, their rows as JSON."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import Integer, Select, Text, column, select, values

from engine.store import Store, listed, reading


def _rows(*rows: tuple[int, str]) -> Select[Any]:
    return select(values(column("number", Integer), column("word", Text), name="given").data(list(rows)))


def test_each_query_is_a_column_with_its_rows_in_order(store: Store):
    both = select(
        listed("first", _rows((2, "two"), (1, "one"))),
        listed("second", _rows((3, 'three, "quoted" and é'))),
    )

    with reading(store) as work:
        found = work.execute(both).one()

    assert orjson.loads(found.first) == [[2, "two"], [1, "one"]]
    assert orjson.loads(found.second) == [[3, 'three, "quoted" and é']]


def test_no_rows_are_an_empty_list(store: Store):
    nothing = select(listed("nothing", _rows((1, "one")).where(column("number") > 1)))

    with reading(store) as work:
        assert work.value(nothing) == "[]"
