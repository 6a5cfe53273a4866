"""The one history of the database's tables (Alembic)."""

from engine.migrations.upgrade import current_revision, head_revision, migrate, upgrade

__all__ = ["current_revision", "head_revision", "migrate", "upgrade"]
