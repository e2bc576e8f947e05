"""What staff write in YAML about orders: the limits of the order desk, and the words on its papers."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from press.model.fields import Noun, Text

__all__ = ["Mistakes", "OrderWords", "Ordering"]

GSM = 75.0
"""Grams a square metre of office paper; 20 lb bond is 75.2 (TAPPI T 410: 1300 ft² of it weigh 20 lb)."""


class Ordering(Noun):
    """The limits of the order desk: `ordering` in `sources/center.yaml`. Every key has a default."""

    most_copies: int = Field(
        default=50, ge=1, le=100_000, description="The most copies of one edition in one order; more needs a person."
    )
    gsm: float = Field(default=GSM, gt=0, le=1000, description="Weight of the paper in grams a square metre.")
    other_format_days: int = Field(
        default=10, ge=1, le=90, description="Working days until a request for another format is answered."
    )
    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] = Field(
        default="US", description="The country packets are sent from (ISO 3166-1); addresses in it need no country."
    )


class Mistakes(Noun):
    """What is said to somebody whose order cannot be taken as it is: a sentence for each kind of mistake."""

    edition: Text = Field(description="The publication, its language or its form cannot be ordered.")
    quantity: Text = Field(description="The copies are no whole number within the limit; `{most}` stands for it.")
    recipient: Text = Field(description="Neither a name nor an organization is given.")
    address: Text = Field(description="Street, city, state, postal code or country are missing or wrong.")
    contact: Text = Field(description="The email address or telephone number cannot exist.")
    other_format: Text = Field(description="The other format is none that can be asked for.")
    text: Text = Field(description="A field is too long, or has letters that cannot be printed.")
    nothing: Text = Field(description="Nothing is ordered.")


class OrderWords(Noun):
    """The words on packing slips, labels and pick lists in one language."""

    slip: Text = Field(description="Title of the paper in the packet: `Packing slip`.")
    pick_list: Text = Field(description="Title of the list for the stock room: `Pick list`.")
    label: Text = Field(description="Title of the address label, spoken and never printed: `Address label`.")
    order: Text = Field(description="`Order`, before its number.")
    batch: Text = Field(description="`Batch`, before its number.")
    sent_to: Text = Field(description="`Send to`, over the address.")
    sent_from: Text = Field(description="`From`, over the centre's own address.")
    received: Text = Field(description="`Received`, before the day the order came in.")
    in_packet: Text = Field(description="Caption of the table of what is in the packet.")
    number: Text = Field(description="Column: the publication number.")
    title: Text = Field(description="Column: title and form.")
    copies: Text = Field(description="Column: how many.")
    total: Text = Field(description="The last row of a table: `Total`.")
    follow: Text = Field(description="Caption of what is ordered and not in the packet.")
    follow_text: Text = Field(description="One sentence: it comes as soon as we have it.")
    other_formats: Text = Field(description="Heading over how to ask for other formats.")
    other_formats_text: Text = Field(description="How to ask for braille, audio or another language.")
    questions: Text = Field(description="Heading over the contact block: `Questions about this order`.")
    from_stock: Text = Field(description="Column: copies to take from the shelf.")
    to_print: Text = Field(description="Column: copies to print.")
    sheets: Text = Field(description="Column: sheets of paper.")
    weight: Text = Field(description="`Weight of the paper`.")
    runs: Text = Field(description="Caption of the table of what to print.")
    file: Text = Field(description="Column: the file to print.")
    fold: Text = Field(description="Column: paper and fold.")
    packets: Text = Field(description="Caption of the table of the orders to pack.")
    pack: Text = Field(description="Column: what goes into a packet.")
    requests: Text = Field(description="Caption of the table of requests for other formats.")
    wanted: Text = Field(description="Column: what is asked for.")
    due: Text = Field(description="Column: the day by which a person answers.")
    braille: Text = Field(description="A format: `Braille`.")
    audio: Text = Field(description="A format: `Audio`.")
    other_language: Text = Field(description="A format: `Another language`.")
    mistakes: Mistakes = Field(description="What is said when an order cannot be taken.")
