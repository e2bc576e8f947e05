"""Style sheets, tokens and typefaces."""
