"""Many ids as one parameter: a statement that is the same however many there are, so it is compiled once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import BigInteger, CollectionAggregate, any_, literal
from sqlalchemy.dialects.postgresql import ARRAY


def any_of(ids: Collection[int]) -> CollectionAggregate[Any]:
    """Any of these ids: `column == any_of(ids)`. Nothing is, when there are none."""
    return any_(literal(list(ids), ARRAY(BigInteger)))
