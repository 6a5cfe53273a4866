"""The forms on the page of a person: their details, roles, teams, skills and password."""

from __future__ import annotations

from collections.abc import Iterable

from govuk_frontend_wtf.wtforms_widgets import GovCheckboxesInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, IntegerField, SelectField, SelectMultipleField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, NumberRange

from engine.people import Grant, User
from web.forms import PageForm, choices, chosen_id
from web.names import Names
from web.roles import MEANING
from web.wording import sentence_case


class AddPerson(PageForm):
    """Somebody new: a person, or the account of a program."""

    username = StringField(
        "Username",
        [InputRequired("Enter a username")],
        widget=GovTextInput(),
        description="What they sign in with, such as jo.smith. It cannot be changed later.",
    )
    name = StringField(
        "Name", [InputRequired("Enter a name")], widget=GovTextInput(), description="As colleagues read it"
    )
    email = StringField("Email address (optional)", widget=GovTextInput())
    go = SubmitField("Add person", widget=GovSubmitInput())


class Details(PageForm):
    """Who somebody is. `row_version` is that of the account as it was shown."""

    row_version = HiddenField()
    name = StringField("Name", [InputRequired("Enter a name")], widget=GovTextInput())
    email = StringField("Email address (optional)", widget=GovTextInput())
    authority = IntegerField(
        "Authority",
        [InputRequired("Enter a level from 0 to 100"), NumberRange(0, 100, "Enter a level from 0 to 100")],
        widget=GovTextInput(),
        description="A level from 0 to 100. A step may ask for one: those below it do not get the task.",
    )
    save_details = SubmitField("Save details", widget=GovSubmitInput())


class AddRole(PageForm):
    """One more role; nothing chosen for service or site means all of them."""

    role = SelectField("Role", [InputRequired("Select a role")], widget=GovSelect())
    service_id = SelectField("For the service", widget=GovSelect())
    site_id = SelectField("At the site", widget=GovSelect())
    add = SubmitField("Add role", widget=GovSubmitInput())

    def offer(self, names: Names) -> AddRole:
        """The roles, services and sites to choose from."""
        self.role.choices = choices({"": "Choose a role"} | {key: sentence_case(key) for key in MEANING})
        self.service_id.choices = choices({"": "All services", **names.services})
        self.site_id.choices = choices({"": "All sites", **names.sites})
        return self

    def grant(self) -> Grant:
        """The role that was chosen."""
        return Grant(self.role.data, chosen_id(self.service_id.data), chosen_id(self.site_id.data))


class Teams(PageForm):
    """The teams somebody works in."""

    team_ids = SelectMultipleField("Teams", coerce=int, widget=GovCheckboxesInput())
    save_teams = SubmitField("Save teams", widget=GovSubmitInput())

    def offer(self, names: Names) -> Teams:
        """The teams to choose from."""
        self.team_ids.choices = choices(names.teams)
        return self


class Skills(PageForm):
    """What somebody can do, one a line."""

    skills = TextAreaField(
        "Skills",
        widget=GovTextArea(),
        description="One a line, named as in the marks of steps, such as Council tax liability",
    )
    save_skills = SubmitField("Save skills", widget=GovSubmitInput())


def skills_meant(text: str, known: Iterable[str]) -> list[str]:
    """The keys of the skills that are named one a line; what no known skill is called stays as it was written."""
    keys = {sentence_case(key).casefold(): key for key in known}
    lines = (line.strip() for line in text.split("\n"))
    return [keys.get(sentence_case(line).casefold(), line) for line in lines if line]


class Password(PageForm):
    """A password typed for somebody; empty to have one made."""

    password = StringField(
        "New password (optional)",
        widget=GovTextInput(),
        description="Leave it empty to have one made. Otherwise 12 characters or more.",
    )
    give = SubmitField("Give a new password", widget=GovSubmitInput())


def forms_of(person: User, names: Names) -> dict[str, PageForm]:
    """The forms of one person's page, filled with how things stand."""
    return {
        "details": Details(formdata=None, obj=person),
        "role": AddRole(formdata=None).offer(names),
        "teams": Teams(formdata=None, team_ids=sorted(person.team_ids)).offer(names),
        "skills": Skills(formdata=None, skills="\n".join(sorted(map(sentence_case, person.skills)))),
        "password": Password(formdata=None),
    }
