"""The parts of an apology and the words that show them."""

import pytest

from coach.apologies import CUES, PARTS, Cue, Part, parts, shown


@pytest.mark.parametrize(("cue", "text"), [(c, t) for c in CUES for t in c.counts])
def test_a_cue_counts_what_it_is_for(cue: Cue, text: str) -> None:
    assert cue.part in parts(text)


@pytest.mark.parametrize(("cue", "text"), [(c, t) for c in CUES for t in c.spares])
def test_a_cue_spares_its_near_misses(cue: Cue, text: str) -> None:
    assert cue.part not in parts(text)


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.part)
def test_a_cue_has_three_texts_of_each_kind(cue: Cue) -> None:
    assert cue.part in PARTS
    assert len(set(cue.counts)) >= 3
    assert len(set(cue.spares)) >= 3


def test_every_part_has_a_cue_and_they_stand_in_their_order() -> None:
    assert {cue.part for cue in CUES} == set(PARTS)
    assert list(PARTS)[:2] == ["responsibility", "repair"]


# The known trap: much that is said with "because" explains no mistake.
NO_EXPLANATION = [
    "I'm calling because I want to hear how it was for you.",
    "You matter to us because we grew up together in this trade.",
    "I have refunded you because you deserve no less.",
    "I am telling you this today because you planned around Friday.",
    "Since Tuesday the line runs again.",
    "As I write this, the van is on its way.",
    "I moved it to Monday so that you have a day more.",
    "You left because of us, and I understand that.",
    "The reason for my letter is the chair.",
    "I don't want to explain anything; I'd like to hear how you are.",
    "It was late and you had to wait.",
    "I'm writing to you since you asked for it in writing.",
    "Because of you we know about it.",
    "I thought of you on Sunday.",
    "What happened next is up to you.",
]


@pytest.mark.parametrize("text", NO_EXPLANATION)
def test_not_every_because_explains(text: str) -> None:
    assert "explanation" not in shown(text)


def test_the_words_are_the_first_that_show_a_part() -> None:
    text = "I forgot the van. You had to wait, and I'm sorry. I forgot to call, too."
    found = parts(text)
    assert text[slice(*found["responsibility"])] == "I forgot"
    assert found["responsibility"][0] == 0
    assert text[slice(*found["acknowledgement"])].startswith("You had to")


def test_a_spoilt_sentence_shows_only_what_is_put_right() -> None:
    text = "I'm sorry if I upset you, and I will replace the doors."
    assert {"regret", "repair"} <= parts(text).keys()
    assert parts(text, [(10, 12)]).keys() == {"repair"}


def test_a_part_equals_its_name() -> None:
    part = Part("repair", "", 0, 0, "Say what you do.", "repair-damage/take-action")
    assert part == "repair"
    assert "repair" in (part,)
    assert {part} & {"repair"}
    assert part != "regret"
    assert str(part) == "repair"
