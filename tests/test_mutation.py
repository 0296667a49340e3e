"""Mutants of good answers are killed by the check they were made for; harmless edits by none."""

from collections import Counter, defaultdict

import pytest

from coach import answers, checks
from coach.evaluation import lanes, mutation, statistics

GOOD = mutation.good_answers()


@pytest.mark.parametrize("example", GOOD, ids=lambda example: example.id)
def test_a_good_answer_passes_every_check(example: mutation.Example) -> None:
    assert checks.faults(example.question, example.answer, None, example.required) == ()


def test_the_good_answers_are_in_six_styles_and_over_all_articles() -> None:
    assert len(GOOD) >= 60
    assert min(Counter(one.style for one in GOOD).values()) >= 8
    assert len({one.style for one in GOOD}) == 6
    by_article: dict[str, int] = defaultdict(int)
    for one in GOOD:
        for article in {step.partition("/")[0] for step in answers.parse(one.answer).cited}:
            by_article[article] += 1
    assert min(by_article.values()) >= 8
    assert len(by_article) == 6


def test_the_same_seed_makes_the_same_mutants_and_none_is_what_it_was() -> None:
    originals = {one.id: one.answer for one in GOOD}
    once, again = (list(mutation.structural(GOOD[:5], seed=3)) for _ in range(2))
    assert once == again
    assert all(one.example.answer != originals[one.example.id] for one in once)


@pytest.mark.slow
@pytest.mark.parametrize("operator", mutation.STRUCTURAL)
def test_every_structural_mutant_is_killed_by_the_check_it_was_made_for(operator: str) -> None:
    made = [one for one in mutation.structural(GOOD) if one.operator == operator]
    killed = 0
    for one in made[:150]:
        parsed = answers.parse(one.example.answer)
        # The rest of the checks looks at words, which these operators leave alone.
        found = answers.structure(one.example.question, parsed, one.example.required)
        if operator == "padded":
            found = checks.faults(one.example.question, one.example.answer)
        killed += one.check in {fault.code for fault in found}
    assert statistics.wilson(killed, min(150, len(made))).low >= 0.95


@pytest.mark.slow
def test_hardly_an_edit_that_changes_nothing_raises_a_flag() -> None:
    edits = [one for one in mutation.benign(GOOD, ()) if not one.check]
    assert len(edits) >= 150
    _, _, flagged = lanes.kills(edits)
    assert len(flagged) <= 2, flagged
