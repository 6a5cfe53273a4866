"""The forms of targets: a new one, and what one says from a day on."""

from __future__ import annotations

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import BooleanField, HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Optional, Regexp

from engine import definitions, people
from engine.definitions import CHANNELS
from engine.sla import TARGET_ROLES, Scope, TargetMove, TargetVersion, Terms
from web.forms import DayField, PageForm, choices, chosen_id, key_field, lines_of, name_field
from web.page import work
from web.pages.administration.target_lines import read_goals, write_goals

KINDS = {"case": "Whole cases", "step": "Steps", "hand-off": "Hand-offs between teams", "contact": "Contacts"}
ROLES = {
    "start": "Starts", "pause": "Pauses", "resume": "Goes on", "stop": "Is met", "cancel": "No longer applies",
    "restart": "Begins anew",
}  # fmt: skip
ON_CHANGE = {"carry": "The time that has gone by counts on", "restart": "A new clock begins"}


def _lines(label: str, hint: str = "") -> TextAreaField:
    return TextAreaField(label, widget=GovTextArea(), description=hint)


class TermsForm(PageForm):
    """What a target says from a day on. `newest` is the number of the newest version as it was shown."""

    newest = HiddenField()
    goals = TextAreaField(
        "Goals, one a line",
        [InputRequired("Enter at least one goal, such as 10 working days")],
        widget=GovTextArea(),
        description="A time, such as 10 working days. Or several, of which the first that holds counts: "
        "P1: 1 working day when harm = 3",
    )
    start = _lines("Starts", "One a line, such as: received; step visit done; when application.valid = true")
    pause = _lines("Pauses", "Such as: while waiting // customer. Behind the strokes: why, or a reason of the list")
    resume = _lines("Goes on", "Needed when an event pauses it. A pause by “while” goes on by itself")
    stop = _lines("Is met", "Left empty: when the work is done")
    cancel = _lines("No longer applies")
    restart = _lines("Begins anew", "A new cycle; the old one is kept")
    at_risk_share = StringField(
        "At risk at this share of the time, in per cent",
        [Optional(), Regexp(r"[1-9][0-9]?", message="Enter a whole number from 1 to 99, or nothing")],
        widget=GovTextInput(),
    )
    at_risk_left = StringField(
        "At risk when so much is left", widget=GovTextInput(), description="Such as 4 working hours or 1 working day"
    )
    on_change = SelectField("When another goal comes to hold", choices=choices(ON_CHANGE), widget=GovSelect())
    active = BooleanField("Clocks start by it", widget=GovCheckboxInput())
    valid_from = DayField("From", [InputRequired("Enter the day from which it holds")])
    reason = TextAreaField("Why does it change?", [InputRequired("Enter why it changes")], widget=GovTextArea())
    open_clocks = SelectField(
        "Clocks that run",
        choices=choices({"keep": "Keep the version they began with", "move": "Go on by this version"}),
        widget=GovSelect(),
    )
    preview = SubmitField("See what it changes", widget=GovSubmitInput())
    save = SubmitField("Save", widget=GovSubmitInput())

    def terms(self) -> Terms:
        """What was sent; only of a form that was found right."""
        share = (self.at_risk_share.data or "").strip()
        conditions = {role: tuple(lines_of(self[role].data)) for role in TARGET_ROLES}
        return Terms(
            goals=read_goals(self.goals.data or ""),
            conditions={role: lines for role, lines in conditions.items() if lines},
            at_risk_share=int(share) if share else None,
            at_risk_left=(self.at_risk_left.data or "").strip(),
            on_change=self.on_change.data,
            active=self.active is None or self.active.data,
        )


class NewTargetForm(TermsForm):
    """A target that is not there yet."""

    reason = None
    open_clocks = None
    preview = None
    active = None
    name = name_field()
    key = key_field("pothole-repair")
    kind = SelectField("What is measured", choices=choices(KINDS), widget=GovSelect())
    service_id = SelectField("Service", widget=GovSelect())
    process_key = SelectField("Process", widget=GovSelect())
    step = StringField("Step", widget=GovTextInput(), description="The key of a step of the process, for steps only")
    from_team_id = SelectField("Handed off by", widget=GovSelect())
    to_team_id = SelectField("Handed off to", widget=GovSelect())
    channel = SelectField(
        "Channel", choices=choices({"": "Every channel", **{one: one for one in CHANNELS}}), widget=GovSelect()
    )
    statutory = BooleanField("The time is set by law", widget=GovCheckboxInput())
    published = BooleanField("It is what customers are promised for a case", widget=GovCheckboxInput())
    save = SubmitField("Add target", widget=GovSubmitInput())

    def offer(self) -> None:
        """Offer the services, processes and teams there are."""
        found = work()
        services = {str(one.id): one.name for one in people.services(found)}
        teams = {str(one.id): one.name for one in people.teams(found)}
        self.service_id.choices = choices({"": "Every service", **services})
        processes = {one.key: one.name for one in definitions.processes(found)}
        self.process_key.choices = choices({"": "Every process", **processes})
        for name in ("from_team_id", "to_team_id"):
            self[name].choices = choices({"": "Every team", **teams})

    def scope(self) -> Scope:
        """Where it is to hold; only of a form that was found right."""
        return Scope(
            kind=self.kind.data,
            service_id=chosen_id(self.service_id.data),
            process_key=self.process_key.data,
            step=(self.step.data or "").strip(),
            from_team_id=chosen_id(self.from_team_id.data),
            to_team_id=chosen_id(self.to_team_id.data),
            channel=self.channel.data,
        )


def filled(version: TargetVersion) -> TermsForm:
    """The form with what a version says, to be changed."""
    return _form(version.terms, newest=version.number, valid_from=version.valid_from)


def filled_by(run: TargetMove) -> TermsForm:
    """The form with what was proposed, to be changed once more."""
    return _form(run.terms, newest=run.from_version, valid_from=run.valid_from, reason=run.reason)


def _form(terms: Terms, **more: object) -> TermsForm:
    return TermsForm(
        formdata=None,
        data={
            "goals": write_goals(terms.goals),
            **{role: "\n".join(terms.conditions.get(role, ())) for role in TARGET_ROLES},
            "at_risk_share": "" if terms.at_risk_share is None else str(terms.at_risk_share),
            "at_risk_left": terms.at_risk_left,
            "on_change": terms.on_change,
            "active": terms.active,
            "open_clocks": "keep",
            **more,
        },
    )
