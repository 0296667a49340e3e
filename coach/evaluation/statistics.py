"""Error bars and tests for the means of an evaluation: how sure a number is, and whether it fell.

Everything here is a plain function of its arguments; the same arguments give the same result.
"""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

import numpy as np
from numpy.typing import NDArray

# 2 ** 12 sign flips are fewer than the 10,000 drawn otherwise.
_EXACT = 12
_ROWS = 1_000
# Scores such as 0.7 have no exact binary form: sums that are equal on paper differ by less than this
# share of the sum of the differences' sizes.
_TIE = 1e-9
_CONVERGED = 1e-14
_TINY = 1e-300


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with the ends of its confidence interval, in the unit of the scores."""

    mean: float
    low: float
    high: float

    def __str__(self) -> str:
        """Return it as ``0.81 [0.76, 0.85]``."""
        return f"{self.mean:.2f} [{self.low:.2f}, {self.high:.2f}]"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The change of a mean over ``n`` pairs (below 0: it fell), and ``p`` of so low a change by chance."""

    delta: float
    p: float
    n: int


def wilson(passed: int, of: int, confidence: float = 0.95) -> Interval:
    """Return the share that passed with its score interval (Wilson 1927), which stays within 0 and 1.

    The trials must be independent: wordings of one scenario are not, see ``clustered``.

    Raises:
        ValueError: There are no trials, ``passed`` is not from 0 to ``of``, or ``confidence`` is not
            between 0 and 1.
    """
    _require_open_share("confidence", confidence)
    if of < 1:
        raise ValueError(f"a share needs at least one trial, not {of}")
    if not 0 <= passed <= of:
        raise ValueError(f"passed must be from 0 to {of}, not {passed}")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    middle = passed + z * z / 2
    reach = z * math.sqrt(passed * (of - passed) / of + z * z / 4)
    low = (middle - reach) / (of + z * z)
    # All of all reaches 1 on paper, and rounding might carry it further.
    high = (middle + reach) / (of + z * z) if passed < of else 1.0
    return Interval(passed / of, low, high)


def kappa(pairs: Iterable[tuple[object, object]]) -> float:
    """Return how far two readers agree beyond chance (Cohen 1960): 1 always, 0 as often as by chance.

    Chance is that of two readers who give their verdicts as often, each blind to the case. Where
    that alone would have them agree always, agreement shows nothing and the answer is 0.

    Raises:
        ValueError: There are no pairs.
    """
    some = list(pairs)
    if not some:
        raise ValueError("agreement needs at least one pair")
    one, other = Counter(a for a, _ in some), Counter(b for _, b in some)
    agreed = sum(a == b for a, b in some) / len(some)
    chance = sum(one[word] * other[word] for word in one) / len(some) ** 2
    return (agreed - chance) / (1 - chance) if chance < 1 else 0.0


def needed(rate_low: float, confidence: float = 0.95) -> int:
    """Return the smallest n so that n of n has a Wilson interval with at least this low end.

    Raises:
        ValueError: ``rate_low`` is not from 0 to below 1, or ``confidence`` is not between 0 and 1.
    """
    if not 0 <= rate_low < 1:
        raise ValueError(f"rate_low must be from 0 to below 1, not {rate_low}")

    def low(trials: int) -> float:
        return wilson(trials, trials, confidence).low

    enough = 1
    while low(enough) < rate_low:
        enough *= 2
    return 1 + bisect_left(range(1, enough), rate_low, key=low)


def clustered(scores: Mapping[str, Sequence[float]], confidence: float = 0.95) -> Interval:
    """Return the mean over clusters with its t interval, N - 1 degrees of freedom for N clusters.

    Scores of one cluster (the wordings and epochs of a scenario) hang together and are averaged
    first, as Miller (2024, "Adding error bars to evals") advises; each cluster then counts once,
    however many scores it has. One cluster says nothing about the spread: its interval is
    [-inf, inf]. Clusters that all agree give an interval of no width, and the ends may lie outside
    the scale of the scores; ``wilson`` does neither where a cluster either passes or fails.

    Raises:
        ValueError: There is no cluster, a cluster is empty, a score is not finite, or ``confidence``
            is not between 0 and 1.
    """
    _require_open_share("confidence", confidence)
    if not scores:
        raise ValueError("a mean needs at least one cluster")
    for name, some in scores.items():
        if not some:
            raise ValueError(f"cluster '{name}' has no scores")
        _require_finite(f"scores of cluster '{name}'", some)
    means = [fmean(some) for some in scores.values()]
    mean = fmean(means)
    if len(means) == 1:
        return Interval(mean, -math.inf, math.inf)
    reach = t_quantile((1 + confidence) / 2, len(means) - 1) * _standard_error(means)
    return Interval(mean, mean - reach, mean + reach)


def paired(
    before: Mapping[str, float], after: Mapping[str, float], flips: int = 10_000, seed: int = 0
) -> Comparison:
    """Return the change of the mean from ``before`` to ``after``, tested for a fall, pair by pair.

    One-sided sign-flip permutation test (Fisher 1935): if nothing changed, each difference might as
    well have had the other sign. ``p`` is the share of sign flips whose mean is at most the observed
    one. The observed one is counted, so that ``p`` is never 0 (Phipson and Smyth 2010). With at most
    12 differences other than 0 all flips are gone through; otherwise ``flips`` are drawn.

    The keys are clusters: average what hangs together first. Their order does not matter.

    Raises:
        ValueError: The keys are not the same on both sides, there are none, a difference is not
            finite, or ``flips`` is below 1.
    """
    if flips < 1:
        raise ValueError(f"flips must be at least 1, not {flips}")
    if before.keys() != after.keys():
        apart = ", ".join(sorted(before.keys() ^ after.keys()))
        raise ValueError(f"only on one side: {apart}")
    if not before:
        raise ValueError("a comparison needs at least one pair")
    differences = [after[key] - before[key] for key in sorted(before)]
    _require_finite("differences", differences)
    # A difference of 0 has no sign to flip: without it the share is the same.
    signed = np.array([change for change in differences if change != 0], dtype=np.float64)
    bound = float(signed.sum()) + _TIE * float(np.abs(signed).sum())
    if len(signed) <= _EXACT:
        p = float(np.mean(_all_sums(signed) <= bound))
    else:
        drawn = _drawn_sums(signed, flips, seed)
        p = (1 + sum(int((sums <= bound).sum()) for sums in drawn)) / (flips + 1)
    return Comparison(fmean(differences), p, len(differences))


def holm(ps: Mapping[str, float], alpha: float = 0.05) -> dict[str, bool]:
    """Return which hypotheses are rejected by the step-down test of Holm (1979), in the order given.

    The chance that any true hypothesis is rejected is at most ``alpha``.

    Raises:
        ValueError: A p is not from 0 to 1, or ``alpha`` is not between 0 and 1.
    """
    _require_open_share("alpha", alpha)
    for name, p in ps.items():
        if not 0 <= p <= 1:
            raise ValueError(f"p of '{name}' must be from 0 to 1, not {p}")
    rejected = dict.fromkeys(ps, False)
    for rank, name in enumerate(sorted(ps, key=lambda name: ps[name])):
        if ps[name] > alpha / (len(ps) - rank):
            break
        rejected[name] = True
    return rejected


def detectable(differences: Sequence[float], alpha: float = 0.05, power: float = 0.8) -> float:
    """Return the smallest fall of the mean that a one-sided paired t test would see with this power.

    It is ``(t_alpha + t_power) * sd / sqrt(n)`` with n - 1 degrees of freedom (Bloom 1995, "Minimum
    detectable effects"), above 0 for a fall, in the unit of the differences. The spread is that of
    the differences given. One difference has none: no fall is sure to be seen, and the answer is
    inf. Differences that are all the same give 0.

    Raises:
        ValueError: There are no differences, one is not finite, or ``alpha`` or ``power`` is not
            between 0 and 1.
    """
    _require_open_share("alpha", alpha)
    _require_open_share("power", power)
    if not differences:
        raise ValueError("a spread needs at least one difference")
    _require_finite("differences", differences)
    if len(differences) == 1:
        return math.inf
    df = len(differences) - 1
    return (t_quantile(1 - alpha, df) + t_quantile(power, df)) * _standard_error(differences)


def t_quantile(probability: float, df: int) -> float:
    """Return the value that Student's t with ``df`` degrees of freedom stays below this often.

    Found by bisection. Up to 1e8 degrees of freedom it is right to 1e-6, or to 1e-6 of its size where
    that is more.

    Raises:
        ValueError: ``probability`` is not between 0 and 1, or ``df`` is below 1.
    """
    _require_open_share("probability", probability)
    if df < 1:
        raise ValueError(f"df must be at least 1, not {df}")
    if probability == 0.5:
        return 0.0
    outside = 2 * min(probability, 1 - probability)
    low, high = 0.0, 1.0
    while _t_outside(high, df) > outside:
        low, high = high, 2 * high
    while high - low > 1e-12 * (1 + high):
        middle = (low + high) / 2
        if _t_outside(middle, df) > outside:
            low = middle
        else:
            high = middle
    return math.copysign((low + high) / 2, probability - 0.5)


def _t_outside(t: float, df: int) -> float:
    """Return how often Student's t is further from 0 than ``t``, which is above 0.

    That is the regularised incomplete beta function I_x(df / 2, 1 / 2) at x = df / (df + t * t)
    (Press et al., Numerical Recipes, 6.4).
    """
    a, b = df / 2, 0.5
    x, rest = df / (df + t * t), t * t / (df + t * t)
    beta = math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)
    front = math.exp(a * math.log(x) + b * math.log(rest) - beta)
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, rest) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    """Return the continued fraction of the incomplete beta function by Lentz's method (ibid.)."""
    c = 1.0
    d = 1 / _not_zero(1 - (a + b) * x / (a + 1))
    value = d
    m, step = 0, math.inf
    while abs(step - 1) > _CONVERGED:
        m += 1
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _not_zero(1 + term * d)
            c = _not_zero(1 + term / c)
            step = c * d
            value *= step
    return value


def _not_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY


def _all_sums(differences: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the sums under all 2 ** n choices of signs."""
    sums = np.zeros(1)
    for difference in differences:
        sums = np.concatenate([sums - difference, sums + difference])
    return sums


def _drawn_sums(
    differences: NDArray[np.float64], flips: int, seed: int
) -> Iterator[NDArray[np.float64]]:
    """Yield the sums under ``flips`` random choices of signs, some at a time to spare memory."""
    dice = np.random.default_rng(seed)
    for start in range(0, flips, _ROWS):
        rows = min(_ROWS, flips - start)
        yield dice.choice((-1.0, 1.0), size=(rows, len(differences))) @ differences


def _standard_error(values: Sequence[float]) -> float:
    return stdev(values) / math.sqrt(len(values))


def _require_open_share(name: str, value: float) -> None:
    if not 0 < value < 1:
        raise ValueError(f"{name} must be between 0 and 1, not {value}")


def _require_finite(name: str, values: Iterable[float]) -> None:
    if not all(map(math.isfinite, values)):
        raise ValueError(f"{name} must be finite")
