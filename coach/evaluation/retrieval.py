"""How well search finds the steps a message needs: the ruler of ``evals/ruler/``.

A message counts as found by the share of its required steps among the first k distinct steps; any
one of a set of twins stands for the others. The rankings compared are the search as shipped and,
as a yardstick, keywords, MiniLM and their fusion over the bare steps, which know nothing but each
step's name and text.
"""

import json
import math
import random
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from statistics import fmean
from typing import TYPE_CHECKING

from coach import articles, resources, sentences
from coach.embedders import Embedder
from coach.errors import LibraryError

if TYPE_CHECKING:
    from coach.conversation import Coach

PARTS = ("look", "run")
"""``look`` may be read by whoever improves the search; ``run`` is only run."""

DEPTHS = (1, 3, 5, 10)
_RRF = 60.0
_RESAMPLES = 2_000
_FINE = 0.5
_DEEPEST = 20

Ranking = Callable[[str], Sequence[str]]
"""Takes a message, returns step ids, best first."""


@dataclass(frozen=True, slots=True)
class Example:
    """A message of the ruler: its required steps, and others that are fine; none when not covered."""

    id: str
    kind: str
    form: str
    text: str
    required: tuple[str, ...] = ()
    fine: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """What one ranking reached on one message: recall at each of ``DEPTHS``, reciprocal rank, nDCG@5."""

    recall: tuple[float, ...]
    reciprocal: float
    gain: float


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over messages with its 95 % interval (percentile bootstrap, 2,000 resamples)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Return it as ``0.81 [0.76, 0.85]``."""
        return f"{self.value:.2f} [{self.low:.2f}, {self.high:.2f}]"


def examples(part: str) -> tuple[Example, ...]:
    """Return the messages of a part of the ruler.

    Raises:
        LibraryError: The part is not there: the wheel leaves the run-only part out.
    """
    file = resources.folder("evals") / "ruler" / f"{part}.jsonl"
    if not file.is_file():
        raise LibraryError(
            f"the ruler has no part '{part}' here; parts are {', '.join(PARTS)}, and a checkout has both"
        )
    rows = (json.loads(line) for line in file.read_text(encoding="utf-8").splitlines())
    return tuple(
        Example(
            row["id"],
            row["kind"],
            row["form"],
            row["text"],
            tuple(row.get("required", ())),
            tuple(row.get("fine", ())),
        )
        for row in rows
    )


def score(example: Example, ranked: Sequence[str]) -> Score:
    """Return what a ranking of steps reaches on the message.

    Recall@k is the share of required steps among the first k distinct steps (of the ranking as it
    stands, twins apart). nDCG@5 (Järvelin and Kekäläinen 2002) gains 1 for a required step and 0.5
    for a fine one, each set of twins once.
    """
    distinct = list(dict.fromkeys(ranked))
    required = {articles.twin(step) for step in example.required}
    fine = {articles.twin(step) for step in example.fine} - required
    names = [articles.twin(step) for step in distinct]
    recall = tuple(len(required & set(names[:depth])) / len(required) for depth in DEPTHS)
    first = next((rank for rank, name in enumerate(names, start=1) if name in required), 0)
    seen: set[str] = set()
    total = 0.0
    for rank, name in enumerate(names[:5], start=1):
        if name not in seen:
            seen.add(name)
            total += (1.0 if name in required else _FINE * (name in fine)) / math.log2(rank + 1)
    best = ([1.0] * len(required) + [_FINE] * len(fine))[:5]
    ideal = sum(gain / math.log2(rank + 1) for rank, gain in enumerate(best, start=1))
    return Score(recall, 1.0 / first if first else 0.0, total / ideal)


def mean(values: Sequence[float]) -> Mean:
    """Return the mean with its interval; the same values always give the same interval."""
    dice = random.Random(20)  # noqa: S311
    size = len(values)
    means = sorted(fmean(dice.choices(values, k=size)) for _ in range(_RESAMPLES))
    return Mean(fmean(values), means[int(0.025 * _RESAMPLES)], means[int(0.975 * _RESAMPLES) - 1])


@dataclass(frozen=True, slots=True)
class Silence:
    """Precision and recall of being silent, and the share of covered messages refused."""

    precision: float
    recall: float
    refused: float

    def __str__(self) -> str:
        """Return the three in words."""
        return f"precision {self.precision:.2f}, recall {self.recall:.2f}, covered refused {self.refused:.3f}"


def silence(messages: Sequence[Example], covered: Callable[[str], bool]) -> Silence:
    """Return how well it is told which messages the articles do not cover."""
    silent = [example for example in messages if not covered(example.text)]
    right = sum(example.kind == "not-covered" for example in silent)
    outside = sum(example.kind == "not-covered" for example in messages)
    refused = len(silent) - right
    return Silence(
        right / len(silent) if silent else 0.0,
        right / outside if outside else 0.0,
        refused / (len(messages) - outside) if len(messages) > outside else 0.0,
    )


def bare(embedder: Embedder) -> dict[str, Ranking]:
    """Return the yardsticks: keywords (BM25), MiniLM and both fused, over the bare steps."""
    steps = {
        passage.id: f"{passage.name}. {passage.text}"
        for passage in articles.passages(articles.bundled())
        if articles.is_step(passage.id)
    }
    ids = list(steps)
    vectors = embedder.embed_documents(list(steps.values()))

    def words(text: str) -> list[str]:
        return _keywords(steps, text)

    def meaning(text: str) -> list[str]:
        vector = embedder.embed_query(text)
        near = {
            id_: sum(a * b for a, b in zip(vector, other, strict=True))
            for id_, other in zip(ids, vectors, strict=True)
        }
        return sorted(ids, key=lambda id_: (-near[id_], id_))

    def both(text: str) -> list[str]:
        total: dict[str, float] = {}
        for ranked in (words(text), meaning(text)):
            for rank, id_ in enumerate(ranked, start=1):
                total[id_] = total.get(id_, 0.0) + 1.0 / (_RRF + rank)
        return sorted(total, key=lambda id_: (-total[id_], id_))

    return {"BM25, bare steps": words, "MiniLM, bare steps": meaning, "both fused": both}


def shipped(coach: "Coach") -> dict[str, Ranking]:
    """Return the search as the coach does it."""

    def steps(text: str) -> list[str]:
        return [hit.step for hit in coach.search(text, limit=_DEEPEST) if articles.is_step(hit.id)]

    return {"the coach's search": steps}


def _keywords(steps: Mapping[str, str], text: str) -> list[str]:
    query = " OR ".join(
        '"' + word.replace('"', "") + '"' for word in dict.fromkeys(sentences.words(text))
    )
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute(
            "CREATE VIRTUAL TABLE words USING fts5(id UNINDEXED, text, tokenize='porter unicode61')"
        )
        database.executemany("INSERT INTO words VALUES (?, ?)", list(steps.items()))
        rows = database.execute(
            "SELECT id FROM words WHERE words MATCH ? ORDER BY bm25(words), id", [query or '"-"']
        )
        return [id_ for (id_,) in rows]


def table(messages: Sequence[Example], rankings: Mapping[str, Ranking]) -> Iterator[str]:
    """Yield the lines of a Markdown table: every ranking over all covered messages, then by form."""
    covered = [example for example in messages if example.required]
    heads = [f"recall@{depth}" for depth in DEPTHS]
    yield "| messages | search | n | " + " | ".join([*heads, "MRR", "nDCG@5"]) + " |"
    yield "|---" * (len(heads) + 5) + "|"
    reached = {
        name: [score(example, ranking(example.text)) for example in covered]
        for name, ranking in rankings.items()
    }
    for form in ("all", *sorted({example.form for example in covered})):
        for name, scores in reached.items():
            some = [
                one
                for one, example in zip(scores, covered, strict=True)
                if form in ("all", example.form)
            ]
            recalls = [str(mean([one.recall[at] for one in some])) for at in range(len(DEPTHS))]
            rest = [
                str(mean([one.reciprocal for one in some])),
                str(mean([one.gain for one in some])),
            ]
            yield f"| {form} | {name} | {len(some)} | " + " | ".join([*recalls, *rest]) + " |"
