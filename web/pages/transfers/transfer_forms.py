"""The forms that change where a step stands: move it, hold it, release it, plan it, confirm what it needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovTextArea, GovTextInput
from wtforms import HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import AnyOf, InputRequired, NumberRange, Optional

from engine.transfer import OBSTACLES, TOPICS, in_words
from web.forms import DayField, PageForm, choices
from web.wording import sentence_case


class ChangeForm(PageForm):
    """What every change of a standing carries: the version that the person saw."""

    row_version = HiddenField(default="0")


class MoveForm(ChangeForm):
    """Where the step goes. `owner_id` offers the people of the service."""

    to = HiddenField()
    pilot_by = RadioField(
        "Who does the step in the pilot?",
        choices=choices(
            {"share": "The front office, for a share of cases", "team": "One front-office team, for all its cases"}
        ),
        widget=GovRadioInput(),
        validators=[Optional()],
    )
    pilot_share = IntegerField(
        "Share of cases, in per cent",
        [Optional(), NumberRange(1, 99, "Enter a whole number from 1 to 99")],
        widget=GovTextInput(),
    )
    pilot_team_id = SelectField("Front-office team", [Optional()], coerce=int, widget=GovSelect())
    owner_id = SelectField("Owner", [Optional()], coerce=int, widget=GovSelect())
    planned_on = DayField("Planned to be live on")
    reason = TextAreaField("Reason", widget=GovTextArea())

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Ask for the share or the team of a pilot, beside the field of the answer that was chosen."""
        fine = bool(super().validate(extra_validators))
        by_team = self.pilot_by.data == "team"
        field = self.pilot_team_id if by_team else self.pilot_share
        if self.to.data != "pilot" or field.data or field.errors:
            return fine
        field.errors = ("Choose the team that does the step" if by_team else "Enter the share of cases",)
        return False


class HoldForm(ChangeForm):
    """What holds the step."""

    obstacle = RadioField(
        "What holds it?",
        [InputRequired("Choose what holds it")],
        choices=choices({key: sentence_case(in_words(key)) for key in OBSTACLES}),
        widget=GovRadioInput(),
    )
    note = TextAreaField("Say it in your own words", [InputRequired("Say what holds it")], widget=GovTextArea())


class ReleaseForm(ChangeForm):
    """How the obstacle went away."""

    reason = TextAreaField(
        "How did the obstacle go away?",
        [InputRequired("Say how it went away")],
        widget=GovTextArea(),
        id="release-reason",
    )


class PlanForm(ChangeForm):
    """A date to be live on, approved by whoever sends it."""

    planned_on = DayField("Planned to be live on", [InputRequired("Enter the date")])
    owner_id = SelectField("Owner", [Optional()], coerce=int, widget=GovSelect(), id="plan-owner")
    reason = TextAreaField("Reason", widget=GovTextArea(), id="plan-reason")


class ReadyForm(PageForm):
    """One topic of readiness that is dealt with."""

    topic = HiddenField(validators=[AnyOf(TOPICS, "Choose a topic of the list")])
    note = StringField("Note", widget=GovTextInput())


class WithdrawForm(PageForm):
    """A topic of readiness that is no longer dealt with."""

    topic = HiddenField(validators=[AnyOf(TOPICS, "Choose a topic of the list")])
    reason = StringField(
        "Reason", [InputRequired("Say why it is no longer ready")], widget=GovTextInput(), id="withdraw-reason"
    )


def offer(field: SelectField, offered: Mapping[int, str], none: str) -> None:
    """Let a select offer these, by id, after `none` for nothing chosen."""
    field.choices = choices({0: none, **offered})
