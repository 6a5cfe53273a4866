"""A stored table as a spreadsheet, an edited one as a new version, and two versions side by side."""

from __future__ import annotations

from datetime import date

import pytest

from engine import definitions, sheets
from engine.errors import NotFound, NotPermitted
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.decisions.files import decision, dmn, given, table
from tests.definitions.test_decision_models import importing, keep, rates

FEES = dmn(given("n", "number"), decision("fee", table("FIRST", ["n"], ["fee"], [["< 5", "34"], ["-", "206"]]), "i:n"))


def put(store, version_id, old, new, by, kind="csv"):
    with unit_of_work(store) as work:
        rows = sheets.read(kind, definitions.table_sheet(work, version_id, "the_table", kind))
        edited = [[cell.replace(old, new) for cell in row] for row in rows]
        sheet = sheets.write(kind, "", edited)
        return definitions.put_table_sheet(
            work, version_id, "the_table", sheet, kind=kind, by=by, valid_from=date(2027, 4, 1)
        )


@pytest.mark.parametrize("kind", sheets.KINDS)
def test_an_edited_sheet_is_a_new_version_that_waits_for_approval(store, council, kind):
    first = keep(store, council, FEES)
    made = put(store, first.version_id, "206", "258", council.analyst, kind)

    assert (made.outcome, made.valid_from) == ("created", date(2027, 4, 1))
    with unit_of_work(store) as work:
        (row,) = definitions.decision_rows(work, version_id=made.version_id)
        assert (row.approved_at, row.number) == (None, 2)
        compared = definitions.compare_decisions(work, first.version_id, made.version_id)
    assert [(one.before, one.after) for one in compared.tables[0].rules] == [(2, 2)]


def test_an_edited_sheet_is_checked_as_an_upload_is(store, council):
    first = keep(store, council, FEES)
    made = put(store, first.version_id, "34", '"thirty"+1', council.analyst)

    assert {found.rule for found in made.findings} == {"decision-type-error"}


def test_a_table_of_a_file_that_imports_another_may_use_its_names(store, council):
    keep(store, council, rates("2"))
    body = table("FIRST", ["n"], ["fee"], [["-", "77"]])
    fee = decision("fee", body, "i:n", "d:https://example.org/rates#rate")
    first = keep(store, council, dmn(importing("https://example.org/rates"), given("n"), fee))
    made = put(store, first.version_id, "77", "rates.rate", council.analyst)

    assert made.outcome == "created"


def test_who_may_not_upload_may_not_put_a_sheet(store, council):
    first = keep(store, council, FEES, by=SYSTEM)

    with pytest.raises(NotPermitted):
        put(store, first.version_id, "206", "258", council.head)
    with unit_of_work(store) as work, pytest.raises(NotFound):
        definitions.put_table_sheet(work, 999, "the_table", b"", kind="csv", by=council.analyst)


def test_an_edited_file_is_rehearsed_and_nothing_stays(store, council):
    first = keep(store, council, FEES)
    with unit_of_work(store) as work:
        sheet = definitions.table_sheet(work, first.version_id, "the_table", "csv").replace(b"206", b"258")
        edited = definitions.edited_file(work, first.version_id, "the_table", sheet, kind="csv", by=council.analyst)
        made, compared = definitions.rehearse_edited_file(work, first.version_id, edited, by=council.analyst)
        assert made.outcome == "created"
        assert [(one.before, one.after) for one in compared.tables[0].rules] == [(2, 2)]
        assert len(definitions.decision_rows(work, decision_key="fee")) == 1
