"""Sheets read back, folded and drawn."""
