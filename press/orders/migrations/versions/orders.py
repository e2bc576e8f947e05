"""First revision: orders, who ordered, lines, stock and the journal."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

PERSON = (
    "name", "organization", "address_1", "address_2", "city", "region", "postal_code", "country", "email", "phone",
)  # fmt: skip


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("received", sa.String(20), nullable=False),
        sa.Column("other_format", sa.String(20), nullable=False),
        sa.Column("due", sa.String(10)),
        sa.PrimaryKeyConstraint("id", name="pk_orders"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "people",
        sa.Column("order_id", sa.Integer, sa.ForeignKey("orders.id", name="fk_people_order_id_orders")),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in PERSON),
        sa.Column("note", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("order_id", name="pk_people"),
        sa.UniqueConstraint("key", name="uq_people_key"),
    )
    _make_lines()
    op.create_table(
        "stock",
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("variant", sa.String(60), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("stock_only", sa.Boolean, nullable=False),
        sa.PrimaryKeyConstraint("number", "language", "variant", name="pk_stock"),
        sa.CheckConstraint("quantity >= 0", name="ck_stock_quantity"),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", sa.String(20), nullable=False),
        sa.Column(
            "order_id", sa.Integer, sa.ForeignKey("orders.id", name="fk_journal_order_id_orders"), nullable=False
        ),
        sa.Column("line_id", sa.Integer, sa.ForeignKey("lines.id", name="fk_journal_line_id_lines")),
        sa.Column("was", sa.String(12), nullable=False),
        sa.Column("became", sa.String(12), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_journal"),
    )
    op.create_index("ix_journal_order_id", "journal", ["order_id"])


def _make_lines() -> None:
    op.create_table(
        "lines",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("order_id", sa.Integer, sa.ForeignKey("orders.id", name="fk_lines_order_id_orders"), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("language", sa.String(20), nullable=False),
        sa.Column("variant", sa.String(60), nullable=False),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("changed", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_lines"),
        sa.UniqueConstraint(
            "order_id", "number", "language", "variant", name="uq_lines_order_id_number_language_variant"
        ),
        sa.CheckConstraint("quantity > 0", name="ck_lines_quantity"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lines_order_id", "lines", ["order_id"])
    op.create_index("ix_lines_status", "lines", ["status"])
