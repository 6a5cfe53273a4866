"""The contact log, customers and properties."""

from __future__ import annotations

from api.schemas.fields import (
    PageQuery,
    Shape,
    anything,
    choice,
    flag,
    moment,
    number,
    query_number,
    text,
)
from api.schemas.fields import (
    reference as id_of,
)
from engine.contacts import CHANNELS, DEMANDS, NEITHER, OUTCOMES


class ContactChanges(Shape):
    """What changes of a contact; what is left out stays."""

    own_words = text("What the customer said, in their own words.", longest=2000)
    demand = choice("Value, or failure: caused by something not done or not done right.", DEMANDS)
    failure_cause = text("For failure demand: a cause from the code list.", longest=60)
    outcome = choice("What came of it.", OUTCOMES)
    service_id = id_of("The service it was about.", allow_none=True)
    process_id = id_of("The process it was about.", allow_none=True)
    customer_id = id_of("The customer.", allow_none=True)
    property_id = id_of("The property it was about.", allow_none=True)
    crm_reference = text("The reference in the customer system.", longest=100)
    ended_at = moment("When it ended, which is also when the customer had been told.", allow_none=True)


class NewContactBody(ContactChanges):
    """A call, visit, email or letter."""

    channel = choice("How it came.", CHANNELS, required=True)
    site_id = id_of("The site it came to.", allow_none=True)
    team_id = id_of("The team that took it.", allow_none=True)
    started_at = moment("When it began; now when left out.", allow_none=True)


class ContactShape(Shape):
    """A recorded contact."""

    id = id_of("The id.", required=True)
    reference = text("The reference to read out.", required=True)
    channel = choice("How it came.", CHANNELS, required=True)
    own_words = text("What the customer said.", required=True)
    demand = choice("Value or failure.", DEMANDS, required=True)
    failure_cause = text("The cause of failure demand.", required=True)
    outcome = choice("What came of it.", OUTCOMES, required=True)
    service_id = number("The service.", allow_none=True, required=True)
    process_id = number("The process.", allow_none=True, required=True)
    site_id = number("The site.", allow_none=True, required=True)
    team_id = number("The team.", allow_none=True, required=True)
    adviser_id = number("Who took it.", allow_none=True, required=True)
    customer_id = number("The customer.", allow_none=True, required=True)
    property_id = number("The property.", allow_none=True, required=True)
    repeat_of_id = number("The contact about the same matter in the 28 days before.", allow_none=True, required=True)
    repeat_measurable = flag("Whether a repeat could be told at all.", required=True)
    crm_reference = text("The reference in the customer system.", required=True)
    started_at = moment("When it began.", required=True)
    ended_at = moment("When it ended.", allow_none=True, required=True)
    erased_at = moment("When it was made anonymous.", allow_none=True, required=True)
    row_version = number("The version; also the ETag.", required=True)


class ContactQuery(PageQuery):
    """Which contacts to list."""

    service_id = query_number("Only this service.", load_default=None)
    site_id = query_number("Only this site.", load_default=None)
    customer_id = query_number("Only this customer.", load_default=None)
    channel = choice("Only this channel.", CHANNELS, load_default=None)
    demand = choice("Only this demand; neither: what was not for this council.", (*DEMANDS, NEITHER), load_default=None)


class CaseOfContact(Shape):
    """The case to start for a contact."""

    process = text("The key of the process.", required=True, longest=200)
    site_id = id_of("Where; the contact's site when left out.", allow_none=True, load_default=None)
    answers = anything("Answers to the form of the start, if it has one.", load_default=dict)


class TouchedCase(Shape):
    """A case that a contact was about."""

    case_id = id_of("The case.", required=True)


class CustomerBody(Shape):
    """A customer; what is left out of a change stays."""

    name = text("The name.", longest=200)
    phone = text("The phone number.", longest=40)
    email = text("The email address.", longest=200)
    crm_reference = text("The reference in the customer system.", longest=100)


class CustomerShape(CustomerBody):
    """A customer."""

    id = id_of("The id.", required=True)
    created_at = moment("When first recorded.", required=True)
    erased_at = moment("When erased.", allow_none=True, required=True)
    row_version = number("The version; also the ETag.", required=True)


class PropertyBody(Shape):
    """A property. The same UPRN given again updates it."""

    uprn = text("The unique property reference number: up to 12 digits, as text.", longest=12)
    usrn = text("The unique street reference number, as text.", longest=8)
    address = text("The address on one line.", longest=300)
    postcode = text("The postcode.", longest=10)
    area = text("The area it lies in, which chooses the variant of a process.", longest=100)


class PropertyShape(Shape):
    """A property."""

    id = id_of("The id.", required=True)
    uprn = text("The UPRN.", allow_none=True, required=True)
    usrn = text("The USRN.", allow_none=True, required=True)
    address = text("The address.", required=True)
    postcode = text("The postcode.", required=True)
    area = text("The area.", required=True)


class FindQuery(PageQuery):
    """What to look for."""

    text = text("The beginning of a name, number, address or reference.", required=True, shortest=2, longest=100)


class CauseShape(Shape):
    """A cause of failure demand."""

    key = text("The key.", required=True)
    label = text("In words.", required=True)
    active = flag("Whether it is still offered.", required=True)
