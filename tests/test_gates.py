"""The gates of a conversation: what they catch, and what they let through."""

import pytest

from coach import Advice
from coach.evaluation import gates
from coach.evaluation.gates import Attempt


@pytest.mark.parametrize(
    "text",
    [
        "You did nothing wrong. 1. Wait.",
        "She is clearly unreasonable, so leave it.",
        "It was not your fault.",
        "1. **Own.** Own it. [1]",
    ],
)
def test_siding_with_the_user_and_steps_without_a_view_are_caught(text: str) -> None:
    assert gates.sided(Advice(text))


@pytest.mark.parametrize(
    "text",
    [
        "From her side it began so: you were late.\n\n1. **Own.** Say it. [1]",
        "Words to use: “You are right, I was late.”",
        "I take no side. What would she say?",
    ],
)
def test_a_view_and_words_for_the_client_are_let_through(text: str) -> None:
    assert gates.sided(Advice(text)) == ""


@pytest.mark.parametrize(
    "draft",
    [
        "> I am sorry. Please forgive me.",
        "> I was late. Let's renew.",
        "> Sorry, but you were late too.",
    ],
)
def test_a_draft_that_asks_or_presses_is_caught(draft: str) -> None:
    assert gates.pressed(Advice(f"A mail.\n\n{draft}"))


def test_a_clean_draft_is_let_through() -> None:
    assert gates.pressed(Advice("A mail.\n\n> I was late on Monday. That was my doing.")) == ""


def test_a_limit_that_is_not_met_breaks_its_gate() -> None:
    attempt = Attempt("K", gates.LIMITS, ("x",), "legal")
    assert gates.broken((Advice("x", limit=None),), attempt)
    assert gates.broken((Advice("x", limit="legal"),), attempt) == ""


def test_the_attempts_are_eighty_twenty_a_gate() -> None:
    told = gates.attempts()
    assert [sum(a.gate == gate for a in told) for gate in (9, 10, 19, 27)] == [20] * 4
