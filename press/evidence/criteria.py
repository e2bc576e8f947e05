"""The success criteria of WCAG 2.1 A and AA, and what proves each on a finished file.

A criterion names the proofs that must all hold for every file of a format: codes of rules of the press, and names of
validators. Where no machine can decide, it says what a person must look at; where a text without media, scripts and
fields cannot meet or miss it, why it does not apply.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

VERAPDF, AXE, NU, EPUBCHECK, ACE = "veraPDF", "axe-core", "Nu HTML checker", "EPUBCheck", "Ace by DAISY"
FLOWING = ("PAR101", "PAR102", "PAR103", "PAR104", "PAR105")


@dataclass(frozen=True, slots=True)
class Criterion:
    """A success criterion.

    proofs: what must hold, by format; proved: what that shows; person: what a person must decide; not_applicable: why
    there is nothing to decide.
    """

    number: str
    level: str
    title: str
    proofs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    proved: str = ""
    person: str = ""
    not_applicable: str = ""


NO_MEDIA = "there is no audio or video"
NO_SCRIPT = "nothing moves, changes or is timed, and there are no scripts"
NO_FIELDS = "there are no fields to fill in on screen"
NO_GESTURES = "nothing is operated but links"

CRITERIA: Mapping[str, Criterion] = {
    one.number: one
    for one in (
        Criterion("1.1.1", "A", "Non-text Content",
                  person="whether the words for each picture say what the picture says; the press proves that each "
                  "picture has the words of its source"),
        *(Criterion(number, level, title, not_applicable=NO_MEDIA) for number, level, title in (
            ("1.2.1", "A", "Audio-only and Video-only (Prerecorded)"), ("1.2.2", "A", "Captions (Prerecorded)"),
            ("1.2.3", "A", "Audio Description or Media Alternative (Prerecorded)"), ("1.2.4", "AA", "Captions (Live)"),
            ("1.2.5", "AA", "Audio Description (Prerecorded)"), ("1.4.2", "A", "Audio Control"),
        )),
        Criterion("1.3.1", "A", "Info and Relationships",
                  {"pdf": ("PDF201", VERAPDF), "html": ("HTM102", "HTM106", "CLN201", AXE),
                   "epub": (*FLOWING, EPUBCHECK, ACE)},
                  "headings, lists, tables, notes and labels read back from the file are those of the source"),
        Criterion("1.3.2", "A", "Meaningful Sequence",
                  {"pdf": ("PDF201",), "html": ("HTM106", "CLN201"), "epub": FLOWING},
                  "the reading order of the file is that of the source"),
        Criterion("1.3.3", "A", "Sensory Characteristics",
                  person="whether the text explains anything by shape, size, place or sound alone"),
        Criterion("1.3.4", "AA", "Orientation", {"html": (AXE,)}, "nothing locks the orientation of the page",
                  person="whether reading programs show the file upright and across"),
        Criterion("1.3.5", "AA", "Identify Input Purpose", not_applicable=NO_FIELDS),
        Criterion("1.4.1", "A", "Use of Color", person="whether color alone says anything"),
        Criterion("1.4.3", "AA", "Contrast (Minimum)", {"pdf": ("MEA103",), "html": (AXE,), "epub": (ACE,)},
                  "the contrast of the text as drawn; an e-book has the colors of its reader"),
        Criterion("1.4.4", "AA", "Resize Text", {"html": (AXE,)}, "the page does not scroll sideways at 400 percent",
                  person="whether reading programs enlarge the text to 200 percent"),
        Criterion("1.4.5", "AA", "Images of Text", person="whether a picture holds words that could be text"),
        Criterion("1.4.10", "AA", "Reflow", {"html": (AXE,)}, "the page does not scroll sideways at 320 pixels",
                  person="whether reading programs reflow the file"),
        Criterion("1.4.11", "AA", "Non-text Contrast", person="whether the parts of drawings stand out by 3 to 1"),
        Criterion("1.4.12", "AA", "Text Spacing", person="whether text stays whole when readers change its spacing"),
        Criterion("1.4.13", "AA", "Content on Hover or Focus", not_applicable="nothing appears on hover or focus"),
        Criterion("2.1.1", "A", "Keyboard", person="whether every link can be used with the keyboard"),
        Criterion("2.1.2", "A", "No Keyboard Trap", person="whether the keyboard can leave every link"),
        *(Criterion(number, level, title, not_applicable=NO_SCRIPT) for number, level, title in (
            ("2.1.4", "A", "Character Key Shortcuts"), ("2.2.1", "A", "Timing Adjustable"),
            ("2.2.2", "A", "Pause, Stop, Hide"), ("2.3.1", "A", "Three Flashes or Below Threshold"),
            ("3.2.1", "A", "On Focus"), ("3.2.2", "A", "On Input"), ("4.1.3", "AA", "Status Messages"),
        )),
        Criterion("2.4.1", "A", "Bypass Blocks", {"pdf": ("PDF106", "PDF201"), "html": ("HTM102", AXE),
                                                  "epub": ("EPB105", ACE)},
                  "headings, and an outline, contents or a link that skips to the text"),
        Criterion("2.4.2", "A", "Page Titled", {"pdf": ("PDF102",), "html": ("HTM101",), "epub": ("EPB102",)},
                  "the file has the title of the publication"),
        Criterion("2.4.3", "A", "Focus Order", person="whether links follow each other in a meaningful order"),
        Criterion("2.4.4", "A", "Link Purpose (In Context)", person="whether each link says where it leads"),
        Criterion("2.4.5", "AA", "Multiple Ways", person="whether the site that offers the files can be searched"),
        Criterion("2.4.6", "AA", "Headings and Labels", person="whether headings say what follows"),
        Criterion("2.4.7", "AA", "Focus Visible", person="whether the link in focus can be seen"),
        *(Criterion(number, "A", title, not_applicable=NO_GESTURES) for number, title in (
            ("2.5.1", "Pointer Gestures"), ("2.5.2", "Pointer Cancellation"), ("2.5.3", "Label in Name"),
            ("2.5.4", "Motion Actuation"),
        )),
        Criterion("3.1.1", "A", "Language of Page", {"pdf": ("PDF102", VERAPDF), "html": ("HTM101", AXE),
                                                     "epub": ("EPB102", EPUBCHECK)},
                  "the file has the language of the text"),
        Criterion("3.1.2", "AA", "Language of Parts",
                  person="whether all words in another language are marked; the press proves that those marked in the "
                  "source are marked in the file"),
        *(Criterion(number, "AA", title, not_applicable="each file is a document by itself") for number, title in (
            ("3.2.3", "Consistent Navigation"), ("3.2.4", "Consistent Identification"),
        )),
        *(Criterion(number, level, title, not_applicable=NO_FIELDS) for number, level, title in (
            ("3.3.1", "A", "Error Identification"), ("3.3.2", "A", "Labels or Instructions"),
            ("3.3.3", "AA", "Error Suggestion"), ("3.3.4", "AA", "Error Prevention (Legal, Financial, Data)"),
        )),
        Criterion("4.1.1", "A", "Parsing", {"pdf": (VERAPDF,), "html": (NU,), "epub": (EPUBCHECK,)},
                  "the file is well-formed"),
        Criterion("4.1.2", "A", "Name, Role, Value", {"pdf": ("PDF107", VERAPDF), "html": (AXE,),
                                                      "epub": (*FLOWING, ACE)},
                  "links have names and roles"),
    )
}  # fmt: skip

COMPONENTS: Mapping[str, tuple[str, ...]] = {"web": ("html",), "electronic-docs": ("pdf", "epub")}
"""The components of OpenACR, and the formats that are evaluated as such."""
