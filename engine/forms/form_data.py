"""Fields from `camunda:formData`, the form a modelling tool keeps inside the user task.

Types: `string` -> text, `long` and `integer` -> integer, `double` -> number, `boolean` -> yes_no, `date` -> date,
`enum` -> choice; a type of ours (see `engine.forms.fields.TYPES`) stands for itself.
Constraints (the modelling tool's validation names): `required`, `readonly`, `min`, `max`, `minlength`, `maxlength`, and
`pattern`, which we add.
Properties of a field:
`type` (one of our types) or a flag of that name (`uprn` = `true`) says more than the tool's own types can;
`hint` (or `description`), `sensitivity` (`ordinary`, `personal`, `restricted`; or the flags `personal`, `restricted`),
`shown_if` (or `shown-if`; FEEL), `minimum`, `maximum`, `pattern`, `required`, `read_only`
(shown and not asked; a dot in its key goes into what a rule answered, as in `papers.missing`).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from engine.bpmn.model import RawField
from engine.forms.fields import TYPES, Choice, Field
from engine.forms.problems import Findings

TYPE_OF = {
    "string": "text",
    "": "text",
    "long": "integer",
    "integer": "integer",
    "double": "number",
    "boolean": "yes_no",
    "date": "date",
    "enum": "choice",
}
CONSTRAINTS = frozenset({"required", "readonly", "min", "max", "minlength", "maxlength", "pattern"})
VALUED = frozenset({"integer", "number", "money"})


def fields_from_form_data(raw: Sequence[RawField]) -> tuple[Field, ...]:
    """The fields of one task's form. Raises `InvalidForm` with a problem for each thing that cannot be understood."""
    findings = Findings()
    return findings.settle([_field(entry, findings) for entry in raw])


def _field(raw: RawField, findings: Findings) -> Field:
    properties = {name.replace("-", "_").lower(): text.strip() for name, text in raw.properties.items()}
    constraints = {name.lower(): text.strip() for name, text in raw.constraints.items()}
    for name in sorted(constraints.keys() - CONSTRAINTS):
        findings.add(raw.id, f"Field {raw.id} has the validation {name!r}, which is not known here. Remove it.")
    kind = _type(raw, properties)
    return Field(
        key=raw.id,
        label=raw.label or raw.id,
        type=kind,
        required=_is_on(constraints, "required") or _is_on(properties, "required"),
        choices=tuple(Choice(value, label or value) for value, label in raw.values),
        minimum=_limit(raw.id, kind, "min", constraints, properties.get("minimum"), findings),
        maximum=_limit(raw.id, kind, "max", constraints, properties.get("maximum"), findings),
        pattern=constraints.get("pattern") or properties.get("pattern", ""),
        hint=properties.get("hint") or properties.get("description", ""),
        shown_if=properties.get("shown_if", "").removeprefix("="),
        sensitivity=sensitivity_of(properties),
        read_only=_is_on(constraints, "readonly") or _is_on(properties, "read_only"),
        default="" if raw.default.startswith(("${", "#{")) else raw.default,
    )


def _type(raw: RawField, properties: dict[str, str]) -> str:
    if stated := properties.get("type"):
        return stated
    for name in TYPES:
        if name in properties and _is_on(properties, name):
            return name
    return TYPE_OF.get(raw.type, raw.type)


def sensitivity_of(properties: dict[str, str]) -> str:
    """The sensitivity that properties state, by name or as a flag."""
    for name in ("restricted", "personal"):
        if _is_on(properties, name):
            return name
    return properties.get("sensitivity") or "ordinary"


def _limit(
    key: str, kind: str, name: str, constraints: dict[str, str], stated: str | None, findings: Findings
) -> Decimal | None:
    length = constraints.get(f"{name}length")
    value = constraints.get(name)
    if value is not None and kind not in VALUED:
        findings.add(key, f"Field {key} has the validation {name!r}, which is for numbers. Remove it.")
    if length is not None and kind in VALUED:
        findings.add(key, f"Field {key} has the validation '{name}length', which is for text. Remove it.")
    text = value if kind in VALUED else length
    text = stated if text is None else text
    return None if text is None else findings.number(key, name, text)


def _is_on(texts: dict[str, str], name: str) -> bool:
    return name in texts and texts[name].lower() not in ("false", "no", "0")
