"""The forms of calendars: a new one, new hours for one that is there, and the question when something is due."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from engine.sla import Hours
from web.forms import DayField, PageForm, choices, key_field, name_field
from web.pages.administration.hours import read_days, read_spans, write_days, write_spans

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
DIVISIONS = {"": "None", "ENG": "England", "WLS": "Wales", "SCT": "Scotland", "NIR": "Northern Ireland"}


def _hours_of(name: str) -> StringField:
    return StringField(name.title(), [_readable(read_spans)], widget=GovTextInput())


def _readable(read: Callable[[str], object]) -> Callable[[FlaskForm, StringField], None]:
    def check(_form: FlaskForm, field: StringField) -> None:
        try:
            read(field.data or "")
        except ValueError as error:
            raise ValidationError(str(error)) from None

    return check


class HoursForm(PageForm):
    """Opening hours from a day on, and why. `newest` is the number of the newest version as it was shown."""

    newest = HiddenField()
    valid_from = DayField("Hours from", [InputRequired("Enter the day from which these hours hold")])
    monday, tuesday, wednesday = _hours_of("monday"), _hours_of("tuesday"), _hours_of("wednesday")
    thursday, friday = _hours_of("thursday"), _hours_of("friday")
    saturday, sunday = _hours_of("saturday"), _hours_of("sunday")
    bank_holidays = SelectField(
        "Bank holidays",
        choices=choices(DIVISIONS),
        widget=GovSelect(),
        description="It is closed on the bank holidays of this part of the country",
    )
    days = TextAreaField("Days that differ", [_readable(read_days)], widget=GovTextArea())
    reason = TextAreaField(
        "Why do the hours change?",
        [InputRequired("Enter why the hours change")],
        widget=GovTextArea(),
        description="It is kept with the version, for whoever asks why something was due when",
    )
    save = SubmitField("See what changes", widget=GovSubmitInput())

    def hours(self) -> Hours:
        """The hours that were sent; only of a form that was found right."""
        week = tuple(read_spans(self[name].data or "") for name in WEEK)
        return Hours(week, read_days(self.days.data or ""), self.bank_holidays.data)


class NewCalendarForm(HoursForm):
    """A calendar that is not there yet."""

    reason = None
    key = key_field("contact-centre")
    name = name_field()
    zone = StringField("Time zone", [InputRequired("Enter a time zone")], widget=GovTextInput())
    save = SubmitField("Add calendar", widget=GovSubmitInput())


def filled(hours: Hours, newest: int, today: date, reason: str = "") -> HoursForm:
    """The form with the hours there are, to be changed."""
    week = {name: write_spans(spans) for name, spans in zip(WEEK, hours.week, strict=True)}
    more = {"newest": newest, "valid_from": today, "days": write_days(hours.days), "reason": reason}
    return HoursForm(formdata=None, data={**week, **more, "bank_holidays": hours.bank_holidays})


def usual(today: date) -> NewCalendarForm:
    """The form of a new calendar with the hours that most have."""
    week = {name: "9am to 5pm" if number < 5 else "closed" for number, name in enumerate(WEEK)}
    more = {"valid_from": today, "zone": "Europe/London", "bank_holidays": "ENG"}
    return NewCalendarForm(formdata=None, data={**week, **more})
