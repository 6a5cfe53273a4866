"""Built-in functions on booleans, and those that compare values exactly."""

from __future__ import annotations

from engine.feel.budget import Run
from engine.feel.compare import equal
from engine.feel.signature import builtin
from engine.feel.temporal_text import write_moment, write_time
from engine.feel.values import Value, kind


@builtin("not(negand: boolean?)")
def negation(run: Run, negand: bool | None) -> Value:
    """The other truth value; null for anything that has none."""
    return None if negand is None else not negand


@builtin("is(value1: any, value2: any)")
def identical(run: Run, value1: Value, value2: Value) -> Value:
    """Whether two values are the same in kind and writing: 10:00Z and 11:00+01:00 are not."""
    if kind(value1) != kind(value2):
        return False
    if kind(value1) == "time":
        return write_time(value1) == write_time(value2)
    if kind(value1) == "date and time":
        return write_moment(value1) == write_moment(value2)
    return bool(equal(run, value1, value2))


@builtin("all(list...: list)")
def every_one(run: Run, items: list[Value]) -> Value:
    """False when an item is false; else true when all are true, null when one is something else."""
    run.work(len(items))
    if any(item is False for item in items):
        return False
    return True if all(item is True for item in items) else None


@builtin("any(list...: list)")
def any_one(run: Run, items: list[Value]) -> Value:
    """True when an item is true; else false when all are false, null when one is something else."""
    run.work(len(items))
    if any(item is True for item in items):
        return True
    return False if all(item is False for item in items) else None
