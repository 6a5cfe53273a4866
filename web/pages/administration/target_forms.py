"""The forms of targets: a new one, and what one says from a day on."""

from __future__ import annotations

import re
from collections.abc import Mapping

from govuk_frontend_wtf.wtforms_widgets import (
    GovCheckboxInput,
    GovSelect,
    GovSubmitInput,
    GovTextArea,
    GovTextInput,
)
from wtforms import BooleanField, HiddenField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, Optional, Regexp

from engine import definitions, people
from engine.definitions import CHANNELS, ProcessRow
from engine.sla import TARGET_ROLES, Scope, TargetMove, TargetVersion, Terms
from web.forms import DayField, PageForm, choices, chosen_id, lines_of, name_field
from web.page import work
from web.pages.administration.target_lines import read_goals, write_goals
from web.wording import sentence_case

KINDS = {"case": "Whole cases", "step": "Steps", "hand-off": "Hand-offs between teams", "contact": "Contacts"}
HINTS = {
    "case": "From the receipt, or another beginning, to the end or to a step on the way",
    "step": "From when a step is reached until it is done",
    "hand-off": "From when work is handed over until it is accepted, or done",
    "contact": "From when a customer gets in touch until the contact is closed",
}
ROLES = {
    "start": "Starts", "pause": "Pauses", "resume": "Goes on", "stop": "Is met", "cancel": "No longer applies",
    "restart": "Begins anew",
}  # fmt: skip
_TEAMS = ("from_team_id", "to_team_id")
PLACED_BY = {
    "case": ("process_key", "published"), "step": ("step_at",), "hand-off": (*_TEAMS, "process_key"),
    "contact": ("channel",),
}  # fmt: skip
"""The fields that say where a target of each kind holds, and what only such a one can be."""
_PLACED = frozenset().union(*PLACED_BY.values())
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

    owners: Mapping[str, int] = {}
    reason = None
    open_clocks = None
    preview = None
    active = None
    name = name_field()
    key = StringField(
        "Key",
        widget=GovTextInput(),
        description="What programs call it, such as pothole-repair. Left empty, it is made of the name. "
        "It cannot be changed later.",
    )
    process_key = SelectField("Process", widget=GovSelect())
    step_at = SelectField("Step", widget=GovSelect())
    from_team_id = SelectField("Handed off by", widget=GovSelect())
    to_team_id = SelectField("Handed off to", widget=GovSelect())
    channel = SelectField(
        "Channel",
        choices=choices({"": "Every channel", **{one: sentence_case(one) for one in CHANNELS}}),
        widget=GovSelect(),
    )
    service_id = SelectField("Service", widget=GovSelect())
    statutory = BooleanField("The time is set by law", widget=GovCheckboxInput())
    published = BooleanField("It is what customers are promised", widget=GovCheckboxInput())
    save = SubmitField("Add target", widget=GovSubmitInput())

    def of(self, kind: str) -> NewTargetForm:
        """The form with what a target of this kind asks for and nothing else, and what there is to choose from."""
        for name in _PLACED:
            if name not in PLACED_BY[kind]:
                del self[name]
        found = work()
        processes = {one.id: one for one in definitions.processes(found)}
        teams = {"": "Every team", **{str(one.id): one.name for one in people.teams(found)}}
        self.owners = {one.key: one.service_id for one in processes.values()}
        offered = {
            "service_id": {"": "Every service", **{str(one.id): one.name for one in people.services(found)}},
            "process_key": {"": "Every process", **{one.key: one.name for one in processes.values()}},
            "step_at": {"": "Every step", **_steps(processes)},
            **{name: teams for name in _TEAMS},
        }
        for name in offered:
            if name in self:
                self[name].choices = choices(offered[name])
        if "process_key" in self or "step_at" in self:
            self.service_id.description = "Left as it is, it is that of the process or step that you name"
        return self

    def scope(self, kind: str) -> Scope:
        """Where it is to hold; only of a form that was found right."""
        said = {name: self[name].data for name in PLACED_BY[kind]}
        process_key, _, step = said.get("step_at", said.get("process_key", "")).partition("|")
        return Scope(
            kind=kind,
            service_id=chosen_id(self.service_id.data) or self.owners.get(process_key),
            process_key=process_key,
            step=step,
            channel=said.get("channel", ""),
            **{name: chosen_id(said[name]) for name in _TEAMS if name in said},
        )

    def key_or_name(self) -> str:
        """The key that was sent, else one of the name: small letters and digits with hyphens."""
        given: str = self.key.data.strip()
        return given or re.sub(r"[^a-z0-9]+", "-", self.name.data.lower()).strip("-")


class RenameForm(PageForm):
    """What a target is called, and what its time is to customers and by law. `newest` is what it was when shown."""

    newest = HiddenField()
    name = StringField("Name", [InputRequired("Enter a name")], widget=GovTextInput())
    statutory = BooleanField("The time is set by law", widget=GovCheckboxInput())
    published = BooleanField("It is what customers are promised", widget=GovCheckboxInput())
    reason = TextAreaField("Why does it change?", [InputRequired("Enter why it changes")], widget=GovTextArea())
    save = SubmitField("Save", widget=GovSubmitInput())


def _steps(processes: Mapping[int, ProcessRow]) -> dict[str, str]:
    """The steps of these processes by what a form sends for them, each with the name of its process."""
    named = [one for one in definitions.current_steps(work(), list(processes)) if one.name]
    of = {one: processes[one.process_id] for one in named}
    return {f"{of[one].key}|{one.step_key}": f"{of[one].name}: {one.name}" for one in named}


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
