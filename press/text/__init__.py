"""Words without pages."""
