"""Everyday words to processes: what a customer calls it, and the process that is meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    ScalarSelect,
    any_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from engine.definitions.tables import mark, process, step, variant, version
from engine.people import site_by_id
from engine.store import Work

MOST_WORDS = 30
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_BEGINNING = 3
"""A last word may be half typed; from so many letters on, words that begin like it are found."""


@dataclass(frozen=True, slots=True)
class FoundProcess:
    """A process that cases can start on. `about` is its documentation, `why` one sentence on why it was found."""

    id: int
    key: str
    name: str
    service_id: int
    about: str
    why: str


def find_processes(
    work: Work, words: str, *, service_ids: Collection[int] | None = None, site_id: int | None = None, limit: int = 10
) -> list[FoundProcess]:
    """The processes ready to run that fit everyday words, best first; none for words that say nothing.

    Any of the words may fit, in any of its forms (“moved” finds “moving”); the last may be half typed. Most weight have
    the process's name and the everyday words of its marks, then its documentation, then its steps and their marks.
    `service_ids` keeps to these services (None: all), `site_id` to what is there for its area. Raises NotFound for an
    unknown site.
    """
    found = _WORD.findall(words.lower())[:MOST_WORDS]
    if not found:
        return []
    asked = _asked(found)
    rank = func.ts_rank(process.c.words, asked)
    query = (
        select(
            process.c.id,
            process.c.key,
            process.c.name,
            process.c.service_id,
            _documentation().label("about"),
            _phrase(asked).label("phrase"),
            _step(asked).label("step"),
        )
        .where(process.c.words.op("@@")(asked))
        .order_by(rank.desc(), process.c.name, process.c.id)
        .limit(limit)
    )
    if service_ids is not None:
        query = query.where(process.c.service_id.in_(service_ids))
    if site_id is not None:
        query = query.where(_serves(site_by_id(work, site_id).area))
    return [_found(row) for row in work.rows(query)]


def refresh_words(work: Work, process_id: int) -> None:
    """Write anew the words by which a process is found; one that has no live version is found by none."""
    live = work.row(
        select(version.c.id, version.c.name, version.c.documentation)
        .where(version.c.process_id == process_id, version.c.stage == "live", version.c.approved_at.is_not(None))
        .order_by(version.c.id.desc())
        .limit(1)
    )
    if live is None:
        return
    steps = work.rows(select(step.c.name, step.c.documentation).where(step.c.version_id == live["id"]))
    said = (mark.c.everyday_words, mark.c.customer_wording, mark.c.guidance)
    marks = work.rows(select(*said).where(mark.c.process_id == process_id, mark.c.valid_to.is_(None)))
    called = _together([live["name"], *(row["everyday_words"] for row in marks)])
    told = [*(row["name"] for row in steps), *(row["customer_wording"] for row in marks)]
    rest = [*(row["documentation"] for row in steps), *(row["guidance"] for row in marks)]
    document = (
        _weighted("A", called, "simple")
        .concat(_weighted("A", called))
        .concat(_weighted("B", live["documentation"]))
        .concat(_weighted("C", _together(told)))
        .concat(_weighted("D", _together(rest)))
    )
    work.execute(update(process).where(process.c.id == process_id).values(words=document))


def _together(texts: Iterable[str]) -> str:
    return " . ".join(text for text in texts if text)


def _weighted(weight: str, text: str, language: str = "english") -> ColumnElement[object]:
    return func.setweight(func.to_tsvector(language, text), literal_column(f"'{weight}'"))


def _asked(words: list[str]) -> ColumnElement[object]:
    """Any of the words, and what begins like the last one unless that is a word that says nothing, such as “out”."""
    any_of = func.to_tsquery("english", " | ".join(words))
    last = words[-1]
    if len(last) < _SHORTEST_BEGINNING:
        return any_of
    says_nothing = func.numnode(func.to_tsquery("english", last)) == 0
    begins = func.to_tsquery("simple", f"{last}:*")
    return any_of.op("||")(case((says_nothing, cast("", TSQUERY)), else_=begins))


def _documentation() -> ScalarSelect[str]:
    newest = select(version.c.documentation).where(version.c.process_id == process.c.id, version.c.stage == "live")
    return newest.where(version.c.approved_at.is_not(None)).order_by(version.c.id.desc()).limit(1).scalar_subquery()


def _phrase(asked: ColumnElement[object]) -> ScalarSelect[str]:
    """The everyday phrase of the process's own marks that fits best."""
    split = func.regexp_split_to_table(mark.c.everyday_words, r"\s*,\s*").table_valued("phrase")
    said = split.render_derived("said")
    document = func.to_tsvector("english", said.c.phrase).concat(func.to_tsvector("simple", said.c.phrase))
    of_process = (mark.c.process_id == process.c.id, mark.c.valid_to.is_(None), document.op("@@")(asked))
    best = select(said.c.phrase).select_from(mark.join(said, true())).where(*of_process)
    ranked = best.order_by(func.ts_rank(document, asked).desc(), said.c.phrase).limit(1)
    return ranked.correlate(process).scalar_subquery()


def _step(asked: ColumnElement[object]) -> ScalarSelect[str]:
    """The first step of the newest live version whose name fits."""
    live = (
        select(func.max(version.c.id))
        .where(version.c.process_id == process.c.id, version.c.stage == "live", version.c.approved_at.is_not(None))
        .scalar_subquery()
    )
    fits = func.to_tsvector("english", step.c.name).op("@@")(asked)
    named = select(step.c.name).where(step.c.version_id == live, fits)
    return named.order_by(step.c.position).limit(1).scalar_subquery()


def _serves(area: str) -> ColumnElement[bool]:
    """Whether the process has a live version for an area: one of the area's own, or the county-wide one."""
    live = select(version.c.id).join(variant, variant.c.id == version.c.variant_id)
    of_process = live.where(version.c.process_id == process.c.id, version.c.stage == "live")
    here = (variant.c.key == "") | (literal(area) == any_(variant.c.areas))
    return exists(of_process.where(version.c.approved_at.is_not(None), here))


def _found(row: RowMapping) -> FoundProcess:
    if row["phrase"]:
        why = f"Customers say “{row['phrase']}”."
    elif row["step"]:
        why = f"It has the step “{row['step']}”."
    else:
        why = "Its description has these words."
    about = row["about"] or ""
    return FoundProcess(row["id"], row["key"], row["name"], row["service_id"], about, why)
