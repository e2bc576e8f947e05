"""Square codes (QR, ISO/IEC 18004) as drawings."""

from __future__ import annotations

import io

from markupsafe import Markup


def draw_code(address: str) -> Markup:
    """Draw a square code that holds an address.

    The drawing has the quiet zone of four modules that readers need, and is hidden from screen readers: words beside
    it say the address.
    """
    import segno  # it loads an HTTP client, and few editions have a code

    out = io.BytesIO()
    # Error correction of a quarter: a fold or a coffee stain may cover some of it.
    code = segno.make_qr(address, error="q", boost_error=False)
    code.save(
        out, kind="svg", xmldecl=False, svgns=True, nl=False, omitsize=True, border=4, svgclass=None, lineclass=None
    )
    drawing = out.getvalue().decode().replace("<svg ", '<svg aria-hidden="true" ', 1)
    return Markup(drawing)  # noqa: S704 - drawn from numbers
