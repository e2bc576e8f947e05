"""Which editions of clinics have fallen behind: the centre's text has changed since they were made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from press.model.edition import edition_name
from press.model.findings import Code, Finding, Place
from press.model.records import Row

BEHIND = Code(
    "CLN301",
    "An edition with an imprint carries the text that the centre's own edition carries now.",
    "house rule: no handout goes out of date unseen",
    "run `python pipeline.py build --imprint` with the name of the clinic",
    severity="warning",
)
CODES = (BEHIND,)


def behind(rows: Iterable[Row]) -> Iterator[Finding]:
    """A warning for each edition with an imprint whose core text is not that of the centre's own edition beside it."""
    all_rows = list(rows)
    own = {row.edition: row.core_sha256 for row in all_rows if not row.imprint}
    for row in all_rows:
        name = edition_name(row.publication, row.language, row.variant)
        if row.imprint and own.get(name, row.core_sha256) != row.core_sha256:
            hint = f"run `python pipeline.py build --imprint {row.imprint}`"
            yield BEHIND.at(Place(row.edition), f"it was made from an earlier text than {name}", hint)
