"""Measures: figures with their definition, and the cases behind each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import read_moment_cursor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.measures import CountedShape, FiguresShape, ListQuery, MeasureQuery, MeasureShape
from api.work import work
from engine import measures, people
from engine.errors import Refused
from engine.measures import GROUPS, MONTH, Figure, Measure, Scope

_YEAR = timedelta(days=365)
_EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)

resource = Resource("measures", "Figures about the work, each with its definition and its list.")


@resource.get(permission="measure:read", answer=page_of(MeasureShape))
def list_measures() -> Response:
    """List the measures there are."""
    found = list(measures.measures().values())
    return page(found, len(found), lambda measure: (measure.key,), _shown)


@resource.get("/<string:key>", permission="measure:read", query=MeasureQuery, answer=FiguresShape)
def show_figures(key: str, query: dict[str, Any]) -> Response:
    """Show a measure for a period, grouped. Every figure can be recounted from its list."""
    measure, scope = measures.measure(key), _scope(query)
    by = [name for name in query["by"].split(",") if name]
    groups = (*GROUPS, MONTH)
    unknown = [name for name in by if name not in groups]
    if unknown:
        raise Refused.at("by", f"Figures are grouped by {', '.join(groups)}, not by {', '.join(unknown)}.")
    found = measures.figures(work(), measure, scope, by=by)
    return reply(
        {
            "measure": _shown(measure),
            "since": scope.since,
            "until": scope.until,
            "figures": [_figure(figure, scope) for figure in found],
        }
    )


@resource.get("/<string:key>/list", permission="case:read", query=ListQuery, answer=page_of(CountedShape))
def list_behind(key: str, query: dict[str, Any]) -> Response:
    """List what is behind a figure, the latest first."""
    limit, after = query["limit"], read_moment_cursor(query["cursor"])
    found = measures.listing(
        work(),
        measures.measure(key),
        _scope(query, action="case:read"),
        split=query["split"],
        counted=query["counted"],
        after=after,
        limit=limit + 1,
    )
    return page(found, limit, lambda row: (row["at"], row["row_id"]), dict)


def _scope(query: dict[str, Any], *, action: str = "measure:read") -> Scope:
    now = work().now
    until = query["until"] or now
    since = query["since"] or max(until, _EARLIEST) - _YEAR
    if since >= until:
        raise Refused.at("until", "The period ends before it begins. Give an until that is later than since.")
    return Scope(
        since=since,
        until=until,
        now=now,
        places=people.scopes(actor(), action),
        service_id=query["service_id"],
        process_id=query["process_id"],
        step_key=query["step_key"],
        site_id=query["site_id"],
    )


def _figure(figure: Figure, scope: Scope) -> dict[str, Any]:
    shown = {"group": figure.group, "numerator": figure.numerator, "denominator": figure.denominator}
    if MONTH in figure.group:
        month = measures.month(figure.group[MONTH])
        shown["whole_month"] = scope.since <= month.since and month.until <= min(scope.until, scope.now)
    return shown | {"value": figure.value}


def _shown(measure: Measure) -> dict[str, Any]:
    return {name: getattr(measure, name) for name in MeasureShape().fields}
