"""Scripted conversations: expectations are looked up, and the real coach holds a whole one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from coach import Advice, Coach, Settings
from coach.cases import Case
from coach.errors import InvalidRun
from coach.evaluation import scenarios, talks


@pytest.fixture(scope="module")
def coach(home: Path) -> Iterator[Coach]:
    """A coach without a model."""
    with Coach.open(Settings(home=home)) as opened:
        yield opened


def turn(user: str, *expect: dict[str, object]) -> dict[str, object]:
    return {"user": user, "expect": list(expect)}


def test_a_conversation_with_a_correction_a_forget_and_a_draft_holds(coach: Coach) -> None:
    script = {
        "id": "A",
        "turns": [
            turn("I messed up with a client", {"kind": "asks"}, {"kind": "no_advice"}),
            turn(
                "My client Dana Whitfield is furious, I sent her the wrong invoice on Monday. She is getting divorced.",
                {"kind": "case", "field": "who", "has": "dana"},
                {"kind": "advises"},
            ),
            turn(
                "No wait, it was Tuesday, not Monday.",
                {"kind": "case_not", "has": "monday", "of": "correction"},
                {"kind": "case", "field": "dates", "has": "tuesday", "of": "correction"},
                {"kind": "most_words", "count": 150},
            ),
            turn(
                "Forget what I said about her divorce.",
                {"kind": "case_not", "has": "divorced", "of": "forget"},
            ),
            turn(
                "can you write her an email for me",
                {"kind": "draft", "has": ["dana", "wrong invoice"], "form": "email"},
            ),
            turn("shorter", {"kind": "shorter"}),
        ],
    }
    told = talks.run(coach, script)
    assert list(talks.missed(told)) == []
    assert "| of a forget | 1 | 1 | 1.00 |" in list(talks.table(told))


def test_an_expectation_that_does_not_hold_is_told(coach: Coach) -> None:
    script = {"id": "B", "turns": [turn("Hello!", {"kind": "advises"})]}
    assert list(talks.missed(talks.run(coach, script))) == ['B/1: {"kind": "advises"}']


@pytest.mark.parametrize(
    ("kind", "more", "text", "holds"),
    [
        ("asks", {}, "What now? And then?", False),
        ("asks", {}, "> Is it so?\n\nWhat now?", True),
        ("no_advice", {}, "1. **Own.** Own it.", False),
        ("not_asked_again", {"about": "when"}, "When was it?", False),
        ("draft", {"has": ["dana"]}, "> Dear Dana,", True),
        ("draft", {"has": ["dana"]}, "Dear Dana,", False),
        ("about", {"has": ["dana", "invoice"]}, "The Invoice.", True),
        ("most_words", {"count": 2}, "one two three", False),
    ],
)
def test_each_kind_of_expectation_can_fail(
    kind: str, more: dict[str, object], text: str, holds: bool
) -> None:
    seen = talks._Seen(Advice(text), Advice(""))
    assert talks.EXPECTED[kind](seen, {"kind": kind, **more}) is holds


def test_a_number_within_a_longer_one_is_not_the_number() -> None:
    seen = talks._Seen(Advice("x", case=Case(cost=("It cost 40,000.",))), Advice(""))
    assert talks.EXPECTED["case_not"](seen, {"has": "4,000"})
    assert not talks.EXPECTED["case_not"](seen, {"has": "40,000"})


def test_an_unknown_part_makes_the_run_invalid() -> None:
    with pytest.raises(InvalidRun, match="no part"):
        talks.scripts("other")


def test_the_scripts_are_thirty_a_part_and_their_kinds_are_known() -> None:
    assert [len(talks.scripts(part)) for part in scenarios.PARTS] == [30, 30]
