"""How much words sound like each fault: a MiniLM that was taught on words to be sent and on advice.

``scripts/fit_words.py`` taught it, from the words under ``evals/words/``. What it finds stands beside
what the rules of ``rules.py`` find; the rules know the usual words, this the sense of others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from coach.adapted import Adapted, parts_of

HANDED = (
    *("but-after-apology", "non-apology", "blame-shifting", "excuse", "minimising"),
    *("sales-ask-in-apology", "gift-as-fix", "defensive-tone", "promise-without-date"),
    *("vague-apology", "over-apologising", "name-calling", "closed-questions-only"),
)
"""What words to be sent may be guilty of."""

ADVISED = (*HANDED, "contradicts-source")
"""What advice may recommend."""

TOP = 4
"""A text is as sure of a fault as the mean of its surest tokens; so many of them."""

_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Sounds:
    """How much one sentence sounds like one fault, in log-odds; where it stands in the text."""

    code: str
    odds: float
    start: int
    end: int


def sounds(text: str, *, handed: bool) -> tuple[Sounds, ...]:
    """Return, for each fault, the sentence that sounds most like it, and how much, surest first.

    Args:
        text: What is to be sent, or advice.
        handed: Whether it is to be sent.

    Raises:
        LibraryError: The weights are missing or are not the tested ones.
    """
    return _sounds(text, handed)


@lru_cache(maxsize=_REMEMBERED)
def _sounds(text: str, handed: bool) -> tuple[Sounds, ...]:
    import numpy as np

    parts = parts_of(text)
    if not parts:
        return ()
    learnt = _minilm().learnt
    name = "handed" if handed else "advised"
    hidden, places = _minilm().read(text, parts)
    tokens = hidden @ learnt[f"{name}.weight"] + learnt[f"{name}.bias"]
    surest = np.sort(tokens, axis=0)[-TOP:].mean(axis=0)
    found = []
    for at, code in enumerate(HANDED if handed else ADVISED):
        start, end = max(parts, key=lambda part: _sure(tokens[:, at], places, part))
        found.append(Sounds(code, float(surest[at]), start, end))
    return tuple(sorted(found, key=lambda one: -one.odds))


def _sure(tokens: object, places: object, part: Sequence[int]) -> float:
    """Return how sure the tokens of one part of the text are."""
    import numpy as np

    inside = np.asarray(tokens)[(np.asarray(places) >= part[0]) & (np.asarray(places) < part[1])]
    return float(np.sort(inside)[-TOP:].mean()) if inside.size else -np.inf


@cache
def _minilm() -> Adapted:
    return Adapted("words.npz")
