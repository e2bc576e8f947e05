"""The nouns of the press: frozen, and without files."""
