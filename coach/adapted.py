"""MiniLM with something learnt: the embedder's weights changed by small low-rank matrices.

The matrices (LoRA, Hu et al. 2021) lie in a file beside the vocabulary, arrays alone, with the places
of the embedder's file that they change, so that nothing is loaded but numbers. Each file was made by
a script under ``scripts/`` from the texts under ``evals/``.
"""

import hashlib
import io
import re
import threading
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from coach import embedders, sentences
from coach.errors import LibraryError

# What is taught fits one reading of so many tokens; longer texts are read in smaller pieces, and of
# more than so many pieces the first ones and the last.
_WHOLE_TOKENS, _PIECE_TOKENS, _MOST_PIECES = 250, 110, 10
# A sentence longer than this is shown, and quoted, by the clauses that say it.
_MOST_WORDS = 35
TOP = 4
"""A text is as sure of something as the mean of its surest tokens; so many of them."""

_CLAUSE = re.compile(r"[,;:–—]\s+|\s+(?=(?:and|but|so|then|because|cos|while|which)\s)")


@cache
def shared(file: str) -> "Adapted":
    """Return MiniLM as changed by a file of the package; the same for all who ask: it takes 90 MB."""
    return Adapted(file)


class Adapted:
    """MiniLM as changed by one file; may be shared by threads. Loaded by the first text, or by ``load``."""

    def __init__(self, file: str) -> None:
        """Nothing is loaded yet."""
        self._file = file
        self._lock = threading.Lock()
        self._loaded: tuple[Any, Any, dict[str, Any]] | None = None

    def load(self) -> None:
        """Load the weights now.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        self._parts()

    def read(self, text: str, parts: Sequence[tuple[int, int]]) -> tuple[Any, Any]:
        """Return the last hidden state of every word piece, and the character where each begins.

        Args:
            text: The text.
            parts: Its sentences or clauses; none is torn apart where a long text is read in pieces.

        Raises:
            LibraryError: The weights are missing or are not the tested ones.
        """
        import numpy as np

        session, tokenizer, _ = self._parts()
        states, places = [], []
        for start, end in _pieces(tokenizer, text, parts):
            encoded = tokenizer.encode(text[start:end])
            ids = np.array([encoded.ids], dtype=np.int64)
            inputs = {
                "input_ids": ids,
                "attention_mask": np.ones_like(ids),
                "token_type_ids": np.zeros_like(ids),
            }
            states.append(session.run(["last_hidden_state"], inputs)[0][0])
            places.append(np.array([low for low, _ in encoded.offsets]) + start)
        return np.concatenate(states), np.concatenate(places)

    @property
    def stamp(self) -> str:
        """What tells the additions from all others, for what was learnt on top of them."""
        return hashlib.sha256(self.learnt["vectors"].tobytes()).hexdigest()

    @property
    def learnt(self) -> dict[str, Any]:
        """The arrays of the file, by name."""
        return self._parts()[2]

    def _parts(self) -> tuple[Any, Any, dict[str, Any]]:
        with self._lock:
            if self._loaded is None:
                learnt = arrays(self._file)
                session = embedders.session(_changed(embedders.weights(), learnt))
                self._loaded = (session, _tokenizer(), learnt)
            return self._loaded


@cache
def _tokenizer() -> Any:
    """Return the tokenizer of one text at a time, which needs no padding; threads may share it."""
    tokenizer = embedders.tokenizer()
    tokenizer.no_padding()
    return tokenizer


def surest(scores: Any) -> Any:
    """Return the mean of the surest tokens: of a row of scores, or of each column of a table."""
    import numpy as np

    few = min(TOP, len(scores))
    return np.partition(scores, -few, axis=0)[-few:].mean(axis=0)


def best_part(
    parts: Sequence[tuple[int, int]],
    places: Any,
    scores: Any,
    score: Callable[[Any], Any] = surest,
) -> tuple[int, int]:
    """Return the part of the text whose tokens score most; ``places`` are where the tokens begin."""
    import numpy as np

    best, most = parts[0], -np.inf
    for start, end in parts:
        inside = scores[(places >= start) & (places < end)]
        if inside.size and (reached := score(inside)) > most:
            best, most = (start, end), reached
    return best


def parts_of(text: str) -> list[tuple[int, int]]:
    """Return where each sentence of the text stands; a long one in runs of its clauses."""
    return [part for span in sentences.spans(text) for part in _clauses(text, *span)]


def _pieces(tokenizer: Any, text: str, parts: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return runs of whole sentences that are short enough to be read at once."""
    sizes = [len(tokenizer.encode(text[start:end]).ids) for start, end in parts]
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


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the sentence, or runs of its clauses when it is long."""
    if len(text[start:end].split()) <= _MOST_WORDS:
        return [(start, end)]
    cuts = [start, *(m.end() for m in _CLAUSE.finditer(text, start, end)), end]
    found: list[tuple[int, int]] = []
    for low, high in pairwise(cuts):
        if found and len(text[found[-1][0] : high].split()) <= _MOST_WORDS:
            found[-1] = (found[-1][0], high)
        elif high > low:
            found.append((low, high))
    return [_trimmed(text, low, high) for low, high in found]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span without white space and a comma at its end, and no longer than is shown."""
    words = list(re.finditer(r"\S+", text[start:end]))[:_MOST_WORDS]
    if not words:
        return start, end
    last = start + words[-1].end()
    return start + words[0].start(), last - (text[last - 1] in ",;:–—")


def arrays(file: str) -> dict[str, Any]:
    """Return what was learnt, by name, as a file of the package holds it.

    Raises:
        LibraryError: The file is missing.
    """
    import numpy as np

    try:
        raw = (files("coach") / "minilm" / file).read_bytes()
    except OSError as error:
        raise LibraryError(f"{file} is missing: {error}; reinstall repair-coach") from error
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _changed(weights: bytes, learnt: dict[str, Any]) -> bytes:
    """Return the embedder's file with what was learnt added to its weights."""
    import numpy as np

    if str(learnt["made.for"]) != embedders.WEIGHTS_SHA256:
        raise LibraryError(
            "what was learnt was made for other weights of MiniLM; reinstall repair-coach"
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
