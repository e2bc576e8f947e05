"""WeasyPrint: what we use of it, what we mend in it, and what we do faster."""
