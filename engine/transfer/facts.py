"""What figures about transfer are counted from: a subquery that `engine.measures` composes."""

from __future__ import annotations

from sqlalchemy import Subquery

from engine.transfer.change import standings_query


def standings() -> Subquery:
    """One row a step at a site: process_id, step_key, site_id, state, state_since, owner_id, planned_on, held_by."""
    return standings_query().subquery("standings")
