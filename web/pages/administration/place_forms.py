"""The forms of teams, services and sites."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSelect, GovSubmitInput, GovTextArea, GovTextInput
from wtforms import HiddenField, RadioField, SelectField, StringField, SubmitField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from web.forms import PageForm, choices, chosen_id, key_field, lines_of, name_field
from web.names import Names

KINDS = {"front": "Front office: it serves customers at a site", "back": "Back office: it does a service’s own work"}
PROVIDERS = {"council": "The council", "partner": "A partner", "contractor": "A contractor"}


class Place(PageForm):
    """What every one of them has; the key only when it is new. `row_version` is that of the row as it was shown."""

    row_version = HiddenField()

    def without_key(self) -> Self:
        """The form for one that is there already."""
        if "key" in self:
            del self.key
        return self

    def values(self) -> dict[str, Any]:
        """What the engine is given, by its own names."""
        left_out = {"row_version", "save"}
        return {name: _plain(field.data) for name, field in self._fields.items() if name not in left_out}


def _by_channel() -> TextAreaField:
    return TextAreaField(
        "Calendars of channels (optional)",
        [_readable_channels],
        widget=GovTextArea(),
        description="One a line, for what came by a channel, such as phone: england-24x7",
    )


def _readable_channels(_form: PageForm, field: TextAreaField) -> None:
    try:
        read_channels(field.data)
    except ValueError as error:
        raise ValidationError(str(error)) from None


class TeamForm(Place):
    """A team, and whose work it does."""

    key = key_field("revenues-office")
    name = name_field()
    kind = RadioField("Office", [InputRequired("Select the office")], choices=choices(KINDS), widget=GovRadioInput())
    service_id = SelectField("Service", widget=GovSelect(), description="A front office works for all of them")
    site_id = SelectField("Site", widget=GovSelect(), description="A back office usually works everywhere")
    lanes = TextAreaField(
        "Lanes",
        widget=GovTextArea(),
        description="One a line: the names of the lanes in models whose tasks go to this team",
    )
    calendar = SelectField(
        "Calendar", widget=GovSelect(), description="Its work is counted on it, unless a step or a target has its own"
    )
    channel_calendars = _by_channel()
    provider = SelectField("Provided by", choices=choices(PROVIDERS), widget=GovSelect())
    provider_name = StringField("Name of the partner or contractor (optional)", widget=GovTextInput())
    save = SubmitField("Save team", widget=GovSubmitInput())

    def offer(self, names: Names, calendars: Mapping[str, str]) -> TeamForm:
        """The services, sites and calendars to choose from."""
        self.calendar.choices = choices({"": "That of the service", **calendars})
        self.service_id.choices = choices({"": "All services", **names.services})
        self.site_id.choices = choices({"": "Every site", **names.sites})
        return self

    def values(self) -> dict[str, Any]:
        """What the engine is given, by its own names."""
        given = super().values()
        return given | {
            "service_id": chosen_id(self.service_id.data),
            "site_id": chosen_id(self.site_id.data),
            "lanes": lines_of(self.lanes.data),
            "channel_calendars": read_channels(self.channel_calendars.data),
        }


class ServiceForm(Place):
    """A service, what it is filtered by, and who answers for it."""

    key = key_field("revenues")
    name = name_field()
    themes = TextAreaField(
        "Themes", widget=GovTextArea(), description="One a line, such as My Place: processes are filtered by them"
    )
    owner_id = SelectField("Owner", widget=GovSelect(), description="Heads of service are offered")
    default_calendar = SelectField(
        "Calendar",
        widget=GovSelect(),
        description="Its promises are counted on it, unless a step, a target or the team has its own",
    )
    channel_calendars = _by_channel()
    save = SubmitField("Save service", widget=GovSubmitInput())

    def offer(self, owners: Mapping[int, str], calendars: Mapping[str, str]) -> ServiceForm:
        """The owners and calendars to choose from."""
        self.owner_id.choices = choices({"": "Nobody yet", **owners})
        self.default_calendar.choices = choices({"": "The usual one of the product", **calendars})
        return self

    def values(self) -> dict[str, Any]:
        """What the engine is given, by its own names."""
        return super().values() | {
            "owner_id": chosen_id(self.owner_id.data),
            "themes": lines_of(self.themes.data),
            "channel_calendars": read_channels(self.channel_calendars.data),
        }


class SiteForm(Place):
    """A site and the area it lies in."""

    key = key_field("eastgate")
    name = name_field()
    area = StringField(
        "Area (optional)",
        widget=GovTextInput(),
        description="The part of the council’s area that it serves. A process may have a variant for an area.",
    )
    save = SubmitField("Save site", widget=GovSubmitInput())


def read_channels(text: str | None) -> dict[str, str]:
    """Calendars by channel, one a line. Raises ValueError with a sentence."""
    found = {}
    for line in lines_of(text):
        channel, apart, key = (part.strip() for part in line.partition(":"))
        if not (channel and apart and key):
            raise ValueError(f"“{line[:60]}” needs a channel and a calendar, such as phone: england-24x7")
        found[channel.lower().replace(" ", "_")] = key
    return found


def write_channels(calendars: Mapping[str, str]) -> str:
    """Calendars by channel as `read_channels` takes them."""
    return "\n".join(f"{channel}: {key}" for channel, key in sorted(calendars.items()))


def in_lines(words: object) -> str:
    """Words as a form shows them, one a line."""
    return "\n".join(words) if isinstance(words, list | tuple) else ""


def _plain(value: object) -> object:
    return value.strip() if isinstance(value, str) else value
