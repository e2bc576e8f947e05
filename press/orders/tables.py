"""The tables of the order ledger, as they are after the last migration. Who ordered stands in `people` alone."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from press.orders.models import PERSON_FIELDS

HEAD = "0002"
"""The last migration in press/orders/migrations/versions/."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

orders = Table(
    "orders",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("received", String(20), nullable=False),
    Column("other_format", String(20), nullable=False),
    Column("due", String(10)),
    Column("answered", String(20)),
    sqlite_autoincrement=True,  # the number of an order that was purged is never given again
)
people = Table(
    "people",
    metadata,
    Column("order_id", Integer, ForeignKey("orders.id"), primary_key=True),
    Column("key", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("reference", Text, nullable=False),
    *(Column(name, Text, nullable=False) for name in PERSON_FIELDS),
    Column("note", Text, nullable=False),
    UniqueConstraint("key"),
)
lines = Table(
    "lines",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("order_id", Integer, ForeignKey("orders.id"), nullable=False, index=True),
    Column("number", String(40), nullable=False),
    Column("language", String(20), nullable=False),
    Column("variant", String(60), nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("status", String(12), nullable=False, index=True),
    Column("changed", String(20), nullable=False),
    Column("batch_id", Integer, ForeignKey("batches.id"), index=True),
    Column("from_stock", Integer, nullable=False, server_default="0"),
    UniqueConstraint("order_id", "number", "language", "variant"),
    CheckConstraint("quantity > 0", name="quantity"),
    sqlite_autoincrement=True,
)
stock = Table(
    "stock",
    metadata,
    Column("number", String(40), primary_key=True),
    Column("language", String(20), primary_key=True),
    Column("variant", String(60), primary_key=True),
    Column("quantity", Integer, nullable=False),
    Column("stock_only", Boolean, nullable=False),
    CheckConstraint("quantity >= 0", name="quantity"),
)
journal = Table(
    "journal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(20), nullable=False),
    Column("order_id", Integer, ForeignKey("orders.id"), nullable=False, index=True),
    Column("line_id", Integer, ForeignKey("lines.id")),
    Column("was", String(12), nullable=False),
    Column("became", String(12), nullable=False),
    Column("batch_id", Integer),
)
batches = Table(
    "batches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("opened", String(20), nullable=False),
    Column("closed", String(20)),
    Column("until", String(10), nullable=False),
    Column("gsm", Float, nullable=False),
    Column("folder", Text, nullable=False),
    sqlite_autoincrement=True,
)
counts = Table(
    "counts",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("number", String(40), primary_key=True),
    Column("language", String(20), primary_key=True),
    Column("variant", String(60), primary_key=True),
    Column("status", String(12), primary_key=True),
    Column("orders", Integer, nullable=False),
    Column("copies", Integer, nullable=False),
)
"""What is left of orders that were purged: how many of what in which month."""
