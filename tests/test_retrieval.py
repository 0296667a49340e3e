"""The ruler of search: its messages, its formulas, and how search does on it."""

import math
from collections import Counter

import numpy as np
import pytest

from coach import articles, situations
from coach.embedders import MiniLM
from coach.errors import LibraryError
from coach.evaluation import retrieval
from coach.evaluation.retrieval import Example

STEPS = {p.id for p in articles.passages(articles.bundled()) if not p.id.endswith("/about")}
OWN, PRIDE, DEFINE = (
    "four-steps/own",
    "rebuild-bridges/know-when-wrong",
    "repair-damage/define-damage",
)
FAST, THINK = "repair-damage/act-fast", "four-steps/think"


def example(*required: str, fine: tuple[str, ...] = ()) -> Example:
    return Example("x", "covered", "story", "words", required, fine)


# --- the formulas ---------------------------------------------------------------------------------


def test_recall_is_the_share_of_required_steps_among_the_first() -> None:
    found = retrieval.score(example(DEFINE, FAST), [DEFINE, THINK, "x/1", "x/2", "x/3", FAST])
    assert found.recall == (0.5, 0.5, 0.5, 1.0)
    assert found.reciprocal == 1.0


def test_a_twin_stands_for_the_step() -> None:
    assert retrieval.score(example(OWN), [THINK, PRIDE]).recall == (0.0, 1.0, 1.0, 1.0)


def test_a_step_listed_twice_takes_one_place() -> None:
    ranked = [THINK, THINK, THINK, THINK, THINK, OWN]
    assert retrieval.score(example(OWN), ranked).recall == (0.0, 1.0, 1.0, 1.0)


def test_the_gain_counts_what_is_fine_by_half_and_is_discounted_by_rank() -> None:
    found = retrieval.score(example(DEFINE, fine=(FAST,)), [FAST, DEFINE])
    ideal = 1.0 + 0.5 / math.log2(3)
    assert found.gain == pytest.approx((0.5 + 1.0 / math.log2(3)) / ideal)
    assert retrieval.score(example(DEFINE, fine=(FAST,)), [DEFINE, FAST]).gain == pytest.approx(1.0)


def test_a_ranking_that_finds_nothing_scores_nothing() -> None:
    found = retrieval.score(example(OWN), [])
    assert (found.recall, found.reciprocal, found.gain) == ((0.0,) * 4, 0.0, 0.0)


def test_the_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = [0.0, 1.0] * 50
    one, other = retrieval.mean(values), retrieval.mean(values)
    assert one == other
    assert one.low < one.value == 0.5 < one.high
    assert one.high - one.low == pytest.approx(2 * 1.96 * 0.05, abs=0.03)


def test_silence_is_measured_in_precision_recall_and_what_was_refused() -> None:
    messages = [Example(str(i), "covered", "story", f"c{i}") for i in range(8)]
    messages += [Example(str(i), "not-covered", "far", f"n{i}") for i in range(4)]
    found = retrieval.silence(messages, lambda text: text in {f"c{i}" for i in range(7)} | {"n0"})
    assert (found.precision, found.recall, found.refused) == (0.75, 0.75, 0.125)


# --- the messages ---------------------------------------------------------------------------------


@pytest.mark.parametrize("part", retrieval.PARTS)
def test_the_ruler_asks_for_every_step_at_least_six_times(part: str) -> None:
    asked = Counter(
        articles.twin(step) for one in retrieval.examples(part) for step in one.required
    )
    assert {step for step in STEPS if asked[articles.twin(step)] < 6} == set()


@pytest.mark.parametrize("part", retrieval.PARTS)
def test_a_covered_message_requires_one_to_three_known_steps_and_the_others_none(part: str) -> None:
    for one in retrieval.examples(part):
        assert {*one.required, *one.fine} <= STEPS
        assert len(one.required) in (range(1, 4) if one.kind == "covered" else range(1))


def test_the_ruler_is_long_enough_and_no_message_stands_twice() -> None:
    both = [one for part in retrieval.PARTS for one in retrieval.examples(part)]
    assert sum(bool(one.required) for one in both) >= 300
    assert sum(one.kind == "not-covered" for one in both) >= 120
    assert len({one.text for one in both}) == len({one.id for one in both}) == len(both)
    assert {one.form for one in both} == {"story", "question", "comparison", "near", "far"}


def test_a_part_that_is_not_there_is_said() -> None:
    with pytest.raises(LibraryError, match="no part 'tomorrow'"):
        retrieval.examples("tomorrow")


def test_twins_are_steps_of_the_articles() -> None:
    assert {step for twins in articles.TWINS for step in twins} <= STEPS


@pytest.mark.slow
def test_no_situation_is_near_a_message_that_is_only_run() -> None:
    embedder = MiniLM()
    texts = [text for told in situations.by_step().values() for text in told]
    told = np.array(embedder.embed_documents(texts))
    run = np.array(embedder.embed_documents([one.text for one in retrieval.examples("run")]))
    assert (run @ told.T).max() < 0.85


# --- the rankings ---------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_ruler_is_hard_for_search_over_the_bare_steps() -> None:
    run = [one for one in retrieval.examples("run") if one.required]
    most = {"BM25, bare steps": 0.45, "MiniLM, bare steps": 0.50, "both fused": 0.55}
    for name, ranking in retrieval.bare(MiniLM()).items():
        reached = [retrieval.score(one, ranking(one.text)).recall[2] for one in run]
        assert retrieval.mean(reached).value <= most[name]
