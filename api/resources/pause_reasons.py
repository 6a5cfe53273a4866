"""The list of reasons for which the time of a case may stand still."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import SIGNED_IN, actor
from api.replies import reply
from api.resource import Resource
from api.schemas.pauses import PauseReasonShape, PauseReasonsShape, PauseReasonValues
from api.work import work
from engine import sla
from engine.sla import PauseReason

resource = Resource("pause-reasons", "Reasons for which the time of a case may stand still.")


@resource.get(permission=SIGNED_IN, answer=PauseReasonsShape)
def list_pause_reasons() -> Response:
    """List them all."""
    return reply({"items": sla.pause_reasons(work())})


@resource.put("/<string:key>", permission="sla:manage", body=PauseReasonValues, answer=PauseReasonShape)
def put_pause_reason(key: str, body: dict[str, Any]) -> Response:
    """Add a reason, change one, retire one or bring it back. Pauses there are keep whose time they were."""
    return reply(sla.set_pause_reason(work(), PauseReason(key, **body), by=actor()))
