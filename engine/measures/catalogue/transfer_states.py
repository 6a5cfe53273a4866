"""Where the steps stand: how many are live, how many are on the way."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, exists, null, select

from engine.definitions.facts import current_steps
from engine.measures.measure import Measure, Scope
from engine.transfer import facts


def rows(scope: Scope) -> Subquery:
    """One row a step at a site that was ever agreed to move; counted when it is live."""
    standing = facts.standings()
    step = current_steps()
    return (
        select(
            step.c.service_id,
            *(standing.c[name] for name in ("process_id", "step_key", "site_id")),
            standing.c.state.label("split"),
            null().label("case_id"),
            null().label("reference"),
            step.c.name,
            standing.c.id.label("row_id"),
            standing.c.state_since.label("at"),
            (standing.c.state == "live").label("counted"),
        )
        .join(step, (step.c.process_id == standing.c.process_id) & (step.c.step_key == standing.c.step_key))
        .where(_was_agreed(standing))
        .subquery("counted_rows")
    )


def _was_agreed(standing: Subquery) -> ColumnElement[bool]:
    """A step that was only planned or held has never left the back office."""
    change = facts.changes()
    place = [change.c[name] == standing.c[name] for name in ("process_id", "step_key", "site_id")]
    return exists().where(*place, change.c.state != "back_office")


MEASURE = Measure(
    key="transfer-states",
    version=1,
    name="Steps live in the front office",
    definition=(
        "Of the steps that were ever agreed to move at a site, those that are live there now. "
        "Split by where they stand."
    ),
    numerator="steps live at a site",
    denominator="steps at a site that have been agreed or gone further",
    area="contact",
    lead=True,
    owner="head of service",
    unit="share",
    rows=rows,
    split="where it stands",
    counted="live",
    rest="not live",
    when="stands so since",
    of_cases=False,
    dated=False,
)
