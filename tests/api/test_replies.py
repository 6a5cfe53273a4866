"""JSON as the API writes it, and pages of lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType

import orjson
import pytest
from flask import Flask

from api.cursors import read_cursor
from api.replies import OrjsonProvider, page, reply, to_json


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with all that JSON does not know."""

    at: datetime
    on: date
    ids: frozenset[int]
    money: Decimal


def test_things_json_does_not_know_are_written_plainly():
    thing = Thing(datetime(2026, 11, 18, 10, tzinfo=UTC), date(2026, 11, 18), frozenset({3, 1}), Decimal("1.10"))
    assert orjson.loads(to_json({"thing": thing, "view": MappingProxyType({"a": (1,)})})) == {
        "thing": {"at": "2026-11-18T10:00:00+00:00", "on": "2026-11-18", "ids": [1, 3], "money": "1.10"},
        "view": {"a": [1]},
    }
    with pytest.raises(TypeError):
        to_json(object())


def test_one_thing_carries_its_version_as_etag():
    assert reply({"a": 1}, 201, version=7).headers["ETag"] == '"7"'
    assert "ETag" not in reply({"a": 1}).headers


def test_a_page_says_where_the_next_begins_only_when_there_is_one():
    full = page([1, 2, 3], 2, lambda row: (row,), lambda row: {"id": row}).json
    assert full["items"] == [{"id": 1}, {"id": 2}]
    assert read_cursor(full["next_cursor"], int) == (2,)
    assert page([1, 2], 2, lambda row: (row,)).json == {"items": [1, 2], "next_cursor": None}
    assert page([], 2, lambda row: (row,)).json == {"items": [], "next_cursor": None}


def test_flask_reads_and_writes_by_the_same_json():
    provider = OrjsonProvider(Flask("x"))
    assert provider.loads(provider.dumps({"ids": {2, 1}})) == {"ids": [1, 2]}
