"""Rules for identity: what takes a publication's place, and numbers and addresses that lead where they say."""

from __future__ import annotations

from collections.abc import Iterator

from press.check.addresses import (
    find_dial_problem,
    find_email_problem,
    find_print_problem,
    find_spelling_problems,
    list_links,
    list_prose_nodes,
    list_telephones,
)
from press.check.addresses import find_url_problem as problem_of_url
from press.model.library import Library
from press.model.messages import suggest_name
from press.model.publication import Translation
from press.model.rules import Problem, rule

E164 = "ITU-T E.164"
CHAIN = "house rule: a number leads to what takes its place"
_FACTS = "publications/handwashing/publication.yaml"
_SOAP = "publications/soap/publication.yaml"
_FACTS_TEXT = """\
number: {}
issued: 2020-02
review_status: adapted
reviewers: [{{name: N, thanked_for: {{en: '{{name}}', es: '{{name}}'}}}}]
statements: [copying]
organizations: []
subjects: [Handwashing]
"""
_GONE = "status: superseded\nsuperseded_by: {}\n"
_CENTER = """\
name: C
short_name: C
language: en
publication_number: {{prefix: No., pattern: '.*'}}
contact:
  address: [Street]
  toll_free: {{text: 800-555-0100, dial: '+18005550100'}}
  phone: {{text: {text}, dial: '{dial}'}}
  tty: {{text: 202-555-0102, dial: '+12025550102'}}
  fax: {{text: 202-555-0103, dial: '+12025550103'}}
  email: {email}
  website: {website}
statements:
  copying: {{text: {{en: Copy., es: Copie.}}}}
  help: {{text: {{en: Help., es: Ayuda.}}}}
"""


def _make_center(
    text: str = "202-555-BONE (2663)",
    dial: str = "+12025552663",
    email: str = "hello@sample.example",
    website: str = "https://sample.example",
) -> dict[str, str | bytes]:
    return {"center.yaml": _CENTER.format(text=text, dial=dial, email=email, website=website)}


@rule(
    "IDN101",
    scope="publication",
    clause=E164,
    hint="dial it; then write `+`, the country code and the whole number",
    bad=_make_center(dial="+1202555266"),
    good=_make_center(),
)
def check_numbers_are_dialable(library: Library) -> Iterator[Problem]:
    """Check that every telephone number can exist."""
    for place, _, dial in list_telephones(library):
        if dial and (problem := find_dial_problem(dial)):
            yield place, problem
    for place, href in list_links(library):
        if href.startswith("tel:+") and (problem := find_dial_problem(href.removeprefix("tel:"))):
            yield place, problem


@rule(
    "IDN102",
    clause=f"{E164}; ITU-T E.161 (letters on the keys)",
    hint="`text` and `dial` are one number: dial it to learn which of them is right",
    bad=_make_center(text="202-555-BONE (2664)"),
    good=_make_center(),
)
def check_printed_numbers(library: Library) -> Iterator[Problem]:
    """Check that a number is printed as it is dialed.

    Letters stand for the digits of their keys.
    """
    for place, text, dial in list_telephones(library):
        if text and dial and (problem := find_print_problem(text, dial)):
            yield place, problem


@rule(
    "IDN103",
    scope="publication",
    clause="ITU-T E.161 (letters on the keys)",
    hint="ABC is 2, DEF 3, GHI 4, JKL 5, MNO 6, PQRS 7, TUV 8, WXYZ 9",
    bad={"": "Call 888-INFO-FDA (888-463-6333).\n"},
    good={"": "Call 888-INFO-FDA (888-463-6332).\n"},
)
def check_spelled_numbers(library: Library) -> Iterator[Problem]:
    """Check that a number in letters matches its digits."""
    for source, node in list_prose_nodes(library):
        if node.kind == "text":
            for problem in find_spelling_problems(node.text):
                yield source.make_place(node.line, node.column), problem


@rule(
    "IDN104",
    scope="publication",
    clause="RFC 5321, 4.1.2; RFC 5322, 3.4.1",
    hint="check it letter by letter",
    bad=_make_center(email="hello..there@sample.example"),
    good=_make_center(),
)
def check_email_addresses(library: Library) -> Iterator[Problem]:
    """Check that every email address can exist."""
    for place, href in list_links(library):
        address = href.removeprefix("mailto:").partition("?")[0]
        if href.startswith("mailto:") and address and (problem := find_email_problem(address)):
            yield place, problem


@rule(
    "IDN105",
    scope="publication",
    clause="RFC 3986, 3.2; RFC 1123, 2.1",
    hint="copy the address from a browser that shows the page",
    bad=_make_center(website="https://sample..example/"),
    good=_make_center(),
)
def check_web_addresses(library: Library) -> Iterator[Problem]:
    """Check that every web address names a possible site."""
    for place, href in list_links(library):
        if href.startswith(("http://", "https://")) and (problem := problem_of_url(href)):
            yield place, problem


@rule(
    "IDN106",
    scope="publication",
    clause="RFC 9325; a warning, because only the site's owner can say whether it answers to https",
    hint="use `https://` if the site answers there; `check --links` tries it for you",
    severity="warning",
    bad=_make_center(website="http://sample.example"),
    good=_make_center(),
)
def check_links_are_encrypted(library: Library) -> Iterator[Problem]:
    """Check that a web address uses https.

    With https nobody on the way can read or change the page.
    """
    for place, href in list_links(library):
        if href.startswith("http://"):
            yield place, f"`{href}` is not encrypted"


@rule(
    "IDN107",
    scope="publication",
    clause="WCAG 2.2, 2.4.4",
    hint="link to a section in the same form of the text, or remove the link",
    bad={
        "": "## Long {#long .long}\n\nSee [there](#brief).\n\n## Short {#brief .short}\n\nText.\n",
        "variants/extra.yaml": "format: html\nkind: handout\ntext: short\n",
    },
    good={"": "## Long {#long .long}\n\nSee [there](#long).\n\n## Short {#brief .short}\n\nText.\n"},
)
def check_link_targets(library: Library) -> Iterator[Problem]:
    """Check that a link's target is in the same editions.

    The target is a section of the same text.
    """
    forms = {variant.text for variant in library.variants.values()}
    for publication in library.publications.values():
        for text in publication.translations.values():
            known = _list_ids(text)
            for form in sorted(forms & set(text.text_forms)) if len(text.text_forms) > 1 else ():
                there = text.select_text_form(form)
                tops = [node for point in there.brief for node in point]
                tops += [node for one in there.sections for node in one.blocks]
                found = [one for top in tops for one in top.walk() if one.kind == "link"]
                for node in found:
                    target = node.attrs["href"].removeprefix("#")
                    if node.attrs["href"].startswith("#") and target in known - _list_ids(there):
                        problem = f"`#{target}` is not in the {form} text, where this link stands"
                        yield text.source.make_place(node.line, node.column), problem


def _list_ids(text: Translation) -> set[str]:
    """List the ids of sections and their contents."""
    nodes = [one for section in text.sections for block in section.blocks for one in block.walk()]
    return {section.id for section in text.sections} | {one.attrs["id"] for one in nodes if one.attrs.get("id")}


# ---------------------------------------------------------------- successors


@rule(
    "IDN108",
    clause=CHAIN,
    hint="write the number of a publication in sources/publications/, without its prefix",
    bad={_FACTS: _FACTS_TEXT.format("01-001") + _GONE.format("01-999")},
    good={
        _FACTS: _FACTS_TEXT.format("01-001") + _GONE.format("01-002"),
        _SOAP: _FACTS_TEXT.format("01-002"),
    },
)
def check_successor_exists(library: Library) -> Iterator[Problem]:
    """Check that a publication's successor exists."""
    numbers = {publication.facts.number for publication in library.publications.values()}
    for publication in library.publications.values():
        number = publication.facts.superseded_by
        if number and number not in numbers:
            yield (
                publication.source.find_place("superseded_by"),
                f"no publication has the number `{number}`",
                suggest_name(number, numbers - {publication.facts.number}),
            )


@rule(
    "IDN109",
    clause=CHAIN,
    hint="`status: superseded` and `superseded_by: NUMBER` go together; what is only withdrawn is `status: withdrawn`",
    bad={_FACTS: _FACTS_TEXT.format("01-001") + "status: superseded\n"},
    good={_FACTS: _FACTS_TEXT.format("01-001") + "status: withdrawn\n"},
)
def check_successor_is_named(library: Library) -> Iterator[Problem]:
    """Check that superseded publications, and only they, name a successor."""
    for publication in library.publications.values():
        facts, source = publication.facts, publication.source
        if facts.status == "superseded" and not facts.superseded_by and ("superseded_by",) not in source.positions:
            yield source.find_place("status"), "it is superseded, but `superseded_by` is missing"
        elif facts.superseded_by and facts.status != "superseded":
            yield (
                source.find_place("superseded_by"),
                f"`{facts.superseded_by}` takes its place, but its status is {facts.status}",
            )


@rule(
    "IDN110",
    clause=CHAIN,
    hint="the newest publication of the chain has no `superseded_by` and is `status: current`",
    bad={
        _FACTS: _FACTS_TEXT.format("01-001") + _GONE.format("01-002"),
        _SOAP: _FACTS_TEXT.format("01-002") + _GONE.format("01-001"),
    },
    good={
        _FACTS: _FACTS_TEXT.format("01-001") + _GONE.format("01-002"),
        _SOAP: _FACTS_TEXT.format("01-002"),
    },
)
def check_successor_chains(library: Library) -> Iterator[Problem]:
    """Check that every chain of successors ends.

    From number to number, a reader comes to a publication that nothing replaces.
    """
    facts = [publication.facts for publication in library.publications.values()]
    after = {one.number: one.superseded_by for one in facts if one.superseded_by}
    for publication in library.publications.values():
        chain = [publication.facts.number]
        while (following := after.get(chain[-1])) and following not in chain:
            chain.append(following)
        if following and following == chain[0]:
            yield (
                publication.source.find_place("superseded_by"),
                f"it is its own successor: {' → '.join([*chain, following])}",
            )
