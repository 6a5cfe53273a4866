"""Repair of cases that are stuck or went wrong: each with a reason, each in the record of the case."""
