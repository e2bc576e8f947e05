"""WeasyPrint: what we use of it, what we fix in it, and what we do faster."""
