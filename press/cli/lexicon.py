"""The command `lexicon`."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from press.build import pipeline
from press.cli.options import SOURCES, Sources, app, report_errors, require_path
from press.model.findings import ExitCode, FindingCode, Place, PressError
from press.model.messages import suggest_name
from press.render.speech.lexicon import make_lexicon

NO_LEXICON = FindingCode(
    "USE112",
    "A lexicon is of a language whose glossary says how words are said.",
    "the command line",
    "write them under `say` in the glossary of the language",
)
CODES = (NO_LEXICON,)


@app.command(epilog="Example: `python pipeline.py lexicon en > en.pls`")
def lexicon(
    language: Annotated[str, typer.Argument(help="The language, e.g. `en`.")], sources: Sources = SOURCES
) -> None:
    """Print how hard words are said, as a lexicon for speech engines (PLS)."""
    with report_errors():
        require_path(sources)
        glossaries = pipeline.read_library(sources).glossaries
        if language not in glossaries or not glossaries[language].say:
            hint = suggest_name(language, [lang for lang, one in glossaries.items() if one.say])
            problem = f"the glossary of `{language}` does not say how words are said"
            raise PressError([NO_LEXICON.make_finding(Place(), problem, hint)], ExitCode.USAGE)
        sys.stdout.buffer.write(make_lexicon(language, glossaries[language].say))
