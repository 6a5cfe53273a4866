"""Everyday words to processes: what a customer calls it, and the process that is meant."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    RowMapping,
    ScalarSelect,
    Select,
    Text,
    any_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, TSQUERY, aggregate_order_by

from engine.definitions.tables import mark, process, step, variant, version
from engine.people import site_by_id
from engine.store import Work

MOST_WORDS = 30
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_BEGINNING = 3
"""A last word may be half typed; from so many letters on, words that begin like it are found."""
_SAYS_LITTLE = re.compile(
    r"anybody|anyone|anything|asked|back|call|called|could|council|councils|county|get|got|hello|help|hi|like|live|"
    r"lives|living|need|needs|new|nobody|old|phone|phoned|please|rang|ring|rung|somebody|someone|something|street|"
    r"streets|tell|thanks|today|told|town|want|wanted|wants|would|yet"
)
"""Words that fit one description no better than another. Where nothing else was said, only everyday words count."""
_FEW = 3
"""One of so many words may be what a process is called by; two are enough in any sentence."""


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

    Words fit in any of their forms (“moved” finds “moving”); the last may be half typed if no process has it as it is.
    Best is a whole phrase of the everyday words among them; then two words, or one of three, from everyday words or
    name. Where only descriptions and steps fit, more than half of the words must, and only if nothing fits better.
    `service_ids` keeps to these services (None: all), `site_id` to what is there for its area. Raises NotFound for an
    unknown site.
    """
    found = list(dict.fromkeys(_WORD.findall(words.lower())[:MOST_WORDS]))
    if not found:
        return []
    query = _fitting(found).limit(limit)
    if service_ids is not None:
        query = query.where(process.c.service_id.in_(service_ids))
    if site_id is not None:
        query = query.where(_serves(site_by_id(work, site_id).area))
    rows = work.rows(query)
    return [_found(row) for row in rows if _is_as_clear(row, rows[0])]


def _fitting(found: list[str]) -> Select[Any]:
    """The processes that fit at all, best first, with what fits in them."""
    meaningful = [word for word in found if not _SAYS_LITTLE.fullmatch(word)]
    meant = meaningful or found
    asked = _any_of(meant)
    phrase = _phrase(asked, found)
    heard = _heard(meant)
    whole = func.coalesce(phrase.c.whole, false())
    called = whole | (heard.c.called >= 2) | ((heard.c.called > 0) & (heard.c.called * _FEW >= heard.c.asked))
    told = heard.c.known * 2 > heard.c.asked if meaningful else false()
    columns = (process.c.id, process.c.key, process.c.name, process.c.service_id, phrase.c.phrase, heard.c.told)
    return (
        select(
            *columns,
            _documentation().label("about"),
            _step(asked).label("step"),
            func.to_tsvector("english", process.c.name).op("@@", is_comparison=True)(asked).label("named"),
            whole.label("whole"),
            called.label("called"),
            (heard.c.called >= 2).label("twice"),
        )
        .select_from(process.join(heard, true()).outerjoin(phrase, true()))
        .where(process.c.words.op("@@", is_comparison=True)(asked), called | told)
        .order_by(whole.desc(), called.desc(), heard.c.called.desc(), heard.c.known.desc())
        .order_by(func.ts_rank(process.c.words, asked).desc(), process.c.name, process.c.id)
    )


def _is_as_clear(row: RowMapping, best: RowMapping) -> bool:
    """Whether a process is offered beside the best one: not where that fits clearly and this one by the way."""
    if best["whole"]:
        return bool(row["whole"] or row["twice"])
    return bool(row["called"] or not best["called"])


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


def _any_of(words: list[str]) -> ColumnElement[Any]:
    """Any of the words, and what begins like the last one where it is half typed."""
    any_of = func.to_tsquery("english", " | ".join(words))
    begins = func.to_tsquery("simple", f"{words[-1]}:*")
    return any_of.op("||")(case((_half_typed(words[-1]), begins), else_=cast("", TSQUERY)))


def _half_typed(word: str) -> ColumnElement[bool]:
    """Whether no process has the word as it is, and it is not one that says nothing, such as “out”."""
    if len(word) < _SHORTEST_BEGINNING:
        return false()
    asked = func.to_tsquery("english", word)
    other = process.alias("other")
    known = exists(select(other.c.id).where(other.c.words.op("@@", is_comparison=True)(asked)))
    return (func.numnode(asked) > 0) & ~known


def _heard(words: list[str]) -> FromClause:
    """How many of the words say something, are in the process anywhere, and in its name and everyday words."""
    listed = func.unnest(cast(words, ARRAY(Text))).table_valued("word", with_ordinality="place", name="listed")
    said = listed.render_derived()
    last = (said.c.place == len(words)) & _half_typed(words[-1])

    def fits(weight: str) -> ColumnElement[bool]:
        exactly = func.to_tsquery("english", said.c.word + f":{weight}")
        begins = func.to_tsquery("simple", said.c.word + f":*{weight}")
        asked = case((last, begins), else_=exactly)
        return process.c.words.op("@@", is_comparison=True)(asked)

    count = func.count()
    return (
        select(
            count.label("asked"),
            count.filter(fits("ABCD")).label("known"),
            count.filter(fits("A")).label("called"),
            func.array_agg(aggregate_order_by(said.c.word, said.c.place)).filter(fits("ABCD")).label("told"),
        )
        .select_from(said)
        .where(func.numnode(func.to_tsquery("english", said.c.word)) > 0)
        .lateral("heard")
    )


def _documentation() -> ScalarSelect[str]:
    newest = select(version.c.documentation).where(version.c.process_id == process.c.id, version.c.stage == "live")
    return newest.where(version.c.approved_at.is_not(None)).order_by(version.c.id.desc()).limit(1).scalar_subquery()


def _phrase(asked: ColumnElement[Any], words: list[str]) -> FromClause:
    """The everyday phrase of the process's own marks that fits best, and whether all of it was said."""
    split = func.regexp_split_to_table(mark.c.everyday_words, r"\s*,\s*").table_valued("phrase")
    said = split.render_derived("said")
    document = func.to_tsvector("english", said.c.phrase).concat(func.to_tsvector("simple", said.c.phrase))
    of_process = (mark.c.process_id == process.c.id, mark.c.valid_to.is_(None))
    heard = func.to_tsvector("english", " ".join(words))
    whole = heard.op("@@", is_comparison=True)(func.plainto_tsquery("english", said.c.phrase))
    rank = func.ts_rank(document, func.to_tsquery("english", " | ".join(words)))
    return (
        select(said.c.phrase, whole.label("whole"))
        .select_from(mark.join(said, true()))
        .where(*of_process, document.op("@@", is_comparison=True)(asked))
        .order_by(whole.desc(), rank.desc(), said.c.phrase)
        .limit(1)
        .lateral("phrase")
    )


def _step(asked: ColumnElement[Any]) -> ScalarSelect[str]:
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
    return FoundProcess(row["id"], row["key"], row["name"], row["service_id"], row["about"] or "", _why(row))


def _why(row: RowMapping) -> str:
    if row["phrase"]:
        return f"Customers say “{row['phrase']}”."
    if row["named"]:
        return "Its name has what was said."
    if row["step"]:
        return f"It has the step “{row['step']}”."
    *others, last = (f"“{word}”" for word in row["told"])
    return f"Its description speaks of {', '.join(others)} and {last}." if others else f"Its description has {last}."
