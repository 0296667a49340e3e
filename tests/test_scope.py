"""Whether the articles cover a question, read with the real weights."""

from dataclasses import replace

import pytest

from coach import scope
from coach.listener import NOTHING, Heard, Listener

COVERED = [
    "I promised my client the drawings by Friday and forgot. She has not answered my mails since.",
    "We delivered the wrong cake to a wedding and the customer is furious. Should I send flowers?",
    "My biggest account stopped calling after my colleague snapped at their buyer on the phone.",
    "I overcharged a customer by mistake and he says he can't trust us any more.",
    "How do I apologize to a client?",
    "How can I rebuild a damaged relationship with a customer?",
]
ELSEWHERE = [
    "What is the capital of Mongolia and how many people live there?",
    "Write a Python function that sorts a list of numbers.",
    "My cat won't eat the new food and keeps me up at night.",
    "How long do I boil an egg?",
    "My sister is angry because I forgot her birthday, how do I make it right?",
    "Which laptop should I buy for playing games?",
]


@pytest.fixture(scope="module")
def ear() -> Listener:
    return Listener()


@pytest.mark.parametrize("question", COVERED)
def test_a_client_who_was_let_down_is_covered(question: str, ear: Listener) -> None:
    assert scope.covered(question, ear.hear(question))


@pytest.mark.parametrize("question", ELSEWHERE)
def test_what_has_no_client_in_it_is_not_covered(question: str, ear: Listener) -> None:
    assert not scope.covered(question, ear.hear(question))


def test_with_nothing_heard_the_words_decide() -> None:
    assert scope.covered("My client is upset about a mistake.", NOTHING)
    assert not scope.covered("How long do I boil an egg?", NOTHING)


def test_a_plan_that_an_article_warns_of_speaks_for_a_doubtful_message() -> None:
    doubtful = Heard(steps={"four-steps/own": 1.0}, covered=0.0)
    assert scope.covered("He looked away, so I mean to send flowers.", doubtful, planned=True)
    assert not scope.covered(
        "He looked away, so I mean to send flowers.", replace(doubtful, covered=-9.0), planned=True
    )
