"""What a finished page shows and where."""
