"""The audit record."""

from __future__ import annotations

from marshmallow import ValidationError, validates_schema

from api.schemas.fields import PageQuery, Shape, anything, moment, query_number, reference, text


class AuditEntryShape(Shape):
    """One thing that happened."""

    id = reference("The id; a later entry has a higher one.", required=True)
    happened_at = moment("When.", required=True)
    action = text("What: room:thing:happened.", required=True)
    by = reference("Who, as the id of a user; null for the system.", allow_none=True, required=True)
    by_name = text("The name of who; null for the system.", allow_none=True, required=True)
    subject_kind = text("The kind of thing it happened to.", allow_none=True, required=True)
    subject_id = reference("The id of the thing it happened to.", allow_none=True, required=True)
    case_id = reference("The case it belongs to.", allow_none=True, required=True)
    reason = text("Why, in the words of who did it.", required=True)
    facts = anything("Small facts beside it; never answers.", required=True)


class AuditQuery(PageQuery):
    """Which entries, newest first."""

    case_id = query_number("Only those of this case.", load_default=None)
    by = query_number("Only what this user did.", load_default=None)
    action = text("Only this action, or with a colon at the end those that begin so.", load_default=None, longest=100)
    since = moment("Only what happened from then on.", load_default=None)
    until = moment("Only what happened before then.", load_default=None)
    subject_kind = text("With subject_id: only what happened to this thing.", load_default=None, longest=60)
    subject_id = query_number("With subject_kind: only what happened to this thing.", load_default=None)

    @validates_schema
    def _needs_both(self, query: dict[str, object], **_given: object) -> None:
        if (query["subject_kind"] is None) != (query["subject_id"] is None):
            raise ValidationError("Give subject_kind and subject_id together, or neither.", "subject_kind")
