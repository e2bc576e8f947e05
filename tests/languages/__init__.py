"""The test library in 23 languages, made ready to build."""
