"""Which fields of a form may be kept when it comes too late: those that its page names, and no others.

A page that names none keeps nothing, so a form for a password, a token or anything secret is safe as long as nobody
says otherwise; and a form that holds a field for a password cannot be named at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from wtforms import FileField, PasswordField, SubmitField

from web.answers import DATE_PARTS
from web.forms import PageForm

ANSWERS = tuple(f"{part}:" for part in ("answer", *DATE_PARTS))
"""The answers to a step, whose fields its model names."""
_VERSION = "row_version"

Keeps = Iterable[type[PageForm] | str]
"""Forms, and names of fields beside them; a name that ends with `:` or `-` stands for all that begin with it."""


@dataclass(frozen=True, slots=True)
class KeptFields:
    """Names of the fields that are kept, and beginnings of such names."""

    names: frozenset[str] = frozenset()
    beginnings: tuple[str, ...] = ()

    def __contains__(self, name: str) -> bool:
        """Whether the field of this name is kept."""
        return name in self.names or name.startswith(self.beginnings)


def kept_fields(keeps: Keeps) -> KeptFields:
    """The fields that are meant, with the version of what the form changes.

    Raises TypeError, when the program starts, for a form with a field for a password.
    """
    named = [name for one in keeps for name in ([one] if isinstance(one, str) else _fields_of(one))]
    if not named:
        return KeptFields()
    beginnings = tuple(name for name in named if name.endswith((":", "-")))
    return KeptFields(frozenset({*named, _VERSION}.difference(beginnings)), beginnings)


def _fields_of(form: type[PageForm]) -> Iterator[str]:
    for name in dir(form):
        kind = getattr(getattr(form, name), "field_class", None)
        if kind is None or issubclass(kind, SubmitField | FileField):
            continue
        if issubclass(kind, PasswordField):
            raise TypeError(f"{form.__name__} holds a password, so what is typed into it is not kept.")
        yield name
