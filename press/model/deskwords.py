"""The words of the clinic desk's own pages in one language: what staff write under `desk` in a language file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from press.model.fields import Noun, Text

WithN = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^{}]*\{n\}[^{}]*$")]
WithRate = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^{}]*\{(n|seconds)\}[^{}]*\{(n|seconds)\}[^{}]*$")
]
WithCharacter = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^{}]*\{character\}[^{}]*$")]


class DeskWords(Noun):
    """The words of the clinic desk. A language without them has its handouts there, but no pages of its own."""

    title: Text = Field(description="Title of the desk: `Put your clinic’s name on a handout`.")
    lead: Text = Field(description="What a clinic does here, in one or two sentences.")
    choose: Text = Field(description="Heading of the list of publications.")
    nothing: Text = Field(description="The sentence that says that nothing can be made, because sources have mistakes.")
    catalogue: Text = Field(description="Link to the catalogue.")
    drafts: Text = Field(description="Link to the previews, for staff.")
    other_words: Text = Field(description="Label of the links to these pages in other languages.")
    add_name: Text = Field(description="Link and heading: `Add your clinic’s name`.")
    handout: Text = Field(description="Heading of the fields that say which file is wanted.")
    language: Text = Field(description="Label: the language of the handout.")
    form: Text = Field(description="Label: the form of the handout, e.g. large print.")
    pick: Text = Field(description="The first entry of a list to choose from: `Choose one`.")
    clinic: Text = Field(description="Heading of the fields about the clinic.")
    name: Text = Field(description="Label: the clinic’s name.")
    address: Text = Field(description="Label: the clinic’s address.")
    phone: Text = Field(description="Label: the clinic’s telephone number.")
    tty: Text = Field(description="Label: the clinic’s text telephone (TTY) number.")
    hours: Text = Field(description="Label: when the clinic is open.")
    language_help: Text = Field(description="Label: the line on help in other languages.")
    name_hint: Text = Field(description="Hint below `name`.")
    address_hint: WithN = Field(description="Hint below `address`; `{n}` stands for the most lines.")
    phone_hint: Text = Field(description="Hint below `phone`.")
    hours_hint: Text = Field(description="Hint below `hours`.")
    language_help_hint: Text = Field(description="Hint below `language_help`.")
    required: Text = Field(description="What follows the label of a field that must be filled in: `required`.")
    optional: Text = Field(description="What follows the label of any other field: `optional`.")
    make: Text = Field(description="The button: `Make the PDF`.")
    privacy: Text = Field(description="What becomes of what a clinic types.")
    rate: WithRate = Field(description="The limit: `{n}` PDFs at once, and then one every `{seconds}` seconds.")
    error: Text = Field(description="What stands before the title of a page with mistakes: `Error`.")
    problems: Text = Field(description="Heading of the list of mistakes in a form.")
    missing: Text = Field(description="The mistake: nothing was filled in.")
    too_long: WithN = Field(description="The mistake: more than `{n}` characters.")
    too_many_lines: WithN = Field(description="The mistake: more than `{n}` lines.")
    bad_character: WithCharacter = Field(description="The mistake: a `{character}` that cannot be printed.")
    bad_phone: Text = Field(description="The mistake: this number cannot be dialled.")
    bad_choice: Text = Field(description="The mistake: this is not on the list.")
    not_set: Text = Field(description="The mistake: the PDF could not be made with these words; the reason follows.")
    busy: Text = Field(description="Title of the page that says that too many PDFs are being made.")
    busy_text: WithN = Field(description="What to do then: try again in `{n}` seconds.")
    too_many: Text = Field(description="Title of the page that says that this visitor asked for too many PDFs.")
    not_found: Text = Field(description="Title of the page for an address that leads nowhere.")
    failed: Text = Field(description="Title of the page for a fault of the press.")
    failed_text: Text = Field(description="What to do then.")
    no_orders: Text = Field(description="Title of the page that says that orders are not taken here.")
    no_orders_text: Text = Field(description="What to do then.")
    ordered: Text = Field(description="Title of the page that thanks for an order.")
    ordered_text: WithN = Field(description="What comes next; `{n}` stands for the number of the order.")
    order_problems: Text = Field(description="Title of the page that says what is wrong with an order.")
    order_again: Text = Field(description="What to do then: go back in the browser.")
    back: Text = Field(description="Link back to the first page of the desk.")
    previews: Text = Field(description="Heading of the list of previews.")
    preview: Text = Field(description="What stands before the name of a preview: `Preview`.")
    preview_fine: Text = Field(description="What a preview says when it shows what the sources say now.")
    preview_bad: Text = Field(description="What a preview says when the sources have mistakes.")
    preview_last: Text = Field(description="What follows when it shows the last good version.")
    preview_hint: Text = Field(description="How a preview is kept up to date, with and without scripts.")
    preview_open: Text = Field(description="Link to the previewed file alone.")
