"""Situations, and what the explanation of a search shows of them."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import coach
from coach import articles, situations

STEPS = {p.id for p in articles.passages(articles.bundled()) if not p.id.endswith("/about")}


def test_every_step_has_situations_in_many_voices() -> None:
    told = situations.by_step()
    assert set(told) == STEPS
    assert min(len(set(texts)) for texts in told.values()) >= 40


def letters(texts: Sequence[str]) -> list[list[float]]:
    return [[float(letter in text) for letter in "abcdefghij"] for text in texts]


def test_the_nearest_situation_is_one_of_the_step() -> None:
    step = "mend-fences/no-gifts"
    assert situations.nearest("I sent a cake", step, letters) in situations.by_step()[step]


def test_a_step_of_the_users_own_has_no_situation() -> None:
    assert situations.nearest("I sent a cake", "handbook/refunds", letters) == ""


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[coach.Coach]:
    with coach.Coach.open(coach.Settings(home=tmp_path_factory.mktemp("home"))) as c:
        yield c


def test_an_explanation_says_what_brought_each_hit_there(opened: coach.Coach) -> None:
    question = "The client stopped answering, and I want to send her an apology."
    found = opened.explain(question, limit=4)
    assert [reason.passage for reason in found] == list(opened.search(question, limit=4))
    assert any(reason.words for reason in found)
    assert all(0.0 <= reason.called <= 1.0 for reason in found)
    assert all(reason.situation for reason in found if reason.passage.id in STEPS)


def test_with_keywords_alone_an_explanation_names_words(tmp_path: Path) -> None:
    settings = coach.Settings(home=tmp_path, embedder="none")
    with coach.Coach.open(settings) as c:
        found = c.explain("an apology with no other goal", limit=5)
    assert {reason.situation for reason in found} == {""}
    assert any("apology" in reason.words for reason in found)
