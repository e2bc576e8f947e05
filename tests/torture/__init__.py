"""Pages that put the tag builder on the rack, and how they are made."""
