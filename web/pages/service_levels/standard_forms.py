"""The forms of service standards: a new one, and what one asks from a day on."""

from __future__ import annotations

from decimal import Decimal

from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import DecimalField, HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired

from engine.standards import Promise
from web.forms import DayField, PageForm, choices, key_field, name_field
from web.names import calendar_names
from web.page import work


class PromiseForm(PageForm):
    """What a standard asks from a day on, and why. `newest` is the number of the newest version as it was shown."""

    newest = HiddenField()
    share = DecimalField(
        "Share of the work, in per cent",
        [InputRequired("Enter the share, such as 80")],
        places=None,
        widget=GovTextInput(),
        description="Such as 80 or 99.5",
    )
    target = StringField(
        "Within",
        [InputRequired("Enter the time, such as 24 hours")],
        widget=GovTextInput(),
        description="Such as 24 hours, 8 working hours, 15 working days, 3 calendar days, 8 weeks",
    )
    calendar = SelectField("Counted on", widget=GovSelect())
    valid_from = DayField("From", [InputRequired("Enter the day from which it holds")])
    reason = TextAreaField(
        "Why does it change?",
        [InputRequired("Enter why it changes")],
        widget=GovTextArea(),
        description="It is kept with the version, for whoever asks why the figure moved",
    )
    save = SubmitField("Save", widget=GovSubmitInput())

    def offer(self) -> None:
        """Offer the calendars there are."""
        named = calendar_names(work())
        self.calendar.choices = choices({"": "The calendar each piece of work was counted on", **named})

    def promise(self) -> Promise:
        """What was sent; only of a form that was found right."""
        return Promise(self.share.data or Decimal(0), self.target.data.strip(), self.calendar.data)


class NewStandardForm(PromiseForm):
    """A standard that is not there yet."""

    reason = None
    name = name_field()
    key = key_field("repairs-in-time")
    about = SelectField("What it is about", widget=GovSelect())
    save = SubmitField("Add standard", widget=GovSubmitInput())
