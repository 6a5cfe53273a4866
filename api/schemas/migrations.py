"""Moving cases to another version of their process."""

from __future__ import annotations

from api.schemas.fields import (
    Reasoned,
    Shape,
    anything,
    choice,
    flag,
    moment,
    number,
    part,
    query_number,
    several,
    text,
)
from api.schemas.fields import reference as id_of

STATUSES = ("waiting", "done", "refused", "failed")


class NewMigration(Reasoned):
    """From which version to which, and what each element is there."""

    from_version_id = id_of("The version that the cases run by.", required=True)
    to_version_id = id_of("The version that they are to run by: approved and ready to run.", required=True)
    mapping = anything(
        "Element id of the one to that of the other, empty for none. Left out, it is what is proposed.",
        allow_none=True,
        load_default=None,
    )
    dry_run = flag("Only try it out: nothing is changed.", load_default=True)


class TotalShape(Shape):
    """How many cases came to the same."""

    status = choice("What came of them; of a dry run, done are those that would fit.", STATUSES, required=True)
    why = text("Why not.", required=True)
    cases = number("How many.", required=True)


class RunShape(Shape):
    """A run that moves cases, or only tries that out."""

    id = id_of("The id.", required=True)
    process_id = id_of("The process.", required=True)
    service_id = id_of("Its service.", required=True)
    from_version_id = id_of("From.", required=True)
    to_version_id = id_of("To.", required=True)
    mapping = anything("What each element goes on as.", required=True)
    dry_run = flag("Only tried out.", required=True)
    reason = text("Why.", required=True)
    by_user_id = number("Who began it.", allow_none=True, required=True)
    begun_at = moment("When it began.", required=True)
    finished_at = moment("When every case had its turn.", allow_none=True, required=True)


class LeftCaseShape(Shape):
    """A case that was not moved."""

    case_id = id_of("The case.", required=True)
    reference = text("Its reference.", required=True)
    status = choice("It did not fit, or the program failed.", ("refused", "failed"), required=True)
    why = text("Why.", required=True)


class MigrationShape(RunShape):
    """A run with what came of its cases."""

    totals = part(TotalShape, "How many came to what.", many=True, required=True)
    left = part(LeftCaseShape, "Cases that were not moved: the first 200.", many=True, required=True)


class ProposalQuery(Shape):
    """Between which versions."""

    from_version_id = query_number("The version that the cases run by.", required=True)
    to_version_id = query_number("The version that they are to run by.", required=True)


class StopShape(Shape):
    """Where cases may wait, and what it goes on as."""

    element = text("The element of the one version.", required=True)
    name = text("What it is called.", required=True)
    kind = text("Its BPMN tag.", required=True)
    to = text("The element of the other version; empty for none.", required=True)
    how = choice("Why that one.", ("kept", "renamed", "lost"), required=True)
    waiting = number("How many tasks and jobs are open there.", required=True)
    passed = several(text("A step."), "New steps that whoever waits there is never asked.", required=True)


class StopsShape(Shape):
    """What each place of a version goes on as in another."""

    items = part(StopShape, "The places.", many=True, required=True)
