"""Cases, their tasks and hand-offs."""

from __future__ import annotations

from api.schemas.decided import DecidedShape
from api.schemas.fields import (
    PageQuery,
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
from api.schemas.fields import (
    reference as id_of,
)
from api.schemas.held import IncidentShape, SuspensionShape
from engine.definitions import STAGES

STATUSES = ("open", "waiting", "suspended", "ended", "stuck", "withdrawn", "duplicate", "cancelled")
TASK_VERDICTS = ("", "on-time", "at-risk", "overdue", "paused")
TASK_STATUSES = ("open", "claimed", "done", "cancelled")
HAND_OFF_STATUSES = ("waiting", "accepted", "returned", "rerouted", "cancelled")


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


class TaskOutline(Shape):
    """What a task tells alike in its case and by itself."""

    id = id_of("The id.", required=True)
    step_key = text("The step across versions.", required=True)
    name = text("What is to do.", required=True)
    claimed_by = number("Who holds it.", allow_none=True, required=True)


class CaseTaskShape(TaskOutline):
    """A task of a case."""

    element = text("The element of the model.", required=True)
    team_id = id_of("The team that has or had it.", required=True)
    office = choice("Front or back office.", ("front", "back"), required=True)
    stage = choice("Journey stage.", STAGES, required=True)
    status = choice("How it stands.", TASK_STATUSES, required=True)
    opened_at = moment("When it opened.", required=True)
    due_at = moment("When it is due; null without a target.", allow_none=True, required=True)
    done_by = number("Who did it.", allow_none=True, required=True)
    done_at = moment("When it was done.", allow_none=True, required=True)
    row_version = number("The version, for If-Match.", required=True)


class HandOffIds(Shape):
    """Which task passed between which teams."""

    id = id_of("The id.", required=True)
    task_id = id_of("The task.", required=True)
    from_team_id = id_of("From this team.", required=True)
    to_team_id = id_of("To this team.", required=True)


class HandOffShape(HandOffIds):
    """Work that passed from one team to another."""

    cause = choice("Routed by the process, or handed over by a person.", ("routed", "by_person"), required=True)
    stage = choice("Journey stage of the task.", STAGES, required=True)
    status = choice("What became of it.", HAND_OFF_STATUSES, required=True)
    handed_at = moment("When.", required=True)
    reason = text("Why, when a person handed it over.", required=True)
    data_pack = several(text("A field."), "The fields that were known and went along.", required=True)
    answered_at = moment("When it was accepted or returned.", allow_none=True, required=True)
    answered_by = number("By whom.", allow_none=True, required=True)
    return_reason = text("Why it was returned.", required=True)


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


class Reasoned(Shape):
    """Why it is done."""

    reason = text("Why.", required=True, longest=1000)


class Closing(Reasoned):
    """How a case is closed before its time."""

    as_ = choice("As what.", ("withdrawn", "duplicate"), required=True, data_key="as")


class ListedWork(Shape):
    """What a list of tasks or hand-offs tells of each, and of its case."""

    id = id_of("The id.", required=True)
    case_id = id_of("Its case.", required=True)
    reference = text("The case's reference.", required=True)
    customer_id = number("The customer, if known.", allow_none=True, required=True)
    property_id = number("The place it is about, if known.", allow_none=True, required=True)
    process_id = id_of("The process.", required=True)
    name = text("What is to do.", required=True)
    service_id = id_of("The service.", required=True)
    site_id = id_of("The site.", required=True)


class TaskShape(ListedWork):
    """A task on a worklist."""

    owner_id = number("Who owns the case.", allow_none=True, required=True)
    step_key = text("The step across versions.", required=True)
    team_id = id_of("The team that has it.", required=True)
    office = choice("Front or back office.", ("front", "back"), required=True)
    route = text("Why that team: live, pilot, moved, lane, by_person or returned.", required=True)
    once_and_done = flag("Whether the step could be once and done.", required=True)
    stage = choice("Journey stage.", STAGES, required=True)
    status = choice("Open, or claimed by somebody.", ("open", "claimed"), required=True)
    opened_at = moment("When it opened.", required=True)
    due_at = moment("When it is due.", allow_none=True, required=True)
    at_risk_at = moment("When most of its time is used up.", allow_none=True, required=True)
    verdict = choice("How its time stands; empty when it is never due.", TASK_VERDICTS, required=True)
    extended = flag("Whether more time was agreed for it.", required=True)
    claimed_by = number("Who holds it.", allow_none=True, required=True)
    hand_off_id = number("The hand-off that waits to be accepted with it.", allow_none=True, required=True)
    row_version = number("The version, for If-Match.", required=True)


class TaskQuery(PageQuery):
    """Which tasks to list."""

    team_id = query_number("The list of this team of yours; all of yours when left out.", load_default=None)
    service_id = query_number("Only this service.", load_default=None)
    site_id = query_number("Only this site.", load_default=None)
    process_id = query_number("Only this process.", load_default=None)
    step_key = text("Only this step.", load_default=None, longest=200)
    once_and_done = query_flag("Only steps that could be once and done, or only the others.", load_default=None)
    mine = query_flag("Only those you have claimed.", load_default=False)
    unclaimed = query_flag("Only those nobody has claimed.", load_default=False)
    claimed_by = query_number("Only those this person has claimed.", load_default=None)
    owner_id = query_number("Only those of cases that this person owns.", load_default=None)
    overdue = query_flag("Only the overdue ones.", load_default=False)
    at_risk = query_flag("Only those at risk of being overdue.", load_default=False)


class ChoiceShape(Shape):
    """One of the answers to choose from."""

    value = text("What is sent and kept.", required=True)
    label = text("What people read.", required=True)


class FieldShape(Shape):
    """A question of a form."""

    key = text("The key of the answer.", required=True)
    label = text("The question.", required=True)
    type = text("The type of the answer.", required=True)
    required = flag("Whether it must be answered.", required=True)
    choices = part(ChoiceShape, "What can be chosen.", many=True, required=True)
    minimum = text("The least: a number; of a text its length.", allow_none=True, required=True)
    maximum = text("The most: a number; of a text its length.", allow_none=True, required=True)
    pattern = text("What it must look like.", required=True)
    hint = text("Help.", required=True)
    shown_if = text("When it is asked, in FEEL; empty means always.", required=True)
    read_only = flag("Only shown, not asked.", required=True)
    default = text("What it holds at first.", required=True)
    sensitivity = choice("Who may see the answer.", ("ordinary", "personal", "restricted"), required=True)


class TaskDetail(TaskOutline):
    """A task with its form, guidance and the draft of whoever asks."""

    case_id = id_of("Its case.", required=True)
    reference = text("The case's reference.", required=True)
    team_id = id_of("The team that has it.", required=True)
    status = choice("How it stands.", TASK_STATUSES, required=True)
    due_at = moment("When it is due.", allow_none=True, required=True)
    row_version = number("The version; also the ETag.", required=True)
    guidance = text("How to do it.", required=True, longest=20_000)
    customer_wording = text("How to say it to the customer.", required=True, longest=20_000)
    form = part(FieldShape, "The questions.", many=True, required=True)
    draft = anything("Unfinished answers of yours.", required=True)


class TaskVersion(Shape):
    """A task's new version."""

    id = id_of("The task.", required=True)
    row_version = number("The version; also the ETag.", required=True)


class Answers(Shape):
    """Answers to a form."""

    answers = anything("By field.", required=True)
    contact_id = id_of("The contact in which they were given.", allow_none=True, load_default=None)


class Draft(Shape):
    """Unfinished answers, as typed."""

    answers = anything("By field.", required=True)


class Holder(Shape):
    """Who is to do a task."""

    user_id = id_of("A member of the team that has it.", required=True)


class OpenedShape(Shape):
    """A task that opened."""

    id = id_of("The id.", required=True)
    name = text("What is to do.", required=True)
    team_id = id_of("The team that has it.", required=True)
    team = text("The team's name.", required=True)
    promised_at = moment("By when.", required=True)
    handed_over = flag("Whether it waits to be accepted.", required=True)


class CompletedShape(Shape):
    """What came of completing a task: what to tell the customer happens next."""

    case_id = id_of("The case.", required=True)
    reference = text("Its reference.", required=True)
    status = choice("How the case stands.", STATUSES, required=True)
    opened = part(OpenedShape, "The tasks that opened.", many=True, required=True)


class HandOver(Reasoned):
    """To which team, and why."""

    to_team_id = id_of("The team.", required=True)


class HandOffState(HandOffIds):
    """A hand-off as it stands."""

    case_id = id_of("The case.", required=True)
    status = choice("What became of it.", HAND_OFF_STATUSES, required=True)


class WaitingHandOffShape(ListedWork, HandOffIds):
    """A hand-off that waits to be accepted."""

    cause = choice("Why it passed on.", ("routed", "by_person"), required=True)
    handed_at = moment("When.", required=True)
    due_at = moment("When the task is due.", allow_none=True, required=True)
    reason = text("Why, when a person handed it over.", required=True)
    data_pack = several(text("A field."), "The fields that are known.", required=True)
