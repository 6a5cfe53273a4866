"""A form that somebody else's change has overtaken: shown again with the person's own words and how it stands now."""

from __future__ import annotations

from wtforms import Field, HiddenField, SubmitField

from engine.store import Work
from web.forms import PageForm
from web.happened import changed_meanwhile

_VERSIONS = ("row_version", "newest")
"""The hidden fields that say for which version a form was filled in."""
_OF_THE_CHANGE = "reason"
"""The field that says why somebody changes a thing: it says nothing of the thing."""


def tell_overtaken(work: Work, form: PageForm, stored: PageForm, kind: str, number: int, thing: str) -> None:
    """Say above `form` who changed `thing` meanwhile and what it says now where the person typed something else.

    `stored` is the same form as it stands now; sent once more, `form` puts its words in the place of those.
    """
    now = _stands_otherwise(form, stored)
    form.form_errors.append(changed_meanwhile(work, kind, number, thing, now))
    for version in _VERSIONS:
        if version in form and version in stored:
            form[version].data = stored[version].data


def _stands_otherwise(typed: PageForm, stored: PageForm) -> dict[str, str]:
    """What `stored` says, in words by the label of each field, where `typed` says something else."""
    found: dict[str, str] = {}
    for field in stored:
        name = field.short_name
        if (
            name in typed
            and name != _OF_THE_CHANGE
            and not isinstance(field, HiddenField | SubmitField)
            and not _same(typed[name].data, field.data)
        ):
            found[field.label.text] = _in_words(field)
    return found


def _same(typed: object, stored: object) -> bool:
    """Whether two values say the same; text as a browser sends it has other ends of lines."""
    return typed == stored or str(typed or "").split() == str(stored or "").split()


def _in_words(field: Field) -> str:
    if not hasattr(field, "iter_choices"):
        return ", ".join(str(field.data or "").splitlines())
    labels = {str(choice[0]): str(choice[1]) for choice in field.iter_choices()}
    chosen = field.data if isinstance(field.data, list) else [field.data]
    return ", ".join(labels.get(str(one or ""), str(one or "")) for one in chosen)
