"""Many rows as one parameter: a statement that is the same however many rows there are, so it is compiled once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Table, TableValuedAlias, bindparam, column, func
from sqlalchemy.dialects.postgresql import JSONB


def recordset(table: Table, names: Sequence[str], parameter: str) -> TableValuedAlias:
    """Rows for columns `names` of `table`, to select from; the parameter is a list of mappings, in their order."""
    columns = [column(name, table.c[name].type) for name in names]
    rows = func.jsonb_to_recordset(bindparam(parameter, type_=JSONB)).table_valued(*columns)
    return rows.render_derived(name=f"{parameter}_given", with_types=True)
