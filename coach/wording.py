"""How much words sound like each fault: a MiniLM that was taught on words to be sent and on advice.

``scripts/fit_words.py`` taught it, from the words under ``evals/words/``. What it finds stands beside
what the rules of ``rules.py`` find; the rules know the usual words, this the sense of others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from coach.adapted import best_part, parts_of, shared, surest

HANDED = (
    *("but-after-apology", "non-apology", "blame-shifting", "excuse", "minimising"),
    *("sales-ask-in-apology", "gift-as-fix", "defensive-tone", "promise-without-date"),
    *("vague-apology", "over-apologising", "name-calling", "closed-questions-only"),
)
"""What words to be sent may be guilty of."""

ADVISED = (*HANDED, "contradicts-source")
"""What advice may recommend."""

_REMEMBERED = 512
# A message has at most so many sentences; longer texts are read in pieces alone.
WINDOW, _MOST_PARTS = 3, 40


@dataclass(frozen=True, slots=True)
class Sounds:
    """How much one sentence sounds like one fault, in log-odds; where it stands in the text."""

    code: str
    odds: float
    start: int
    end: int


@lru_cache(maxsize=_REMEMBERED)
def sounds(text: str, *, handed: bool) -> tuple[Sounds, ...]:
    """Return, for each fault, the sentence that sounds most like it, and how much, surest first.

    Args:
        text: What is to be sent, or advice.
        handed: Whether it is to be sent.

    Raises:
        LibraryError: The weights are missing or are not the tested ones.
    """
    parts = parts_of(text)
    if not parts:
        return ()
    whole = _read(text, parts, handed=handed)
    # A fault of one sentence is drowned in a long message, and one that hangs on what stands around
    # it is lost without: a whole message is as sure as both readings on average.
    near = [_read(text, one, handed=handed) for one in (_windows(parts) if handed else ())]
    found = []
    for at, code in enumerate(HANDED if handed else ADVISED):
        best = max(near or [whole], key=lambda one: one.odds[at])
        place = best_part(best.parts, best.places, best.tokens[:, at])
        found.append(Sounds(code, (whole.odds[at] + best.odds[at]) / 2, *place))
    return tuple(sorted(found, key=lambda one: -one.odds))


@dataclass(frozen=True, slots=True)
class _Reading:
    """Parts of a text read at once: how much they sound like each fault, and each of their tokens."""

    parts: Sequence[tuple[int, int]]
    places: Any
    tokens: Any
    odds: Sequence[float]


def _read(text: str, parts: Sequence[tuple[int, int]], *, handed: bool) -> _Reading:
    minilm = shared("words.npz")
    name = "handed" if handed else "advised"
    hidden, places = minilm.read(text, parts)
    tokens = hidden @ minilm.learnt[f"{name}.weight"] + minilm.learnt[f"{name}.bias"]
    return _Reading(parts, places, tokens, surest(tokens).tolist())


def _windows(parts: Sequence[tuple[int, int]]) -> list[Sequence[tuple[int, int]]]:
    """Return the runs of three sentences of a message; none of a text that is shorter, or is no message."""
    if not WINDOW < len(parts) <= _MOST_PARTS:
        return []
    return [parts[at : at + WINDOW] for at in range(len(parts) - WINDOW + 1)]
