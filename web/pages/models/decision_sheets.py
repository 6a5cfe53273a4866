"""A table of a decision as a spreadsheet: taken out, edited, and put back once what changes has been seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, Response
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSubmitInput
from wtforms import FileField, SubmitField

from engine import decisions, definitions, people, sheets
from engine.decisions import DecisionModel, PlacedTable
from engine.definitions import Draft
from engine.errors import Conflict, NotFound, Problem, Refused, TooLarge
from web.files import SHEET_TYPES, attachment, ending, name_of, one_file, sent_files
from web.forms import DayField, PageForm, refuse, sent
from web.page import actor, page, see, show, work
from web.pages.models.decision_boxes import found_in, shown_box
from web.pages.models.decision_upload import taken
from web.pages.models.decision_view import in_everyday_names, must_be_put_right, readable
from web.said import say
from web.wording import sentence_case

pages = Blueprint("decision_sheets", __name__)

_MARK = "decision"


class UploadSheet(PageForm):
    """An edited table, and from when it is to hold."""

    file = FileField(
        "The edited table",
        [one_file("Choose the edited table, a .csv or .xlsx file", sheets.KINDS)],
        widget=GovFileInput(),
        description="The file you downloaded here, edited",
    )
    valid_from = DayField("In force from", description="Empty: from today, once it is approved")
    go = SubmitField("See what changes", widget=GovSubmitInput())


@dataclass(frozen=True, slots=True)
class _Edited:
    """An edited file that waits for its sender's word: which version and table it comes from, and its day."""

    number: int
    table: str
    valid_from: date | None
    data: bytes


@pages.get("/decisions/<id:number>/tables/<table>.csv")
@page("decision:read")
def download_csv(number: int, table: str) -> Response:
    """Download a table as CSV, to be edited and sent back."""
    return _download(number, table, sheets.CSV)


@pages.get("/decisions/<id:number>/tables/<table>.xlsx")
@page("decision:read")
def download_xlsx(number: int, table: str) -> Response:
    """Download a table as a workbook, to be edited and sent back."""
    return _download(number, table, sheets.XLSX)


@pages.get("/decisions/<id:number>/tables/<table>")
@page("decision:upload")
def ask_sheet(number: int, table: str) -> Response:
    """How a table is edited in a spreadsheet, and where it is put back."""
    return _asked(UploadSheet(formdata=None), number, table)


@pages.post("/decisions/<id:number>/tables/<table>")
@page("decision:upload", keeps=(UploadSheet,))
def send_sheet(number: int, table: str) -> Response:
    """Keep the edited table until its sender has seen what changes; refuse it by row and column."""
    form = UploadSheet()
    readable(work(), number, by=actor())
    if not sent(form):
        return _asked(form, number, table, 422)
    file = sent_files("file")[0]
    kind = ending(name_of(file))
    try:
        edited = definitions.edited_file(work(), number, table, file.read(), kind=kind, by=actor())
    except (Refused, TooLarge) as error:
        return _asked(form, number, table, refuse(form, error), getattr(error, "problems", ()))
    if edited == definitions.decision_original(work(), number) and form.valid_from.data is None:
        form.file.errors = ("The table is as it was. Nothing was changed.",)
        return _asked(form, number, table, 422)
    return see(f"/decisions/edits/{_keep(_Edited(number, table, form.valid_from.data, edited))}")


@pages.get("/decisions/edits/<id:draft>")
@page("decision:upload")
def ask_confirmation(draft: int) -> Response:
    """What an edited table changes, and what the rules find in it."""
    return _confirm_page(draft, _kept(draft))


@pages.post("/decisions/edits/<id:draft>")
@page("decision:upload")
def confirm(draft: int) -> Response:
    """Make a new version of the file, which waits for approval."""
    edited = _kept(draft)
    try:
        made = definitions.put_edited_file(work(), edited.number, edited.data, by=actor(), valid_from=edited.valid_from)
    except (Refused, Conflict) as error:
        return _confirm_page(draft, edited, error.message, 422)
    definitions.drop_draft(work(), draft, by=actor())
    return taken(made)


@pages.post("/decisions/edits/<id:draft>/discard")
@page("decision:upload")
def discard(draft: int) -> Response:
    """Forget an edited table."""
    edited = _kept(draft)
    definitions.drop_draft(work(), draft, by=actor())
    return say(see(f"/decisions/{edited.number}"), "The edited table is forgotten. Nothing was changed.")


def _download(number: int, table: str, kind: str) -> Response:
    readable(work(), number, by=actor())
    data = definitions.table_sheet(work(), number, table, kind)
    return attachment(data, f"{table}.{kind}", SHEET_TYPES[kind])


def _asked(
    form: UploadSheet, number: int, table: str, status: int = 200, problems: tuple[Problem, ...] = ()
) -> Response:
    row = readable(work(), number, by=actor())[0]
    people.require(actor(), "decision:upload", service_id=row.service_id)
    placed = _placed(number, table)
    return show(
        "decisions/sheet.html",
        status,
        form=form,
        number=number,
        row=row,
        table=table,
        name=_name(placed),
        placed=[one for one in problems if one.excerpt],
    )


def _confirm_page(draft: int, edited: _Edited, problem: str = "", status: int = 200) -> Response:
    made, compared = definitions.rehearse_edited_file(
        work(), edited.number, edited.data, by=actor(), valid_from=edited.valid_from
    )
    row = readable(work(), edited.number, by=actor())[0]
    imports = {one.namespace: one for one in definitions.decision_model(work(), edited.number).imports.values()}
    placed = _table_of(decisions.read(edited.data, imports=imports), edited.table)
    return show(
        "decisions/confirm.html",
        status,
        draft=draft,
        edited=edited,
        made=made,
        row=row,
        found=compared,
        table=shown_box(placed.table) if placed else None,
        name=_name(placed or _placed(edited.number, edited.table)),
        findings=in_everyday_names(made.findings),
        spoken_of=found_in(made.findings),
        must_be_put_right=must_be_put_right(made.findings),
        problem=problem,
    )


def _placed(number: int, table: str) -> PlacedTable:
    found = _table_of(definitions.decision_model(work(), number), table)
    if found is None:
        raise NotFound("This file has no such table. Choose one on the page of the file.")
    return found


def _table_of(model: DecisionModel, table: str) -> PlacedTable | None:
    return next((one for one in decisions.tables(model) if one.table.id == table), None)


def _name(placed: PlacedTable) -> str:
    return ", ".join(sentence_case(part) for part in (placed.name, *placed.path))


def _keep(edited: _Edited) -> int:
    day = edited.valid_from.isoformat() if edited.valid_from else ""
    row = readable(work(), edited.number, by=actor())[0]
    about = {"number": str(edited.number), "table": edited.table, "day": day}
    attached = {name: text.encode() for name, text in about.items()}
    kept = Draft(edited.data, row.file_name, row.service_id, key=_MARK, attached=attached)
    return definitions.keep_draft(work(), kept, by=actor())


def _kept(draft: int) -> _Edited:
    found = definitions.draft_by_id(work(), draft, by=actor())
    if found.key != _MARK:
        raise NotFound("This is no edited table. Open the decision, and send its table again.")
    about = {name: data.decode() for name, data in found.attached.items()}
    day = date.fromisoformat(about["day"]) if about["day"] else None
    return _Edited(int(about["number"]), about["table"], day, found.data)
