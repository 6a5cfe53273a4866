"""Decisions: files, what is found in them, trials, tables as spreadsheets, and what versions differ in."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.definitions import FindingShape
from api.schemas.fields import (
    PageQuery,
    Shape,
    anything,
    choice,
    day,
    flag,
    moment,
    number,
    part,
    query_number,
    several,
    text,
    upload,
)
from api.schemas.fields import reference as id_of


class DecisionFiles(Shape):
    """A DMN file."""

    file = upload("The .dmn file.")


class DecisionForm(Shape):
    """Where it belongs, and from when."""

    service_id = query_number("The service.", required=True)
    valid_from = day("In force from; today when left out.", load_default=None)


class DeployedDecisionsShape(Shape):
    """What became of a DMN file."""

    outcome = choice("Stored, or the same as before.", ("created", "unchanged"), required=True)
    id = id_of("The file's id.", required=True)
    decisions = several(text("A decision's key."), "The decisions in it; none in a library.", required=True)
    library = text("The library that it is a version of; empty for none.", required=True)
    valid_from = day("In force from.", required=True)
    findings = part(
        FindingShape, "What was found. One that must be fixed keeps it from being approved.", many=True, required=True
    )


class DecisionShape(Shape):
    """A decision, or a library, as it is in force from a date."""

    decision_id = id_of("What it is a version of.", required=True)
    kind = choice(
        "A library holds functions and types for other files, and decides nothing.",
        ("decision", "library"),
        required=True,
    )
    key = text("The key; of a library its namespace, by which other files import it.", required=True)
    name = text("The name.", required=True)
    service_id = id_of("The service.", required=True)
    number = number("The number among its versions.", required=True)
    version_id = id_of("The file it comes from.", required=True)
    valid_from = day("In force from.", required=True)
    file_name = text("The file.", required=True)
    uploaded_by = fields.Integer(required=True, allow_none=True, metadata={"description": "Who uploaded it."})
    uploaded_at = moment("When.", required=True)
    added_by = fields.Integer(
        required=True,
        allow_none=True,
        metadata={"description": "Who put it in force from then, and cannot approve it."},
    )
    approved_by = fields.Integer(required=True, allow_none=True, metadata={"description": "Who approved it."})
    approved_at = moment("When; null while nobody has: it decides nothing yet.", allow_none=True, required=True)


class EvaluateBody(Shape):
    """Inputs to a decision."""

    decision = text(
        "Which decision or decision service of the file, by id or name; may be left out when there is one decision.",
        load_default=None,
        allow_none=True,
    )
    inputs = anything(
        "Inputs by name; those of an imported file as an object under the import's name, and for a service also the "
        "decisions that it takes as given.",
        required=True,
    )


class HitShape(Shape):
    """A rule that hit."""

    decision = text("The decision.", required=True)
    table = text("The table.", required=True)
    rule_id = text("The rule's id.", required=True)
    index = number("The rule's number, from 1.", required=True)
    inputs = anything("The values it looked at.", required=True)
    outputs = anything("What it said.", required=True)
    note = text("What the author wrote beside the rule.", required=True)


class EvaluatedShape(Shape):
    """What was decided and why."""

    result = fields.Raw(required=True, allow_none=True, metadata={"description": "The result, as JSON."})
    rules = part(HitShape, "The rules that hit.", many=True, required=True)
    why = several(text("A sentence."), "Why, in words for the customer.", required=True)
    notes = several(text("A note."), "Why parts of it became null.", required=True)


class DecisionQuery(PageQuery):
    """Which decisions to list."""

    service_id = query_number("Only this service.", load_default=None)


class FindingsShape(Shape):
    """What the rules find in a file."""

    findings = part(FindingShape, "The findings, the worst first.", many=True, required=True)


class ColumnShape(Shape):
    """A column of a table."""

    label = text("What it is called.", required=True)
    expression = text("What an input tests, or the name of an outcome.", required=True)


class RowShape(Shape):
    """A rule of a table."""

    id = text("The rule's id.", required=True)
    index = number("Its number, from 1.", required=True)
    tests = several(text("A cell."), "The cells of its inputs; - holds for anything.", required=True)
    outcomes = several(text("A cell."), "The cells of its outcomes.", required=True)
    note = text("What the author wrote beside it.", required=True)


class TableShape(Shape):
    """A decision table."""

    id = text("The id, by which it is downloaded as a spreadsheet.", required=True)
    decision = text("The decision it belongs to.", required=True)
    policy = text("The hit policy.", required=True)
    inputs = part(ColumnShape, "What it looks at.", many=True, required=True)
    outputs = part(ColumnShape, "What it gives.", many=True, required=True)
    rules = part(RowShape, "The rules, in their order.", many=True, required=True)


class TablesShape(Shape):
    """The tables of a file."""

    tables = part(TableShape, "The tables, in the order of the file.", many=True, required=True)


class SheetFile(Shape):
    """An edited spreadsheet."""

    file = upload("The spreadsheet.")


class SheetForm(Shape):
    """From when the new version is to hold."""

    valid_from = day("In force from; today when left out.", load_default=None)


class BeforeAndAfter(Shape):
    """Something as it was and as it is."""

    before = text("As it was; empty where there was none.", required=True)
    after = text("As it is; empty where there is none.", required=True)


class CellChangeShape(BeforeAndAfter):
    """A cell, or a column, that differs."""

    column = text("The column.", required=True)


class RuleChangeShape(Shape):
    """A rule that is new, gone, moved or changed."""

    before = number("Its number before; null for a new one.", allow_none=True, required=True)
    after = number("Its number now; null for one that is gone.", allow_none=True, required=True)
    cells = part(CellChangeShape, "The cells that differ; none for a rule that only moved.", many=True, required=True)


class TableChangeShape(Shape):
    """What differs in a table."""

    decision = text("The decision it belongs to.", required=True)
    path = several(text("An entry."), "The entries of the decision on the way to it.", required=True)
    policy = part(CellChangeShape, "The hit policy; null when it is the same.", allow_none=True, required=True)
    columns = part(CellChangeShape, "The columns that differ.", many=True, required=True)
    rules = part(RuleChangeShape, "The rules that differ.", many=True, required=True)


class PartChangeShape(BeforeAndAfter):
    """A decision, input, type or expression that differs."""

    kind = text("decision, input, type or expression.", required=True)
    name = text("Which one.", required=True)


class ComparedShape(Shape):
    """What a file differs in from another."""

    same = flag("Nothing differs that decides anything.", required=True)
    tables = part(TableChangeShape, "The tables that differ.", many=True, required=True)
    parts = part(PartChangeShape, "What differs outside tables.", many=True, required=True)
