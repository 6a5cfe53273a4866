"""Decisions: business rules as tables, in force from a date once somebody has approved them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import Blueprint, Response, request

from engine import definitions, people
from engine.definitions import DecisionRow
from engine.errors import EngineError, NotPermitted, Refused
from web import lists
from web.files import attachment
from web.names import Names, names
from web.page import actor, page, see, show, work
from web.pages.models import decision_view
from web.pages.models.decision_boxes import RulesByTable, by_table, found_in
from web.pages.models.decision_picture import picture
from web.pages.models.decision_types import inputs_of, types_of
from web.pages.models.decision_view import IN_FORCE, WAITS, readable, shown, stands
from web.pages.models.services import services_for
from web.said import say

pages = Blueprint("decisions", __name__)


@pages.get("/decisions")
@page("decision:read")
def list_decisions() -> Response:
    """The decisions of the reader's services, with the days they are in force from."""
    service_id = lists.number("service")
    after = _after()
    found = definitions.decision_rows(
        work(),
        service_ids=people.scoped_services(actor(), "decision:read", service_id),
        waiting=lists.is_on("waiting"),
        after=after,
        limit=lists.ROWS + 1,
    )
    listed = lists.page_of(found, lambda row: (row.key, row.decision_id, row.valid_from.isoformat(), row.number))
    rows = stands(listed.rows, work().now.date(), _in_force_before(after))
    return show(
        "decisions/list.html",
        listed=listed,
        rows=rows,
        called=_called(listed.rows),
        services={item.id: item.name for item in services_for("decision:read")},
        chosen=service_id,
    )


@pages.get("/decisions/<id:number>")
@page("decision:read")
def show_decision(number: int) -> Response:
    """The decisions of one file: how they stand, what was found, their tables and what else they are made of."""
    return _file_page(number)


@pages.post("/decisions/<id:number>/approve")
@page("definition:approve", keeps=("reason",))
def approve(number: int) -> Response:
    """Let the decisions of a file decide."""
    rows = readable(work(), number, by=actor())
    try:
        definitions.approve_decision(work(), number, actor(), reason=request.form.get("reason", ""))
    except (Refused, NotPermitted) as error:
        return _file_page(number, error, 422)
    is_library = all(row.is_library for row in rows)
    does = "Decision files that import it use it" if is_library else "It decides"
    return say(see(f"/decisions/{number}"), f"Approved. {does} from its day on.")


@pages.get("/decisions/<id:number>/original")
@page("decision:read")
def original(number: int) -> Response:
    """Download the file exactly as it was uploaded."""
    row = readable(work(), number, by=actor())[0]
    return attachment(definitions.decision_original(work(), number), row.file_name or f"decision-{number}.dmn")


def _file_page(number: int, error: EngineError | None = None, status: int = 200) -> Response:
    rows = readable(work(), number, by=actor())
    line, findings = decision_view.line_of(work(), rows), definitions.decision_findings(work(), number)
    model = definitions.decision_model(work(), number)
    own = decision_view.of_file(line, number)
    chosen, same = decision_view.asked_for(own, lists.number("version"))
    return show(
        "decisions/decision.html",
        status,
        number=number,
        rows=own,
        chosen=chosen,
        same=same,
        waits=any(one.stands == WAITS for one in own),
        newest=decision_view.newest(own),
        name=model.name,
        others=decision_view.others(line, number),
        replaces=decision_view.would_replace(work(), line, number),
        called=_called(rows),
        decisions=shown(model),
        inputs=inputs_of(model) if model.is_library else (),
        types=types_of(model),
        picture=picture(model),
        imports=model.imports,
        findings=decision_view.in_everyday_names(findings),
        spoken_of=found_in(findings),
        held=_held(),
        must_be_put_right=decision_view.must_be_put_right(findings),
        problem=error.message if error else "",
    )


def _held() -> RulesByTable:
    """The rules that the address asks to show, as the record of a case names them: `rule=table:3`."""
    named = (text.rpartition(":") for text in request.args.getlist("rule")[:100])
    return by_table(
        (table, int(index)) for table, _, index in named if index.isascii() and index.isdigit() and len(index) < 6
    )


def _in_force_before(after: tuple[str, int, date, int] | None) -> list[int]:
    """The decision at which a page begins, if a newer version of it that the page before showed is in force."""
    if after is None:
        return []
    _, decision, day, number = after
    every = stands(definitions.decision_rows(work(), decision_id=decision), work().now.date())
    newer = [one for one in every if (one.row.valid_from, one.row.number) >= (day, number)]
    return [decision for one in newer if one.stands == IN_FORCE]


def _after() -> tuple[str, int, date, int] | None:
    parts = lists.after_parts(str, int, str, int)
    if parts is None:
        return None
    try:
        return str(parts[0]), int(str(parts[1])), date.fromisoformat(str(parts[2])), int(str(parts[3]))
    except ValueError:
        raise Refused.at(lists.AFTER, "The address names no page of this list. Open the list again.") from None


def _called(rows: Sequence[DecisionRow]) -> Names:
    return names(work(), {row.approved_by for row in rows} | {row.uploaded_by for row in rows})
