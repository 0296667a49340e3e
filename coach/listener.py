"""Listens to a message with an adapted MiniLM: what is planned, who erred, which steps it calls for.

It was taught on the messages under ``evals/messages/`` and on ``evals/situations.jsonl``, by
``scripts/fit_listener.py``; what is told of limits, clauses and quarrels, by the scripts named after
them.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from coach import sentences
from coach.adapted import arrays, best_part, parts_of, shared, surest
from coach.errors import LibraryError
from coach.story import Request

# Each message of a conversation is heard again with every later one, and a page serves many of them.
_REMEMBERED = 512


@dataclass(frozen=True, slots=True)
class Span:
    """Characters of the message."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of the message, and the log-odds that it has each role: ``deed``, ``cost`` and so on."""

    start: int
    end: int
    roles: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard in a message; empty when there is no listener.

    ``plans`` holds, for each kind of plan, the log-odds that the message holds one, and ``where``
    the sentence that says so most; ``erred`` the probability of each who, and ``told`` the
    sentence that says it; ``steps`` the probability that each step is the one most called for;
    ``covered`` the log-odds that the articles cover the message, ``disputed`` that it tells of a
    quarrel in which two sides have their say.
    """

    plans: Mapping[str, float] = field(default_factory=dict)
    where: Mapping[str, Span] = field(default_factory=dict)
    erred: Mapping[str, float] = field(default_factory=dict)
    told: Span = Span(0, 0)
    steps: Mapping[str, float] = field(default_factory=dict)
    covered: float = 0.0
    disputed: float = -9.0


NOTHING = Heard()


class Listener:
    """Reads messages; may be shared by threads. The weights are loaded by the first, or by ``warm``."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._minilm, self._alarmed = shared("listener.npz"), shared("limits.npz")
        self._telling, self._asking = shared("clauses.npz"), shared("requests.npz")
        self._quarrels = cache(self._load_quarrels)
        # A conversation's earlier messages are heard again with each question.
        self._heard = lru_cache(maxsize=_REMEMBERED)(self._listen)
        self._warned = lru_cache(maxsize=_REMEMBERED)(self._warn)
        self._clauses = lru_cache(maxsize=_REMEMBERED)(self._tell)
        self._requests = lru_cache(maxsize=_REMEMBERED)(self._request)

    def warm(self) -> None:
        """Load the weights now that every question needs; those for conversations come with the first.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        self._minilm.load()
        self._quarrels()
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
        learnt, quarrels = self._minilm.learnt, self._quarrels()
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
            float(whole(hidden) @ quarrels["quarrel.weight"] + quarrels["quarrel.bias"][0]),
        )

    def _load_quarrels(self) -> dict[str, Any]:
        quarrels = arrays("quarrels.npz")
        if str(quarrels["made.for"]) != self._minilm.stamp:
            raise LibraryError(
                "what quarrels are told by was made for another listener; reinstall repair-coach"
            )
        return quarrels

    def clauses(self, message: str) -> tuple[Clause, ...]:
        """Return the clauses of the message, in order, with what each tells.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        return self._clauses(message)

    def _tell(self, message: str) -> tuple[Clause, ...]:
        """Ask a MiniLM of its own, which was taught apart."""
        parts = parts_of(message)
        if not parts:
            return ()
        learnt = self._telling.learnt
        hidden, places = self._telling.read(message, parts)
        tokens = hidden @ learnt["roles.weight"] + learnt["roles.bias"]
        names = learnt["roles.names"].tolist()
        found = []
        for start, end in sentences.clauses(message):
            inside = tokens[(places >= start) & (places < end)]
            if len(inside):
                odds = dict(zip(names, inside.mean(axis=0).tolist(), strict=True))
                found.append(Clause(start, end, odds))
        return tuple(found)

    def warn(self, message: str) -> Mapping[str, float]:
        """Return the log-odds that a message meets each limit of the coach: a search does without.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        return self._warned(message)

    def _warn(self, message: str) -> Mapping[str, float]:
        """Ask a MiniLM of its own, which was taught apart."""
        parts = parts_of(message)
        if not parts:
            return {}
        learnt = self._alarmed.learnt
        hidden, _ = self._alarmed.read(message, parts)
        attention = _softmax(hidden @ learnt["attention"])[:, 0]
        odds = attention @ hidden @ learnt["limits.weight"] + learnt["limits.bias"]
        return dict(zip(learnt["limits.names"].tolist(), odds.tolist(), strict=True))

    def request(self, before: tuple[str, ...], message: str) -> Request:
        """Return what a message asks of what was told before it, oldest first.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        return self._requests(before, message)

    def _request(self, before: tuple[str, ...], message: str) -> Request:
        """Ask a MiniLM of its own, which was taught apart."""
        if not message.strip():
            return Request()
        text, begins = joined(before, message)
        learnt = self._asking.learnt
        hidden, places = self._asking.read(text, [(0, len(text))])
        attention = _softmax(hidden @ learnt["attention"])[:, 0]
        kinds = _softmax(attention @ hidden @ learnt["kind.weight"] + learnt["kind.bias"])
        odds = hidden @ learnt["spans.weight"] + learnt["spans.bias"]
        old, new = (likeliest(odds[:, at], places, text, begins, now=bool(at)) for at in (0, 1))
        names = learnt["kind.names"].tolist()
        sure = min(
            odds[places < begins, 0].max(initial=-9.0), odds[places >= begins, 1].max(initial=-9.0)
        )
        told = dict(zip(names, kinds.tolist(), strict=True))
        return Request(told, text[slice(*old)], text[slice(*new)], float(sure))


_BETWEEN, _MOST_BEFORE, _MOST_TURN = " | ", 1_000, 400


def joined(before: Sequence[str], message: str) -> tuple[str, int]:
    """Return the turn behind the end of what was told before it, as a turn is read, and where it begins."""
    told = " ".join(before)[-_MOST_BEFORE:] + _BETWEEN
    return told + message[:_MOST_TURN], len(told)


def likeliest(odds: Any, places: Any, text: str, begins: int, *, now: bool) -> tuple[int, int]:
    """Return the characters of the likeliest words: the surest token with those beside it that are likely.

    Args:
        odds: The log-odds of each token, the reader's own marks at both ends among them.
        places: The character where each token begins.
        text: What was read.
        begins: Where the turn begins in it.
        now: Whether the words stand in the turn, or before it.
    """
    inside = (places >= begins) if now else (places < begins - len(_BETWEEN))
    inside[[0, -1]] = False
    known = inside.nonzero()[0]
    if not len(known):
        return 0, 0
    first = last = int(known[odds[known].argmax()])
    while first > known[0] and odds[first - 1] >= _ALSO:
        first -= 1
    while last < known[-1] and odds[last + 1] >= _ALSO:
        last += 1
    start = int(places[first])
    side = len(text) if now else begins - len(_BETWEEN)
    end = int(places[last + 1]) if last < known[-1] else side
    return _whole_words(text[:side], start, end)


_INSIDE = re.compile(r"\w+(?:[.,:'’-]\w+)*")


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span from the beginning of its first word to the end of its last."""
    met = [m.span() for m in _INSIDE.finditer(text) if m.start() < end and m.end() > start]
    return (met[0][0], met[-1][1]) if met else (start, start)


_ALSO = -1.0


def whole(hidden: Any) -> Any:
    """Return what a message is told by: the mean of its states, and of the highest of each unit."""
    import numpy as np

    return np.concatenate([hidden.mean(axis=0), surest(hidden)])


def _softmax(scores: Any) -> Any:
    import numpy as np

    odds = np.exp(scores - scores.max(axis=0))
    return odds / odds.sum(axis=0)
