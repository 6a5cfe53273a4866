"""Services, sites and teams."""

from __future__ import annotations

from api.schemas.fields import Shape, anything, choice, number, reference, several, text
from engine.people import KINDS, PROVIDERS

_BY_CHANNEL = "Keys of calendars by channel (phone, counter, web, ...), for what came by that channel."


class ServiceChanges(Shape):
    """What changes of a service; what is left out stays."""

    name = text("The name.", longest=200)
    themes = several(text("A theme.", longest=100), "Words to filter services by.")
    owner_id = reference("The user who owns the service.", allow_none=True)
    default_calendar = text("The key of the calendar its promises are counted on.", longest=60)
    channel_calendars = anything(_BY_CHANNEL)


class NewService(ServiceChanges):
    """A service to be added."""

    key = text("Small letters, digits and hyphens; never changes.", required=True, longest=60)
    name = text("The name.", required=True, longest=200)


class ServiceShape(Shape):
    """A service of the council."""

    id = reference("The id.", required=True)
    key = text("The key.", required=True)
    name = text("The name.", required=True)
    themes = several(text("A theme."), "Words to filter services by.", required=True)
    owner_id = reference("The user who owns the service.", allow_none=True, required=True)
    default_calendar = text("The key of the calendar its promises are counted on.", required=True)
    channel_calendars = anything(_BY_CHANNEL, required=True)
    row_version = number("The version; also the ETag.", required=True)


class SiteChanges(Shape):
    """What changes of a site; what is left out stays."""

    name = text("The name.", longest=200)
    area = text("The part of the county it serves.", longest=100)


class NewSite(SiteChanges):
    """A site to be added."""

    key = text("Small letters, digits and hyphens; never changes.", required=True, longest=60)
    name = text("The name.", required=True, longest=200)


class SiteShape(Shape):
    """A place where customers are served."""

    id = reference("The id.", required=True)
    key = text("The key.", required=True)
    name = text("The name.", required=True)
    area = text("The part of the county it serves.", required=True)
    row_version = number("The version; also the ETag.", required=True)


class TeamChanges(Shape):
    """What changes of a team; what is left out stays."""

    name = text("The name.", longest=200)
    kind = choice("Front office or back office.", KINDS)
    service_id = reference("The service it works for; null for all.", allow_none=True)
    site_id = reference("The site it works at; null for all.", allow_none=True)
    provider = choice("Who employs it.", PROVIDERS)
    provider_name = text("Which partner or contractor.", longest=200)
    lanes = several(text("A lane.", longest=200), "The lanes of models whose work it does.")
    calendar = text("The key of the calendar its work is counted on; empty for that of the service.", longest=60)
    channel_calendars = anything(_BY_CHANNEL)


class NewTeam(TeamChanges):
    """A team to be added."""

    key = text("Small letters, digits and hyphens; never changes.", required=True, longest=60)
    name = text("The name.", required=True, longest=200)
    kind = choice("Front office or back office.", KINDS, required=True)


class TeamShape(Shape):
    """A team of the front office or a back office."""

    id = reference("The id.", required=True)
    key = text("The key.", required=True)
    name = text("The name.", required=True)
    kind = choice("Front office or back office.", KINDS, required=True)
    service_id = reference("The service it works for; null for all.", allow_none=True, required=True)
    site_id = reference("The site it works at; null for all.", allow_none=True, required=True)
    provider = choice("Who employs it.", PROVIDERS, required=True)
    provider_name = text("Which partner or contractor.", required=True)
    lanes = several(text("A lane."), "The lanes of models whose work it does.", required=True)
    calendar = text("The key of the calendar its work is counted on.", required=True)
    channel_calendars = anything(_BY_CHANNEL, required=True)
    row_version = number("The version; also the ETag.", required=True)


class MemberShape(Shape):
    """Somebody who works in a team."""

    id = reference("The id of the user.", required=True)
    name = text("The name.", required=True)
    skills = several(text("A skill."), "The skills held.", required=True)
    authority = number("The level of authority.", required=True)
