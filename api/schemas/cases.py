"""Cases: beginning, seeing, listing and closing them."""

from __future__ import annotations

from api.schemas.decided import DecidedShape
from api.schemas.fields import (
    PageQuery,
    Reasoned,
    Shape,
    anything,
    choice,
    flag,
    moment,
    number,
    part,
    query_flag,
    query_number,
    several,
    text,
)
from api.schemas.fields import reference as id_of
from api.schemas.held import IncidentShape, SuspensionShape
from api.schemas.tasks import CaseTaskShape, HandOffShape
from engine.cases import STATUSES


class NewCase(Shape):
    """A case to start without a contact."""

    process = text("The key of the process.", required=True, longest=200, shortest=1)
    site_id = id_of("The site.", required=True)
    answers = anything("Answers to the form of the start, if it has one.", load_default=dict)
    received_at = moment(
        "When it was received, in the past, for targets that count from then; now when left out.", load_default=None
    )


class NewWalkThrough(Shape):
    """A version to try out."""

    version_id = id_of("The version.", required=True)
    site_id = id_of("The site it is tried out for.", required=True)
    answers = anything("Answers to the form of the start, if it has one.", load_default=dict)


class StartedShape(Shape):
    """A case that was started."""

    id = id_of("The id.", required=True)
    reference = text("The reference to read out.", required=True)
    status = choice("How it stands.", STATUSES, required=True)


class CaseOutline(Shape):
    """What a case tells alike by itself and in a list."""

    id = id_of("The id.", required=True)
    reference = text("The reference to read out.", required=True)
    service_id = id_of("The service.", required=True)
    owner_id = number("The one person who owns it.", allow_none=True, required=True)
    ended_at = moment("When it ended.", allow_none=True, required=True)
    next_team_id = number("By which team.", allow_none=True, required=True)
    promised_at = moment("By when.", allow_none=True, required=True)


class CalledShape(Shape):
    """A case at the other end of a call."""

    id = id_of("The id.", required=True)
    reference = text("The reference to read out.", required=True)
    process_id = id_of("The process.", required=True)
    version_id = id_of("The version it stays on.", required=True)
    status = choice("How it stands.", STATUSES, required=True)
    next_action = text("What happens next in it.", required=True)
    element = text("The call activity, in the model of the case that called.", required=True)
    name = text("What the call activity is called.", required=True)


class CaseShape(CaseOutline):
    """A case. Readers without rights in its service get the id, reference and service; all else is null or empty."""

    full = flag("Whether the rest is shown.", required=True)
    process_id = number("The process.", allow_none=True, required=True)
    version_id = number("The version it stays on.", allow_none=True, required=True)
    site_id = number("The site.", allow_none=True, required=True)
    walk_through = flag("Only tried out; counts in no figure.", allow_none=True, required=True)
    status = choice("How it stands.", STATUSES, allow_none=True, required=True)
    contact_id = number("The contact that began it.", allow_none=True, required=True)
    customer_id = number("The customer.", allow_none=True, required=True)
    property_id = number("The property.", allow_none=True, required=True)
    started_at = moment("When it began.", allow_none=True, required=True)
    outcome = text("The end it reached.", allow_none=True, required=True)
    next_action = text("What happens next.", allow_none=True, required=True)
    fulfil_by = moment("The date promised for the whole.", allow_none=True, required=True)
    erased_at = moment("When its answers were erased.", allow_none=True, required=True)
    row_version = number("The version; also the ETag.", allow_none=True, required=True)
    messages = several(text("A message's name."), "The messages it waits for.", required=True)
    ran = several(
        text("An element of the model."),
        "The steps that were done by themselves; null where that is not known.",
        allow_none=True,
        required=True,
    )
    tasks = part(CaseTaskShape, "Its tasks.", many=True, required=True)
    hand_offs = part(HandOffShape, "Its hand-offs.", many=True, required=True)
    incident = part(IncidentShape, "Why it is stuck.", allow_none=True, required=True)
    suspension = part(SuspensionShape, "Why it stands still.", allow_none=True, required=True)
    called_by = part(CalledShape, "The case that called this one, if any.", many=True, required=True)
    called = part(CalledShape, "The cases that it has called, the oldest first.", many=True, required=True)


class CaseQuery(PageQuery):
    """Which cases to list."""

    status = choice("Only those that stand so.", STATUSES, load_default=None)
    service_id = query_number("Only this service.", load_default=None)
    site_id = query_number("Only this site.", load_default=None)
    process_id = query_number("Only this process.", load_default=None)
    owner_id = query_number("Only those of this owner.", load_default=None)
    customer_id = query_number("Only this customer's.", load_default=None)


class ListedCaseShape(CaseOutline):
    """A case in a list."""

    process_id = id_of("The process.", required=True)
    site_id = id_of("The site.", required=True)
    status = choice("How it stands.", STATUSES, required=True)
    started_at = moment("When it began.", required=True)
    outcome = text("The end it reached.", required=True)
    next_action = text("What happens next.", required=True)
    fulfil_by = moment("The date promised for the whole.", allow_none=True, required=True)


class HappenedShape(Shape):
    """One thing that happened to a case."""

    id = id_of("The id.", required=True)
    happened_at = moment("When.", required=True)
    action = text("What, as room:thing:happened.", required=True)
    by = number("Who; null for the system.", allow_none=True, required=True)
    reason = text("Why.", required=True)
    facts = anything("What else is known; never an answer.", required=True)
    decided = part(
        DecidedShape,
        "Where a decision was made, why; null otherwise, and for a decision that looks at restricted answers.",
        allow_none=True,
        required=True,
    )


class GivenShape(Shape):
    """Answers given at one moment."""

    task_id = number("The task they were given for; null for the start.", allow_none=True, required=True)
    given_at = moment("When.", required=True)
    answers = anything("Ordinary and personal answers by field.", required=True)
    restricted = anything("Restricted answers, for those who may read them.", required=True)


class AnswersShape(Shape):
    """The answers of a case, the oldest first."""

    items = part(GivenShape, "The answers.", many=True, required=True)


class AnswersQuery(Shape):
    """Which answers."""

    restricted = query_flag("Restricted ones too; that read is audited.", load_default=False)


class Closing(Reasoned):
    """How a case is closed before its time."""

    as_ = choice("As what.", ("withdrawn", "duplicate"), required=True, data_key="as")
