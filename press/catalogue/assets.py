"""What all pages of the catalogue share: one style sheet with its typefaces inside, and one script."""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Callable, Mapping
from importlib import metadata

from press.catalogue.publications import FOLDER, Holdings
from press.runtime.resources import TEMPLATES
from press.style.fonts import inline_faces
from press.style.sheets import bundle

SCRIPT = TEMPLATES / FOLDER / "catalogue.js"
FONT_PACKAGES = ("fonttools", "fontpkg-atkinson-hyperlegible", "font-source-serif-pro")
"""What the small copies of the typefaces depend on."""
BASIC = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)])) + "ŒœŠšŽžŸ–—‘’‚“”„†•…‰‹›€™"
"""The characters of Windows-1252, which the languages of western Europe are written with."""
UNUSED = re.compile(r"@font-face\s*{[^}]*font-style: italic;[^}]*}\s*")
"""The slanted faces: nothing in the catalogue is set in them."""


def script() -> tuple[str, bytes]:
    """The script by its path, which changes with it."""
    data = SCRIPT.read_bytes()
    return f"{FOLDER}/catalogue.{_digest(data.decode())}.js", data


def style(holdings: Holdings, earlier: Callable[[str], bytes | None]) -> tuple[str, bytes]:
    """The style sheet by its path, which changes with it.

    earlier: gives the file of the build before by its path, or None; cutting typefaces down takes a second.
    """
    css = UNUSED.sub("", bundle("catalogue")) + "".join(
        _tokens(face.lang, face.language.tokens) for face in holdings.faces if face.language.tokens
    )
    characters = _characters(holdings)
    versions = "\n".join(f"{name} {metadata.version(name)}" for name in FONT_PACKAGES)
    path = f"{FOLDER}/catalogue.{_digest(css + ''.join(sorted(characters)) + versions)}.css"
    return path, earlier(path) or _with_faces(css, characters)


def _characters(holdings: Holdings) -> frozenset[str]:
    """The characters that the typefaces are cut down to: those of western languages, and those of words and titles."""
    texts = [BASIC, *holdings.topics.values()]
    texts += [face.language.model_dump_json() for face in holdings.faces]
    texts += [part for work in holdings.works for one in work.publication.translations.values()
              for part in (one.front.title, one.front.summary)]  # fmt: skip
    return frozenset().union(*texts)


@functools.cache
def _with_faces(css: str, characters: frozenset[str]) -> bytes:
    return inline_faces(css, characters).encode()


def _tokens(lang: str, tokens: Mapping[str, str]) -> str:
    """The tokens that a language changes, for its pages; the rules on sources have seen that they are plain values."""
    return f":root:lang({lang}) {{{''.join(f'--{name}:{value};' for name, value in tokens.items())}}}\n"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
