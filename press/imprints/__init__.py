"""A clinic's own block on the center's handouts."""
