"""Error bars and tests for the means of an evaluation."""

import math
import random
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations, product
from statistics import NormalDist, stdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.evaluation.statistics import (
    Comparison,
    Interval,
    clustered,
    detectable,
    holm,
    kappa,
    needed,
    paired,
    t_quantile,
    wilson,
)

CONFIDENCES = st.floats(0.5, 0.999)
SCORES = st.floats(-100, 100)
CLUSTERS = st.dictionaries(
    st.text(max_size=3), st.lists(SCORES, min_size=1, max_size=4), min_size=1, max_size=8
)
CHANGES = st.lists(st.integers(-5, 5), min_size=1, max_size=7)
PS = st.dictionaries(st.text(max_size=3), st.floats(0, 1) | st.floats(0, 0.06), max_size=6)


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    of = draw(st.integers(1, 2_000))
    return draw(st.integers(0, of)), of


def compared(changes: Sequence[float], flips: int = 10_000, seed: int = 0) -> Comparison:
    """Compare sides that differ by the changes."""
    before = {f"{at:03}": 0.0 for at in range(len(changes))}
    return paired(before, dict(zip(before, changes, strict=True)), flips, seed)


# Student's t


@pytest.mark.parametrize(
    ("df", "value"), [(1, 12.7062), (5, 2.5706), (10, 2.2281), (30, 2.0423), (119, 1.9801)]
)
def test_quantiles_are_those_of_printed_tables(df: int, value: float) -> None:
    assert t_quantile(0.975, df) == pytest.approx(value, abs=5e-5)
    assert t_quantile(0.025, df) == pytest.approx(-value, abs=5e-5)


@pytest.mark.parametrize("probability", [1e-9, 0.001, 0.2, 0.49, 0.51, 0.8, 0.95, 0.9995])
def test_quantiles_have_closed_forms_for_one_two_and_four_degrees(probability: float) -> None:
    spread = 4 * probability * (1 - probability)
    angle = math.acos(math.sqrt(spread)) / 3
    closed = {
        1: -1 / math.tan(math.pi * probability),
        2: (2 * probability - 1) * math.sqrt(2 / spread),
        4: math.copysign(2 * math.sqrt(math.cos(angle) / math.sqrt(spread) - 1), probability - 0.5),
    }
    for df, value in closed.items():
        assert t_quantile(probability, df) == pytest.approx(value, rel=1e-6, abs=1e-6)


def within(t: float, df: int) -> float:
    """Return how often t is within so far of 0: a finite sum (Abramowitz and Stegun 26.7.3, .4)."""
    angle = math.atan(t / math.sqrt(df))
    odd = df % 2
    term = math.cos(angle) if odd else 1.0
    total = 0.0
    for at in range(odd, df - odd, 2):
        total += term
        term *= math.cos(angle) ** 2 * (at + 1) / (at + 2)
    total *= math.sin(angle)
    return 2 / math.pi * (angle + total) if odd else total


@given(st.floats(0.001, 0.999), st.integers(1, 400))
def test_t_stays_below_its_quantile_as_often_as_asked(probability: float, df: int) -> None:
    value = t_quantile(probability, df)
    below = 0.5 + math.copysign(within(abs(value), df) / 2, value)
    assert below == pytest.approx(probability, abs=1e-9)


@given(st.floats(1e-6, 0.5), st.integers(1, 10_000))
def test_quantiles_are_symmetric_about_nought(probability: float, df: int) -> None:
    other = t_quantile(1 - probability, df)
    assert t_quantile(probability, df) == pytest.approx(-other, rel=1e-6, abs=1e-9)


def test_the_median_is_nought() -> None:
    assert t_quantile(0.5, 7) == 0.0


@pytest.mark.parametrize("df", [10**4, 10**6, 10**8])
def test_quantiles_approach_the_normal_ones(df: int) -> None:
    z = NormalDist().inv_cdf(0.975)
    # First term of the expansion in 1 / df (Abramowitz and Stegun 26.7.5).
    assert t_quantile(0.975, df) == pytest.approx(z + (z**3 + z) / (4 * df), abs=1e-7)


@pytest.mark.parametrize(("probability", "df"), [(0.0, 3), (1.0, 3), (math.nan, 3), (0.9, 0)])
def test_a_quantile_that_is_none_is_refused(probability: float, df: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        t_quantile(probability, df)


# Shares


@pytest.mark.parametrize(
    ("passed", "of", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (5, 10, 0.2366, 0.7634),
        (10, 10, 0.7225, 1.0),
        (73, 73, 0.9500, 1.0),
        (109, 110, 0.9503, 0.9984),
    ],
)
def test_a_share_has_the_score_interval(passed: int, of: int, low: float, high: float) -> None:
    interval = wilson(passed, of)
    assert interval.mean == passed / of
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


@given(counts(), CONFIDENCES)
def test_the_ends_of_a_share_are_as_far_as_the_score_test_allows(
    count: tuple[int, int], confidence: float
) -> None:
    passed, of = count
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    interval = wilson(passed, of, confidence)
    assert 0 <= interval.low <= interval.mean <= interval.high <= 1
    for end in (interval.low, interval.high):
        far = (interval.mean - end) ** 2
        assert far == pytest.approx(z * z * end * (1 - end) / of, rel=1e-6, abs=1e-12)


@given(counts())
def test_what_failed_has_the_interval_of_what_passed_turned_round(count: tuple[int, int]) -> None:
    passed, of = count
    interval, other = wilson(passed, of), wilson(of - passed, of)
    assert interval.low == pytest.approx(1 - other.high)
    assert interval.high == pytest.approx(1 - other.low)


@pytest.mark.parametrize("confidence", [0.5, 0.8, 0.9, 0.95, 0.975, 0.99, 0.999])
def test_none_and_all_reach_the_end_of_the_scale_exactly(confidence: float) -> None:
    assert all(wilson(0, of, confidence).low == 0.0 for of in range(1, 200))
    assert all(wilson(of, of, confidence).high == 1.0 for of in range(1, 200))


@pytest.mark.parametrize(
    ("passed", "of", "confidence"),
    [(0, 0, 0.95), (0, -1, 0.95), (3, 2, 0.95), (-1, 2, 0.95), (1, 2, 1.0), (1, 2, 0.0)],
)
def test_a_share_that_is_none_is_refused(passed: int, of: int, confidence: float) -> None:
    with pytest.raises(ValueError, match=r"must be|at least one trial"):
        wilson(passed, of, confidence)


@pytest.mark.parametrize(
    ("rate", "trials"), [(0.0, 1), (0.2, 1), (0.5, 4), (0.9, 35), (0.95, 73), (0.99, 381)]
)
def test_so_many_trials_must_all_pass(rate: float, trials: int) -> None:
    assert needed(rate) == trials


@given(st.floats(0, 0.9999), CONFIDENCES)
def test_one_trial_fewer_would_not_do(rate: float, confidence: float) -> None:
    trials = needed(rate, confidence)
    assert wilson(trials, trials, confidence).low >= rate
    assert trials == 1 or wilson(trials - 1, trials - 1, confidence).low < rate


@given(st.integers(1, 10_000))
def test_the_low_end_of_n_trials_needs_n_trials(trials: int) -> None:
    assert needed(wilson(trials, trials).low) == trials


@pytest.mark.parametrize("rate", [1.0, -0.1, math.nan])
def test_no_number_of_trials_gives_such_a_low_end(rate: float) -> None:
    with pytest.raises(ValueError, match="rate_low must be"):
        needed(rate)


# Means over clusters


def test_the_mean_of_clusters_has_a_t_interval() -> None:
    interval = clustered({name: [score] for name, score in zip("abcde", range(1, 6), strict=True)})
    reach = 2.776445 * math.sqrt(2.5 / 5)
    assert interval.mean == 3
    assert interval.low == pytest.approx(3 - reach, abs=1e-5)
    assert interval.high == pytest.approx(3 + reach, abs=1e-5)


def test_two_clusters_have_the_widest_t_interval() -> None:
    # One degree of freedom: tan(0.475 pi) standard errors of 0.5.
    interval = clustered({"a": [0.0], "b": [1.0]})
    assert interval.high == pytest.approx(0.5 + 0.5 * math.tan(0.475 * math.pi))


def test_a_cluster_counts_once_however_many_scores_it_has() -> None:
    assert clustered({"a": [1.0] * 90, "b": [0.0], "c": [0.2, 0.4]}) == clustered(
        {"a": [1.0], "b": [0.0], "c": [0.30000000000000004]}
    )


def test_repeating_every_score_makes_nothing_surer() -> None:
    scores = {"a": [0.1, 0.3], "b": [0.9], "c": [0.4, 0.5]}
    again = clustered({name: [*some, *some] for name, some in scores.items()})
    once = clustered(scores)
    assert (again.low, again.high) == pytest.approx((once.low, once.high))


def test_one_cluster_says_nothing_about_the_spread() -> None:
    assert clustered({"a": [0.0, 1.0]}) == Interval(0.5, -math.inf, math.inf)


def test_clusters_that_agree_give_no_width() -> None:
    assert clustered({"a": [0.5], "b": [0.5], "c": [0.5]}) == Interval(0.5, 0.5, 0.5)


@given(CLUSTERS, CONFIDENCES)
def test_the_mean_is_in_the_middle_and_surer_is_wider(
    scores: Mapping[str, Sequence[float]], confidence: float
) -> None:
    interval = clustered(scores, confidence)
    wider = clustered(scores, (1 + confidence) / 2)
    assert wider.low <= interval.low <= interval.mean <= interval.high <= wider.high
    if len(scores) > 1:
        assert interval.mean - interval.low == pytest.approx(interval.high - interval.mean)


@given(CLUSTERS)
def test_the_order_of_clusters_does_not_matter(scores: dict[str, list[float]]) -> None:
    assert clustered(dict(reversed(scores.items()))) == clustered(scores)


def test_about_95_in_100_intervals_hold_the_true_mean() -> None:
    dice = random.Random(4)

    def cluster() -> list[float]:
        # Three wordings share what is peculiar to their scenario.
        shared = dice.gauss(0.6, 0.2)
        return [shared + dice.gauss(0, 0.1) for _ in range(3)]

    intervals = [clustered({name: cluster() for name in "abcdef"}) for _ in range(1_000)]
    held = sum(interval.low <= 0.6 <= interval.high for interval in intervals)
    assert 930 <= held <= 970


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        ({}, "at least one cluster"),
        ({"a": [1.0], "b": []}, "'b' has no scores"),
        ({"a": [1.0], "b": [math.nan]}, "'b' must be finite"),
        ({"a": [1.0, math.inf]}, "'a' must be finite"),
    ],
)
def test_clusters_without_a_mean_are_refused(
    scores: Mapping[str, Sequence[float]], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        clustered(scores)


def test_an_interval_reads_as_a_mean_with_its_ends() -> None:
    assert str(Interval(0.814, 0.76, 0.8549)) == "0.81 [0.76, 0.85]"


# Before and after


def by_hand(changes: Sequence[int]) -> float:
    flips = [
        sum(sign * change for sign, change in zip(signs, changes, strict=True))
        for signs in product((-1, 1), repeat=len(changes))
    ]
    return sum(total <= sum(changes) for total in flips) / len(flips)


@given(CHANGES)
def test_p_of_few_pairs_is_the_share_of_all_flips(changes: list[int]) -> None:
    found = compared(changes)
    assert found.p == by_hand(changes)
    assert found.delta == pytest.approx(sum(changes) / len(changes))
    assert found.n == len(changes)


@given(CHANGES)
def test_p_for_a_fall_and_for_a_rise_share_only_the_ties(changes: list[int]) -> None:
    fell, rose = compared(changes).p, compared([-change for change in changes]).p
    ties = sum(
        sum(sign * change for sign, change in zip(signs, changes, strict=True)) == sum(changes)
        for signs in product((-1, 1), repeat=len(changes))
    )
    assert fell + rose == pytest.approx(1 + ties / 2 ** len(changes))


def test_flips_of_many_pairs_come_near_fishers_count() -> None:
    # Darwin's maize, 15 pairs: 863 of the 32,768 flips are as far (Fisher 1935, section 21).
    maize = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    found = compared([-change for change in maize])
    assert found.p == pytest.approx(863 / 32_768, abs=0.005)
    assert found.delta == pytest.approx(-314 / 15)


def test_up_to_12_pairs_every_flip_is_gone_through() -> None:
    assert compared([-1.0] * 12, flips=1).p == 1 / 4_096


def test_beyond_12_pairs_the_observed_one_is_counted_with_those_drawn() -> None:
    # None of 99 draws is likely to have all 40 signs.
    assert compared([-1.0] * 40, flips=99).p == 1 / 100
    assert compared([1.0] * 40, flips=99).p == 1.0


def test_as_many_flips_are_drawn_as_asked_for() -> None:
    for flips in (1, 999, 1_000, 1_001, 2_500):
        assert compared([1.0] * 13, flips=flips).p == 1.0
        assert compared([-1.0] * 60, flips=flips).p == 1 / (flips + 1)


def test_pairs_that_did_not_change_count_for_the_mean_but_not_for_p() -> None:
    found = compared([-1.0] * 12 + [0.0] * 12, flips=1)
    assert found == Comparison(-0.5, 1 / 4_096, 24)


def test_where_nothing_changed_nothing_fell() -> None:
    assert compared([0.0] * 50) == Comparison(0.0, 1.0, 50)


def test_sums_that_are_equal_on_paper_are_ties() -> None:
    # Up by 0.1 and down by 0.1, which differ in the last binary digit.
    found = paired({"a": 0.6, "b": 0.8}, {"a": 0.7, "b": 0.7})
    assert found.p == 0.75
    assert found.delta == pytest.approx(0, abs=1e-12)


def test_a_small_change_beside_large_ones_is_no_tie() -> None:
    assert compared([-100.0, -1e-5]).p == 0.25


def test_the_order_of_pairs_does_not_matter() -> None:
    dice = random.Random(1)
    before = {str(at): dice.random() for at in range(30)}
    after = {name: dice.random() for name in before}
    turned = dict(reversed(after.items()))
    assert paired(dict(reversed(before.items())), turned) == paired(before, after)


def test_the_same_seed_gives_the_same_p_and_another_one_hardly_another() -> None:
    changes = [random.Random(at).gauss(-0.1, 1) for at in range(30)]
    ps = [compared(changes, seed=seed).p for seed in (0, 0, 1)]
    assert ps[0] == ps[1] != ps[2]
    assert ps[2] == pytest.approx(ps[0], abs=0.02)


@pytest.mark.parametrize("pairs", [10, 25], ids=["every flip", "drawn flips"])
def test_a_fall_is_found_in_5_of_100_where_there_is_none(pairs: int) -> None:
    dice = random.Random(11)
    rejected = sum(
        compared([dice.gauss(0, 1) for _ in range(pairs)], flips=199, seed=at).p <= 0.05
        for at in range(1_000)
    )
    assert 30 <= rejected <= 70


def test_a_large_fall_is_found_and_a_rise_is_not() -> None:
    dice = random.Random(5)
    changes = [dice.gauss(-0.8, 1) for _ in range(40)]
    assert compared(changes).p < 0.01
    assert compared([-change for change in changes]).p > 0.99


@pytest.mark.parametrize(
    ("before", "after", "flips", "message"),
    [
        ({"a": 1.0}, {}, 10, "only on one side: a"),
        ({"a": 1.0, "c": 1.0}, {"a": 1.0, "b": 1.0}, 10, "only on one side: b, c"),
        ({}, {}, 10, "at least one pair"),
        ({"a": math.nan}, {"a": 1.0}, 10, "must be finite"),
        ({"a": math.inf}, {"a": math.inf}, 10, "must be finite"),
        ({"a": 1.0}, {"a": 1.0}, 0, "flips must be"),
    ],
)
def test_sides_that_do_not_pair_are_refused(
    before: Mapping[str, float], after: Mapping[str, float], flips: int, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        paired(before, after, flips)


# Several tests at once


def test_the_step_down_test_stops_at_the_first_that_is_not_rejected() -> None:
    # 0.04 is below 0.05, its own step, but 0.03 before it was above 0.025.
    found = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert found == {"a": True, "b": False, "c": False, "d": True}
    assert list(found) == ["a", "b", "c", "d"]


def test_a_single_hypothesis_is_rejected_up_to_alpha() -> None:
    assert holm({"a": 0.05}) == {"a": True}
    assert holm({"a": 0.0500001}) == {"a": False}
    assert holm({"a": 0.05}, alpha=0.01) == {"a": False}
    assert holm({}) == {}


@given(PS)
def test_what_is_rejected_is_what_closed_testing_rejects(ps: dict[str, float]) -> None:
    # Marcus, Peritz and Gabriel 1976: every set with the hypothesis in it falls by Bonferroni.
    sets = [some for size in range(1, len(ps) + 1) for some in combinations(ps, size)]
    kept = [some for some in sets if min(ps[name] for name in some) > 0.05 / len(some)]
    assert holm(ps) == {name: not any(name in some for some in kept) for name in ps}


@pytest.mark.parametrize("p", [-0.1, 1.1, math.nan])
def test_a_p_that_is_none_is_refused(p: float) -> None:
    with pytest.raises(ValueError, match="p of 'b' must be"):
        holm({"a": 0.5, "b": p})


# What could have been seen


def test_the_smallest_fall_follows_from_spread_and_number() -> None:
    # Two degrees of freedom have closed quantiles; the standard deviation is 1.
    quantiles = 0.9 * math.sqrt(2 / 0.19) + 0.6 * math.sqrt(2 / 0.64)
    assert detectable([-1.0, 0.0, 1.0]) == pytest.approx(quantiles / math.sqrt(3))


def test_many_pairs_show_about_two_and_a_half_standard_errors() -> None:
    differences = [-1.0, 1.0] * 5_000
    assert detectable(differences) * 100 == pytest.approx(1.64485 + 0.84162, abs=1e-3)


@given(st.lists(SCORES, min_size=2, max_size=20), st.floats(0.1, 10))
def test_the_smallest_fall_grows_with_the_spread_alone(
    differences: list[float], factor: float
) -> None:
    fall = detectable(differences)
    assert fall >= 0
    assert detectable([factor * one + 3 for one in differences]) == pytest.approx(
        factor * fall, rel=1e-6, abs=1e-9
    )


def test_more_power_or_less_risk_needs_a_larger_fall() -> None:
    differences = [0.1, -0.2, 0.0, 0.3]
    assert detectable(differences) < detectable(differences, power=0.9)
    assert detectable(differences) < detectable(differences, alpha=0.01)


def test_one_difference_shows_no_fall_and_equal_ones_show_any() -> None:
    assert detectable([0.3]) == math.inf
    assert detectable([0.3, 0.3]) == 0.0


def test_the_smallest_fall_is_found_four_times_in_five() -> None:
    dice = random.Random(8)
    rough = [dice.gauss(0, 1) for _ in range(30)]
    fall = detectable([one / stdev(rough) for one in rough])
    found = sum(
        compared([dice.gauss(-fall, 1) for _ in range(30)], flips=199, seed=at).p <= 0.05
        for at in range(500)
    )
    assert 365 <= found <= 435


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: detectable([]),
        lambda: detectable([0.1, math.nan]),
        lambda: detectable([0.1, 0.2], alpha=0.0),
        lambda: detectable([0.1, 0.2], power=1.0),
        lambda: clustered({"a": [0.1]}, confidence=1.0),
        lambda: holm({"a": 0.1}, alpha=1.0),
    ],
    ids=["nothing", "no number", "alpha", "power", "confidence", "alpha of several"],
)
def test_what_has_no_answer_is_refused(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"must be|at least one difference"):
        wrong()


# --- Agreement ------------------------------------------------------------------------------------


def test_kappa_is_that_of_a_printed_example() -> None:
    # Cohen's table of two readers of 50 cases: 20 both yes, 15 both no, 5 and 10 apart.
    pairs = [("y", "y")] * 20 + [("y", "n")] * 5 + [("n", "y")] * 10 + [("n", "n")] * 15
    assert kappa(pairs) == pytest.approx(0.4)


@given(st.lists(st.sampled_from("yn"), min_size=2, max_size=30).filter(lambda w: len(set(w)) == 2))
def test_kappa_is_one_for_the_same_words_and_the_same_both_ways(words: list[str]) -> None:
    assert kappa(zip(words, words, strict=True)) == pytest.approx(1)
    turned = words[::-1]
    there, back = kappa(zip(words, turned, strict=True)), kappa(zip(turned, words, strict=True))
    assert there == pytest.approx(back)
    assert there <= 1 + 1e-9


def test_one_verdict_for_all_agrees_by_chance_alone() -> None:
    assert kappa([("yes", "yes"), ("no", "yes")] * 5) == pytest.approx(0)
    assert kappa([("yes", "yes")] * 5) == 0
    with pytest.raises(ValueError, match="at least one pair"):
        kappa([])
