"""Listens to a message with an adapted MiniLM: what is planned, who erred, which steps it calls for.

It was taught on the messages under ``evals/messages/`` and on ``evals/situations.jsonl``, by
``scripts/fit_listener.py``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from coach.adapted import Adapted, best_part, parts_of, surest

# Each message of a conversation is heard again with every later one, and a page serves many of them.
_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the message."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a message; empty when there is no listener.

    ``plans`` holds, for each kind of plan, the log-odds that the message holds one, and ``where``
    the sentence that says so most; ``erred`` the probability of each who, and ``told`` the
    sentence that says it; ``steps`` the probability that each step is the one most called for;
    ``covered`` the log-odds that the articles cover the message.
    """

    plans: Mapping[str, float] = field(default_factory=dict)
    where: Mapping[str, Span] = field(default_factory=dict)
    erred: Mapping[str, float] = field(default_factory=dict)
    told: Span = Span(0, 0)
    steps: Mapping[str, float] = field(default_factory=dict)
    covered: float = 0.0


NOTHING = Heard()


@dataclass(frozen=True, slots=True)
class Warned:
    """What should be known of a message before anything is advised on it, in log-odds.

    ``limits``: that it meets each limit of the coach; ``disputed``: that it tells a quarrel from one
    side.
    """

    limits: Mapping[str, float] = field(default_factory=dict)
    disputed: float = -9.0


UNWARNED = Warned()


class Listener:
    """Reads messages; may be shared by threads. The weights are loaded by the first, or by ``warm``."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._minilm, self._alarmed = Adapted("listener.npz"), Adapted("limits.npz")
        # A conversation's earlier messages are heard again with each question.
        self._heard = lru_cache(maxsize=_REMEMBERED)(self._listen)
        self._warned = lru_cache(maxsize=_REMEMBERED)(self._warn)

    def warm(self) -> None:
        """Load the weights now.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        self._minilm.load()
        self._alarmed.load()

    def hear(self, message: str) -> Heard:
        """Return what is heard in the message.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        return self._heard(message)

    def _listen(self, message: str) -> Heard:
        import numpy as np

        parts = parts_of(message)
        if not parts:
            return NOTHING
        learnt = self._minilm.learnt
        hidden, places = self._minilm.read(message, parts)
        tokens = hidden @ learnt["plan.weight"] + learnt["plan.bias"]
        plans = surest(tokens)
        attention = _softmax(hidden @ learnt["attention"])
        erred, steps, covered = (
            attention[:, at] @ hidden @ learnt[f"{name}.weight"] + learnt[f"{name}.bias"]
            for at, name in enumerate(("erred", "steps", "covered"))
        )
        kinds = learnt["plan.names"].tolist()
        return Heard(
            dict(zip(kinds, plans.tolist(), strict=True)),
            {kind: Span(*best_part(parts, places, tokens[:, at])) for at, kind in enumerate(kinds)},
            dict(zip(learnt["erred.names"].tolist(), _softmax(erred).tolist(), strict=True)),
            Span(*best_part(parts, places, attention[:, 0], np.sum)),
            dict(zip(learnt["steps.names"].tolist(), _softmax(steps).tolist(), strict=True)),
            float(covered[0]),
        )

    def warn(self, message: str) -> Warned:
        """Return what should be known before anything is advised: a search does without.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        return self._warned(message)

    def _warn(self, message: str) -> Warned:
        """Ask a MiniLM of its own, which was taught apart."""
        parts = parts_of(message)
        if not parts:
            return UNWARNED
        learnt = self._alarmed.learnt
        hidden, _ = self._alarmed.read(message, parts)
        attention = _softmax(hidden @ learnt["attention"])[:, 0]
        odds = attention @ hidden @ learnt["limits.weight"] + learnt["limits.bias"]
        told = dict(zip(learnt["limits.names"].tolist(), odds.tolist(), strict=True))
        disputed = told.pop("disputed")
        return Warned(told, disputed)


def _softmax(scores: Any) -> Any:
    import numpy as np

    odds = np.exp(scores - scores.max(axis=0))
    return odds / odds.sum(axis=0)
