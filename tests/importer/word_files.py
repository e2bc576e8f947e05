"""Word files written as XML, feature by feature, with the words that must come over and those that must not."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree import ElementTree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
STYLES = """\
<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-US"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="OurHead"><w:name w:val="Our Head"/><w:basedOn w:val="H2"/></w:style>
<w:style w:type="paragraph" w:styleId="Toc1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="LB2"><w:name w:val="List Bullet 2"/>
 <w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
<w:style w:type="character" w:styleId="Old"><w:name w:val="Old"/><w:rPr><w:strike/></w:rPr></w:style>
<w:style w:type="character" w:styleId="Older"><w:name w:val="Older"/><w:basedOn w:val="Old"/></w:style>
<w:style w:type="character" w:styleId="Note"><w:name w:val="Note"/><w:rPr><w:vanish/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Gone"><w:name w:val="Gone"/><w:rPr><w:vanish/></w:rPr></w:style>
"""
NUMBERING = """\
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>
<w:lvlText w:val="%1."/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/>
<w:lvlText w:val="%2)"/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="2"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="2"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>
<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="Do not"/></w:lvl>
</w:abstractNum><w:num w:numId="5"><w:abstractNumId w:val="5"/></w:num>
<w:num w:numId="4"><w:abstractNumId w:val="1"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>
</w:num>
"""
_BOX = "<w:txbxContent><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:txbxContent>"


def make_word_file(body: str, notes: str = "", comments: str = "", header: str = "", **parts: str) -> bytes:
    """Make a Word file of a body in WordprocessingML, and of other parts."""
    contents = {
        "word/document.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {NAMESPACES}>{STYLES}</w:styles>",
        "word/numbering.xml": f"<w:numbering {NAMESPACES}>{NUMBERING}</w:numbering>",
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        'relationships"><Relationship Id="rId1" Target="https://shed.example/a" TargetMode="External"/>'
        "</Relationships>",
        **({"word/footnotes.xml": f"<w:footnotes {NAMESPACES}>{notes}</w:footnotes>"} if notes else {}),
        **({"word/comments.xml": f"<w:comments {NAMESPACES}>{comments}</w:comments>"} if comments else {}),
        **({"word/header1.xml": f"<w:hdr {NAMESPACES}>{header}</w:hdr>"} if header else {}),
        **{name.replace("__", "/").replace("_xml", ".xml"): content for name, content in parts.items()},
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in contents.items():
            file.writestr(name, content)
    return made.getvalue()


def para(runs: str, properties: str = "") -> str:
    """A paragraph; words without markup become a run."""
    inside = runs if runs.startswith("<") else f"<w:r><w:t xml:space='preserve'>{runs}</w:t></w:r>"
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inside}</w:p>"


def run(words: str, properties: str = "") -> str:
    """A run of words."""
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{words}</w:t></w:r>"


def styled(words: str, style: str) -> str:
    """A paragraph in a style."""
    return para(words, f'<w:pStyle w:val="{style}"/>')


def item(words: str, number: int = 1, level: int = 0) -> str:
    """An item of a list."""
    return para(words, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def table(*rows: tuple[str, ...]) -> str:
    """A table of paragraphs."""
    cells = ("".join(f"<w:tc>{cell if cell.startswith('<') else para(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


@dataclass
class Sample:
    """A Word file being made of random features, with words that occur once."""

    seed: int
    shown: list[str] = field(default_factory=list)
    omitted: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)

    def word(self) -> str:
        """A word that must be in the new text."""
        self.shown.append(f"w{self.seed}q{len(self.shown)}w")
        return self.shown[-1]

    def lost(self) -> str:
        """A word that must be in the list and not in the new text."""
        self.omitted.append(f"x{self.seed}q{len(self.omitted)}x")
        return self.omitted[-1]

    def make(self, count: int = 8) -> bytes:
        """The file: a title, a section, and some features in random order."""
        body = [styled("Tools", "Title"), styled(f"Part {self.word()}", "H2"), para(f"First {self.word()}.")]
        body += [self.random.choice(FEATURES)(self) for _ in range(count)]
        return make_word_file("".join(body), "".join(self.notes), "".join(self.comments))

    def note(self) -> str:
        """The call of a footnote with words of its own."""
        number = len(self.notes) + 1
        self.notes.append(f'<w:footnote w:id="{number}">{para(f"Note {self.word()}.")}</w:footnote>')
        return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'

    def comment(self) -> str:
        """A comment."""
        number = len(self.comments) + 1
        self.comments.append(f'<w:comment w:id="{number}" w:author="Sam">{para(self.lost())}</w:comment>')
        return f'<w:r><w:commentReference w:id="{number}"/></w:r>'


def _field(one: Sample) -> str:
    return (
        run("See ") + '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>REF x</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(one.word())}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _state(one: Sample) -> str:
    return (
        f'<w:sdt><w:sdtPr><w14:checkbox><w14:checked w14:val="{one.random.randint(0, 1)}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent>{run('☐')}</w:sdtContent></w:sdt>{run(f' {one.word()}')}"
    )


def _drawing(one: Sample) -> str:
    inside = _BOX.format(one.word())
    return (
        f"<w:r><w:t>Beside {one.word()}</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx>{inside}"
        f"</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _part(words: str) -> str:
    return f"<m:r><m:t>{words}</m:t></m:r>"


_EQUATIONS = [
    f"<m:f><m:num>{_part('{0}')}</m:num><m:den>{_part('2')}</m:den></m:f>",
    f"<m:sSup><m:e>{_part('{0}')}</m:e><m:sup>{_part('n+1')}</m:sup></m:sSup>",
    f"<m:rad><m:deg/><m:e>{_part('{0}')}</m:e></m:rad>",
    f"<m:d><m:e>{_part('{0}')}</m:e></m:d>",
    f"<m:nary><m:naryPr><m:chr m:val='∑'/></m:naryPr><m:sub>{_part('i')}</m:sub><m:e>{_part('{0}')}</m:e></m:nary>",
    f"<m:m><m:mr><m:e>{_part('{0}')}</m:e><m:e>{_part('5')}</m:e></m:mr></m:m>",
]


def _equation(one: Sample) -> str:
    equation = one.random.choice(_EQUATIONS).replace("{0}", one.word())
    return run("Dose ") + f"<m:oMath>{_part('x=')}{equation}</m:oMath>" + run(f" {one.word()}")


def code(code: str) -> str:
    """A field without a result."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText>{code}</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _row(cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr><w:tc>{para(cells)}</w:tc><w:tc>{para('End')}</w:tc></w:tr>"


def _choice(one: Sample, *, chosen: bool) -> str:
    """A content control with two choices."""
    words, shown, other = (one.word() if chosen else one.lost()), "<w:showingPlcHdr/>", one.lost if chosen else one.word
    return (
        f"<w:sdt><w:sdtPr>{'' if chosen else shown}<w:dropDownList><w:listItem w:displayText='{other()}'/>"
        f"<w:listItem w:displayText='{words if chosen else other()}'/></w:dropDownList></w:sdtPr>"
        f"<w:sdtContent>{run(words)}</w:sdtContent></w:sdt>"
    )


SYMBOL = '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'
CONTENTS: Callable[[Sample], str] = lambda one: styled(one.lost(), "Toc1")  # noqa: E731
BUTTON: Callable[[Sample], str] = lambda one: para(  # noqa: E731
    f"<w:fldSimple w:instr='MACROBUTTON NoMacro {one.word()}'/>"
)
FEATURES: list[Callable[[Sample], str]] = [
    lambda one: para(f"Plain {one.word()} words of {one.word()}."),
    lambda one: styled(f"Head {one.word()}", "OurHead") + para(f"Below {one.word()}."),
    lambda one: para(run("Take ") + run(one.lost(), "<w:strike/>") + run(f" {one.word()} daily.")),
    lambda one: para(run(one.lost(), "<w:dstrike/>") + run(one.word())),
    lambda one: para(run(one.lost(), '<w:rStyle w:val="Older"/>') + run(one.word(), '<w:strike w:val="0"/>')),
    lambda one: para(run(one.lost(), "<w:vanish/>") + run(one.word())),
    lambda one: para(run(one.lost(), '<w:rStyle w:val="Note"/>') + run(one.word())),
    lambda one: styled(one.lost(), "Gone"),
    lambda one: para(f'<w:fldSimple w:instr="DATE">{run(one.word())}</w:fldSimple>'),
    lambda one: para(_field(one)),
    lambda one: para(_equation(one)),
    lambda one: para(_state(one)),
    lambda one: para(_drawing(one)),
    lambda one: para(f'<w:dir w:val="rtl">{run(one.word(), "<w:rtl/>")}</w:dir>'),
    lambda one: para(f'<w:bdo w:val="rtl">{run("שלום " + one.word(), "<w:rtl/>")}</w:bdo>'),
    lambda one: para(
        f"<w:r><w:ruby><w:rt>{run(one.word())}</w:rt><w:rubyBase>{run(one.word())}</w:rubyBase></w:ruby></w:r>"
    ),
    lambda one: para(f'<w:r><w:pict><v:shape><v:textpath string="{one.word()}"/></v:shape></w:pict></w:r>'),
    lambda one: para(f'<w:hyperlink r:id="rId1">{run(one.word())}</w:hyperlink>'),
    lambda one: para(f"<w:smartTag>{run(one.word())}</w:smartTag><w:customXml>{run(one.word())}</w:customXml>"),
    lambda one: para(f"<w:ins>{run(one.word())}</w:ins><w:del><w:r><w:delText>never</w:delText></w:r></w:del>"),
    lambda one: para(f"<w:moveFrom>{run(one.lost())}</w:moveFrom><w:moveTo>{run(one.word())}</w:moveTo>"),
    lambda one: item(one.word()) + item(one.word()) + para(f"Note {one.word()}.") + item(one.word()),
    lambda one: item(one.word(), 4) + item(one.word(), 4, 1) + item(one.word(), 4, 1) + item(one.word(), 4),
    lambda one: item(one.word(), 2) + item(one.word(), 2, 1) + styled(one.word(), "LB2"),
    lambda one: para(f"1.\t{one.word()}") + para(f"2.\t{one.word()}"),
    lambda one: para(f"•\t{one.word()}") + para(f"o\t{one.word()}") + para(f"\uf0a7 {one.word()}"),
    lambda one: para(f"a) {one.word()}") + para(f"b) {one.word()}"),
    lambda one: para(run("D"), '<w:framePr w:dropCap="drop"/>') + para(f"rop {one.word()}."),
    lambda one: para(run("2015") + one.note() + run(f" {one.word()}")),
    lambda one: para(run("10") + run("9", '<w:vertAlign w:val="superscript"/>') + run(f"/L {one.word()}")),
    lambda one: para(run("x") + run("n+1", '<w:vertAlign w:val="superscript"/>') + run(f" {one.word()}")),
    lambda one: para(run(one.word()) + one.comment()),
    lambda one: table((para(f"Box {one.word()}.") + para(one.word()),)),
    lambda one: table((styled(f"Named {one.word()}", "H2") + para(one.word()),)),
    lambda one: table((one.word(), one.word()), (one.word(), f"&lt; {one.word()}")),
    lambda one: table((one.word(), para(one.word()) + item(one.word())), (table((one.word(),)), one.word())),
    lambda one: "".join(para(f"<w:r><w:t>{one.word()}</w:t><w:tab/><w:t>{one.word()}</w:t></w:r>") for _ in range(3)),
    lambda one: para(f"<w:r><w:t>Name:</w:t><w:tab/><w:t>________ {one.word()}</w:t><w:br/><w:t>Day: ____</w:t></w:r>"),
    lambda one: para(f"<w:r><w:t>±</w:t><w:sym w:font='Symbol' w:char='F0B3'/><w:t>5 {one.word()}</w:t></w:r>"),
    CONTENTS,
    lambda one: para(run(f"Take {one.word()} ") + code(f" EQ \\f({one.word()},2)")),
    BUTTON,
    lambda one: para(run("5 ") + run("m", SYMBOL) + run(f"g {one.word()}") + run("\uf0b3", SYMBOL)),
    lambda one: f"<w:tbl>{_row('Head')}{_row(one.lost(), '<w:hidden/>')}{_row(one.word())}</w:tbl>",
    lambda one: f"<w:tbl>{_row('Head')}{_row(one.lost(), '<w:del/>')}{_row(one.word())}</w:tbl>",
    lambda one: para(run("Unit: ") + _choice(one, chosen=True)),
    lambda one: para(run("Unit: ") + _choice(one, chosen=False)),
    lambda one: para(f"Begin {one.word()} ", "<w:rPr><w:del/></w:rPr>") + para(f"end {one.word()}."),
    lambda one: para(run("2015") + run("7", '<w:position w:val="6"/>') + run(f" {one.word()}")),
    lambda one: para(run(f"Bold {one.word()}", "<w:b/>")) + para(f"Under it {one.word()}."),
    lambda one: f"<w:sdt><w:sdtContent>{para(one.word())}</w:sdtContent></w:sdt>",
    lambda one: para(run(f"* {one.word()} # [x](y) | &lt;b&gt; _a_ `c` {{d}}")),
]
"""What Word files have: each makes some paragraphs."""


def list_words_in_order(data: bytes) -> list[str]:
    """List the words of a sample as they follow each other in its XML, boxes and ruby apart."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        body = ElementTree.fromstring(file.read("word/document.xml"))
    apart = {id(part) for name in ("ruby", "txbxContent") for box in body.iter(f"{{{W}}}{name}") for part in box.iter()}
    texts = (one.text or "" for one in body.iter() if one.tag.endswith("}t") and id(one) not in apart)
    return [found for text in texts for found in re.findall(r"w\d+q\d+w", text)]
