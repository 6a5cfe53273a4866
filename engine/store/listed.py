"""The rows of several queries in one statement: each as a column of JSON text, so that one round trip answers all."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Label, Select, Text, cast, func, literal_column, select


def listed(name: str, query: Select[Any]) -> Label[str]:
    """The rows of `query` as a column `name` of another statement: a JSON array with an array for each row.

    JSON knows no dates: moments and days come as ISO 8601 text.
    """
    rows = query.subquery(name)
    nothing: ColumnElement[Any] = literal_column("'[]'::json")
    found = func.coalesce(func.json_agg(func.json_build_array(*rows.c)), nothing)
    return select(cast(found, Text)).select_from(rows).scalar_subquery().label(name)
