"""Forms of the pages: drawn with the GOV.UK widgets, checked by the engine, and shown again with what it refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from flask import Flask, request
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovDateInput, GovTextInput
from wtforms import DateField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from engine.errors import EngineError, Problem, Refused

Done = TypeVar("Done")


def add_forms(app: Flask) -> None:
    """Let the templates of `app` draw the error summary of a form."""
    app.add_template_global(summary_of)


_PLAINLY = {
    "Not a valid choice.": "Choose from what the page offers",
    "Not a valid decimal value.": "Enter a number, such as 80 or 12.5",
    "Not a valid integer value.": "Enter a whole number, such as 10",
}


class _Plainly:
    """What WTForms says of a value that it cannot read, in words that say what to do."""

    def gettext(self, words: str) -> str:
        """These words, plainly."""
        return _PLAINLY.get(words, words)

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The words for so many, plainly."""
        return self.gettext(one if number == 1 else many)


class PageForm(FlaskForm):
    """A form of a page. The CSRF token is checked for every request by `web.page`, so forms do not check it again."""

    class Meta:
        """Flask-WTF's own protection would need a secret of its own."""

        csrf = False

        def get_translations(self, _form: object) -> _Plainly:
            """The words for what cannot be read."""
            return _Plainly()

    def process(self, *given: object, **named: object) -> None:
        """Read what was sent; a text that was left out of it is empty, not what is stored, and never None."""
        super().process(*given, **named)
        for field in self:
            if isinstance(field, StringField) and field.raw_data == []:
                field.data = field.default or ""

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Whether all of it is right; a text with a NUL, which no database keeps, is wrong at its field."""
        right = bool(super().validate(extra_validators))
        odd = [field for field in self if isinstance(field, StringField) and "\0" in str(field.data or "")]
        for field in odd:
            field.errors = (*field.errors, "This contains a character that cannot be kept. Type it again")
        return right and not odd


class DayField(DateField):
    """A day in three boxes; empty boxes are no day, which `InputRequired` refuses."""

    def __init__(self, label: str, validators: Sequence[object] = (), **named: object) -> None:
        super().__init__(label, validators, format="%d %m %Y", widget=GovDateInput(), **named)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        """Read day, month and year, of which a request may have sent fewer, or more."""
        self.data: Any = None
        self.raw_data = [*valuelist, "", "", ""][:3]
        if not any(part.strip() for part in valuelist):
            return
        try:
            super().process_formdata([" ".join(part.strip() for part in valuelist)])
        except ValueError:
            raise ValueError("Enter a real date, such as 27 3 2027") from None


def name_field() -> StringField:
    """What a thing is called."""
    return StringField("Name", [InputRequired("Enter a name")], widget=GovTextInput())


def key_field(example: str) -> StringField:
    """The key of a thing that is new."""
    hint = f"What files and programs call it: small letters, digits and hyphens, such as {example}."
    description = f"{hint} It cannot be changed later."
    return StringField("Key", [InputRequired("Enter a key")], widget=GovTextInput(), description=description)


def lines_of(text: str | None) -> list[str]:
    """The lines of a text that have something in them."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def choices(labels: Mapping[Any, str]) -> list[SelectChoice]:
    """What a field lets people choose from: labels by what is sent. A first label for "" asks to choose."""
    return [SelectChoice(str(value), label) for value, label in labels.items()]


def sent(form: PageForm) -> bool:
    """Whether the form was sent and its fields could be read."""
    return bool(form.validate_on_submit())


def refuse(form: PageForm, error: EngineError) -> int:
    """Put what the engine refused beside the fields it names, the rest above the form; answers the status, 422.

    Problems name fields by key; dots and brackets of a path become dashes.
    """
    problems: Iterable[Problem] = error.problems if isinstance(error, Refused) else ()
    for problem in problems or (Problem("", error.message),):
        name = problem.where.replace(".", "-")
        if name in form._fields:
            form[name].errors = (*form[name].errors, problem.message)
        else:
            words = f"{problem.where}: {problem.message}" if problem.where else problem.message
            form.form_errors.append(words)
    return 422


def tried(form: PageForm, do: Callable[[], Done]) -> Done | None:
    """What comes of doing what a form asks for; None when it was not sent, or was refused: then the form says why."""
    if not sent(form):
        return None
    try:
        return do()
    except Refused as error:
        refuse(form, error)
        return None


def status_of(form: PageForm) -> int:
    """The status of a page that shows a form of which nothing came: 200 when it is asked for, 422 when it was sent."""
    return 422 if form.is_submitted() else 200


def summary_of(form: PageForm) -> list[dict[str, str]]:
    """The items of the error summary: each error once, leading to its field where it has one."""
    items = [{"text": str(words)} for words in form.form_errors]
    for name, errors in form.errors.items():
        if name in form._fields and errors:
            field = form[name]
            first = f"{field.name}-day" if isinstance(field.widget, GovDateInput) else field.id
            items.append({"text": str(errors[0]), "href": f"#{first}"})
    return items


def chosen_id(text: str | None) -> int | None:
    """The id in a hidden or radio field, None for none. Raises Refused for what the page did not offer."""
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Refused("Choose from what the page offers.")
    return int(text)


def version_seen() -> int:
    """The version of the row that was shown to whoever sends the form; 0, which none has, when it is missing."""
    return chosen_id(request.form.get("row_version")) or 0
