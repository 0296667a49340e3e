"""Situations: short tellings, written by us, of when a step applies."""

import json
from collections.abc import Callable, Sequence
from functools import cache

from coach import resources, sentences

_MOST_COMPARED = 24


@cache
def by_step() -> dict[str, tuple[str, ...]]:
    """Return the situations that were written for each step."""
    found: dict[str, list[str]] = {}
    text = (resources.folder("evals") / "situations.jsonl").read_text(encoding="utf-8")
    for row in map(json.loads, text.splitlines()):
        found.setdefault(row["step"], []).append(row["text"])
    return {step: tuple(told) for step, told in found.items()}


def nearest(
    question: str, step: str, embed: Callable[[Sequence[str]], Sequence[Sequence[float]]]
) -> str:
    """Return the step's situation that is most like the question, or nothing when it has none.

    Those that share most words with it are compared by meaning.
    """
    said = set(sentences.words(question))
    told = sorted(
        by_step().get(step, ()), key=lambda text: -len(said & set(sentences.words(text)))
    )[:_MOST_COMPARED]
    if not told:
        return ""
    asked, *vectors = embed([question, *told])
    near = [sum(a * b for a, b in zip(asked, vector, strict=True)) for vector in vectors]
    return told[near.index(max(near))]
