"""Contacts: from the customer's own words to the case, its customer and its place."""
