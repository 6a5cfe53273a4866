"""Forms in which marks are changed: one step with all its values, or many steps at once with a few of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxesInput,
    GovRadioInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    SubmitField,
    TextAreaField,
)

from engine.definitions import CHANNELS, Mark
from engine.errors import Problem, Refused
from web.forms import DayField, PageForm, choices
from web.wording import sentence_case

ONCE, STAYS, OPEN, LEAVE = "once_and_done", "must_stay", "open", "leave"
_STANDINGS = {
    ONCE: "Once and done: the front office could finish it",
    STAYS: "It must stay in the back office",
    OPEN: "Not decided yet",
}
_NEEDS = {"needs_presence": "Be there in person", "needs_evidence": "Show evidence"}
_CHANNELS = {channel: sentence_case(channel) for channel in CHANNELS}
_LEFT = "Leave as it is"
_AS_IT_IS = {LEAVE: _LEFT}
_TEXTS = ("duty", "duty_owner", "target", "calendar", "skill", "authority", "preferred_channel", "stage")
_OF_WHOLE = ("target", "calendar", "customer_wording", "everyday_words")
_WORDS = ("guidance", "customer_wording", "everyday_words")
_STAGE_WORDS = {"awareness": "Finding out", "contact": "The contact", "fulfilment": "Fulfilment after the contact"}


class MarkForm(PageForm):
    """Everything that a mark of one step says."""

    standing = RadioField("What could this step be?", choices=choices(_STANDINGS), widget=GovRadioInput(), default=OPEN)
    duty = StringField("Duty that keeps it there", widget=GovTextInput(), description="The law or policy, cited")
    duty_owner = StringField("Who owns that duty", widget=GovTextInput())
    review_on = DayField("Day to look again")
    skill = SelectField("Skill it needs", widget=GovSelect(), validate_choice=False)
    authority = StringField("Level of authority", widget=GovTextInput(), description="A whole number; 0 for none")
    needs = SelectMultipleField("What the customer must do", choices=choices(_NEEDS), widget=GovCheckboxesInput())
    channels = SelectMultipleField(
        "Channels it can be done on",
        choices=choices(_CHANNELS),
        widget=GovCheckboxesInput(),
        validate_choice=False,
    )
    preferred_channel = SelectField(
        "Preferred channel",
        choices=choices({"": "None"} | _CHANNELS),
        widget=GovSelect(),
        validate_choice=False,
    )
    target = StringField("Target", widget=GovTextInput(), description="Such as 10 working days, or 4 working hours")
    calendar = SelectField("Calendar the target is counted on", widget=GovSelect(), validate_choice=False)
    stage = SelectField(
        "Stage of the customer’s journey",
        choices=choices({"": "Not said"} | _STAGE_WORDS),
        widget=GovSelect(),
        description="Fulfilment is what is left once nothing needs the customer or a decision any more",
        validate_choice=False,
    )
    guidance = TextAreaField("Guidance for staff", widget=GovTextArea())
    customer_wording = TextAreaField("What to say to the customer", widget=GovTextArea())
    everyday_words = TextAreaField(
        "What customers call it",
        widget=GovTextArea(),
        description="With commas between: moving house, new flat",
    )
    reason = StringField("Why the mark changes", widget=GovTextInput(), description="Kept in its history")
    seen = HiddenField()
    go = SubmitField("Save the mark", widget=GovSubmitInput())

    def offer(self, calendars: Mapping[str, str], skills: Collection[str]) -> None:
        """Let `calendars`, names by key, and `skills` be chosen, and what the mark says already."""
        kept_calendar, kept_skill = {self.calendar.data or ""} - {""}, {self.skill.data or ""} - {""}
        self.calendar.choices = choices(
            {"": "The service’s own"} | {key: key for key in kept_calendar} | dict(calendars)
        )
        listed = sorted({*skills, *kept_skill})
        self.skill.choices = choices({"": "None"} | {key: sentence_case(key) for key in listed})

    def values(self, *, whole: bool) -> dict[str, object]:
        """What the form says, as `set_marks` takes it; of the `whole` process only what can be said of it."""
        if whole:
            return {name: self[name].data or "" for name in _OF_WHOLE}
        said: dict[str, object] = {name: self[name].data or "" for name in (*_TEXTS, *_WORDS)}
        said |= {name: name in (self.needs.data or ()) for name in _NEEDS}
        said |= {"channels": self.channels.data or [], "review_on": self.review_on.data}
        return said | _flags(self.standing.data)


class ManyMarks(PageForm):
    """What many steps are to have in common. What is left empty stays as it is in each of them."""

    standing = RadioField(
        "What could these steps be?",
        choices=choices(_STANDINGS | _AS_IT_IS),
        widget=GovRadioInput(),
        default=LEAVE,
    )
    duty = StringField("Duty that keeps them there", widget=GovTextInput(), description="If they must stay")
    duty_owner = StringField("Who owns that duty", widget=GovTextInput(), description="If they must stay")
    review_on = DayField("Day to look again", description="If they must stay")
    target = StringField("Target", widget=GovTextInput(), description="Such as 10 working days")
    skill = StringField("Skill", widget=GovTextInput(), description="A key, such as council-tax-liability")
    stage = SelectField(
        "Stage of the customer’s journey",
        choices=choices({"": _LEFT} | _STAGE_WORDS),
        widget=GovSelect(),
        validate_choice=False,
    )
    reason = StringField("Why the marks change", widget=GovTextInput(), description="Kept in their history")
    go = SubmitField("Mark the chosen steps", widget=GovSubmitInput())

    def values(self) -> dict[str, object]:
        """What is to be set in every chosen step, as `set_marks` takes it."""
        names = ("duty", "duty_owner", "target", "skill", "stage")
        said: dict[str, object] = {name: self[name].data for name in names if (self[name].data or "").strip()}
        if self.review_on.data:
            said["review_on"] = self.review_on.data
        return said | ({} if self.standing.data == LEAVE else _flags(self.standing.data))


def filled(mark: Mark | None, step_key: str) -> MarkForm:
    """The form with what the mark says today."""
    mark = mark or Mark(step_key)
    standing = ONCE if mark.once_and_done else STAYS if mark.must_stay else OPEN
    given = mark.values() | {"authority": str(mark.authority), "channels": list(mark.channels)}
    needs = [name for name in _NEEDS if given[name]]
    return MarkForm(formdata=None, data=given | {"standing": standing, "needs": needs, "seen": str(mark.row_version)})


def beside_fields(error: Refused, names: Mapping[str, str]) -> Refused:
    """The refusal with its problems at the fields of a form; for several steps, with the step's name before each.

    `names` gives the name of each step by its key.
    """
    return Refused(error.message, tuple(_placed(problem, names) for problem in error.problems))


def _placed(problem: Problem, names: Mapping[str, str]) -> Problem:
    key = next((key for key in names if problem.where.startswith(f"{key}.")), "")
    field = problem.where.removeprefix(f"{key}.") if key else problem.where
    message = f"{names[key]}: {problem.message}" if key and len(names) > 1 else problem.message
    return Problem("standing" if field in (ONCE, STAYS) else field, message)


def _flags(standing: str | None) -> dict[str, object]:
    return {ONCE: standing == ONCE, STAYS: standing == STAYS}
