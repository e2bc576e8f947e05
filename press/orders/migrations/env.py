"""Entry point of Alembic: migrates on the given connection, inside its transaction."""

from __future__ import annotations

from alembic import context


def migrate() -> None:
    """Run the migrations that Alembic has chosen."""
    context.configure(connection=context.config.attributes["connection"])
    context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic loads this file; others may import it without running it
    migrate()
