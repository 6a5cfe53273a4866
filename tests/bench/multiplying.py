"""Many copies of one case, made by the database itself in seconds: what has to be there while something is timed."""

from __future__ import annotations

from collections.abc import Mapping

from psycopg import Cursor
from psycopg.sql import SQL, Composable, Identifier, Literal
from sqlalchemy import Table, text

from engine.cases import tables
from engine.sla.tables import clock
from engine.store import Store

Changed = Mapping[str, str]
"""Columns in which the copies differ, and the SQL of their values; `copy` is the number of the copy, from 1."""
_COPY = SQL(
    "INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE "
    "SELECT {values} FROM (SELECT * FROM {table} WHERE {key} = {of}) AS one, generate_series(1, {count}) AS copy"
)
_COUNT_ON = SQL("SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {table}")


def multiply(
    store: Store, case_id: int, count: int, *, state: Changed | None = None, task: Changed | None = None
) -> None:
    """Copy a case with its tasks and their clocks `count` times; with a `state` the copies can be worked on.

    Foreign keys are not looked at meanwhile: what the copies name is there already. All tables are vacuumed afterwards.
    """
    with store.engine.begin() as connection, connection.connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        in_case = {"case_id": f"{_last(cursor, tables.case)} + copy"}
        _copy(cursor, tables.case, count, ("id", case_id), {"id": in_case["case_id"], "reference": "'B' || copy"})
        if state is not None:
            _copy(cursor, tables.state, count, ("case_id", case_id), {**in_case, **state})
        cursor.execute("SELECT id FROM case_task WHERE case_id = %s", [case_id])
        for (task_id,) in cursor.fetchall():
            _copy_task(cursor, count, task_id, {**in_case, **(task or {})})
        for table in (tables.case, tables.task, clock):
            cursor.execute(_COUNT_ON.format(table=Identifier(table.name)), [table.name])
    vacuum(store)


def vacuum(store: Store) -> None:
    """Let the database clean up and count, so that it plans as it does in service."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _copy_task(cursor: Cursor, count: int, task_id: int, changed: Changed) -> None:
    number = f"{_last(cursor, tables.task)} + copy"
    _copy(cursor, tables.task, count, ("id", task_id), {**changed, "id": number})
    of_clock = {name: value for name, value in changed.items() if name in clock.c}
    if due := changed.get("due_at"):
        of_clock["at_risk_at"] = f"{due} - interval '1 day'"
    given = {**of_clock, "id": f"{_last(cursor, clock)} + copy", "task_id": number}
    _copy(cursor, clock, count, ("task_id", task_id), given)


def _last(cursor: Cursor, table: Table) -> int:
    (last,) = cursor.execute(SQL("SELECT coalesce(max(id), 0) FROM {}").format(Identifier(table.name))).fetchone()
    return int(last)


def _copy(cursor: Cursor, table: Table, count: int, which: tuple[str, int], changed: Changed) -> None:
    names = [column.name for column in table.c]
    values: list[Composable] = [SQL(changed[name]) if name in changed else Identifier("one", name) for name in names]
    statement = _COPY.format(
        table=Identifier(table.name),
        names=SQL(", ").join(map(Identifier, names)),
        values=SQL(", ").join(values),
        key=Identifier(which[0]),
        of=Literal(which[1]),
        count=Literal(count),
    )
    cursor.execute(statement)
