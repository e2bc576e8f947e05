"""Third revision: a ledger has an identity, which its batches carry in their names and manifests."""

from __future__ import annotations

import secrets  # noqa: TID251 - two ledgers must differ although they hold the same orders

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Give the ledger an identity."""
    table = op.create_table(
        "identity", sa.Column("id", sa.String(8), nullable=False), sa.PrimaryKeyConstraint("id", name="pk_identity")
    )
    op.bulk_insert(table, [{"id": secrets.token_hex(4)}])
