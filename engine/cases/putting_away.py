"""Ended cases are put away: their data and answers are packed into one row, and what only a running case needs goes.

A day after it ended, by the worker, so that nobody's action waits for it. What a reader sees stays the same.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from sqlalchemy import BigInteger, Integer, LargeBinary, Text, bindparam, cast, column, delete, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from engine.cases import tables
from engine.cases.packing import Given, pack
from engine.store import Work

AT_HAND = timedelta(days=1)
"""How long an ended case stays as it is: what has just ended is looked at the most."""
_BATCH = 200
_STATE, _ANSWER = tables.state.c, tables.answer.c

_DUE = (
    select(_STATE.case_id, _STATE.data)
    .where(_STATE.put_away_at <= bindparam("now", type_=_STATE.put_away_at.type))
    .order_by(_STATE.put_away_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
)
_TAKEN = (
    delete(tables.answer)
    .where(_ANSWER.case_id == func.any(bindparam("cases", type_=ARRAY(BigInteger))))
    .returning(
        _ANSWER.id,
        _ANSWER.case_id,
        _ANSWER.task_id,
        _ANSWER.given_at,
        cast(_ANSWER.answers, Text).label("shown"),
        cast(_ANSWER.restricted, Text).label("restricted"),
    )
)
_AWAY = (
    func.unnest(bindparam("cases", type_=ARRAY(BigInteger)), bindparam("packed", type_=ARRAY(LargeBinary)))
    .table_valued(column("case_id", BigInteger), column("packed", LargeBinary))
    .render_derived(name="away")
)
_PUT_AWAY = (
    update(tables.state)
    .where(_STATE.case_id == _AWAY.c.case_id)
    .values(data=_AWAY.c.packed, state=None, put_away_at=None)
)


def put_away(work: Work, most: int = _BATCH) -> bool:
    """Put away at most so many of the cases that ended a day ago or earlier; whether there may be more to do at once.

    Three statements, one when nothing is due. Any number of workers may do it: each passes over what another holds.
    """
    due = work.rows(_DUE, {"now": work.now, "most": most})
    if due:
        cases = [row["case_id"] for row in due]
        answers: dict[int, list[Given]] = defaultdict(list)
        for row in sorted(work.rows(_TAKEN, {"cases": cases}), key=lambda row: row["id"]):
            answers[row["case_id"]].append((row["task_id"], row["given_at"], row["shown"], row["restricted"]))
        packed = [pack(row["data"], answers[row["case_id"]]) for row in due]
        work.execute(_PUT_AWAY, {"cases": cases, "packed": packed})
    return len(due) == most
