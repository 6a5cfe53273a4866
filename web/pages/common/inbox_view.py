"""What a row of the inbox shows, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass

from engine.cases import Received


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of the inbox, and the address of what it is about; empty where there is none to open."""

    entry: Received
    address: str


def item(entry: Received) -> Item:
    """The entry with its address: where the customer is told, the task while it is to be done, else the case."""
    if entry.case_id is None or not entry.may_open:
        return Item(entry, "")
    if entry.topic == "promise" and not entry.over:
        return Item(entry, f"/cases/{entry.case_id}/promise")
    return Item(entry, f"/tasks/{entry.task_id}" if entry.task_id and not entry.over else f"/cases/{entry.case_id}")
