"""A font configuration of our own: no typeface of the system ever reaches a page."""

from __future__ import annotations

import os
from collections.abc import Mapping
from html import escape
from pathlib import Path

from press.runtime.temporary import open_process_folder
from press.style.fonts import SYMBOLS, TYPEFACES, find_typeface
from press.text.scripts import SCRIPTS

FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<match target="pattern"><edit name="family" mode="append_last" binding="weak">{families}</edit></match></fontconfig>
"""
"""A font configuration with our text typeface only (fonts-conf(5)): the renderer crashes without any font. A page of
others names typefaces that we lack; they are replaced by the first of ours that has the letter."""
VARIABLE = "FONTCONFIG_FILE"


def isolate_fonts(folder: Path) -> None:
    """Point fontconfig at our typefaces only.

    To be called before the renderer is loaded.
    """
    path = folder / f"fonts-{os.getpid()}.conf"
    fonts = find_typeface(next(iter(TYPEFACES))).parent
    ours = dict.fromkeys((SCRIPTS["Latn"].text, SYMBOLS, *(row.text for row in SCRIPTS.values())))
    families = "".join(f"<string>{family}</string>" for family in ours)
    path.write_text(FONTCONFIG.format(fonts=escape(str(fonts)), cache=escape(str(folder)), families=families))
    os.environ[VARIABLE] = str(path)
    # fontTools writes the time of day into a typeface that it cuts down, unless this variable is set.
    os.environ["SOURCE_DATE_EPOCH"] = "0"


def drop_font_settings(environment: Mapping[str, str]) -> dict[str, str]:
    """Drop our font configuration from an environment, for a browser, which draws with the settings of the system."""
    return {name: value for name, value in environment.items() if name != VARIABLE}


def isolate_fonts_of_process() -> None:
    """Point fontconfig at our typefaces until this process ends, unless it does so already."""
    if Path(os.environ.get(VARIABLE, "")).name != f"fonts-{os.getpid()}.conf":
        isolate_fonts(open_process_folder())
