"""How much words sound like each fault: a MiniLM that was taught on words to be sent and on advice.

``scripts/fit_words.py`` taught it, from the words under ``evals/words/``. What it finds stands beside
what the rules of ``rules.py`` find; the rules know the usual words, this the sense of others.
"""

from dataclasses import dataclass
from functools import cache, lru_cache

from coach.adapted import Adapted, best_part, parts_of, surest

HANDED = (
    *("but-after-apology", "non-apology", "blame-shifting", "excuse", "minimising"),
    *("sales-ask-in-apology", "gift-as-fix", "defensive-tone", "promise-without-date"),
    *("vague-apology", "over-apologising", "name-calling", "closed-questions-only"),
)
"""What words to be sent may be guilty of."""

ADVISED = (*HANDED, "contradicts-source")
"""What advice may recommend."""

_REMEMBERED = 512


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
    minilm = _minilm()
    name = "handed" if handed else "advised"
    hidden, places = minilm.read(text, parts)
    tokens = hidden @ minilm.learnt[f"{name}.weight"] + minilm.learnt[f"{name}.bias"]
    odds = surest(tokens).tolist()
    found = [
        Sounds(code, odds[at], *best_part(parts, places, tokens[:, at]))
        for at, code in enumerate(HANDED if handed else ADVISED)
    ]
    return tuple(sorted(found, key=lambda one: -one.odds))


@cache
def _minilm() -> Adapted:
    return Adapted("words.npz")
