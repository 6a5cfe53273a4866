"""Jobs: what cases ask of systems, and how a program says that it has done it."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.fields import PageQuery, Shape, anything, choice, moment, number, part, query_number, several, text
from api.schemas.fields import reference as id_of
from engine.cases import JOB_STATUSES

_LONGEST_LOCK = 3600
_LONGEST_WAIT = 7 * 24 * 3600
_KINDS = ("callable", "http", "external")


class ByWorker(Shape):
    """What a program sends about its job."""

    worker = text(
        "What your program calls itself: one name for fetching a job and for all that is said of it.",
        required=True,
        shortest=1,
        longest=100,
    )


def _lock_seconds() -> fields.Integer:
    return number("For how long the job is yours alone, from now on.", least=1, most=_LONGEST_LOCK, load_default=300)


class FetchJobs(ByWorker):
    """Which jobs a program takes."""

    topics = several(
        text("A topic, as the model names it.", shortest=1, longest=200),
        "The topics it can do; those named earlier come first.",
        required=True,
        most=20,
    )
    max = number("How many jobs at most.", least=1, most=100, load_default=10)
    lock_seconds = _lock_seconds()


class FetchedJobShape(Shape):
    """A job that is now yours, until `locked_until`."""

    id = id_of("Its id.", required=True)
    key = text("The same however often the job is tried: hand it on, so that a repeat is dropped.", required=True)
    topic = text("Its topic.", required=True)
    case_id = id_of("The case that asks.", required=True)
    reference = text("The reference of the case.", required=True)
    element = text("The id of its step in the model.", required=True)
    name = text("The name of its step.", required=True)
    inputs = anything("What the model gives it.", required=True)
    attempts = number("How often it has been tried, this time included.", required=True)
    retries_left = number("How often it may be tried, this time included.", required=True)
    locked_until = moment("When it stops being yours.", required=True)


class FetchedShape(Shape):
    """The jobs that are now yours."""

    items = part(FetchedJobShape, "The jobs, the longest waiting first.", many=True, required=True)


class JobDone(ByWorker):
    """A job was done."""

    result = anything("What it came to: named values, of which the model keeps what it names.", load_default=dict)


class JobFailed(ByWorker):
    """A job could not be done."""

    message = text("Why, in one sentence that names no customer.", required=True, shortest=1, longest=200)
    retries_left = number(
        "How often it may still be tried; 0: never again, the case is stuck. Left out: once less.",
        most=100,
        allow_none=True,
        load_default=None,
    )
    retry_seconds = number(
        "How long to wait before it is tried again. Left out: longer each time.",
        most=_LONGEST_WAIT,
        allow_none=True,
        load_default=None,
    )


class JobExtended(ByWorker):
    """A job takes longer."""

    lock_seconds = _lock_seconds()


class JobEnded(ByWorker):
    """A job ended with a BPMN error."""

    code = text("The code of the error, as the model catches it.", required=True, shortest=1, longest=200)
    message = text("In one sentence that names no customer.", load_default="", longest=200)
    values = anything("Values that become case data.", load_default=dict)


class JobState(Shape):
    """How a job stands after what was said."""

    id = id_of("The job.", required=True)
    case_id = id_of("Its case.", required=True)
    reference = text("The reference of the case.", required=True)
    status = choice("How it stands now.", JOB_STATUSES, required=True)
    due_at = moment("When it is tried again; null when it is not.", required=True, allow_none=True)


class JobExtendedShape(Shape):
    """A job that is yours for longer."""

    id = id_of("The job.", required=True)
    locked_until = moment("When it stops being yours.", required=True)


class JobQuery(PageQuery):
    """Which jobs are listed."""

    status = choice("Only those that stand like this.", ("", *JOB_STATUSES), load_default="")
    topic = text("Only those of this topic.", load_default="", longest=200)
    case_id = query_number("Only those of this case.", load_default=None)


class JobShape(Shape):
    """A job as lists show it: not what it was given."""

    id = id_of("Its id.", required=True)
    case_id = id_of("The case that asks.", required=True)
    element = text("The id of its step in the model.", required=True)
    name = text("The name of its step.", required=True)
    kind = choice("Who does it: this program, a call over HTTP, or a program outside.", _KINDS, required=True)
    topic = text("The system that is asked.", required=True)
    service_id = id_of("The service of the case.", required=True)
    site_id = id_of("The site of the case.", required=True)
    status = choice(
        "due (or to be tried again), locked by a worker, held while its case is stuck, done, failed or cancelled.",
        JOB_STATUSES,
        required=True,
    )
    asked_at = moment("When the case asked.", required=True)
    due_at = moment("When it may be fetched next.", required=True)
    worker = text("Who works on it, or did at last.", required=True)
    attempts = number("How often it was tried.", required=True)
    retries_left = number("How often it may be tried still.", required=True)
    last_error = text("Why it failed at last.", required=True)
    tried_at = moment("When it was tried at last.", required=True, allow_none=True)
    done_at = moment("When it was done.", required=True, allow_none=True)
