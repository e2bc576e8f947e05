"""Structure types: which one stands for which element, in each standard.

Sources: ISO 32000-1, 14.8.4 (standard structure types); ISO 32000-2, 14.8.4 and 14.8.6 (namespaces); ISO/TS 32005
(which type may stand in which); HTML-AAM for the meaning of elements.
"""

from __future__ import annotations

from typing import Literal

Standard = Literal["ua-1", "ua-2"]

PDF2_NAMESPACE = "http://iso.org/pdf2/ssn"
ONLY_IN_PDF1 = frozenset(
    {
        "Art",
        "BlockQuote",
        "TOC",
        "TOCI",
        "Index",
        "Quote",
        "Note",
        "Reference",
        "BibEntry",
        "Code",
        "Private",
        "NonStruct",
    }
)
"""Types that ISO 32000-2 leaves in the default namespace (14.8.6.1)."""
MAPPED_IN_PDF1 = {"Aside": "Sect"}
"""Types that PDF 1.7 lacks, and the standard type each one is mapped to (ISO 14289-1, 7.1)."""

BLOCKS = {
    "section": "Sect", "article": "Art", "aside": "Aside", "blockquote": "BlockQuote",
    "p": "P", "pre": "P", "summary": "P", "legend": "P",
    "h1": "H1", "h2": "H2", "h3": "H3", "h4": "H4", "h5": "H5", "h6": "H6",
    "ul": "L", "ol": "L", "menu": "L", "dl": "L", "li": "LI", "dt": "Lbl", "dd": "LBody",
    "table": "Table", "caption": "Caption", "thead": "THead", "tbody": "TBody", "tfoot": "TFoot",
    "tr": "TR", "th": "TH", "td": "TD", "figcaption": "Caption",
}  # fmt: skip
"""Elements that stand in the flow of blocks. What is in neither table is transparent: its text goes to its parent."""

INLINES: dict[Standard, dict[str, str]] = {
    "ua-1": {"q": "Quote", "code": "Code", "kbd": "Code", "samp": "Code", "sub": "Span", "sup": "Span"},
    "ua-2": {
        "q": "Quote", "code": "Code", "kbd": "Code", "samp": "Code", "sub": "Span", "sup": "Span",
        "strong": "Strong", "b": "Strong", "em": "Em", "i": "Em",
    },
}  # fmt: skip
"""Elements inside a line. PDF 1.7 has no type for emphasis."""

HEADINGS = frozenset({"H1", "H2", "H3", "H4", "H5", "H6"})
PARAGRAPHS = frozenset({"P", "Lbl", "Caption", *HEADINGS})
"""Types that hold text and no paragraph."""
GROUPS = frozenset({"Document", "Part", "Sect", "Art", "Div", "Aside", "BlockQuote"})
"""Types that may not hold text themselves (ISO/TS 32005): a paragraph is put between."""
TABLE_PARTS = frozenset({"Caption", "THead", "TBody", "TFoot", "TR", "TH", "TD"})
PARENTS = {
    "LI": {"L"}, "Lbl": {"L"}, "LBody": {"L"},
    "THead": {"Table"}, "TBody": {"Table"}, "TFoot": {"Table"},
    "TR": {"Table", "THead", "TBody", "TFoot"}, "TH": {"TR"}, "TD": {"TR"},
}  # fmt: skip
"""Types that mean nothing outside these parents: there their element is transparent."""
BETWEEN = {
    "L": "LI",
    "LI": "LBody",
    "TOC": "TOCI",
    "Table": "TR",
    "THead": "TR",
    "TBody": "TR",
    "TFoot": "TR",
    "TR": "TD",
}
"""What is put between a type that may not hold text or blocks and what must go into it."""

NUMBERINGS = {
    "decimal": "Decimal", "decimal-leading-zero": "Decimal",
    "lower-alpha": "LowerAlpha", "lower-latin": "LowerAlpha", "upper-alpha": "UpperAlpha", "upper-latin": "UpperAlpha",
    "lower-roman": "LowerRoman", "upper-roman": "UpperRoman",
    "disc": "Disc", "circle": "Circle", "square": "Square", "none": "None",
}  # fmt: skip
"""CSS list-style-type to ListNumbering (ISO 32000-1, table 347)."""

FIGURE_GROUP: dict[Standard, str] = {"ua-1": "Div", "ua-2": "Sect"}
"""What groups the pictures and the caption of a figure; in PDF 2.0 a Caption may not stand in a Div."""
NOTE: dict[Standard, str] = {"ua-1": "Note", "ua-2": "FENote"}
