"""Whether the articles cover a question at all, read from its vector and its words.

A story is judged by a linear reading of its MiniLM vector; the weights stand as plain numbers in
``minilm/scope.json`` and ``scripts/fit_scope.py`` makes them from ``evals/messages/`` (logistic
regression, L2, balanced classes). A short direct question is judged by its words.
"""

import json
import math
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

_FLOOR = 0.3
"""Below this probability a story is not covered; chosen by cross-validation on the messages above."""

_FLOOR_PLANNED = 0.2
_FLOOR_AT_HOME = 0.75
_MOST_DIRECT_WORDS = 18

_BUSINESS = re.compile(
    r"\b(?:clients?|customers?|buyers?|guests?|accounts?|business|partnership|vendor|sales?|firm|company)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:clients?|customers?|buyers?|relationships?|partnership|articles?|steps?|repair|accounts?|sales|apolog\w+|"
    r"jeff cochran|todd|tim peek|annette jacobs|fall(?:ing)? on (?:my|your|the) sword|define the damage)\b",
    re.IGNORECASE,
)
_REPAIR = re.compile(
    r"\b(?:apolog\w+|sorry|repair\w*|rebuild\w*|mend\w*|salvage\w*|win back|regain|make it right|put (?:it|this|things) right|make amends|"
    r"forgiv\w+|trust|upset|angry|disappoint\w+|let (?:down|go)|unhappy|complain\w*|articles?|steps?|flowers|gifts?|defensive|empath\w+|"
    r"accountab\w+|responsib\w+|excuses?|follow(?:ing)?[- ]up|keep|feedback|pushy|mistakes?|blam\w+|criticiz\w+|damaged?|relationship|cochran|todd|peek|jacobs|"
    r"sword|how (?:i am|i'm|we are|we're) doing|my manager|my boss|sincere)\b",
    re.IGNORECASE,
)
_HOME = re.compile(
    r"\b(?:my|our|the) (?:wife|husband|girlfriend|boyfriend|ex|mum|mom|mother|dad|father|sister|brother|daughter|son|teenager|neighbou?rs?|"
    r"landlord|landlady|flatmate|roommate|(?:mother|father|sister|brother)[- ]in[- ]law|in-laws|best friend|friend|fianc\w+|cousin|aunt|uncle|"
    r"kids?|family|cat|dog)\b|\b(?:neighbou?r|mother-in-law|sister|brother|husband|wife) (?:says|said|screams|is|isn't|won't|wants|overheard)\b",
    re.IGNORECASE,
)


def covered(question: str, vector: Sequence[float] | None, *, planned: bool = False) -> bool:
    """Return whether the articles cover the question.

    Args:
        question: The user's words.
        vector: Their MiniLM vector; None, or one of another width, decides by words alone.
        planned: Whether the question holds a plan that an article warns of, which speaks for it.
    """
    business = _BUSINESS.search(question) is not None
    repair = _REPAIR.search(question) is not None
    if _SUBJECT.search(question) and repair and len(question.split()) <= _MOST_DIRECT_WORDS:
        return True
    weights, _ = _weights()
    if vector is None or len(vector) != len(weights):
        return business and (repair or planned)
    # A quarrel at home is told in the same words; without a client in it, it has to be surer.
    home = _HOME.search(question) is not None and not business
    floor = _FLOOR_AT_HOME if home else _FLOOR_PLANNED if planned else _FLOOR
    return probability(vector) >= floor


def probability(vector: Sequence[float]) -> float:
    """Return how likely it is that a story with this MiniLM vector is covered, 0 to 1."""
    weights, bias = _weights()
    total = bias + sum(w * float(x) for w, x in zip(weights, vector, strict=True))
    return 1.0 / (1.0 + math.exp(-total))


@cache
def _weights() -> tuple[tuple[float, ...], float]:
    data = json.loads((files("coach") / "minilm" / "scope.json").read_text(encoding="utf-8"))
    return tuple(data["weights"]), float(data["bias"])
