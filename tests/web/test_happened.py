"""What happened, as timelines tell it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from engine import audit, cases, sla
from engine.audit import AuditRow
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.measures.history import History
from web.happened import SENTENCES, VARIANTS, sentence
from web.record import tell
from web.wording import verdict_words


@pytest.mark.parametrize(
    ("action", "facts", "told"),
    [
        ("contacts:contact:linked", {"kind": "touched"}, "The customer got in touch about this case"),
        ("contacts:contact:linked", {"kind": "started"}, "The customer got in touch, and this case was started"),
        ("case:decision:made", {"decision": "tax", "name": "Who pays"}, "A rule decided: Who pays"),
        ("case:decision:made", {"decision": "tax_refund"}, "A rule decided: Tax refund"),
        (
            "case:work:handed-off",
            {"step": "Decide", "to": "Revenues", "stage": "contact"},
            "“Decide” handed off to Revenues",
        ),
        (
            "case:work:handed-off",
            {"step": "Mend it", "to": "Works", "stage": "fulfilment"},
            "“Mend it” passed on to Works for the work on site",
        ),
        ("case:case:stuck", {"element": "x", "step": "Work it out"}, "The case got stuck at “Work it out”"),
        ("case:case:stuck", {"element": "x"}, "The case got stuck"),
        ("case:task:released", {}, "Put a task back on the list"),
        ("case:task:rerouted", {"step": "Decide"}, "Task rerouted"),
        ("case:thing:done", {}, "Thing done"),
    ],
)
def test_it_is_told_in_plain_words(action, facts, told):
    assert sentence(action, facts) == told


def test_every_entry_of_the_invented_council_is_told_with_all_its_facts(filled_store: Store):
    with reading(filled_store) as work:
        rows = audit.entries(work, limit=50_000)
        told = [one.happened.words for one in tell(work, rows)]

    assert {row.action for row in rows} > {"case:work:handed-off", "case:case:stuck", "definitions:decision:approved"}
    assert _told_with_less(zip(rows, told, strict=True)) == {}


def test_what_the_engine_writes_of_work_that_moves_is_told_with_all_its_facts(store: Store, council: Council):
    history = History(store, council)
    contact = history.contact(customer_id=history.customer())
    case_id = history.deep(contact)
    task = history.open_task(case_id)
    with unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.officer)
        cases.release(work, task.id, by=council.officer)
        sla.pause_clocks(work, case_id, "Waits for papers", by=council.head.user_id)
        sla.resume_clocks(work, case_id, by=council.head.user_id)
    history.move("live")
    with reading(store) as work:
        rows = [row for room in ("case", "contacts", "sla") for row in audit.entries(work, action=f"{room}:", limit=99)]
        told = [one.happened.words for one in tell(work, rows)]

    assert "“Inspect it” moved to East front, because where the step is done has changed" in told
    assert "Put “Inspect it” back on the list" in told
    assert f"Changed contact {contact.reference}" in told
    assert "The time for “Inspect it” was stopped" in told
    assert _told_with_less(zip(rows, told, strict=True)) == {}


def _told_with_less(entries: Iterable[tuple[AuditRow, str]]) -> dict[str, str]:
    """Entries that are not told in the sentence for them, which their facts were not enough for."""
    return {row.action: words for row, words in entries if not any(one.fullmatch(words) for one in _ways(row.action))}


def _ways(action: str) -> list[re.Pattern[str]]:
    patterns = [SENTENCES[action], *(words for (of, _, _), words in VARIANTS.items() if of == action)]
    return [re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(pattern))) for pattern in patterns]


def test_clocks_that_run_and_clocks_that_were_met_read_differently():
    found = [verdict_words(verdict) for verdict in ("in-time", "on-time", "at-risk", "overdue", "late")]
    assert found == ["Met", "Running, on time", "At risk", "Overdue", "Met late"]
