"""What must not be broken at the end of a line, and last lines that must not be short."""

from __future__ import annotations

import re

import pytest

from press.model.nodes import Node
from press.text.typography import (
    NBSP,
    allow_breaks,
    bind_last_words,
    ends_long,
    keep_phrases,
    keep_together,
    split_lead,
)


@pytest.mark.parametrize(
    "word", ["888-INFO-FDA", "888-INFO-FDA (3632)", "hello@sample.example", "20892-3676", "www.fda.gov", "888–463–6332"]
)
def test_numbers_addresses_and_compounds_stay_whole(word: str) -> None:
    assert keep_together(f"call {word} now") == f'call <span class="nb">{word}</span> now'


def test_a_long_address_stays_whole_and_a_very_long_one_breaks_after_a_slash() -> None:
    assert keep_together("www.accessdata.fda.gov/scripts/cder/drugsatfda") == (
        '<span class="address">www.accessdata.fda.gov/scripts/cder/drugsatfda</span>'
    )
    long = "www.sample.example/" + "/".join(["folder"] * 6)
    assert keep_together(long).count('<span class="address">') == 7
    assert keep_together(long).striptags() == long


def test_a_narrow_column_may_break_an_address_after_each_slash() -> None:
    assert allow_breaks("a.example/b/c") == (
        '<span class="nb">a.example/</span><span class="nb">b/</span><span class="nb">c</span>'
    )
    assert allow_breaks("a.example/<b>", "<wbr>") == (
        '<span class="nb">a.example/</span><wbr><span class="nb">&lt;b&gt;</span>'
    )


def test_what_is_typed_is_escaped_inside_and_outside_of_what_stays_whole() -> None:
    assert keep_together("<b> & <i>a-b</i>") == '&lt;b&gt; &amp; <span class="nb">&lt;i&gt;a-b&lt;/i&gt;</span>'


def test_a_dash_does_not_begin_a_line() -> None:
    assert keep_together("Diseases ~ Center") == f"Diseases{NBSP}~ Center"


@pytest.mark.parametrize("dose", ["5 mg", "2.5 mL", "2,5 мл", "10 %", "400 IU", "38 °C"])
def test_a_unit_stays_with_its_figure(dose: str) -> None:
    for after in (" now", "のせっけん", "로 씻으세요"):
        kept = re.sub("<[^>]+>", "", keep_together(f"take {dose}{after}"))
        assert kept == f"take {dose.replace(' ', NBSP)}{after}"


@pytest.mark.parametrize("text", ["5 minutes", "2 Large spoons", "5 года", "12 lives"])
def test_a_word_is_no_unit(text: str) -> None:
    assert keep_together(text) == text


def test_a_korean_word_stays_whole_and_the_place_of_a_value_is_no_word() -> None:
    kept = keep_together("손이 정원에 {names}로 가나다라마바사아자")
    assert kept == '<span class="nb">손이</span> <span class="nb">정원에</span> {names}로 가나다라마바사아자'


@pytest.mark.parametrize(
    ("lang", "phrases"),
    [
        ("ja", ["きれいな", "手についての", "試験文"]),
        ("zh-Hans", ["关于", "干净", "双手的", "测试", "文本"]),
        ("zh-Hant", ["關於", "洗手的", "測試", "文本"]),
    ],
)
def test_a_heading_without_spaces_breaks_between_phrases(lang: str, phrases: list[str]) -> None:
    assert keep_phrases("".join(phrases), lang) == "".join(f'<span class="nb">{one}</span>' for one in phrases)


def test_running_text_without_spaces_breaks_between_letters_but_near_its_end() -> None:
    kept = keep_together("Ph.D.、この文を読みました。")
    assert kept == '<span class="nb">Ph.D.</span>、この文を読み<span class="nb">ました。</span>'


def words(*runs: str | Node) -> tuple[Node, ...]:
    return tuple(Node("text", text=run) if isinstance(run, str) else run for run in runs)


@pytest.mark.parametrize(
    ("typed", "tied"),
    [
        ("A paragraph that is long enough to end here", f"A paragraph that is long enough to{NBSP}end{NBSP}here"),
        ("A paragraph that is long enough continues", "A paragraph that is long enough continues"),
        ("Too short to tie", "Too short to tie"),
    ],
)
def test_the_last_line_has_nine_characters(typed: str, tied: str) -> None:
    assert bind_last_words(words(typed)) == words(tied)


def test_last_words_are_tied_over_the_elements_in_them() -> None:
    """As in `(IRM; en inglés, <span lang="en">MRI</span>)`."""
    found = bind_last_words(words("resonance imaging (in English, ", Node("span", words("MRI")), ")"))
    assert found[0].text == f"resonance imaging (in English,{NBSP}"
    tied = bind_last_words(words("It is a long condition that ", Node("emphasis", words("many people")), " get."))
    assert "".join(one.text_content for one in tied).endswith(f" many people{NBSP}get.")


def test_the_last_words_are_tied_where_they_are() -> None:
    strong = Node("strong", words("that is long enough to be tied up"))
    (_, tied) = bind_last_words(words("A long beginning ", strong))
    assert tied.text_content == f"that is long enough to be{NBSP}tied{NBSP}up"
    assert bind_last_words(()) == ()


def test_a_long_word_is_not_tied_to_the_last() -> None:
    """A narrow column, as beside a drawing, would not hold both."""
    tied = bind_last_words(words("A test of the brain: electroencephalography once"))
    assert tied[0].text == "A test of the brain: electroencephalography once"
    typed = words("A test of the brain: ", Node("span", words("electroencephalography")), " once.")
    assert bind_last_words(typed) == typed
    tied = bind_last_words(words("A test of the brain: electrography once"))
    assert tied[0].text.endswith(f"electrography{NBSP}once")


def test_the_number_of_a_note_may_leave_a_long_word() -> None:
    """In large print they ran off the page together; a shorter word keeps its number."""
    assert ends_long("It was pneumonoultramicroscopicsilicovolcano")
    assert not ends_long("It was otorhinolaryngologist")


def test_tying_changes_nothing_but_spaces() -> None:
    nodes = words("One paragraph with ", Node("em", words("several runs")), " and an end to it")
    assert (
        "".join(node.text_content for node in bind_last_words(nodes)).split()
        == "".join(node.text_content for node in nodes).split()
    )


def test_an_item_begins_with_its_first_paragraph_or_its_runs() -> None:
    inner, runs = Node("bullet_list"), words("a", "b")
    assert split_lead(Node("item", (Node("paragraph", runs), inner))) == (runs, (inner,))
    assert split_lead(Node("item", (*runs, inner))) == (runs, (inner,))
    assert split_lead(Node("item")) == ((), ())
