"""Braille files read back: every word proved against the typeset page, and the layout checked line by line."""
