"""Finishing an edition: what its file must claim comes from its sources."""

from __future__ import annotations

from press.finish import finish as finish_pdf
from press.finish.claims import Claims
from press.model.edition import Draft, Edition


def finish(edition: Edition, draft: Draft) -> bytes:
    """The final bytes of a draft. A web page is finished as it is."""
    if edition.variant.format == "html":
        return draft.data
    return finish_pdf(draft.data, claims_of(edition))


def claims_of(edition: Edition) -> Claims:
    """What the PDF of an edition says of itself."""
    front = edition.translation.front
    return Claims(
        standard=edition.variant.pdf_standard,
        title=edition.title,
        author=edition.center.name,
        subject=front.summary,
        keywords=tuple(front.keywords),
        identifier=edition.number,
        lang=edition.lang,
    )
