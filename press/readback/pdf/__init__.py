"""What a finished PDF says of itself."""
