"""Whether the sentences of an answer rest on the articles: their nearness by MiniLM.

A sentence that no line of the articles is near to was not taken from them. Nearness cannot see a
contradiction: that uses the same words (see ``evals/README.md``).
"""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from coach import articles, embedders, sentences
from coach.answers import Answer, Sentence, is_advising
from coach.articles import Passage
from coach.findings import Finding

# The least cosine to any line of the articles for a sentence to be taken from them, and to the
# passage that it cites; chosen on the good answers that may be read.
_NEAR_ANY, _NEAR_CITED = 0.20, 0.15


def unsupported(answer: Answer, own: Sequence[Passage] = ()) -> tuple[Finding, ...]:
    """Return a finding for each advising sentence that is near no passage, bundled or of ``own``."""
    claims = [one for one in answer.sentences if is_advising(one.text) and "~" not in one.text]
    if not claims:
        return ()
    found = []
    for one, near in zip(claims, nearness([one.text for one in claims], own), strict=True):
        cited = [answer.sources[n] for n in one.cites if n in answer.sources]
        best = max(near.values())
        if best < _NEAR_ANY or (cited and max(near.get(id_, 0.0) for id_ in cited) < _NEAR_CITED):
            found.append(_unsupported(answer, one))
    return tuple(found)


def _unsupported(answer: Answer, one: Sentence) -> Finding:
    return Finding(
        "unsupported-claim",
        answer.text[one.start : one.end],
        one.start,
        one.end,
        "No passage of the articles is near what this sentence says.",
        "",
        "Say what a step says, and cite it, or mark the sentence as your own view.",
    )


def nearness(texts: Sequence[str], own: Sequence[Passage] = ()) -> list[Mapping[str, float]]:
    """Return, for each text, the cosine of the nearest line of each passage, by passage id.

    Args:
        texts: The sentences.
        own: Passages of the user's own articles, beside those of the bundled ones.
    """
    ids, vectors = _lines()
    found: list[Mapping[str, float]] = []
    for text in texts:
        best: dict[str, float] = {}
        for id_, cosine in zip(ids, (vectors @ _vector(text)).tolist(), strict=True):
            best[id_] = max(best.get(id_, -1.0), cosine)
        for passage in own:
            lines = (passage.text, *sentences.split(passage.text))
            best[passage.id] = max(float(_vector(line) @ _vector(text)) for line in lines)
        found.append(best)
    return found


# Answers that are compared share most of their sentences.
@lru_cache(maxsize=5_000)
def _vector(text: str) -> Any:
    import numpy as np

    return np.array(_embedder().embed_query(text))


@cache
def _embedder() -> embedders.MiniLM:
    return embedders.MiniLM()


@cache
def _lines() -> tuple[tuple[str, ...], Any]:
    """Return the passage of each line of the bundled articles, and the lines' vectors."""
    import numpy as np

    lines = []
    for article in articles.bundled():
        for section in article.sections:
            id_ = f"{article.id}/{section.key}"
            lines.append((id_, f"{section.name}. {section.text}"))
            if section.notes.gist:
                lines.append((id_, section.notes.gist))
            lines += [(id_, sentence) for sentence in sentences.split(section.text)]
            lines += [(id_, line) for kind in section.notes.lines.values() for line in kind]
    vectors = _embedder().embed_documents([text for _, text in lines])
    return tuple(id_ for id_, _ in lines), np.array(vectors)
