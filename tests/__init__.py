"""The tests of the press."""
