"""Every kind of finding of `import`: what stops it, and what it was unsure of."""

from __future__ import annotations

from press.model.findings import Code

NOTHING_LOST = "house rule: nothing of an old text is lost"
AGREEMENT = "house rule: every edition carries the same furniture"
COMMAND = "the command line"
MOST_YEARS = 3
"""Years after which a text is old (PIF TICK: it is reviewed at least every 3 years)."""

# ---------------------------------------------------------------- what stops it

TYPE = Code(
    "IMP101",
    "An old publication is a plain text, a web page or a Word file.",
    COMMAND,
    "save it as .txt, .html or .docx; an old .doc or .rtf opens in a word processor, which can save it as .docx",
)
UNREADABLE = Code(
    "IMP102",
    "The file to import can be read.",
    "ISO/IEC 29500-1 (Word files); RFC 3629 (text)",
    "open it in the program it was made with, and save it again without a password",
)
TOO_LARGE = Code(
    "IMP103", "The file to import is of a size that a text can have.", "the time an import may take", "import its parts"
)
SLUG_FORM = Code(
    "IMP104",
    "The name of a publication is lower-case words joined by hyphens.",
    "house rule: the layout of the sources",
    "write it with the letters a to z, digits and hyphens, e.g. `--slug bone-density`",
)
SLUG_TAKEN = Code(
    "IMP105",
    "An import writes over nothing.",
    "house rule: the layout of the sources",
    "choose another `--slug`, or move the folder away first",
)
NO_LANGUAGE = Code(
    "IMP106",
    "The sources have the centre, and the language of the text.",
    "house rule: the layout of the sources",
    "name with `--lang` a language that has a file in `languages/`, and mend what `check` finds in center.yaml",
)
WORDS_CHANGED = Code(
    "IMP107",
    "What is written reads exactly like the old text.",
    NOTHING_LOST,
    "nothing was written; please report this with the file",
)
NO_WORDS = Code("IMP108", "The file to import has a text.", NOTHING_LOST, "check that it is the right file")

# ---------------------------------------------------------------- what it was unsure of


def _unsure(code: str, summary: str, clause: str, hint: str) -> Code:
    return Code(code, summary, clause, hint, severity="warning")


GUESSED = _unsure(
    "IMP201", "What the press took for a title or a heading is one.", "WCAG 2.2, 1.3.1", "look at it in the new text"
)
ANNOUNCED = _unsure(
    "IMP202",
    "What ends in a colon is followed by what it announces.",
    "house rule: defects of an old text are reported, not repaired",
    "add what is missing, or reword the line",
)
NAMELESS = _unsure(
    "IMP203",
    "Every address to turn to has a name.",
    "WCAG 2.2, 2.4.4",
    "find out whose address it is; then add the name",
)
INSECURE = _unsure(
    "IMP204",
    "Links lead to addresses that are safe on the way.",
    "RFC 9110, 4.2.2",
    "try the address with https:// and use that",
)
OLD = _unsure(
    "IMP205",
    f"A text was issued or revised in the last {MOST_YEARS} years.",
    "PIF TICK: review at least every 3 years",
    "have it reviewed before it goes out again",
)
CONTACT = _unsure(
    "IMP206",
    "Contact details are those of the centre.",
    AGREEMENT,
    "find out which is right; the centre's stand in center.yaml, so delete this line from the text",
)
UNKNOWN_BODY = _unsure(
    "IMP207",
    "The organisations that a text refers to are in the directory.",
    AGREEMENT,
    "add it to organizations.yaml, name its key in publication.yaml, and delete it from the text",
)
STATEMENT = _unsure(
    "IMP208",
    "A standing statement is told in the centre's words alone.",
    AGREEMENT,
    "compare the two; then delete this paragraph, or take the statement's key out of publication.yaml",
)
LEFT_BEHIND = _unsure(
    "IMP209", "Everything that an old file shows comes over.", NOTHING_LOST, "put it in by hand where it is needed"
)
TO_WRITE = _unsure(
    "IMP210",
    "The old file has everything that a publication needs.",
    "house rule: nothing is invented",
    "write it where the new files say `TO DO:`; `check` lists what is left",
)
REVIEW = _unsure(
    "IMP211",
    "The wording is the one that the reviewer named in it has read.",
    "house rule: adapted text says so",
    "keep `review_status: reviewed` only while no word of the text changes; else write `adapted`",
)
CHARACTERS = _unsure(
    "IMP212",
    "The characters of the file are certain.",
    "RFC 3629; The Unicode Standard, 23.1",
    "compare the accents, dashes and quotation marks of the new text with the old one",
)
REPLACED = _unsure(
    "IMP213",
    "Standing matter is told in the words of the sources.",
    AGREEMENT,
    "nothing, unless these words said more",
)
SAME_NUMBER = _unsure(
    "IMP214",
    "A publication number stands for one publication.",
    "house rule: a publication is one work with one publication number",
    "find out which of the two has the number",
)
UNEVEN = _unsure(
    "IMP215",
    "The items of a list end alike.",
    "house rule: defects of an old text are reported, not repaired",
    "add the full stop",
)
CODES = (
    TYPE, UNREADABLE, TOO_LARGE, SLUG_FORM, SLUG_TAKEN, NO_LANGUAGE, WORDS_CHANGED, NO_WORDS, GUESSED, ANNOUNCED,
    NAMELESS, INSECURE, OLD, CONTACT, UNKNOWN_BODY, STATEMENT, LEFT_BEHIND, TO_WRITE, REVIEW, CHARACTERS, REPLACED,
    SAME_NUMBER, UNEVEN,
)  # fmt: skip
