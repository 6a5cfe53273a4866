"""Giving the engine what a system, or a called case, answered: at once, or when a stuck case is tried again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import bpmn
from engine.bpmn import Outcome, Spec, Tools
from engine.cases.locking import LockedCase
from engine.errors import Conflict
from engine.store import Work


def run_answer(work: Work, spec: Spec, case: LockedCase, pending: Mapping[str, Any], tools: Tools) -> Outcome:
    """Give the answer that `pending` remembers to the engine. Raises as the engine does."""
    if case.state is None:
        raise Conflict("This case has not been started. Start a new one.")
    known = (spec, case.state, case.data, pending["engine_task"])
    if "code" in pending:
        came = pending.get("came", {})
        return bpmn.raise_error(*known, pending["code"], pending["result"], now=work.now, tools=tools, came=came)
    return bpmn.complete_job(*known, pending["result"], now=work.now, tools=tools)
