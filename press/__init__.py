"""The handout press: builds accessible HTML and tagged PDF from structured sources."""

__version__ = "0.1.0"
