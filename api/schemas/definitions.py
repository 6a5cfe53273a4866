"""Definitions: processes, versions, steps and marks."""

from __future__ import annotations

from marshmallow import fields

from api.schemas.fields import (
    Shape,
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
from api.schemas.tasks import FieldShape
from engine.definitions import CHANNELS, STAGES


class UploadFiles(Shape):
    """The model, and the form files that its steps link to."""

    file = upload("The .bpmn file.")
    forms = fields.List(
        fields.Raw(metadata={"type": "string", "format": "binary"}),
        metadata={"description": "Linked form files (.form, JSON), by their file names."},
        load_default=list,
    )


class UploadForm(Shape):
    """Where the model belongs, and what is confirmed."""

    service_id = query_number("The service.", required=True)
    key = text("The process's key; its id in the file when left out.", load_default="", longest=200)
    variant = text("The variant's key; empty for county-wide.", load_default="", longest=60)
    variant_name = text("The variant's name.", load_default="", longest=200)
    areas = text("The areas the variant serves, with commas.", load_default="", longest=1000)
    mapping = text("JSON: new element id to the step key it had.", load_default="{}", longest=20_000)
    lost = text("Keys of live steps that may go, with commas.", load_default="", longest=5000)
    confirm_marks = fields.Boolean(
        truthy={"true"}, falsy={"false"}, load_default=False, metadata={"description": "Make the mark changes shown."}
    )
    marks_seen = text(
        "JSON: step key to the version of its mark that was shown (`before_version`), for `confirm_marks`; a step left "
        "out had none. Left out as a whole, marks are changed as they stand.",
        load_default="",
        longest=20_000,
    )


class FindingShape(Shape):
    """One thing about a model that somebody should know."""

    rule = text("The rule.", required=True)
    severity = choice("How bad.", ("error", "must-fix", "warning", "info"), required=True)
    element = text("The element's id.", required=True)
    name = text("Its name.", required=True)
    line = number("The line in the file.", required=True)
    message = text("What is wrong and what to do.", required=True)


class ChangedShape(Shape):
    """Something that was changed so that the model can be used."""

    rule = text("The repair.", required=True)
    element = text("The element's id.", required=True)
    name = text("Its name.", required=True)
    message = text("What was changed.", required=True)


class StepShape(Shape):
    """A step of a version with its form."""

    element = text("The element's id.", required=True)
    step_key = text("What it is across versions.", required=True)
    name = text("The name.", required=True)
    kind = text("The BPMN kind.", required=True)
    lane = text("The lane.", required=True)
    documentation = text("What the model says about it.", required=True)
    form = part(FieldShape, "The questions.", many=True, required=True)


class BareStepShape(Shape):
    """A step, briefly."""

    element = text("The element's id.", required=True)
    step_key = text("What it is across versions.", required=True)
    name = text("The name.", required=True)


class ProposalShape(Shape):
    """A new element that looks like a lost step."""

    element_id = text("The new element.", required=True)
    name = text("Its name.", required=True)
    step_key = text("The lost step.", required=True)
    old_name = text("Its name.", required=True)
    likeness = fields.Float(required=True, metadata={"description": "How alike, 0 to 1."})


class StepChangeShape(Shape):
    """A step that both versions have and that is not as it was."""

    before = part(StepShape, "As it was.", required=True)
    after = part(StepShape, "As it is.", required=True)
    fields_changed = several(text("A value."), "The values that differ.", required=True)


class StepChangesShape(Shape):
    """Steps against the version before."""

    kept = part(BareStepShape, "Still there, those that are not as they were among them.", many=True, required=True)
    changed = part(StepChangeShape, "Still there, but not as they were.", many=True, required=True)
    renamed = part(ProposalShape, "Perhaps renamed: confirm by mapping.", many=True, required=True)
    new = part(BareStepShape, "New.", many=True, required=True)
    lost = part(BareStepShape, "Gone.", many=True, required=True)


class MarkShape(Shape):
    """What a step could be."""

    step_key = text("The step; the process's own id for the whole process.", required=True)
    once_and_done = flag("The front office could finish it once and done.", required=True)
    must_stay = flag("It must stay in the back office.", required=True)
    duty = text("The law or duty that keeps it there.", required=True)
    duty_owner = text("Who owns that duty.", required=True)
    review_on = day("When that is looked at again.", allow_none=True, required=True)
    skill = text("The skill it needs.", required=True)
    authority = number("The level of authority it needs.", required=True)
    needs_presence = flag("The customer must be there.", required=True)
    needs_evidence = flag("Evidence must be seen.", required=True)
    channels = several(choice("A channel.", CHANNELS), "The channels it can be done by.", required=True)
    preferred_channel = text("The preferred one.", required=True)
    target = text("The target, such as 10 working days.", required=True)
    calendar = text("The calendar it is counted on.", required=True)
    guidance = text("How to do it.", required=True, longest=4000)
    customer_wording = text("How to say it to the customer.", required=True, longest=4000)
    everyday_words = text("What customers call it, with commas between.", required=True, longest=500)
    stage = choice("Journey stage.", ("", *STAGES), required=True)
    valid_from = moment("Since when.", allow_none=True, required=True)


class TodaysMark(MarkShape):
    """A mark as it stands."""

    row_version = number("The version, for If-Match.", required=True)


class MarkBody(Shape):
    """Values of a mark to set; what is left out stays."""

    once_and_done = flag("The front office could finish it once and done.")
    must_stay = flag("It must stay in the back office: give duty, owner and review date.")
    duty = text("The law or duty that keeps it there.", longest=500)
    duty_owner = text("Who owns that duty.", longest=500)
    review_on = day("When that is looked at again.", allow_none=True)
    skill = text("The skill it needs.", longest=500)
    authority = number("The level of authority it needs.")
    needs_presence = flag("The customer must be there.")
    needs_evidence = flag("Evidence must be seen.")
    channels = several(choice("A channel.", CHANNELS), "The channels it can be done by.")
    preferred_channel = text("The preferred one.", longest=60)
    target = text("The target, such as 10 working days.", longest=60)
    calendar = text("The calendar it is counted on.", longest=60)
    guidance = text("How to do it.", longest=4000)
    customer_wording = text("How to say it to the customer.", longest=4000)
    everyday_words = text("What customers call it, with commas between.", longest=500)
    stage = choice("Journey stage.", STAGES)
    reason = text("Why.", load_default="", longest=1000)


class MarkedShape(Shape):
    """A mark before and after."""

    step_key = text("The step.", required=True)
    before = part(MarkShape, "As it was; null when there was none.", allow_none=True, required=True)
    after = part(MarkShape, "As it is; null when it was taken away.", allow_none=True, required=True)
    fields_changed = several(text("A value."), "The values that differ.", required=True)
    before_version = number("The version of the mark as it was; 0 when there was none.", required=True)


class MarksShape(Shape):
    """Mark changes."""

    changes = part(MarkedShape, "What changed.", many=True, required=True)


class MarksFile(Shape):
    """A sheet of marks."""

    file = upload("The CSV file.")


class MarksForm(Shape):
    """Why the marks change."""

    reason = text("Why.", load_default="", longest=1000)


class DeployedShape(Shape):
    """What became of an upload."""

    outcome = choice(
        "A new version, the same as before, or only marks differ.", ("created", "unchanged", "marks"), required=True
    )
    id = id_of("The version.", required=True)
    process_id = id_of("The process.", required=True)
    number = number("The version's number in its line.", required=True)
    stage = choice("Walk-through only, or ready to run.", ("check", "live"), required=True)
    findings = part(FindingShape, "What was found.", many=True, required=True)
    changes = part(ChangedShape, "What was changed so that it can be used.", many=True, required=True)
    steps = part(StepChangesShape, "Steps against the version before.", required=True)
    mark_changes = part(MarkedShape, "Marks that the file states otherwise.", many=True, required=True)
    marks_applied = flag("Whether these were made; if not, upload again with confirm_marks=true.", required=True)


class VersionShape(Shape):
    """A version of a process."""

    id = id_of("The id.", required=True)
    process_id = id_of("The process.", required=True)
    process_key = text("The process's key.", required=True)
    service_id = id_of("The service.", required=True)
    variant = text("The variant; empty for county-wide.", required=True)
    areas = several(text("An area."), "The areas the variant serves.", required=True)
    number = number("The number in its line.", required=True)
    name = text("The name.", required=True)
    bpmn_process_id = text("The process's id in the file.", required=True)
    stage = choice("Walk-through only, or ready to run.", ("check", "live"), required=True)
    digest = text("SHA-256 of the model without marks.", required=True)
    file_name = text("The file.", required=True)
    uploaded_by = fields.Integer(required=True, allow_none=True, metadata={"description": "Who uploaded it."})
    uploaded_at = moment("When.", required=True)
    approved_by = fields.Integer(required=True, allow_none=True, metadata={"description": "Who approved it."})
    approved_at = moment("When; null while nobody has.", allow_none=True, required=True)
    findings = part(FindingShape, "What was found.", many=True, required=True)
    changes = part(ChangedShape, "What was changed so that it can be used.", many=True, required=True)


class ProcessShape(Shape):
    """A process with its newest version."""

    id = id_of("The id.", required=True)
    key = text("The key.", required=True)
    name = text("The name.", required=True)
    service_id = id_of("The service.", required=True)
    latest_version_id = id_of("The newest version.", required=True)
    live_version_id = fields.Integer(
        required=True, allow_none=True, metadata={"description": "The newest approved version that is ready to run."}
    )
    versions = number("How many versions there are.", required=True)


class FindQuery(Shape):
    """Everyday words."""

    words = text("What the customer says.", required=True, longest=500)
    site_id = query_number("Only processes that can start at this site.")


class FoundProcessShape(Shape):
    """A process that fits everyday words."""

    id = id_of("The id.", required=True)
    key = text("The key, by which a case starts.", required=True)
    name = text("The name.", required=True)
    service_id = id_of("The service.", required=True)
    about = text("What it is about.", required=True)
    why = text("Why it was found.", required=True)


class StepsShape(Shape):
    """The steps of a version with today's marks."""

    steps = part(StepShape, "The steps, in the order of the file.", many=True, required=True)
    marks = part(TodaysMark, "Today's marks.", many=True, required=True)


class CompareQuery(Shape):
    """With which version."""

    to = query_number("The other version.", required=True)


class Approval(Shape):
    """Why it may run."""

    reason = text("Why.", load_default="", longest=1000)
