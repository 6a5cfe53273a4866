"""The form of a ladder of escalation: a row of fields for each rung, and what holds for all of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import BooleanField, Field, HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import ValidationError

from engine.errors import Refused
from engine.sla import MOST_RUNGS, LadderVersion, Rung, parse_target
from web.forms import DayField, PageForm, choices
from web.pages.administration.ladder_words import ROLES

WHEN = {
    "": "No rung here",
    "share": "At a share of the time",
    "left": "With so much time left",
    "breach": "As soon as it is overdue",
    "after": "So long after it was due",
}
WHO = {role: f"{words[0].upper()}{words[1:]}" for role, words in ROLES.items()}
PARTS = ("when", "amount", "who", "email", "in_hours")
ROWS = range(MOST_RUNGS)
_SHARE = re.compile(r"[1-9][0-9]?[% ]*")


def _amount(form: PageForm, field: StringField) -> None:
    """A share in percent, or a length of time, as the rung's row asks for."""
    when, text = form[field.name.replace("amount", "when")].data, (field.data or "").strip()
    if when == "share" and not _SHARE.fullmatch(text):
        raise ValidationError("Enter a share from 1 to 99, such as 75")
    if when in ("left", "after"):
        try:
            parse_target(text)
        except Refused as unclear:
            raise ValidationError("; ".join(one.message for one in unclear.problems)) from None


def _reason(form: PageForm, field: TextAreaField) -> None:
    if not form.preview.data and not (field.data or "").strip():
        raise ValidationError("Enter why the ladder changes")


def _row(number: int) -> dict[str, Field]:
    named = f"Rung {number + 1}"
    fields = {
        "when": SelectField(f"{named}: when", choices=choices(WHEN), default="", widget=GovSelect()),
        "amount": StringField("Share or time", [_amount], widget=GovTextInput(), description="75, or 2 working hours"),
        "who": SelectField("Tell", choices=choices(WHO), default="owner", widget=GovSelect()),
        "email": BooleanField("By e-mail as well", widget=GovCheckboxInput()),
        "in_hours": BooleanField("Only in opening hours", widget=GovCheckboxInput()),
    }
    return {f"rungs-{number}-{part}": fields[part] for part in PARTS}


class LadderForm(PageForm):
    """A ladder: a row of fields for each of as many rungs as it may have, which are added below.

    `newest` is the number of the newest version as it was shown.
    """

    newest = HiddenField()
    tells_customer = BooleanField(
        "Write to customers by itself when nobody has told them that their date will be missed",
        widget=GovCheckboxInput(),
    )
    reason = TextAreaField(
        "Why does the ladder change?",
        [_reason],
        widget=GovTextArea(),
        description="It is kept with the version, for whoever asks why somebody was told",
    )
    valid_from = DayField(
        "From which day does it hold? (optional)",
        description="Left empty, it holds at once",
    )
    save = SubmitField("Save this ladder", widget=GovSubmitInput())
    preview = SubmitField("Preview", widget=GovSubmitInput())

    @property
    def rows(self) -> list[list[Field]]:
        """The fields of each rung, in their order."""
        return [[self[f"rungs-{number}-{part}"] for part in PARTS] for number in ROWS]

    @property
    def shown_rows(self) -> int:
        """How many rows to show at least: those with a rung, and two to add more."""
        used = [number for number, row in enumerate(self.rows, start=1) if row[0].data]
        return max(used, default=0) + 2

    def rungs(self) -> list[Rung]:
        """The rungs that were sent; only of a form that was found right."""
        return list(self._rungs())

    def _rungs(self) -> Iterator[Rung]:
        for when, amount, who, email, in_hours in self.rows:
            if when.data:
                text = " ".join((amount.data or "").split())
                share = int(text.rstrip("% ")) if when.data == "share" else 0
                length = text if when.data in ("left", "after") else ""
                yield Rung(when.data, who.data, share, length, email=email.data, in_hours=in_hours.data)


for _number in ROWS:
    for _name, _field in _row(_number).items():
        setattr(LadderForm, _name, _field)


def filled(version: LadderVersion | None, suggested: Sequence[Rung], newest: int) -> LadderForm:
    """The form with the ladder there is, or one to begin with, to be changed."""
    rungs = version.rungs if version else suggested
    values: dict[str, Any] = {"newest": newest, "tells_customer": version.tells_customer if version else True}
    for number, rung in enumerate(rungs):
        said: dict[str, object] = {"when": rung.when, "who": rung.who, "email": rung.email, "in_hours": rung.in_hours}
        said["amount"] = str(rung.share) if rung.share else rung.amount
        values |= {f"rungs-{number}-{part}": value for part, value in said.items()}
    return LadderForm(formdata=None, data=values)
