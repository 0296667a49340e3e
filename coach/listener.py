"""Listens to a message with an adapted MiniLM: what is planned, who erred, which steps it calls for.

The weights of the embedder are changed by small low-rank matrices (LoRA, Hu et al. 2021) that were
learnt from the messages under ``evals/messages/``; ``scripts/fit_listener.py`` makes the file
``minilm/listener.npz`` from them. It holds arrays alone, and the places of the embedder's file
that they change, so that nothing is loaded but numbers.
"""

import io
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from coach import embedders, sentences
from coach.errors import LibraryError

# What is taught fits one reading of so many tokens; longer tellings are read in smaller pieces, and
# of more than so many pieces the first ones and the last.
_WHOLE_TOKENS, _PIECE_TOKENS, _MOST_PIECES = 250, 110, 10
# A plan is as sure as the mean of its surest tokens.
_TOP = 4
# A sentence longer than this is shown, and quoted, by the clauses that say it.
_MOST_WORDS = 35
_REMEMBERED = 32
_CLAUSE = re.compile(r"[,;:–—]\s+|\s+(?=(?:and|but|so|then|because|cos|while|which)\s)")


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


class Listener:
    """Reads messages; may be shared by threads. The weights are loaded by the first, or by ``warm``."""

    def __init__(self) -> None:
        """Nothing is loaded yet."""
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any] | None = None
        # A conversation's earlier messages are heard again with each question.
        self._heard = lru_cache(maxsize=_REMEMBERED)(self._listen)

    def warm(self) -> None:
        """Load the weights now.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        self._parts()

    def hear(self, message: str) -> Heard:
        """Return what is heard in the message.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        return self._heard(message)

    def _listen(self, message: str) -> Heard:
        import numpy as np

        parts = [part for span in sentences.spans(message) for part in _clauses(message, *span)]
        if not parts:
            return NOTHING
        learnt = _learnt()
        hidden, places = self._hidden(message, parts)
        tokens = hidden @ learnt["plan.weight"] + learnt["plan.bias"]
        plans = np.sort(tokens, axis=0)[-_TOP:].mean(axis=0)
        attention = _softmax(hidden @ learnt["attention"])
        erred, steps, covered = (
            attention[:, at] @ hidden @ learnt[f"{name}.weight"] + learnt[f"{name}.bias"]
            for at, name in enumerate(("erred", "steps", "covered"))
        )
        kinds = learnt["plan.names"].tolist()
        return Heard(
            dict(zip(kinds, plans.tolist(), strict=True)),
            {kind: _sentence(parts, places, tokens[:, at]) for at, kind in enumerate(kinds)},
            dict(zip(learnt["erred.names"].tolist(), _softmax(erred).tolist(), strict=True)),
            _sentence(parts, places, attention[:, 0], total=True),
            dict(zip(learnt["steps.names"].tolist(), _softmax(steps).tolist(), strict=True)),
            float(covered[0]),
        )

    def _hidden(self, message: str, parts: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
        """Return the last hidden state of every word piece, and the character where each begins."""
        import numpy as np

        session, tokenizer = self._parts()
        states, places = [], []
        for start, end in _pieces(tokenizer, message, parts):
            encoded = tokenizer.encode(message[start:end])
            ids = np.array([encoded.ids], dtype=np.int64)
            inputs = {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            }
            states.append(session.run(["last_hidden_state"], inputs)[0][0])
            places.append(np.array([low for low, _ in encoded.offsets]) + start)
        return np.concatenate(states), np.concatenate(places)

    def _parts(self) -> tuple[Any, Any]:
        with self._lock:
            if self._loaded is None:
                self._loaded = (embedders.session(_adapted(embedders.weights())), _tokenizer())
            return self._loaded


def _pieces(
    tokenizer: Any, message: str, parts: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return runs of whole sentences that are short enough to be read at once."""
    sizes = [len(tokenizer.encode(message[start:end]).ids) for start, end in parts]
    most = _WHOLE_TOKENS if sum(sizes) <= _WHOLE_TOKENS else _PIECE_TOKENS
    found: list[tuple[int, int]] = []
    size = 0
    for (start, end), more in zip(parts, sizes, strict=True):
        if found and size + more <= most:
            found[-1] = (found[-1][0], end)
            size += more
        else:
            found.append((start, end))
            size = more
    half = _MOST_PIECES // 2
    return found if len(found) <= _MOST_PIECES else [*found[:half], *found[-half:]]


def _clauses(message: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentence, or runs of its clauses when it is long."""
    if len(message[start:end].split()) <= _MOST_WORDS:
        return [(start, end)]
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(message, start, end)), end]
    found: list[tuple[int, int]] = []
    for low, high in pairwise(cuts):
        if found and len(message[found[-1][0] : high].split()) <= _MOST_WORDS:
            found[-1] = (found[-1][0], high)
        elif high > low:
            found.append((low, high))
    return [_trimmed(message, low, high) for low, high in found]


def _trimmed(message: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space and a comma at its end, and no longer than is shown."""
    words = list(re.finditer(r"\S+", message[start:end]))[:_MOST_WORDS]
    if not words:
        return start, end
    last = start + words[-1].end()
    return start + words[0].start(), last - (message[last - 1] in ",;:–—")


def _sentence(
    parts: Sequence[tuple[int, int]], places: Any, scores: Any, *, total: bool = False
) -> Span:
    """Return the sentence whose tokens score most: by their sum, or by their surest few."""
    import numpy as np

    best, most = parts[0], -np.inf
    for start, end in parts:
        inside = scores[(places >= start) & (places < end)]
        if inside.size:
            score = inside.sum() if total else np.sort(inside)[-_TOP:].mean()
            if score > most:
                best, most = (start, end), score
    return Span(*best)


def _softmax(scores: Any) -> Any:
    import numpy as np

    odds = np.exp(scores - scores.max(axis=0))
    return odds / odds.sum(axis=0)


@cache
def _learnt() -> dict[str, Any]:
    import numpy as np

    raw = (files("coach") / "minilm" / "listener.npz").read_bytes()
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _adapted(weights: bytes) -> bytes:
    """Return the embedder's file with what was learnt added to its weights."""
    import numpy as np

    learnt = _learnt()
    if str(learnt["made.for"]) != embedders.WEIGHTS_SHA256:
        raise LibraryError(
            "the listener was made for other weights of MiniLM; reinstall repair-coach"
        )
    changed = bytearray(weights)
    for place, scale_place, rows, columns, at in learnt["places"].tolist():
        size = rows * columns
        kept = np.frombuffer(weights, np.int8, size, place).reshape(rows, columns)
        scale = np.frombuffer(weights, np.float32, columns, scale_place)
        added = learnt[f"down.{at}"].astype(np.float32) @ learnt[f"up.{at}"].astype(np.float32)
        whole = kept * scale + added
        scale = (np.abs(whole).max(axis=0) / 127.0).astype(np.float32)
        changed[place : place + size] = np.rint(whole / scale).astype(np.int8).tobytes()
        changed[scale_place : scale_place + 4 * columns] = scale.tobytes()
    for place, start, size in learnt["vector.places"].tolist():
        values = learnt["vectors"][start : start + size].astype(np.float32)
        changed[place : place + 4 * size] = values.tobytes()
    return bytes(changed)


def _tokenizer() -> Any:
    tokenizer = embedders.tokenizer()
    tokenizer.no_padding()
    return tokenizer
