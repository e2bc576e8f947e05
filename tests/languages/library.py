"""A copy of the test library. `python -m tests.languages.library FOLDER` makes one to build by hand.

Its variants and profiles are those that ship, and so are its fixed words in the languages that ship. The others were
written once, by nobody who speaks the languages. A fixed word that the press has asked for since then is filled in from
English: the library tries scripts, not translations.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import yaml

from press.text.cldr import read_language_defaults

ROOT = Path(__file__).resolve().parents[2]
SOURCES = Path(__file__).with_name("sources")
SHIPPED = ROOT / "sources"
SHIPPED_VARIANTS = ("letter", "large-print", "trifold", "half-letter", "booklet", "web", "epub", "text")
"""Those that the library is built in, and their parents."""
GROUPS = ("words", "clinic", "marks", "kinds", "text_words", "text_files", "print", "epub")
"""The groups of words that every language must have, and those that its variants print."""
OF_THE_CENTER = ("statements", "notes", "thanks", "readability")
"""The groups of a shipped file that are about other texts than this library's."""


def copy_library(folder: Path, languages: tuple[str, ...] = ()) -> Path:
    """Copy the library into a new folder, in some of its languages, or in all."""
    shutil.copytree(SOURCES, folder)
    shutil.copytree(SHIPPED / "profiles", folder / "profiles")
    for name in SHIPPED_VARIANTS:
        shutil.copy(SHIPPED / "variants" / f"{name}.yaml", folder / "variants")
    english = yaml.safe_load((SHIPPED / "languages" / "en.yaml").read_text("utf-8"))
    for path in sorted((folder / "languages").glob("*.yaml")):
        if languages and path.stem not in {"en", *languages}:
            path.unlink()
            (folder / "publications" / "soap" / f"{path.stem}.md").unlink()
            continue
        words = yaml.safe_load(path.read_text("utf-8")) or {}
        if (shipped := SHIPPED / "languages" / path.name).exists():
            all_words = yaml.safe_load(shipped.read_text("utf-8"))
            words = {key: value for key, value in all_words.items() if key not in OF_THE_CENTER} | words
        categories = words.get("plurals") or read_language_defaults(path.stem).get("plurals", {})
        for group in GROUPS:
            words[group] = _fill(words.get(group, {}), english[group], categories)
        path.write_text(yaml.safe_dump(words, allow_unicode=True, sort_keys=False), "utf-8")
    return folder


def _fill(words: Any, english: Any, categories: Any) -> Any:
    """Fill in what is lacking from English, with every plural of the language."""
    if not isinstance(english, dict):
        return words or english
    if "other" in english:
        return words or dict.fromkeys([*categories, "other"], english["other"])
    own = words if isinstance(words, dict) else {}
    return own | {key: _fill(own.get(key), value, categories) for key, value in english.items()}


if __name__ == "__main__":
    copy_library(Path(sys.argv[1]), tuple(sys.argv[2:]))
