"""The fixed words of a language: pages, catalogue, order desk, clinic desk and redlines."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from press.model.sources.braille import BrailleSettings
from press.model.sources.fields import FormulaName, Slug, SourceModel, Text
from press.model.sources.imprint import ClinicWords
from press.model.sources.speech import Pronunciation, SpeechSettings


class CountWords(SourceModel):
    """A number with its noun, once for each plural category that CLDR has for the language."""

    zero: Text | None = Field(default=None, description="For the numbers that CLDR calls `zero`: in Arabic 0.")
    one: Text | None = Field(default=None, description="For the numbers that CLDR calls `one`: in English 1.")
    two: Text | None = Field(default=None, description="For the numbers that CLDR calls `two`: in Arabic 2.")
    few: Text | None = Field(default=None, description="For the numbers that CLDR calls `few`: in Russian 2 to 4.")
    many: Text | None = Field(default=None, description="For the numbers that CLDR calls `many`: in Russian 5 to 20.")
    other: Text = Field(description="For all other numbers; `{n}` stands for the number.")


class ListPatterns(SourceModel):
    """How the items of a list are joined. CLDR fills in what is not written."""

    two: Text = Field(description="Two items: `{0} and {1}`.")
    middle: Text = Field(description="Items before the last, of three or more: `{0}, {1}`.")
    end: Text = Field(description="The last item of three or more: `{0}, and {1}`.")


class SizePatterns(SourceModel):
    """How sizes of files are written. CLDR fills in what is not written."""

    kilobytes: Text = Field(description="Thousands of bytes: `{n} kB`.")
    megabytes: Text = Field(description="Millions of bytes: `{n} MB`.")
    decimal: Text = Field(description="The sign between a whole number and its decimals.")


class StatementWords(SourceModel):
    """A standing statement of the center in one language."""

    title: Text | None = Field(default=None, description="Its short heading, printed in bold before the text.")
    text: Text = Field(description="The statement, as Markdown paragraphs.")
    short: Text | None = Field(default=None, description="Its short form, as one Markdown paragraph.")


class OrderFormWords(SourceModel):
    """The words of the order form."""

    title: Text = Field(description="Heading of the page, and the words of the links to it.")
    lead: Text = Field(description="What the page is for, in one sentence.")
    other_ways: Text = Field(description="Heading of the other ways to order: by mail, fax and telephone.")
    other_ways_text: Text = Field(description="How to order without sending the form, in one or two sentences.")
    not_connected: Text = Field(description="Shown if the page was opened from a disk, so that nothing can be sent.")
    print: Text = Field(description="The button that prints the page.")
    wanted: Text = Field(description="Heading of the lines that say what is ordered.")
    line: Text = Field(description="`Handout {n}`, over the fields of one line.")
    add_line: Text = Field(description="The button that adds one more line.")
    number_hint: Text = Field(description="How a publication number looks; `{example}` stands for one.")
    quantity: Text = Field(description="Label: how many copies.")
    quantity_hint: Text = Field(description="`From 1 to {most}`, under that label.")
    choose: Text = Field(description="The empty choice of a list, e.g. `Choose one`.")
    person: Text = Field(description="Heading of the name and address.")
    name: Text = Field(description="Label.")
    organization: Text = Field(description="Label: the clinic or organization.")
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
    required_either: Text | None = Field(
        default=None, description="The same after name and organization, of which one must be filled in."
    )
    required_post: Text | None = Field(
        default=None, description="The same after state and postal code, which the post of most countries asks for."
    )
    send: Text = Field(description="The button that sends the order.")


class FileGroupWords(SourceModel):
    """Headings of the files of a publication, in the order of lists."""

    screen: Text = Field(description="Files to read on a screen.")
    print: Text = Field(description="Files to print.")
    fold: Text = Field(description="Files to print and fold.")
    large: Text = Field(description="Files in large print.")
    braille: Text = Field(description="Files in braille.")
    text: Text = Field(description="Plain text, messages and scripts for a voice.")


class CatalogueWords(SourceModel):
    """The words of the catalogue's own pages."""

    title: Text = Field(description="Heading of the catalogue.")
    lead: Text = Field(description="What a visitor can do here, in one sentence.")
    pages: Text = Field(description="Name of the links between the catalogue's pages, for screen readers.")
    in_languages: Text = Field(description="Name of the links to the catalogue in other languages, for screen readers.")
    all_publications: Text = Field(description="The link back to the list of all publications.")
    find: Text = Field(description="Heading of search and filters.")
    search: Text = Field(description="Label of the search field.")
    topic: Text = Field(description="Label of the filter by subject.")
    language: Text = Field(description="Label of the filter by language, and of the language of an order.")
    form: Text = Field(description="Label of the filter by variant, and of the variant in an order.")
    any: Text = Field(description="The choice that filters nothing: `All`.")
    clear: Text = Field(description="The button that empties search and filters.")
    found_none: Text = Field(description="Shown if nothing is found, with what to do.")
    count: CountWords = Field(description="`{n} publications`.")
    by_topic: Text = Field(description="Heading of the links to pages of one subject.")
    by_form: Text = Field(description="Heading of the links to pages of one variant.")
    elsewhere: Text = Field(description="Heading of publications that exist only in other languages.")
    read: Text = Field(description="The link to the web page: `Read on screen`.")
    files: CountWords = Field(description="`{n} files to print or download`.")
    folding: Text = Field(description="How to print and fold a folded variant, as a sentence.")
    groups: FileGroupWords = Field(description="Headings of the files of a publication.")
    single_pages: Text = Field(description="The link to the single pages of a folded variant.")
    other_languages: Text = Field(description="Heading of the files in other languages.")
    questions: Text = Field(description="Heading of the list of questions that a publication answers.")
    topics: Text = Field(description="Label of the subjects of a publication.")
    number: Text = Field(description="Label of the publication number.")
    issued: Text = Field(description="Label of the date of issue: `Text issued`.")
    revised: Text = Field(description="Label of the date of revision: `Text revised`.")
    reviewed: Text = Field(description="Label of the date of review: `Text reviewed`.")
    review_by: Text = Field(description="Label of the date by which it is to be reviewed again.")
    overdue: Text = Field(description="Shown if that date has passed.")
    status: Text = Field(description="Label of the review status.")
    status_reviewed: Text = Field(description="The status of a text whose wording a named reviewer has read.")
    cover: Text = Field(description="What the picture shows: `First page of {title}`.")
    feed: Text = Field(description="The link to the feed of new and revised publications.")
    for_programs: Text = Field(description="The link to the catalogue as JSON.")
    for_spreadsheets: Text = Field(description="The link to the catalogue as CSV.")
    order: OrderFormWords = Field(description="The words of the order form.")


class FixedWords(SourceModel):
    """The fixed words of one language. Every language has all of them."""

    skip: Text = Field(description="The skip link: `Skip to the text`.")
    page_of: Text = Field(description="The number of a page and the count of pages: `{n} of {total}`.")
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
    issued: Text = Field(description="`Issued {date}`.")
    revised: Text = Field(description="`Revised {date}`.")
    number_missing: Text = Field(description="`Publication number: not yet given`, printed in a draft without one.")
    issued_missing: Text = Field(description="`Issue date: not yet given`, printed in a draft without one.")
    unreviewed_title: Text = Field(description="`Not yet reviewed`, printed in a draft in place of the review credit.")
    unreviewed: Text = Field(description="That notice in one plain sentence.")
    adapted_title: Text = Field(description="Heading of the notice that this wording was not reviewed again.")
    adapted: Text = Field(
        description="That notice in one plain sentence; `{date}` stands for the issue date of the reviewed text."
    )
    available_in: Text = Field(
        description="The line that lists the languages; `{languages}` stands for their names, which the press fills in."
    )
    translated_by: Text | None = Field(
        default=None, description="`Translated by {name}.`, where a translation names who made it."
    )
    translation_reviewed_by: Text | None = Field(
        default=None, description="`Translation reviewed by {name}.`, where somebody reviewed all of it."
    )
    short_text: Text = Field(description="The sentence that says that an edition has only the short text.")
    figure: Text = Field(description="The number of a figure, before its caption: `Figure {n}.`")
    labeled: Text = Field(description="A label and what it is the label of, in one line: `{label}: {text}`.")
    pages: CountWords = Field(description="`{n} pages`.")
    sheets: CountWords = Field(description="`{n} sheets`, printed on both sides.")
    folded: Text = Field(
        description="The pages of a folded piece and its sheets: `{pages} on {sheets}`; the press fills in both."
    )
    all_files: CountWords = Field(description="The link from the head of the web page to its list of files.")


TextWithCount = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^{}]*\{n\}[^{}]*$")]
TextWithRate = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^{}]*\{(n|seconds)\}[^{}]*\{(n|seconds)\}[^{}]*$")
]
TextWithCharacter = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[^{}]*\{character\}[^{}]*$")]


class DeskWords(SourceModel):
    """The words of the clinic desk. A language without them has handouts there, but no desk pages."""

    title: Text = Field(description="Title of the desk: `Put your clinic’s name on a handout`.")
    lead: Text = Field(description="What a clinic does here, in one or two sentences.")
    choose: Text = Field(description="Heading of the list of publications.")
    nothing: Text = Field(
        description="The sentence that says that no file can be made, because the sources have mistakes."
    )
    catalogue: Text = Field(description="Link to the catalogue.")
    drafts: Text = Field(description="Link to the previews, for staff.")
    other_words: Text = Field(description="Label of the links to these pages in other languages.")
    add_name: Text = Field(description="Link and heading: `Add your clinic’s name`.")
    handout: Text = Field(description="Heading of the fields for the choice of a file.")
    language: Text = Field(description="Label: the language of the handout.")
    form: Text = Field(description="Label: the variant of the handout, e.g. large print.")
    formats: Text = Field(description="What opens the pictures of the variants: `What the formats look like`.")
    pick: Text = Field(description="The first entry of a list of choices: `Choose one`.")
    clinic: Text = Field(description="Heading of the fields about the clinic.")
    name: Text = Field(description="Label: the clinic’s name.")
    address: Text = Field(description="Label: the clinic’s address.")
    phone: Text = Field(description="Label: the clinic’s telephone number.")
    tty: Text = Field(description="Label: the clinic’s text telephone (TTY) number.")
    hours: Text = Field(description="Label: when the clinic is open.")
    language_help: Text = Field(description="Label: the line on help in other languages.")
    name_hint: Text = Field(description="Hint below `name`.")
    address_hint: TextWithCount = Field(
        description="Hint below `address`; `{n}` stands for the highest number of lines."
    )
    phone_hint: Text = Field(description="Hint below `phone`.")
    hours_hint: Text = Field(description="Hint below `hours`.")
    language_help_hint: Text = Field(description="Hint below `language_help`.")
    save: Text = Field(description="The box to check if the browser is to keep the clinic for the next handout.")
    save_hint: Text = Field(description="What that does, and how to take it back.")
    required: Text = Field(description="What follows the label of a field that must be filled in: `required`.")
    optional: Text = Field(description="What follows the label of any other field: `optional`.")
    make: Text = Field(description="The button: `Make the file`.")
    privacy: Text = Field(description="What the desk does with what a clinic types.")
    rate: TextWithRate = Field(description="The limit: `{n}` files at once, and then one every `{seconds}` seconds.")
    error: Text = Field(description="`Error`, before the title of a page with mistakes.")
    problems: Text = Field(description="Heading of the list of mistakes in a form.")
    missing: Text = Field(description="The mistake: nothing was filled in.")
    too_long: TextWithCount = Field(description="The mistake: more than `{n}` characters.")
    too_many_lines: TextWithCount = Field(description="The mistake: more than `{n}` lines.")
    bad_character: TextWithCharacter = Field(description="The mistake: a `{character}` that cannot be printed.")
    bad_phone: Text = Field(description="The mistake: this number cannot be dialed.")
    bad_choice: Text = Field(description="The mistake: this is not on the list.")
    not_set: Text = Field(description="The mistake: the file could not be made with these words; the reason follows.")
    busy: Text = Field(description="Title of the page that says that too many files are being made.")
    busy_text: TextWithCount = Field(description="What to do then: try again in `{n}` seconds.")
    too_many: Text = Field(description="Title of the page that says that this visitor asked for too many files.")
    not_found: Text = Field(description="Title of the page for an address that does not exist.")
    failed: Text = Field(description="Title of the page for a fault of the press.")
    failed_text: Text = Field(description="What to do then.")
    no_orders: Text = Field(description="Title of the page that says that orders are not taken here.")
    no_orders_text: Text = Field(description="What to do then.")
    ordered: Text = Field(description="Title of the page that confirms an order.")
    ordered_text: TextWithCount = Field(description="What comes next; `{n}` stands for the number of the order.")
    order_problems: Text = Field(description="Title of the page that says what is wrong with an order.")
    order_again: Text = Field(description="What to do then: change what is marked in the form below.")
    order_failed: Text = Field(
        default="", description="Instead of `failed_text`, for an order that could not be entered now: send it again."
    )
    ordered_before: TextWithCount | None = Field(
        default=None, description="Instead of `ordered_text`, for an order that was sent twice: it is entered once."
    )
    ordered_anew: TextWithCount | None = Field(
        default=None,
        description="Instead of `ordered_text`, if the same order was cancelled: this is a new one.",
    )
    back: Text = Field(description="Link back to the first page of the desk.")
    previews: Text = Field(description="Heading of the list of previews.")
    preview: Text = Field(description="`Preview`, before the name of a preview.")
    preview_fine: Text = Field(description="Said of a preview that shows the sources as they are now.")
    preview_bad: Text = Field(description="Said of a preview if the sources have mistakes.")
    preview_last: Text = Field(description="What follows if the preview shows the last good version.")
    preview_hint: Text = Field(description="How a preview is kept up to date, with and without scripts.")
    preview_open: Text = Field(description="Link to the previewed file alone.")


class StatusNotice(SourceModel):
    """The notice on a publication that must not be handed out."""

    word: Text = Field(description="One or two words, large across every page of paper: `Draft`.")
    text: Text = Field(
        description="One plain sentence, once at the top of the text; printed, and read aloud after the word."
    )


class StatusNotices(SourceModel):
    """The status notices of one language, by their reason."""

    draft: StatusNotice = Field(description="The publication is not finished.")
    withdrawn: StatusNotice = Field(description="The publication is no longer given out.")
    superseded: StatusNotice = Field(
        description="Another publication takes its place; `{number}` in the sentence stands for its number."
    )
    expired: StatusNotice = Field(description="Its last day is past; `{date}` in the sentence stands for that day.")


class ImportWords(SourceModel):
    """Words by which `import` recognizes the standing parts of an old publication; case makes no difference."""

    available_in: list[Text] = Field(
        default_factory=list,
        description="How the line that lists languages begins, e.g. `Publication available in`.",
    )
    more_information: list[Text] = Field(
        default_factory=list, description="How the line above the addresses begins, e.g. `For more information`."
    )
    acknowledges: list[Text] = Field(
        default_factory=list, description="Words of a review credit before the name, e.g. `gratefully acknowledges`."
    )
    issued: list[Text] = Field(default_factory=list, description="Words before a date of issue, e.g. `Published`.")
    revised: list[Text] = Field(default_factory=list, description="Words before a date of revision, e.g. `Updated`.")


class OrderMistakes(SourceModel):
    """Sentences for somebody whose order has a mistake, one for each kind of mistake."""

    edition: Text = Field(description="The publication, its language or its variant cannot be ordered.")
    quantity: Text = Field(
        description="The number of copies is not a whole number within the limit; `{most}` stands for the limit."
    )
    recipient: Text = Field(description="Neither a name nor an organization is given.")
    address: Text = Field(description="Street, city, state, postal code or country is missing or wrong.")
    missing: Text | None = Field(default=None, description="A field that must be filled in is empty.")
    region: Text | None = Field(default=None, description="The state is not one of the country.")
    postal_code: Text | None = Field(default=None, description="The postal code is not one of the country.")
    country: Text | None = Field(default=None, description="No country has this name.")
    contact: Text = Field(description="The email address or telephone number cannot exist.")
    other_format: Text = Field(description="The other format is not one that can be requested.")
    text: Text = Field(description="A field is too long, or has letters that cannot be printed.")
    nothing: Text = Field(description="Nothing is ordered.")


class FinishingWords(SourceModel):
    """What is done with printed sheets, for the pick list; parts of one line, with commas between them."""

    one_side: Text = Field(description="Printed on one side.")
    long_edge: Text = Field(description="Printed on both sides, flipped on the long edge.")
    short_edge: Text = Field(description="Printed on both sides, flipped on the short edge.")
    saddle: Text = Field(description="Folded once, with two staples in the fold.")
    half_fold: Text = Field(description="Folded once.")
    c_fold: Text = Field(description="Folded twice, one panel inside the other.")
    z_fold: Text = Field(description="Folded twice, like a Z.")
    staple_ltr: Text = Field(description="One staple at the top left.")
    staple_rtl: Text = Field(description="One staple at the top right.")
    papers: dict[str, Text] = Field(
        default_factory=dict, description="Names of papers, if they have others: `Letter`, `Legal`, `Ledger`, `A4` …"
    )


class OrderWords(SourceModel):
    """The words on packing slips, labels and pick lists in one language."""

    slip: Text = Field(description="Title of the paper in the packet: `Packing slip`.")
    pick_list: Text = Field(description="Title of the list for the stock room: `Pick list`.")
    label: Text = Field(description="Title of the address label, read aloud but not printed: `Address label`.")
    order: Text = Field(description="`Order`, before its number.")
    batch: Text = Field(description="`Batch`, before its number.")
    sent_to: Text = Field(description="`Send to`, over the address.")
    sent_from: Text = Field(description="`From`, over the center's own address.")
    received: Text = Field(description="`Received`, before the day the order came in.")
    in_packet: Text = Field(description="Caption of the table of what is in the packet.")
    number: Text = Field(description="Column: the publication number.")
    title: Text = Field(description="Column: title and variant.")
    copies: Text = Field(description="Column: how many.")
    total: Text = Field(description="The last row of a table: `Total`.")
    follow: Text = Field(description="Caption of the table of what is ordered but not in the packet.")
    follow_text: Text = Field(description="One sentence that says that it comes as soon as we have it.")
    other_formats: Text = Field(description="Heading over how to ask for other formats.")
    other_formats_text: Text = Field(description="How to ask for braille, audio or another language.")
    questions: Text = Field(description="Heading over the contact block: `Questions about this order`.")
    from_stock: Text = Field(description="Column: copies to take from stock.")
    to_print: Text = Field(description="Column: copies to print.")
    sheets: Text = Field(description="Column: sheets of paper.")
    weight: Text = Field(description="`Weight of the paper`.")
    runs: Text = Field(description="Caption of the table of what to print.")
    file: Text = Field(description="Column: the file to print.")
    fold: Text = Field(description="Column: paper and fold.")
    packets: Text = Field(description="Caption of the table of the orders to pack.")
    pack: Text = Field(description="Column: what goes into a packet.")
    requests: Text = Field(description="Caption of the table of requests for other formats.")
    wanted: Text = Field(description="Column: what is requested.")
    due: Text = Field(description="Column: the day by which a person answers.")
    braille: Text = Field(description="A format: `Braille`.")
    audio: Text = Field(description="A format: `Audio`.")
    other_language: Text = Field(description="A format: `Another language`.")
    note: Text | None = Field(default=None, description="`Note`, before what the customer wrote.")
    finishing: FinishingWords | None = Field(
        default=None, description="What is done with printed sheets; without it, the pick list has codes."
    )
    mistakes: OrderMistakes = Field(description="What we tell somebody whose order cannot be accepted.")


class PassivePatterns(SourceModel):
    """How a language forms the passive, as far as lists of words can tell."""

    auxiliaries: Annotated[list[Text], Field(min_length=1)] = Field(description="Auxiliary verbs, e.g. `was`.")
    endings: list[Text] = Field(default_factory=list, description="Endings of its verb, e.g. `ed`.")
    participles: list[Text] = Field(default_factory=list, description="Participles with another ending, e.g. `made`.")
    never: list[Text] = Field(default_factory=list, description="Words with such an ending that are not participles.")
    between: list[Text] = Field(
        default_factory=list, description="Words that may stand between auxiliary and verb, e.g. `not`."
    )
    between_endings: list[Text] = Field(
        default_factory=list, description="Endings of other words that may stand between, e.g. `ly`."
    )


class ReadabilitySettings(SourceModel):
    """How the texts of a language are measured."""

    formulas: list[FormulaName] = Field(default_factory=list, description="The formulas that belong to the language.")
    abbreviations: list[Text] = Field(
        default_factory=list, description="Words with a period that does not end the sentence, e.g. `Dr.`."
    )
    explaining: list[Text] = Field(
        default_factory=list, description="Words that show that a term is explained, e.g. `called`, `means`."
    )
    beside: list[Text] = Field(
        default_factory=list, description="Words that explain a term when they follow it after a comma, e.g. `the`."
    )
    passive: PassivePatterns | None = Field(default=None, description="How the passive is formed.")


class JargonEntry(SourceModel):
    """A word that readers may not know, with its plain words."""

    plain: Text = Field(description="Plain words to write in its place or beside it.")
    forms: list[Text] = Field(default_factory=list, description="Its other forms, e.g. the plural.")


class Glossary(SourceModel):
    """Words that a text must explain: `sources/glossary/<lang>.yaml`."""

    terms: Annotated[dict[Text, JargonEntry], Field(min_length=1)] = Field(description="The terms.")
    say: dict[Text, Pronunciation] = Field(
        default_factory=dict, description="How hard words are said; every form of a word is listed."
    )

    @property
    def sayings(self) -> dict[str, Pronunciation]:
        """How words are said, by the word in lower case."""
        return {word.lower(): one for word, one in self.say.items()}


# ---------------------------------------------------------------- a redline


class RedlineWords(SourceModel):
    """The fixed words of a redline in one language."""

    title: Text = Field(description="Title of a redline: `What changed`; the title of the publication follows.")
    compared: Text = Field(description="`Compared: {old} with {new}.`; the two states are filled in.")
    same: Text = Field(description="The sentence that says that nothing changed.")
    how: Text = Field(description="How to read it: the signs around added and removed words.")
    added: Text = Field(description="`added`, before added words.")
    removed: Text = Field(description="`removed`, before removed words.")
    summary: Text = Field(description="Heading of the table of what changed.")
    part: Text = Field(description="Heading of its column of parts.")
    what: Text = Field(description="Heading of its column of what happened.")
    words_added: Text = Field(description="Heading of its column of words added.")
    words_removed: Text = Field(description="Heading of its column of words removed.")
    changed: Text = Field(description="What happened to a part: it changed.")
    new: Text = Field(description="What happened to a part: it is new.")
    gone: Text = Field(description="What happened to a part: it was removed.")
    moved: Text = Field(description="What happened to a part: it stands elsewhere now.")
    moved_changed: Text = Field(description="What happened to a part: it stands elsewhere and changed.")
    unchanged: Text = Field(description="What happened to a part: nothing.")
    total: Text = Field(description="The last row of the table: all parts together.")
    facts: Text = Field(description="Heading of the changes in `publication.yaml`.")
    front: Text = Field(description="Heading of the changes in title, summary, brief and keywords.")
    figure: Text = Field(description="`In place of the picture`, before its alternative text.")
    sign: Text = Field(description="Heading of the block that the reviewer signs.")
    statement: Text = Field(description="What the reviewer signs: one sentence.")
    name: Text = Field(description="Label of a line to fill in: name.")
    credentials: Text = Field(description="Label of a line to fill in: credentials.")
    date: Text = Field(description="Label of a line to fill in: date.")
    signature: Text = Field(description="Label of a line to fill in: signature.")


# ---------------------------------------------------------------- a language


class EpubWords(SourceModel):
    """The words in the navigation and the metadata of an EPUB."""

    pages: Text = Field(description="Title of the page list: `Pages of the printed handout`.")
    start: Text = Field(description="The link to the beginning of the text, after the title: `Start of the text`.")
    summary: Text = Field(description="What makes it accessible, in one to three sentences, for catalogues of books.")
    summary_pictures: Text = Field(description="One more sentence, for a text with pictures.")
    summary_pages: Text = Field(description="One more sentence, for an edition with the page numbers of a printed one.")


class EasyReadWords(SourceModel):
    """The words of easy-read editions."""

    untested_title: Text = Field(description="`Not yet tested with readers`.")
    untested: Text = Field(description="One sentence that says so.")


class StarterText(SourceModel):
    """The words with which `new` begins a text; each says what to write there, after `TO DO:`."""

    summary: Text = Field(description="What to write as the summary.")
    brief: Annotated[list[Text], Field(min_length=2, max_length=4)] = Field(description="What to write as main points.")
    keyword: Text = Field(description="What to write as a search word.")
    question: Text = Field(description="What to write as the first heading.")
    answer: Text = Field(description="What to write under it.")


class TextFileWords(SourceModel):
    """The words in brackets with which a text file tells what is no paragraph. No two of them are the same."""

    picture: Text = Field(description="`Picture`, before the alternative text of a picture.")
    table: Text = Field(description="`Table`, before the caption of a table.")
    columns: Text = Field(description="`Columns`, before the headings of its columns.")
    table_end: Text = Field(description="`End of table`.")
    box: Text = Field(description="`Box`, before what is set apart from the text.")
    box_end: Text = Field(description="`End of box`.")
    quote: Text = Field(description="`Quotation`, before quoted paragraphs.")
    quote_end: Text = Field(description="`End of quotation`.")


class TextWords(SourceModel):
    """The words that the press adds to notes, boxes, lines to fill in and links of a text."""

    footnotes: Text = Field(description="Heading of the notes, where they stand at the end: `Notes`.")
    footnote: TextWithCount = Field(description="`Note {n}`, the name of a link to a note, for screen readers.")
    back: TextWithCount = Field(
        description="`Back to note {n} in the text`, the name of a link back, for screen readers."
    )
    empty_box: Text = Field(description="What a screen reader says for an empty check-box: `check-box, empty`.")
    checked_box: Text = Field(description="The same for a checked one: `check-box, checked`.")
    blank: Text = Field(description="What a screen reader says for a line to fill in: `blank to fill in`.")
    note: Text = Field(description="The word on a box `::: note`.")
    tip: Text = Field(description="The word on a box `::: tip`.")
    warning: Text = Field(description="The word on a box `::: warning`.")
    when_to_call: Text = Field(description="The word on a box `::: when-to-call`: `When to call`.")
    on_page: TextWithCount = Field(description="`page {n}`, after a link within the text, on paper.")


class PrintWords(SourceModel):
    """Words that only editions on paper print."""

    shortened: Text = Field(description="The sentence that says that the standing statements are shortened.")
    linked: Text = Field(
        description="Where the standing statements are; `{titles}` stands for their titles and `{address}` for the "
        "address of the publication's page."
    )
    size: Text = Field(
        description="What kind of print it is; `{kind}` stands for the kind of variant and `{points}` for the size of "
        "its text, e.g. `{kind}: {points} point`."
    )
    prompts: Annotated[list[Text], Field(min_length=2, max_length=3)] = Field(
        description="Questions that a reader may want to ask, over the lines for notes."
    )
    slot: Text = Field(description="What a clinic may put in its place on the back: a stamp or a label.")
    code: Text = Field(description="The words beside the square code that leads to the publication's page.")


class Language(SourceModel):
    """One language: `sources/languages/<lang>.yaml`."""

    # CLDR fills in what is not written (press/text/cldr.py).
    name: Text = Field(description="The name of the language in itself, e.g. `español`.")
    direction: Literal["ltr", "rtl"] = Field(description="The direction of writing.")
    months: Annotated[list[Text], Field(min_length=12, max_length=12)] = Field(
        description="The twelve months, as they are written in a date with a day."
    )
    months_alone: list[Text] = Field(
        default_factory=list, description="The twelve months, as they are written without a day, if that differs."
    )
    month_year: Text = Field(description="How a month is written: `{month} {year}`.")
    day_month_year: Text = Field(description="How a day is written: `{month} {day}, {year}`.")
    lists: ListPatterns = Field(description="How the items of a list are joined.")
    plurals: dict[Literal["zero", "one", "two", "few", "many"], Text] = Field(
        description="Which numbers need which form of a noun, as rules in the syntax of CLDR: `one: n = 1`."
    )
    sizes: SizePatterns = Field(description="How sizes of files are written.")
    digits: Annotated[str, StringConstraints(min_length=10, max_length=10)] | None = Field(
        default=None,
        description="Ten digits from 0 to 9, for dates, counts and sizes; page numbers and telephone numbers have "
        "Western digits.",
    )
    quotes: Annotated[list[Text], Field(min_length=4, max_length=4)] = Field(
        description="Outer opening and closing, inner opening and closing quotation marks."
    )
    translated_by: Text | None = Field(
        default=None, description="Who translated the words and statements of this file, with credentials."
    )
    reviewed_by: Text | None = Field(
        default=None, description="Who reviewed them, with credentials; while nobody has, the press warns."
    )
    words: FixedWords = Field(description="The fixed words.")
    statements: dict[Slug, StatementWords] = Field(
        default_factory=dict, description="The center's standing statements in this language, by key."
    )
    notes: dict[Slug, Text] = Field(
        default_factory=dict, description="The notes on organizations in this language, by key."
    )
    thanks: Text | None = Field(
        default=None,
        description="The thanks to a reviewer whom a publication thanks in no words of its own; `{name}` stands for "
        "the name.",
    )
    text_words: TextWords | None = Field(
        default=None, description="The words for notes, boxes, lines to fill in and links in a text that has them."
    )
    clinic: ClinicWords = Field(description="The fixed words around a clinic's own block.")
    marks: StatusNotices = Field(description="The notices on a publication that must not be handed out.")
    old_words: ImportWords = Field(
        default_factory=ImportWords, description="Words by which `import` recognizes the parts of an old publication."
    )
    orders: OrderWords | None = Field(
        default=None,
        description="The words on the papers of an order; without them, the papers are in the center's language.",
    )
    kinds: dict[Slug, Text] = Field(
        description="The name of each kind of variant, by key, e.g. `handout: Handout`, `large-print: Large print`."
    )
    papers: dict[Text, Text] = Field(
        default_factory=dict,
        description="The name of a variant's `paper` in this language, if it differs, e.g. `Letter: carta`.",
    )
    tokens: dict[str, Text] = Field(
        default_factory=dict, description="Style tokens that this language changes, e.g. fonts."
    )
    catalogue: CatalogueWords | None = Field(
        default=None, description="The words of the catalogue; without them, it has no pages in this language."
    )
    desk: DeskWords | None = Field(default=None, description="The words of the clinic desk’s own pages.")
    readability: ReadabilitySettings | None = Field(
        default=None, description="How the readability of its texts is measured."
    )
    easy_read: EasyReadWords | None = Field(
        default=None, description="The words of its easy-read texts; without them, it has none."
    )
    starter: StarterText | None = Field(
        default=None, description="The words with which `new` begins a text in this language."
    )
    print: PrintWords | None = Field(
        default=None, description="The words of editions on paper; without them, what they introduce is left out."
    )
    redline: RedlineWords | None = Field(default=None, description="The fixed words of a redline.")
    text_files: TextFileWords | None = Field(
        default=None, description="The words in its text files; without them, it has none."
    )
    epub: EpubWords | None = Field(default=None, description="The words of its e-books; without them, it has none.")
    braille: BrailleSettings | None = Field(
        default=None,
        description="How its texts are translated into braille; without it, there are no braille editions.",
    )
    speech: SpeechSettings | None = Field(
        default=None, description="How its texts are said aloud; without it, there are no scripts for a voice."
    )
