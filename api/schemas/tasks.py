"""Tasks, their forms, and hand-offs."""

from __future__ import annotations

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
from engine.cases import PRIORITIES, STATUSES, TASK_STATUSES
from engine.definitions import STAGES

TASK_VERDICTS = ("", "on-time", "at-risk", "overdue", "paused")
PRIORITY = "How urgent its model makes it beside others, from 0 to 100; 50 is normal, 100 the most urgent."
HAND_OFF_STATUSES = ("waiting", "accepted", "returned", "rerouted", "cancelled")


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
    priority = number(PRIORITY, required=True)
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
    priority = choice("Only those of high (above 50), normal (50) or low priority.", PRIORITIES, load_default=None)


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
    priority = number(PRIORITY, required=True)
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
