"""The namespace by which other decision files import a stored one, so that it is found without reading every file."""

from __future__ import annotations

from contextlib import suppress
from xml.parsers.expat import ExpatError, ParserCreate

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TABLE, _COLUMN, _INDEX = "decision_version", "namespace", "ix_decision_version_namespace"


def upgrade() -> None:
    """Add the column, fill it from the stored files one by one, and index it."""
    op.add_column(_TABLE, sa.Column(_COLUMN, sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    for number in connection.execute(sa.text("SELECT id FROM decision_version ORDER BY id")).scalars().all():
        data = connection.execute(sa.text("SELECT original FROM decision_version WHERE id = :id"), {"id": number})
        connection.execute(
            sa.text("UPDATE decision_version SET namespace = :namespace WHERE id = :id"),
            {"id": number, "namespace": _namespace(bytes(data.scalar_one()))},
        )
    op.alter_column(_TABLE, _COLUMN, server_default=None)
    # a namespace may be longer than a key of the usual kind of index
    op.create_index(_INDEX, _TABLE, [_COLUMN], postgresql_using="hash")


def downgrade() -> None:
    """Take the column away."""
    op.drop_index(_INDEX, _TABLE)
    op.drop_column(_TABLE, _COLUMN)


def _namespace(data: bytes) -> str:
    """The namespace that the outermost element of a file names; empty when there is none."""
    found = [""]
    parser = ParserCreate()

    def begin(_name: str, attributes: dict[str, str]) -> None:
        found[0] = attributes.get("namespace", "")
        parser.StartElementHandler = None

    parser.StartElementHandler = begin
    with suppress(ExpatError):
        parser.Parse(data, True)
    return found[0]
