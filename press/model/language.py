"""The words of the catalogue and of its order form, which a language may have: part of `languages/<lang>.yaml`."""

from __future__ import annotations

from pydantic import Field

from press.model.fields import Noun, Text


class OrderFormWords(Noun):
    """The words of the order form."""

    title: Text = Field(description="Heading of the page, and the words of the links to it.")
    lead: Text = Field(description="What the page is for, in one sentence.")
    other_ways: Text = Field(description="Heading of the other ways to order: by mail, fax and telephone.")
    other_ways_text: Text = Field(description="How to order without sending the form, in one or two sentences.")
    not_connected: Text = Field(description="Said where the page was opened from a disk, so that nothing can be sent.")
    print: Text = Field(description="The button that prints the page.")
    wanted: Text = Field(description="Heading of the lines: what is ordered.")
    line: Text = Field(description="`Handout {n}`, over the fields of one line.")
    add_line: Text = Field(description="The button that shows one more line.")
    number_hint: Text = Field(description="How a publication number looks; `{example}` stands for one.")
    quantity: Text = Field(description="Label: how many copies.")
    quantity_hint: Text = Field(description="`From 1 to {most}`, under that label.")
    choose: Text = Field(description="The empty choice of a list, e.g. `Choose one`.")
    person: Text = Field(description="Heading of the name and address.")
    name: Text = Field(description="Label.")
    organization: Text = Field(description="Label: the clinic or organisation.")
    address_1: Text = Field(description="Label: the first line of the address.")
    address_2: Text = Field(description="Label: its second line.")
    city: Text = Field(description="Label.")
    region: Text = Field(description="Label: the state, province or region.")
    postal_code: Text = Field(description="Label.")
    country: Text = Field(description="Label.")
    other_format: Text = Field(description="Label: whether another format is needed.")
    no_other_format: Text = Field(description="The choice of none.")
    braille: Text = Field(description="A choice: braille.")
    audio: Text = Field(description="A choice: audio.")
    other_language: Text = Field(description="A choice: another language.")
    note: Text = Field(description="Label: anything else we should know.")
    required: Text = Field(description="`required`, in brackets after the label of a field that must be filled in.")
    send: Text = Field(description="The button that sends the order.")


class CatalogueWords(Noun):
    """The words of the catalogue's own pages."""

    title: Text = Field(description="Heading of the catalogue.")
    lead: Text = Field(description="What a visitor can do here, in one sentence.")
    pages: Text = Field(description="The name of the links between the catalogue's pages, for those who hear it.")
    in_languages: Text = Field(description="The name of the links to the catalogue in other languages, likewise.")
    all_publications: Text = Field(description="The link back to the list of all publications.")
    find: Text = Field(description="Heading of search and filters.")
    search: Text = Field(description="Label of the search field.")
    topic: Text = Field(description="Label of the filter by subject.")
    language: Text = Field(description="Label of the filter by language, and of the language of an order.")
    form: Text = Field(description="Label of the filter by form, and of the form of an order.")
    any: Text = Field(description="The choice that filters nothing: `All`.")
    clear: Text = Field(description="The button that empties search and filters.")
    found_none: Text = Field(description="Said when nothing is found, with what to do.")
    count_one: Text = Field(description="`{n} publication`.")
    count_many: Text = Field(description="`{n} publications`.")
    by_topic: Text = Field(description="Heading of the links to pages of one subject.")
    by_form: Text = Field(description="Heading of the links to pages of one form.")
    elsewhere: Text = Field(description="Heading of publications that are in other languages only.")
    read: Text = Field(description="The link to the web page: `Read on screen`.")
    files_one: Text = Field(description="`{n} file to print or download`.")
    files_many: Text = Field(description="`{n} files to print or download`.")
    folding: Text = Field(description="How to print and fold a folded form, as a sentence.")
    single_pages: Text = Field(description="The link to the pages of a folded form one by one.")
    other_languages: Text = Field(description="Heading of the files in other languages.")
    questions: Text = Field(description="Heading of the list of what a publication answers.")
    topics: Text = Field(description="Label of the subjects of a publication.")
    number: Text = Field(description="Label of the publication number.")
    issued: Text = Field(description="Label of the date of issue: `Text issued`.")
    revised: Text = Field(description="Label of the date of revision: `Text revised`.")
    reviewed: Text = Field(description="Label of the date of review: `Text reviewed`.")
    review_by: Text = Field(description="Label of the date by which it is to be reviewed again.")
    overdue: Text = Field(description="Said when that date has passed.")
    status: Text = Field(description="Label of the status of review.")
    status_reviewed: Text = Field(description="The status of a text whose wording a named reviewer has read.")
    cover: Text = Field(description="What the picture shows: `First page of {title}`.")
    feed: Text = Field(description="The link to the feed of new and revised publications.")
    for_programs: Text = Field(description="The link to the catalogue as JSON.")
    for_spreadsheets: Text = Field(description="The link to the catalogue as CSV.")
    order: OrderFormWords = Field(description="The words of the order form.")


class Words(Noun):
    """The fixed words of one language. Every language has every one of them."""

    skip: Text = Field(description="The skip link: `Skip to the text`.")
    page: Text = Field(description="`Page`, before a page number where one is spoken of.")
    of: Text = Field(description="`of`, between page number and page count: `2 of 4`.")
    in_brief: Text = Field(description="Heading of the main-message box.")
    contents: Text = Field(description="Heading of the contents on paper.")
    on_this_page: Text = Field(description="Heading of the contents on the web page.")
    formats: Text = Field(description="Heading of the list of files to print or download.")
    other_languages: Text = Field(description="Heading of the links to other languages.")
    more_information: Text = Field(description="Heading of the referral directory.")
    talk: Text = Field(description="Heading of the contact block.")
    about: Text = Field(description="Heading of the furniture: statements, credit, languages.")
    notes: Text = Field(description="Heading of the ruled lines for the reader's own questions.")
    toll_free: Text = Field(description="Contact label.")
    phone: Text = Field(description="Contact label.")
    tty: Text = Field(description="Contact label.")
    fax: Text = Field(description="Contact label.")
    email: Text = Field(description="Contact label.")
    website: Text = Field(description="Contact label.")
    mail: Text = Field(description="Contact label: the postal address.")
    reviewed_by: Text = Field(description="`Reviewed by`, before the review credit.")
    issued: Text = Field(description="`Issued`, before the date for those who hear it.")
    revised: Text = Field(description="`Revised`, before the date of revision.")
    adapted_title: Text = Field(description="Heading of the notice that the wording was not reviewed again.")
    adapted: Text = Field(
        description="That notice in one plain sentence; `{date}` stands for the issue date of the reviewed text."
    )
    available_in: Text = Field(
        description="The line that lists the languages; `{languages}` stands for their names, which the press fills in."
    )
    short_text: Text = Field(description="The sentence that says that an edition carries the short text only.")
    figure: Text = Field(description="`Figure`, before the number of a figure.")
    pages_one: Text = Field(description="`{n} page`.")
    pages_many: Text = Field(description="`{n} pages`.")
    sheets_one: Text = Field(description="`{n} sheet`, printed on both sides.")
    sheets_many: Text = Field(description="`{n} sheets`, printed on both sides.")
