"""Text taken apart."""

import time
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach import sentences

# What people type and paste, with more of the marks that matter than chance would give.
TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=()), st.sampled_from(" \n\t\r.!?…\"'”)*-•1a\u200d"))
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("One. Two! Three? Four… Five", ["One.", "Two!", "Three?", "Four…", "Five"]),
        ("He said “Sorry.” Then he left.", ["He said “Sorry.”", "Then he left."]),
        ('"No!" (He meant it.) We went on.', ['"No!"', "(He meant it.)", "We went on."]),
        ("Dr. Ito and Ms. Ray met. Fine.", ["Dr. Ito and Ms. Ray met.", "Fine."]),
        ("It costs $3.50 at example.com. Fine.", ["It costs $3.50 at example.com.", "Fine."]),
        ("We owe them, e.g. a call. Yes.", ["We owe them, e.g. a call.", "Yes."]),
        ("1. Own it.\n2. Listen.", ["1. Own it.", "2. Listen."]),
        ("- own it\n- listen", ["- own it", "- listen"]),
        ("First line\nsecond line.", ["First line\nsecond line."]),
        ("A heading\n\nA sentence.", ["A heading", "A sentence."]),
        ("What?! Really...", ["What?!", "Really..."]),
        ("They left in 2019. We cried.", ["They left in 2019.", "We cried."]),
        ("", []),
        (" \n ", []),
        ("...", ["..."]),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, wanted: list[str]) -> None:
    assert sentences.split(text) == wanted


@given(TEXTS)
def test_no_letter_is_lost_and_the_sentences_stand_in_order(text: str) -> None:
    spans = sentences.spans(text)
    assert all(start < end for start, end in spans)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert [text[start:end].strip() for start, end in spans] == sentences.split(text)
    assert "".join("".join(sentences.split(text)).split()) == "".join(text.split())


@given(TEXTS)
def test_a_clean_text_stays_as_it_is(text: str) -> None:
    once = sentences.clean(text)
    assert sentences.clean(once) == once


@given(TEXTS)
def test_a_clean_text_holds_no_control_characters_and_can_be_written(text: str) -> None:
    cleaned = sentences.clean(text)
    assert not [
        c for c in cleaned if c not in "\n\u200d" and unicodedata.category(c).startswith("C")
    ]
    assert "  " not in cleaned
    assert "\n\n\n" not in cleaned
    assert cleaned == cleaned.strip()
    cleaned.encode("utf-8")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a\r\nb\rc\u2028d\x0be", "a\nb\nc\nd\ne"),
        ("a\tb  c \n d", "a b c\nd"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("\x00\x1b[31mred\x07", "[31mred"),
        ("safe\u202etxt.exe\u2066", "safetxt.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("👩\u200d💻", "👩\u200d💻"),
        ("cafe\u0301", "café"),
    ],
)
def test_cleaning_takes_out_what_is_not_seen(text: str, wanted: str) -> None:
    assert sentences.clean(text) == wanted


@given(TEXTS)
def test_straight_quotes_keep_every_place(text: str) -> None:
    straight = sentences.straight(text)
    assert len(straight) == len(text)
    assert not set("‘’“”„\u00a0") & set(straight)


@given(TEXTS)
def test_escaped_text_opens_no_tag_and_no_link(text: str) -> None:
    escaped = sentences.escaped(text)
    assert "<" not in escaped
    assert "](" not in escaped


def test_a_link_and_a_tag_are_made_plain() -> None:
    assert sentences.escaped("<b>[x](http://y)") == "&lt;b>[x]\\(http://y)"


@given(TEXTS)
def test_words_are_lower_case_letters_digits_and_inner_apostrophes(text: str) -> None:
    for word in sentences.words(text):
        assert word
        assert not set(word) - set("abcdefghijklmnopqrstuvwxyz0123456789'")
        assert "'" not in (word[0], word[-1])


def test_an_apostrophe_stays_inside_its_word() -> None:
    assert sentences.words("I can’t; don't 'quote' A1") == ["i", "can't", "don't", "quote", "a1"]


@pytest.mark.parametrize(
    "piece", [".", "?!", '."', ".)", "\n", "\n ", " ", "1. ", "\n1", "- ", "e.g.", "“", "\u200d"]
)
def test_no_text_takes_long(piece: str) -> None:
    text = piece * 20_000 + "x"
    started = time.perf_counter()
    sentences.split(text)
    sentences.clean(text)
    # Every one takes hundredths of a second; one that grew with the square took four.
    assert time.perf_counter() - started < 1.5
