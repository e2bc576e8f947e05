"""The words "Not for use" across every page of a refused edition, so that nobody hands it out."""

from __future__ import annotations

import io
import zipfile
from math import cos, hypot, radians, sin

import pikepdf

from press.runtime.archives import make_archive

WORDS = "Not for use"
SLOPE = 35.0
"""Degrees by which the words rise."""
WIDTH = 5.3
"""Width of the words in Helvetica Bold, in ems."""
BANNER = (
    '<div style="position:sticky;top:0;z-index:9;padding:.5em;text-align:center;font:bold 2rem sans-serif;'
    'background:#a00;color:#fff">Not for use</div>'
    '<div aria-hidden="true" style="position:fixed;inset:0;z-index:8;display:grid;place-items:center;'
    'pointer-events:none;font:bold 12vw sans-serif;color:rgba(170,0,0,.25);transform:rotate(-35deg)">Not for use</div>'
)


def overprint_pdf(data: bytes) -> bytes:
    """Draw "Not for use" across every page, and drop all claims."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        # The typeface need not be embedded, because the file no longer claims anything.
        font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name("/Helvetica-Bold")
            )
        )
        pale = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ExtGState, ca=0.35))
        for page in pdf.pages:
            font_name = page.add_resource(font, pikepdf.Name.Font)
            pale_name = page.add_resource(pale, pikepdf.Name.ExtGState)
            page.contents_add(b"q", prepend=True)
            page.contents_add(_draw_words(page, font_name, pale_name))
        if "/Metadata" in pdf.Root:
            del pdf.Root.Metadata
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _draw_words(page: pikepdf.Page, font: pikepdf.Name, pale: pikepdf.Name) -> bytes:
    left, bottom, right, top = (float(edge) for edge in page.mediabox)
    width, height = right - left, top - bottom
    size = 0.8 * min(width / cos(radians(SLOPE)), height / sin(radians(SLOPE)), hypot(width, height)) / WIDTH
    a, b = cos(radians(SLOPE)), sin(radians(SLOPE))
    half, drop = WIDTH * size / 2, 0.35 * size
    x = left + width / 2 - half * a + drop * b
    y = bottom + height / 2 - half * b - drop * a
    return (
        f"Q /Artifact BMC q {pale} gs 0.67 0 0 rg BT {font} {size:.2f} Tf "
        f"{a:.4f} {b:.4f} {-b:.4f} {a:.4f} {x:.2f} {y:.2f} Tm ({WORDS}) Tj ET Q EMC"
    ).encode()


def overprint_page(data: bytes) -> bytes:
    """Write "Not for use" at the head of a web page, and across it."""
    head, body, rest = data.decode().partition("<body")
    tag, end, content = rest.partition(">")
    return f"{head}{body}{tag}{end}{BANNER}{content}".encode()


def overprint_epub(data: bytes) -> bytes:
    """Write "Not for use" at the head and the end of each document, and before the title."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    note = f'<p lang="en"><strong>{WORDS}</strong></p>'.encode()
    for name, content in files.items():
        if name.endswith(".xhtml"):
            files[name] = content.replace(b"<body>", b"<body>" + note).replace(b"</body>", note + b"</body>")
        elif name.endswith(".opf"):
            files[name] = content.replace(b"<dc:title>", f"<dc:title>{WORDS}: ".encode())
    media_type = files.pop("mimetype", b"").decode()
    return make_archive(files, media_type)


def overprint_text(data: bytes) -> bytes:
    """Write "Not for use" at the head and the end of a text."""
    line = f"*** {WORDS.upper()} ***".encode()
    return b"\n\n".join([line, data.strip(b"\n"), line]) + b"\n"
