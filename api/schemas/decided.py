"""Why the decisions of a case came out so."""

from __future__ import annotations

from api.schemas.fields import Shape, anything, number, part, several, text
from api.schemas.fields import reference as id_of


class RuleThatHeldShape(Shape):
    """A rule that decided."""

    table = text("The table.", required=True)
    index = number("The rule's number, from 1.", required=True)
    note = text("What the author wrote beside it.", required=True)
    outputs = anything("What is written in it as outcome, by column; not what it works out.", required=True)
    sentence = text("The same in words.", required=True)


class ImportedShape(Shape):
    """A version of a decision or library that a decision used."""

    key = text("The key; of a library its namespace.", required=True)
    name = text("The name.", required=True)
    version_id = id_of("The file it comes from.", required=True)
    version = number("The number among its versions, as it was then.", required=True)


class DecidedShape(Shape):
    """Why a decision came out so."""

    decision = text("The decision's key.", required=True)
    version_id = id_of("The file it comes from.", required=True)
    version = number("The number among the decision's versions, as it was then.", required=True)
    imported = part(ImportedShape, "What that version imported then.", many=True, required=True)
    rules = part(RuleThatHeldShape, "The rules that held.", many=True, required=True)
    inputs = anything(
        "What it asks, as far as it was answered by then to an ordinary question; none that is personal.", required=True
    )
    why = several(text("A sentence."), "Why, for staff; also for a table of which no rule held.", required=True)
