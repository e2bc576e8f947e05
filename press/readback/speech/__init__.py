"""What a document says to somebody who hears it."""
