"""Migrations of the order ledger (Alembic), run when a ledger is opened."""
