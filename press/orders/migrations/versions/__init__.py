"""One module a migration; each says which one it follows."""
