"""Second revision: batches, copies from stock, and counts of purged orders."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the tables and the columns that refer to them."""
    op.create_table(
        "batches",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("opened", sa.String(20), nullable=False),
        sa.Column("closed", sa.String(20)),
        sa.Column("until", sa.String(10), nullable=False),
        sa.Column("gsm", sa.Float, nullable=False),
        sa.Column("folder", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
        sqlite_autoincrement=True,
    )
    # Alembic would copy the table for SQLite, which breaks the journal's references to it.
    reference = " REFERENCES batches (id)" if op.get_bind().dialect.name == "sqlite" else ""
    op.execute(f"ALTER TABLE lines ADD COLUMN batch_id INTEGER{reference}")
    if not reference:
        op.create_foreign_key("fk_lines_batch_id_batches", "lines", "batches", ["batch_id"], ["id"])
    op.create_index("ix_lines_batch_id", "lines", ["batch_id"])
    op.add_column("lines", sa.Column("from_stock", sa.Integer, nullable=False, server_default="0"))
    op.add_column("orders", sa.Column("answered", sa.String(20)))
    op.add_column("journal", sa.Column("batch_id", sa.Integer))
    op.create_table(
        "counts",
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("variant", sa.String(60), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("orders", sa.Integer, nullable=False),
        sa.Column("copies", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("month", "number", "language", "variant", "status", name="pk_counts"),
    )
