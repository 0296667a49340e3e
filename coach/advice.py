"""Advice: what a question comes back with, and the passages it rests on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from coach.articles import Passage
from coach.cases import Case

Grounding = Literal["grounded", "partial", "silent", "none"]
Engine = Literal["composer", "model"]

SCHEMA = 1


class Turn(NamedTuple):
    """One past exchange: the user's question and the answer they were given.

    >>> Turn("I missed the deadline.", "Call them today. [1]").question
    'I missed the deadline.'
    """

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Citation:
    """Advice's link to one passage; ``number`` is that of its marker, from 1 and without gaps.

    >>> import coach
    >>> cited = coach.ask("I was rude to a client on the phone and she hung up.").citations[0]
    >>> cited.number, cited.step.startswith(cited.article)
    (1, True)
    """

    number: int
    step: str
    article: str
    title: str
    author: str
    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Advice:
    """The checked result of one question.

    Attributes:
        text: Markdown with markers such as ``[1]``, without the list of sources.
        citations: What the markers stand for, by number.
        grounding: ``grounded``: every advising sentence rests on a cited passage; ``partial``:
            those in ``unsupported`` don't; ``silent``: the articles don't cover the question, and
            the text says so; ``none``: nothing was advised (a question back, a greeting, a limit).
        limit: The name of the limit that was met, or None.
        ask_back: The open question put to the user, or an empty string.
        passages: All passages that the engine was shown.
        findings: Faults found in the text by the checks.
        case: What the question says of the case.
        engine: Who wrote the text: the ``composer`` or a ``model``.
        model: The model's name, or an empty string.
        prompts: The fingerprint of each prompt that was used, by name.
        notice: What went wrong or should be known, and what to do; else an empty string.
        usage: Tokens as the model's server counted them; empty when it did not.
        seconds: How long the answer took.

    >>> import coach
    >>> advice = coach.ask("I was rude to a client on the phone and she hung up.")
    >>> advice.grounding, advice.engine, advice.notice
    ('grounded', 'composer', 'No language model was used.')
    >>> all(f"[{cited.number}]" in advice.text for cited in advice.citations)
    True
    >>> str(advice).endswith(advice.citations[-1].step)
    True
    """

    text: str
    citations: tuple[Citation, ...] = ()
    grounding: Grounding = "none"
    unsupported: tuple[str, ...] = ()
    limit: str | None = None
    ask_back: str = ""
    passages: tuple[Passage, ...] = ()
    findings: tuple[Any, ...] = ()
    case: Case = field(default_factory=Case)
    engine: Engine = "composer"
    model: str = ""
    prompts: Mapping[str, str] = field(default_factory=dict)
    notice: str = ""
    usage: Mapping[str, int] = field(default_factory=dict)
    seconds: float = 0.0

    def __str__(self) -> str:
        """Return the text and the list of its sources, a line ``[1] article/step`` each."""
        sources = "\n".join(f"[{c.number}] {c.step}" for c in self.citations)
        return f"{self.text}\n\n{sources}" if sources else self.text


class Numbers:
    """Gives each cited passage its number, in the order in which they are first cited."""

    def __init__(self) -> None:
        """Start with none cited."""
        self._cited: dict[str, Passage] = {}

    def marker(self, *passages: Passage) -> str:
        """Return the markers of the passages, such as ``[1][3]``."""
        for passage in passages:
            self._cited.setdefault(passage.id, passage)
        order = list(self._cited)
        return "".join(f"[{n}]" for n in sorted({order.index(p.id) + 1 for p in passages}))

    def __len__(self) -> int:
        """Return how many passages were cited so far."""
        return len(self._cited)

    def back_to(self, count: int) -> None:
        """Take back the numbers given out after the first ``count``, whose markers were not shown."""
        for id_ in list(self._cited)[count:]:
            del self._cited[id_]

    def citations(self) -> tuple[Citation, ...]:
        """Return what was cited so far, by number."""
        return cite(self._cited.values())


def cite(passages: Iterable[Passage]) -> tuple[Citation, ...]:
    """Return citations of the passages, numbered from 1 in the order given."""
    return tuple(
        Citation(number, p.step, p.article, p.title, p.author, p.address, p.text)
        for number, p in enumerate(passages, start=1)
    )
