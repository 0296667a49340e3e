"""Whether the articles cover a question, read with the real weights."""

from collections.abc import Sequence

import pytest

from coach import scope
from coach.embedders import MiniLM

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
def vectors() -> dict[str, Sequence[float]]:
    texts = [*COVERED, *ELSEWHERE]
    return dict(zip(texts, MiniLM().embed_documents(texts), strict=True))


@pytest.mark.parametrize("question", COVERED)
def test_a_client_who_was_let_down_is_covered(
    question: str, vectors: dict[str, Sequence[float]]
) -> None:
    assert scope.covered(question, vectors[question])


@pytest.mark.parametrize("question", ELSEWHERE)
def test_what_has_no_client_in_it_is_not_covered(
    question: str, vectors: dict[str, Sequence[float]]
) -> None:
    assert not scope.covered(question, vectors[question])


@pytest.mark.parametrize("vector", [None, [0.1] * 8])
def test_without_a_fitting_vector_the_words_decide(vector: Sequence[float] | None) -> None:
    assert scope.covered("My client is upset about a mistake.", vector)
    assert not scope.covered("How long do I boil an egg?", vector)


def test_the_probability_is_one_and_follows_the_vector(
    vectors: dict[str, Sequence[float]],
) -> None:
    near = [scope.probability(vectors[question]) for question in COVERED[:4]]
    far = [scope.probability(vectors[question]) for question in ELSEWHERE[:4]]
    assert all(0 < one < 1 for one in near + far)
    assert min(near) > max(far)
