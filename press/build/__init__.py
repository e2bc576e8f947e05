"""Which editions are made, in what order, and by whom."""
