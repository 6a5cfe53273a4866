"""The contact log: who contacted the council, by which channel, in which words, and what came of it."""

from engine.contacts.access import require_open_to
from engine.contacts.calls import (
    CallCount,
    LineCalls,
    calls_by_line,
    calls_handled,
    calls_handled_by_month,
    import_calls,
    read_calls,
)
from engine.contacts.case_of_contact import (
    change_contact,
    choose_customer,
    erase_case,
    keep_customer,
    require_contact,
    start_case,
    touch_case,
)
from engine.contacts.causes import Cause, causes, set_cause
from engine.contacts.customers import Customer, add_customer, change_customer, customer, find_customers
from engine.contacts.erasing import Erased, erase_for_case
from engine.contacts.listing import MOST_COUNTED, ShortList, list_customers, list_properties, places_of_customers
from engine.contacts.naming import WhoAndWhere, who_and_where
from engine.contacts.promises import (
    BrokenPromise,
    broken_promise,
    keep_promise,
    record_call,
    tell_new_date,
    write_to_customers,
)
from engine.contacts.properties import Property, find_properties, keep_property, property_by_id
from engine.contacts.reading import (
    contact,
    contacts_of_case,
    find_contact,
    find_open_contact,
    find_repeat,
    links_of_contact,
    list_contacts,
)
from engine.contacts.recording import link_case, record
from engine.contacts.shapes import Contact, Filters, Link, NewContact
from engine.contacts.words import CHANNELS, DEMANDS, NEITHER, NOT_OURS, OUTCOMES, REPEAT_DAYS

__all__ = [
    "CHANNELS",
    "DEMANDS",
    "MOST_COUNTED",
    "NEITHER",
    "NOT_OURS",
    "OUTCOMES",
    "REPEAT_DAYS",
    "BrokenPromise",
    "CallCount",
    "Cause",
    "Contact",
    "Customer",
    "Erased",
    "Filters",
    "LineCalls",
    "Link",
    "NewContact",
    "Property",
    "ShortList",
    "WhoAndWhere",
    "add_customer",
    "broken_promise",
    "calls_by_line",
    "calls_handled",
    "calls_handled_by_month",
    "causes",
    "change_contact",
    "change_customer",
    "choose_customer",
    "contact",
    "contacts_of_case",
    "customer",
    "erase_case",
    "erase_for_case",
    "find_contact",
    "find_customers",
    "find_open_contact",
    "find_properties",
    "find_repeat",
    "import_calls",
    "keep_customer",
    "keep_promise",
    "keep_property",
    "link_case",
    "links_of_contact",
    "list_contacts",
    "list_customers",
    "list_properties",
    "places_of_customers",
    "property_by_id",
    "read_calls",
    "record",
    "record_call",
    "require_contact",
    "require_open_to",
    "set_cause",
    "start_case",
    "tell_new_date",
    "touch_case",
    "who_and_where",
    "write_to_customers",
]
