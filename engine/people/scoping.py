"""What a reader may see, as a condition on rows that have a service and a site."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, true


def in_scopes(
    scopes: Collection[tuple[int | None, int | None]], service_id: ColumnElement[Any], site_id: ColumnElement[Any]
) -> ColumnElement[bool]:
    """Whether a row lies in one of `scopes` (see `people.scopes`), by its columns of service and site."""
    return or_(false(), *(_in(scope, (service_id, site_id)) for scope in scopes))


def _in(scope: tuple[int | None, int | None], columns: tuple[ColumnElement[Any], ...]) -> ColumnElement[bool]:
    limits = zip(columns, scope, strict=True)
    return and_(true(), *(column == wanted for column, wanted in limits if wanted is not None))
