"""Forms about the time of a case: letting it stand still, letting it go on, agreeing on more of it."""

from __future__ import annotations

from collections.abc import Sequence

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import RadioField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired

from engine.sla import PauseReason
from web.clock_words import PARTIES, ClockNow
from web.forms import DayField, PageForm, choices

EVERY = ""


class PauseForm(PageForm):
    """Let the time stand still."""

    reason = RadioField("Why does it stand still?", [InputRequired("Select why")], widget=GovRadioInput())
    words = TextAreaField("Say more (optional)", widget=GovTextArea())
    until = DayField("When is it expected to go on?", [InputRequired("Enter the day on which it is expected to go on")])
    clock_id = RadioField("What stands still?", default=EVERY, validate_choice=False, widget=GovRadioInput())
    day = DayField("On which day did it stop? (optional)")
    at = StringField("At what time? (optional)", widget=GovTextInput())
    go = SubmitField("Let the time stand still", widget=GovSubmitInput())

    def offer(self, reasons: Sequence[PauseReason], clocks: Sequence[ClockNow], *, calls: bool) -> PauseForm:
        """The form with the reasons and clocks to choose from; `calls`: the case waits for cases that it has called."""
        self.reason.choices = choices({one.key: f"{one.name} ({PARTIES[one.party].lower()})" for one in reasons})
        named = {str(clock.row.id): f"Only “{clock.row.name}”" for clock in clocks if clock.open}
        every = "All the time of the case, and of the cases it has called" if calls else "All the time of the case"
        self.clock_id.choices = choices({EVERY: every, **named})
        return self


class ResumeForm(PageForm):
    """Let the time go on."""

    reason = RadioField("What has ended?", default=EVERY, validate_choice=False, widget=GovRadioInput())
    words = TextAreaField("What happened? (optional)", widget=GovTextArea())
    day = DayField("On which day did it go on? (optional)")
    at = StringField("At what time? (optional)", widget=GovTextInput())
    go = SubmitField("Let the time go on", widget=GovSubmitInput())

    def offer(self, clocks: Sequence[ClockNow]) -> ResumeForm:
        """The form with the reasons for which the time stands still."""
        held = {pause.reason: pause.name for clock in clocks for pause in clock.told.pauses if pause.party}
        self.reason.choices = choices({EVERY: "Everything it waited for", **held})
        return self


class ExtendForm(PageForm):
    """Agree on more time."""

    until = DayField("Which day was agreed?", [InputRequired("Enter the day that was agreed")])
    agreed_with = StringField("With whom was it agreed?", widget=GovTextInput())
    reason = TextAreaField("Why?", widget=GovTextArea())
    cap = DayField("What is the latest day that may be agreed? (optional)")
    go = SubmitField("Approve the later day", widget=GovSubmitInput())
