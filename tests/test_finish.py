"""Finished files, read back: claims, metadata, and what viewers and printers look for."""

from __future__ import annotations

import io
from xml.etree import ElementTree

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from press.finish import STEPS, finish_pdf
from press.finish.metadata import Claims, make_xmp_packet
from press.readback.pdf.metadata import read_facts
from press.render.tagging.roles import Standard
from tests.conftest import VeraPdf
from tests.torture.pages import CLAIMS, STANDARDS, made, opened, page

BODY = '<h1>Head</h1><p><a href="https://example.org">x</a> <img src="photo.png" alt="A" style="width: 9mm"></p>'


def claims(standard: Standard = "ua-1") -> Claims:
    """Claims with everything in them that XML and PDF must escape."""
    return Claims(
        standard,
        title='Bones & <joints> "hard" (soft) ñ \\',
        author="Centre & Co",
        subject="What a reader will learn \x00\x0b\ud800",
        keywords=("bone, dense", "weak <b>", "ñu"),
        identifier="No. 15-7828",
        lang="es-419",
        creator_tool="a tool",
    )


@pytest.fixture(scope="module")
def drafts() -> dict[Standard, bytes]:
    return {standard: made(page(BODY), standard).data for standard in STANDARDS}


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_claims_hold(standard: Standard, drafts: dict[Standard, bytes], verapdf: VeraPdf) -> None:
    assert verapdf(finish_pdf(drafts[standard], claims(standard)), *CLAIMS[standard]) == []


@pytest.mark.parametrize(
    ("standard", "expected"),
    [
        ("ua-1", {"PDF/UA-1", "PDF/A-2a"}),
        ("ua-2", {"PDF/UA-2", "PDF/A-4", "wtpdf#accessibility1.0", "wtpdf#reuse1.0"}),
    ],
)
def test_what_was_claimed_is_read_back(standard: Standard, expected: set[str], drafts: dict[Standard, bytes]) -> None:
    facts = read_facts(finish_pdf(drafts[standard], claims(standard)))
    assert set(facts.claims) == expected
    assert facts.title == 'Bones & <joints> "hard" (soft) ñ \\'
    assert facts.creators == ("Centre & Co",)
    assert facts.description == "What a reader will learn"
    assert facts.subjects == ("bone, dense", "weak <b>", "ñu")
    assert facts.identifier == "No. 15-7828"
    assert facts.lang == "es-419"
    assert (facts.labels, facts.shows_title) == (True, True)


def test_the_document_information_says_what_the_packet_says(drafts: dict[Standard, bytes]) -> None:
    with opened(finish_pdf(drafts["ua-1"], claims())) as pdf:
        info = {key: str(value) for key, value in pdf.trailer.Info.items()}
        meta = pdf.open_metadata()
        assert info["/Title"] == meta["dc:title"]
        assert [info["/Author"]] == meta["dc:creator"]
        assert info["/Subject"] == meta["dc:description"]
        assert info["/Keywords"] == meta["pdf:Keywords"] == "bone, dense, weak <b>, ñu"
        assert info["/Creator"] == meta["xmp:CreatorTool"] == "a tool"
        assert info["/Producer"] == meta["pdf:Producer"]
        assert set(info) == {"/Title", "/Author", "/Subject", "/Keywords", "/Creator", "/Producer"}


def test_an_archive_of_part_four_has_no_document_information(drafts: dict[Standard, bytes]) -> None:
    with opened(finish_pdf(drafts["ua-2"], claims("ua-2"))) as pdf:
        assert Name.Info not in pdf.trailer
        assert pdf.pdf_version == "2.0"


def test_nothing_of_the_day_is_in_the_file(drafts: dict[Standard, bytes]) -> None:
    data = finish_pdf(drafts["ua-1"], claims())
    assert finish_pdf(drafts["ua-1"], claims()) == data
    for word in (b"CreationDate", b"ModDate", b"CreateDate", b"ModifyDate", b"MetadataDate"):
        assert word not in data
    with opened(data) as pdf:
        assert len(pdf.trailer.ID) == 2


def test_objects_are_in_streams_and_nothing_is_left_over(drafts: dict[Standard, bytes]) -> None:
    data = finish_pdf(drafts["ua-1"], claims())
    assert b"/ObjStm" in data
    assert b"/StructElem" not in data  # compressed with the other objects


def test_empty_claims_leave_no_empty_properties() -> None:
    root = ElementTree.fromstring(make_xmp_packet(Claims("ua-1", "T", creator_tool="")))
    assert all((element.text or "").strip() or len(element) for element in root.iter())
    assert b"identifier" not in make_xmp_packet(Claims("ua-1", "T"))


def test_pictures_and_annotations_are_fit_for_print_and_archive() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        image = pdf.make_stream(b"\0", Type=Name.XObject, Subtype=Name.Image, Interpolate=True, Width=1, Height=1)
        hidden = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), F=2)
        plain = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]))
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(I=image))
        pdf.pages[0].Annots = Array([pdf.make_indirect(hidden), pdf.make_indirect(plain)])
        done = opened(finish_pdf(saved(pdf), Claims("ua-1", "T")))
    assert Name.Interpolate not in done.pages[0].Resources.XObject.I
    assert [int(one.F) for one in done.pages[0].Annots] == [6, 4]


def test_a_field_is_given_an_appearance_and_no_value() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        field = pdf.make_indirect(
            Dictionary(Type=Name.Annot, Subtype=Name.Widget, Rect=Array([10, 30, 50, 20]), V=pikepdf.String("x"))
        )
        pdf.pages[0].Annots = Array([field])
        pdf.Root.AcroForm = Dictionary(Fields=Array([field]), NeedAppearances=True)
        done = opened(finish_pdf(saved(pdf), Claims("ua-1", "T")))
    (found,) = done.pages[0].Annots
    assert [float(edge) for edge in found.AP.N.BBox] == [0, 0, 40, 10]
    assert Name.V not in found
    assert Name.NeedAppearances not in done.Root.AcroForm


def test_viewer_preferences_that_are_there_stay() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.ViewerPreferences = Dictionary(Duplex=Name.Simplex)
        done = opened(finish_pdf(saved(pdf), Claims("ua-1", "T")))
    assert done.Root.ViewerPreferences == Dictionary(Duplex=Name.Simplex, DisplayDocTitle=True)


def test_every_step_says_what_it_does() -> None:
    assert all((step.__doc__ or "").strip() for step in STEPS)


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(pikepdf.PdfError):
        finish_pdf(b"not a PDF", Claims("ua-1", "T"))


def saved(pdf: pikepdf.Pdf) -> bytes:
    """A PDF as bytes."""
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()
