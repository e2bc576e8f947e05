"""No typeface of the system reaches a page, whatever the machine has."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from press.style.fonts import find_typeface
from tests.conftest import ROOT

PAGE = """
from press.render import render_page
from press.style.fonts import build_face_rules
from press.text.scripts import SCRIPTS
rows = [row for row in SCRIPTS.values() if row.text[-3:] not in (" SC", " TC", " JP", " KR")]  # these take long to cut
lines = (f"<p style=\\"font-family: '{row.text}'\\">{row.letters} <b>{row.letters}</b></p>" for row in rows)
style = "<style>" + build_face_rules(sorted({row.text for row in rows})) + "</style>"
html = f"<html lang=en><title>x</title>{style}<p>An apple \\u2192 \\u00bd a pear.</p>{''.join(lines)}</html>"
import sys; sys.stdout.buffer.write(render_page(html, "page").data)
"""
"""A page with signs and with letters of every script."""
CONFIGURATION = "<fontconfig>{}<cachedir>{}</cachedir></fontconfig>"


def render(folder: Path, directories: str) -> str:
    """Render a page on a machine whose system has the fonts of some folders."""
    folder.mkdir()
    system = folder / "system.conf"
    system.write_text(CONFIGURATION.format(directories, folder))
    environment = {**os.environ, "FONTCONFIG_FILE": str(system)}
    command = [sys.executable, "-c", PAGE]
    return hashlib.sha256(
        subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True).stdout
    ).hexdigest()


def test_a_page_is_the_same_with_and_without_fonts_of_the_system(tmp_path: Path) -> None:
    """A machine with other typefaces, among them one for every character, and one with none."""
    fonts = find_typeface("Arimo-Regular").parent
    with_fonts = render(tmp_path / "with", f"<dir>{fonts}</dir><dir>/usr/share/fonts</dir>")
    assert with_fonts == render(tmp_path / "without", "")
