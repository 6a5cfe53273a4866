"""Which marks whoever sends a form has seen, and what is said when somebody else has changed one of them since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from engine.definitions import NEVER_SEEN, Mark, MarksOvertaken, Overtaken
from engine.store import Work
from web.forms import PageForm
from web.names import Names, names
from web.pages.models.mark_history import said
from web.wording import moment

_LONGEST_VERSION = 18
_YOURS = "Your own words are below and not saved: send them again to put them in its place."


def versions_of(marks: Mapping[str, Mark]) -> str:
    """The versions of the marks that a page shows, for a hidden field of its form."""
    return orjson.dumps({key: mark.row_version for key, mark in marks.items()}).decode()


def versions_seen(text: str, chosen: Sequence[str]) -> dict[str, int]:
    """The versions of the chosen marks as `versions_of` wrote them; what it did not write nobody has seen."""
    try:
        seen = orjson.loads(text)
    except orjson.JSONDecodeError:
        seen = None
    if not isinstance(seen, dict):
        return dict.fromkeys(chosen, NEVER_SEEN)
    found = {key: seen.get(key, 0) for key in chosen}
    return {key: version if isinstance(version, int) else NEVER_SEEN for key, version in found.items()}


def version_seen(text: str | None) -> int:
    """The version of the one mark that a form shows, from its hidden field."""
    if text and text.isascii() and text.isdigit() and len(text) <= _LONGEST_VERSION:
        return int(text)
    return NEVER_SEEN


def tell_late(work: Work, form: PageForm, late: MarksOvertaken, called: Mapping[str, str]) -> None:
    """Say above the form who changed which marks, and what they say now. `called` are the names of the steps."""
    who = names(work, {one.by for one in late.marks})
    told = (_told(one, called.get(one.step_key, one.step_key), who) for one in late.marks)
    form.form_errors.extend(f"{words} {_YOURS}" for words in told)


def late_words(work: Work, late: MarksOvertaken, called: Mapping[str, str], then: str) -> str:
    """Who changed which marks, and what they say now; `then` says what becomes of what was sent."""
    who = names(work, {one.by for one in late.marks})
    return " ".join((*(_told(one, called.get(one.step_key, one.step_key), who) for one in late.marks), then))


def _told(one: Overtaken, name: str, who: Names) -> str:
    by = who.user(one.by) if one.by else "Somebody"
    when = f" on {moment(one.at)}" if one.at else ""
    says = "; ".join(f"{label}: {value}" for label, value in said(one.now.values())) or "nothing"
    return f"{by} changed the mark of “{name}”{when}, after you opened this page. It says now: {says}."
