"""Turns that correct, take back, or want something written, in words that no rule was written for."""

from collections.abc import Sequence

import pytest

from coach import story
from coach.errors import InvalidRun
from coach.evaluation import request_check
from coach.evaluation.request_check import Turn
from coach.listener import Listener
from coach.story import Request, Story

LISTENER = Listener()
TOLD = (
    "I run a bakery. I sent Dana Whitmore 40 rolls instead of cakes on Monday and she has diabetes."
)


def told(*messages: str) -> Story:
    return story.told(messages, hear=LISTENER.request)


@pytest.mark.parametrize(
    ("turn", "wrong", "right"),
    [
        ("ugh typo, 14 rolls", "40", "14"),
        ("Tuesday, my bad", "Monday", "Tuesday"),
    ],
)
def test_a_correction_is_heard_without_the_words_of_a_rule(
    turn: str, wrong: str, right: str
) -> None:
    stands = told(TOLD, turn)
    assert wrong not in stands.whole
    assert right in stands.whole
    assert stands.corrected


@pytest.mark.parametrize(
    "turn",
    [
        "her illness is private, please don't keep that",
        "I shouldn't have passed on that she has diabetes, leave it out",
        "the diabetes part: gone please",
    ],
)
def test_what_is_asked_to_be_forgotten_in_other_words_is_gone(turn: str) -> None:
    stands = told(TOLD, turn)
    assert stands.forgot
    assert "diabetes" not in stands.whole


@pytest.mark.parametrize("turn", ["clean slate please", "wipe it all, I start over"])
def test_everything_goes_when_everything_is_to_go(turn: str) -> None:
    assert told(TOLD, turn).whole == ""


@pytest.mark.parametrize(
    "turn",
    [
        "I can't forget how she looked at me.",
        "Her partner is called Ruth, she rang on Wednesday.",
        "ok",
        "no",
        "and if she says no?",
        "She told me to forget it.",
    ],
)
def test_what_only_goes_on_changes_nothing(turn: str) -> None:
    stands = told(TOLD, turn)
    assert TOLD in stands.whole
    assert not stands.forgot
    assert not stands.corrected


@pytest.mark.parametrize(
    ("turn", "form"),
    [
        ("You write, I send. Deal?", "email"),
        ("pls write what i should send him by whatsapp", "chat"),
        ("give me my first words on the phone", "call"),
    ],
)
def test_a_wish_for_a_draft_is_heard_in_other_words(turn: str, form: str) -> None:
    wish = told(TOLD, turn).wish
    assert (wish.kind, wish.form) == ("draft", form)


def test_nothing_is_put_right_on_a_guess() -> None:
    def unsure(_: tuple[str, ...], __: str) -> Request:
        return Request({"none": 0.6, "correction": 0.4}, "Monday", "Friday", 3.0)

    assert story.told([TOLD, "On Friday then."], hear=unsure).earlier == (TOLD,)


def test_every_turn_holds_the_words_that_it_is_about() -> None:
    for part in ("look", "run"):
        for one in request_check.turns(part):
            before = " ".join(one.before).lower()
            assert one.kind in story.KINDS
            assert one.old.lower() in before
            assert one.new.lower() in one.text.lower()


def test_the_table_counts_what_was_done_and_nothing_else() -> None:
    turns = [
        Turn("1", ("I was late on Monday.",), "Tuesday", "correction", "Monday", "Tuesday"),
        Turn("2", ("I was late.",), "write it for me", "email", "", ""),
        Turn("3", ("I was late.",), "ok", "none", "", ""),
    ]

    def read(texts: Sequence[str]) -> Story:
        return story.told(texts)

    lines = list(request_check.table(turns, read))
    assert lines[2].startswith("| nothing of these | 1 of 1")
    assert lines[3].startswith("| correction | 0 of 1")
    assert lines[4].startswith("| a draft: email | 1 of 1")


def test_a_part_that_is_not_there_is_an_invalid_run() -> None:
    with pytest.raises(InvalidRun):
        request_check.turns("nowhere")


@pytest.mark.parametrize(
    ("before", "turn", "old", "new", "stands"),
    [
        (
            "I told her in her office.",
            "I said it at reception",
            "office",
            "reception",
            "at reception.",
        ),
        (
            "I was two hours late.",
            "it must be four hours late",
            "two hours late",
            "four hours",
            "four hours late.",
        ),
        (
            "It was due the 3rd.",
            "it was due on the 13th",
            "due the 3rd",
            "the 13th",
            "due the 13th.",
        ),
        (
            "I live in Kensington.",
            "Kennington! autocorrect",
            "I live",
            "Kennington",
            "in Kennington.",
        ),
        (
            "I drove up Fleet Street.",
            "that was Gloucester Road",
            "Street",
            "Road",
            "Gloucester Road.",
        ),
        (
            "I promised six weeks.",
            "six weeks no, ten weeks",
            "six weeks",
            "six",
            "ten weeks.",
        ),
        ("He has two vans.", "it was Friday that did it", "two", "Friday", "two vans."),
    ],
)
def test_the_right_words_are_fitted_to_where_the_wrong_ones_stood(
    before: str, turn: str, old: str, new: str, stands: str
) -> None:
    def hear(earlier: tuple[str, ...], message: str) -> Request:
        return Request({"correction": 0.99} if earlier else {}, old, new, 3.0)

    assert story.told([before, turn], hear=hear).earlier[0].endswith(stands)


def test_words_that_name_what_to_forget_come_before_what_is_heard() -> None:
    def hear(earlier: tuple[str, ...], message: str) -> Request:
        return Request({"forget-all": 0.99} if len(earlier) == 2 else {"none": 0.99})

    told = [
        "I was late with her cake.",
        "She is on a diet.",
        "Scratch that last bit, it is gossip.",
    ]
    assert story.told(told, hear=hear).earlier == ("I was late with her cake.",)
