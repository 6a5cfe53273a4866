"""Fields from a bpmn.io form (`.form`, JSON), as form-js and Camunda Modeler write it.

Components: `textfield`, `textarea`, `number`, `checkbox`, `radio`, `select`, `checklist`, `taglist`, `datetime` and
`group` (nested as deep as you like; hiding a group hides what is in it). What only shows (`text`, `html`, `image`,
`separator`, `spacer`, `button`) asks nothing and is passed over; anything else is refused by name.
`validate` gives `required`, `min`, `max`, `minLength`, `maxLength`, `pattern` and `validationType`; `conditional.hide`
is FEEL; `description` is the hint; `properties` are those of `engine.forms.form_data`.
A required `checkbox` means, as there, that it must be ticked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from engine.forms.fields import TYPES, Choice, Field
from engine.forms.form_data import sensitivity_of
from engine.forms.problems import Findings

SHOWS_ONLY = frozenset({"text", "html", "image", "separator", "spacer", "button", "iframe"})
TYPE_OF = {
    "textfield": "text",
    "textarea": "long_text",
    "number": "number",
    "checkbox": "yes_no",
    "radio": "choice",
    "select": "choice",
    "checklist": "choices",
    "taglist": "choices",
    "datetime": "date",
}
PATTERN_OF_SUBTYPE = {
    "time": r"([01]\d|2[0-3]):[0-5]\d",
    "datetime": r"\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d{2}:\d{2})?",
}
DEEPEST = 20


def fields_from_form_json(document: Mapping[str, object]) -> tuple[Field, ...]:
    """The fields of a form document. Raises `InvalidForm` with a problem for each thing that cannot be understood."""
    findings = Findings()
    components = document.get("components")
    if not isinstance(components, list):
        findings.add("form", "This is not a form: it has no list of components. Export it from the form editor again.")
        components = []
    elif _holds_nul(components):
        findings.add("form", "The form has the character NUL in a text, which cannot be stored. Type that text again.")
        components = []
    return findings.settle(_walk(components, "", findings, 0))


def _holds_nul(components: list[object]) -> bool:
    stack: list[object] = [components]
    while stack:
        one = stack.pop()
        if isinstance(one, Mapping):
            stack += [*one.keys(), *one.values()]
        elif isinstance(one, list):
            stack += one
        elif isinstance(one, str) and "\0" in one:
            return True
    return False


def _walk(components: list[object], hidden_if: str, findings: Findings, depth: int) -> Iterator[Field]:
    for component in components:
        if not isinstance(component, Mapping):
            findings.add("form", "A component of the form is not an object. Export it from the form editor again.")
            continue
        kind = _text(component, "type")
        if kind == "group":
            yield from _group(component, hidden_if, findings, depth)
        elif kind in TYPE_OF:
            yield _field(component, kind, _either(hidden_if, _hide(component)), findings)
        elif kind not in SHOWS_ONLY:
            where = _text(component, "key") or _text(component, "id") or "form"
            findings.add(where, f"The form has a component of the type {kind!r}, which cannot be used here. Remove it.")


def _group(component: Mapping[str, object], hidden_if: str, findings: Findings, depth: int) -> Iterator[Field]:
    inner = component.get("components")
    if _text(component, "path"):
        name = _text(component, "label") or _text(component, "id")
        findings.add(name or "form", f"The group {name!r} puts its answers under a path. Empty its path.")
    if depth >= DEEPEST:
        findings.add("form", f"Groups are nested more than {DEEPEST} deep. Take some groups out.")
        return
    if isinstance(inner, list):
        yield from _walk(inner, _either(hidden_if, _hide(component)), findings, depth + 1)


def _field(component: Mapping[str, object], kind: str, hidden_if: str, findings: Findings) -> Field:
    key = _text(component, "key")
    validate = _mapping(component, "validate")
    properties = {
        name.replace("-", "_").lower(): str(value).strip() for name, value in _mapping(component, "properties").items()
    }
    stated = _type(component, kind, validate, properties)
    minimum = _limit(key, stated, "min", validate, findings)
    if kind == "checkbox" and validate.get("required") is True:
        minimum = Decimal(1)
    return Field(
        key=key,
        label=_text(component, "label") or _text(component, "dateLabel") or _text(component, "timeLabel") or key,
        type=stated,
        required=validate.get("required") is True,
        choices=_choices(component, key, findings) if stated in ("choice", "choices") else (),
        minimum=minimum,
        maximum=_limit(key, stated, "max", validate, findings),
        pattern=_text(validate, "pattern") or PATTERN_OF_SUBTYPE.get(_text(component, "subtype"), ""),
        hint=properties.get("hint") or _text(component, "description"),
        shown_if=_shown_if(hidden_if, properties.get("shown_if", "").removeprefix("=")),
        sensitivity=sensitivity_of(properties),
        read_only=_flag(component, key, "readonly", findings) or _flag(component, key, "disabled", findings),
        default=_default(component),
    )


def _type(
    component: Mapping[str, object], kind: str, validate: Mapping[str, object], properties: dict[str, str]
) -> str:
    if stated := properties.get("type"):
        return stated
    for name in TYPES:
        if properties.get(name, "false").lower() in ("", "true", "yes"):
            return name
    if kind == "textfield" and _text(validate, "validationType") in ("email", "phone"):
        return _text(validate, "validationType")
    if kind == "number" and component.get("decimalDigits") == 0:
        return "integer"
    if kind == "datetime" and _text(component, "subtype") in PATTERN_OF_SUBTYPE:
        return "text"
    return TYPE_OF[kind]


def _choices(component: Mapping[str, object], key: str, findings: Findings) -> tuple[Choice, ...]:
    listed = component.get("values") or _mapping(component, "data").get("values")
    if not isinstance(listed, list):
        findings.add(key, f"The choices of field {key} come from data. List them in the form instead.")
        return (Choice("", ""),)
    return tuple(
        Choice(_text(entry, "value"), _text(entry, "label") or _text(entry, "value"))
        for entry in listed
        if isinstance(entry, Mapping)
    )


def _limit(key: str, kind: str, name: str, validate: Mapping[str, object], findings: Findings) -> Decimal | None:
    stated = validate.get(name if kind in ("integer", "number", "money") else f"{name}Length")
    return None if stated is None or stated == "" else findings.number(key, name, stated)


def _flag(component: Mapping[str, object], key: str, name: str, findings: Findings) -> bool:
    stated = component.get(name)
    if isinstance(stated, str) and stated.strip():
        findings.add(key, f"Field {key} is {name} under a condition, which cannot be used here. Remove the condition.")
    return stated is True


def _default(component: Mapping[str, object]) -> str:
    stated = component.get("defaultValue")
    if isinstance(stated, bool):
        return "yes" if stated else ""
    return str(stated) if isinstance(stated, str | int | float) else ""


def _hide(component: Mapping[str, object]) -> str:
    return _text(_mapping(component, "conditional"), "hide").removeprefix("=").strip()


def _either(first: str, second: str) -> str:
    return f"({first}) or ({second})" if first and second else first or second


def _shown_if(hidden_if: str, stated: str) -> str:
    shown = f"not(({hidden_if}) = true)" if hidden_if else ""
    return f"({stated}) and {shown}" if stated and shown else stated or shown


def _mapping(component: Mapping[str, object], name: str) -> Mapping[str, object]:
    inner = component.get(name)
    return inner if isinstance(inner, Mapping) else {}


def _text(component: Mapping[str, object], name: str) -> str:
    value = component.get(name)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
