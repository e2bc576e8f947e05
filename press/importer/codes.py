"""Findings of `import`: what stops it, and what it was unsure of."""

from __future__ import annotations

from press.model.findings import FindingCode
from press.model.messages import AGREEMENT

NOTHING_LOST = "house rule: nothing of an old text is lost"
COMMAND = "the command line"
MOST_YEARS = 3
"""Years after which a text is old (PIF TICK: it is reviewed at least every 3 years)."""

# ---------------------------------------------------------------- what stops it

TYPE = FindingCode(
    "IMP101",
    "An old publication is a plain text, a web page, a Word file or a PDF.",
    COMMAND,
    "save it as .txt, .html, .docx or .pdf; a word processor opens an old .doc or .rtf and saves it as .docx",
)
UNREADABLE = FindingCode(
    "IMP102",
    "The file to import can be read.",
    "ISO/IEC 29500-1 (Word files); ISO 32000-1 (PDF); RFC 3629 (text)",
    "open it in the program that made it, and save it again without a password",
)
TOO_LARGE = FindingCode(
    "IMP103", "The file to import is small enough to be one text.", "the time an import may take", "import its parts"
)
SLUG_FORM = FindingCode(
    "IMP104",
    "The name of a publication is lower-case words joined by hyphens.",
    "house rule: the layout of the sources",
    "write it with the letters a to z, digits and hyphens, e.g. `--slug bone-density`",
)
SLUG_EXISTS = FindingCode(
    "IMP105",
    "An import overwrites nothing.",
    "house rule: the layout of the sources",
    "choose another `--slug`, or move the folder away first",
)
NO_LANGUAGE = FindingCode(
    "IMP106",
    "The sources have a center and the language of the text.",
    "house rule: the layout of the sources",
    "give `--lang` a language that has a file in `languages/`, and correct what `check` finds in center.yaml",
)
WORDS_CHANGED = FindingCode(
    "IMP107",
    "The new text reads exactly like the old one.",
    NOTHING_LOST,
    "nothing was written; report this and send the file",
)
NO_WORDS = FindingCode("IMP108", "The file to import has a text.", NOTHING_LOST, "check that it is the right file")

# ---------------------------------------------------------------- what it was unsure of


def _make_warning(code: str, summary: str, clause: str, hint: str) -> FindingCode:
    return FindingCode(code, summary, clause, hint, severity="warning")


GUESSED = _make_warning(
    "IMP201", "Titles and headings were recognized correctly.", "WCAG 2.2, 1.3.1", "look at it in the new text"
)
ANNOUNCED = _make_warning(
    "IMP202",
    "A line that ends in a colon is followed by what it announces.",
    "house rule: defects of an old text are reported, not repaired",
    "add what is missing, or reword the line",
)
NAMELESS = _make_warning(
    "IMP203",
    "Every address that readers can turn to has a name.",
    "WCAG 2.2, 2.4.4",
    "find out whose address it is, then add the name",
)
INSECURE = _make_warning(
    "IMP204",
    "Links use encrypted addresses.",
    "RFC 9110, 4.2.2",
    "use https:// if the site answers there",
)
OLD = _make_warning(
    "IMP205",
    f"A text was issued or revised in the last {MOST_YEARS} years.",
    "PIF TICK: review at least every 3 years",
    "have it reviewed before it goes out again",
)
CONTACT = _make_warning(
    "IMP206",
    "Contact details are those of the center.",
    AGREEMENT,
    "find out which is right, and correct center.yaml or this line",
)
UNKNOWN_BODY = _make_warning(
    "IMP207",
    "The organizations that a text refers to are in the directory.",
    AGREEMENT,
    "add it to organizations.yaml and name its key in publication.yaml; then the text need not repeat the address",
)
STATEMENT = _make_warning(
    "IMP208",
    "A standing statement uses the center's words.",
    AGREEMENT,
    "compare the two; keep what this paragraph says and the statement does not",
)
NOT_IMPORTED = _make_warning(
    "IMP209", "Everything that an old file shows is imported.", NOTHING_LOST, "add it by hand if it is needed"
)
TO_WRITE = _make_warning(
    "IMP210",
    "The old file has everything that a publication needs.",
    "house rule: nothing is invented",
    "write it where the new files say `TO DO:`; `check` lists what is still missing",
)
REVIEW = _make_warning(
    "IMP211",
    "The wording is the one that the named reviewer has read.",
    "house rule: adapted text says so",
    "keep `review_status: reviewed` while no word of the text changes; after a change write `adapted`",
)
CHARACTERS = _make_warning(
    "IMP212",
    "The characters of the file can be read without guessing.",
    "RFC 3629; The Unicode Standard, 23.1",
    "compare the accents, dashes and quotation marks of the new text with the old one",
)
REPLACED = _make_warning(
    "IMP213",
    "Furniture uses the words of the sources.",
    AGREEMENT,
    "do nothing, unless the old words said more",
)
SAME_NUMBER = _make_warning(
    "IMP214",
    "A publication number stands for one publication.",
    "house rule: a publication is one work with one publication number",
    "find out which of the two has the number",
)
UNEVEN = _make_warning(
    "IMP215",
    "The items of a list end alike.",
    "house rule: defects of an old text are reported, not repaired",
    "add the full stop",
)
NOT_FOUND = _make_warning(
    "IMP216", "Every word of an old file is in the new text.", NOTHING_LOST, "add them by hand if they are needed"
)
BAD_PAIR = FindingCode(
    "IMP109",
    "A pair names a heading of the first language and one of the old file.",
    COMMAND,
    "write `--pair ID=LINE`, e.g. `--pair what=12`; `--pair =12` if the heading has no counterpart",
)
UNSURE_PAIR = FindingCode(
    "IMP110",
    "A section has the same id in every language.",
    "house rule: translations have the same sections",
    "say which is which with `--pair ID=LINE`",
)
PAIRED = _make_warning(
    "IMP217",
    "Each section is paired with the same one of the first language.",
    "house rule: translations have the same sections",
    "compare the two",
)
UNPAIRED = _make_warning(
    "IMP218",
    "A translation has everything that the first language has.",
    "house rule: translations have the same sections",
    "translate what is missing, or delete it in the other language; `check` lists it too",
)
CODES = (
    TYPE, UNREADABLE, TOO_LARGE, SLUG_FORM, SLUG_EXISTS, NO_LANGUAGE, WORDS_CHANGED, NO_WORDS, GUESSED, ANNOUNCED,
    NAMELESS, INSECURE, OLD, CONTACT, UNKNOWN_BODY, STATEMENT, NOT_IMPORTED, TO_WRITE, REVIEW, CHARACTERS, REPLACED,
    SAME_NUMBER, UNEVEN, NOT_FOUND, BAD_PAIR, UNSURE_PAIR, PAIRED, UNPAIRED,
)  # fmt: skip
