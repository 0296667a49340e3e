"""What is measured: the coach over a scenario's turns, and coaches that are worse on purpose.

A worse coach must score below the real one on what it spoils, or the metric is blind to it.
"""

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from coach import articles, prompts, resources
from coach.advice import Advice, Citation, Turn, cite
from coach.articles import Article, Found
from coach.cases import Case
from coach.conversation import Coach

Ask = Callable[[str, Sequence[Turn]], Advice]
"""Takes a question and what was said before, returns advice."""


def with_chat(coach: Coach, chat: Any) -> Coach:
    """Return the same coach with another chat model, or, with None, with its composer alone."""
    return Coach(coach.settings, coach._library, chat, coach._listener)


def asking(coach: Coach, case: Case | None = None) -> Ask:
    """Return what asks a coach; with a case, even an empty one, each question is a turn of a conversation."""
    return lambda question, history: coach.ask(question, history=history, case=case)


def citing(steps: Iterable[str]) -> tuple[Citation, ...]:
    """Return citations of these steps of the bundled articles, numbered in their order."""
    known = {p.id: p for p in articles.passages(articles.bundled())}
    return cite(known[step] for step in steps)


def last_advice(ask: Ask, turns: Sequence[str]) -> Advice:
    """Return the advice on the last of the user's turns, each answered in its order."""
    *_, last = held_with(ask, turns)
    return last


def held_with(ask: Ask, turns: Iterable[str]) -> Iterator[Advice]:
    """Yield the advice on each of the user's turns, each asked with all before it as history."""
    history: list[Turn] = []
    for turn in turns:
        advice = ask(turn, tuple(history))
        history.append(Turn(turn, advice.text))
        yield advice


@dataclass(frozen=True, slots=True)
class Degraded:
    """A coach that is worse on purpose, and the metric that must show it."""

    name: str
    attacks: str
    ask: Ask


def degraded(coach: Coach) -> tuple[Degraded, ...]:
    """Return the worse coaches made of a real one, which must stay open while they are asked."""
    return (
        Degraded("no retrieval", "step_recall", _searching(coach, _anything)),
        Degraded("another article", "step_recall", _searching(coach, _next_article)),
        Degraded("shuffled citations", "supported", _shuffled(asking(coach))),
        Degraded("refuses everything", "answered", lambda *_: _REFUSAL),
        Degraded("lists everything", "step_precision", lambda *_: _listing()),
        Degraded("always apologises", "step_recall", lambda *_: _apology()),
        Degraded("parrots", "answered", lambda question, _: Advice(question)),
    )


class _Searching:
    """A library that finds what another function makes of what was found."""

    def __init__(self, library: Any, change: Callable[[str, Found], Found]) -> None:
        self._library = library
        self._change = change

    def __getattr__(self, name: str) -> Any:
        return getattr(self._library, name)

    def search(self, question: str, *, limit: int, called: Any = None) -> Found:
        found = self._library.search(question, limit=limit)
        return self._change(question, found)


def _searching(coach: Coach, change: Callable[[str, Found], Found]) -> Ask:
    library: Any = _Searching(coach._library, change)
    return asking(Coach(coach.settings, library, None, None))


def _anything(question: str, found: Found) -> Found:
    """Whatever comes to hand, whatever was asked."""
    all_ = [p for p in articles.passages(articles.bundled()) if articles.is_step(p.id)]
    some = random.Random(question).sample(all_, len(found.passages))  # noqa: S311
    return replace(found, passages=tuple(replace(p, score=0.5) for p in some))


def _next_article(_: str, found: Found) -> Found:
    """Steps of the article that follows the right one."""
    ids = [article.id for article in articles.bundled()]
    by_article: dict[str, list[articles.Passage]] = {}
    for passage in articles.passages(articles.bundled()):
        if articles.is_step(passage.id):
            by_article.setdefault(passage.article, []).append(passage)
    after = dict(zip(ids, [*ids[1:], ids[0]], strict=True))
    some = []
    for number, passage in enumerate(found.passages):
        others = by_article[after.get(passage.article, ids[0])]
        some.append(replace(others[number % len(others)], score=passage.score))
    return replace(found, passages=tuple(dict.fromkeys(some)))


def _shuffled(ask: Ask) -> Ask:
    """Each marker stands for another source than its own."""

    def asked(question: str, history: Sequence[Turn]) -> Advice:
        advice = ask(question, history)
        # The user's own articles are none of the examples'.
        ours = {article.id for article in articles.bundled()}
        steps = [c.step for c in advice.citations if c.step.partition("/")[0] in ours]
        return replace(advice, citations=citing([*steps[1:], *steps[:1]]))

    return asked


_REFUSAL = Advice("The articles don't cover this, so I say nothing about it.", grounding="silent")


def _listing() -> Advice:
    passages = [p for p in articles.passages(articles.bundled()) if articles.is_step(p.id)]
    lines = [f"{n}. {p.text.split('. ')[0]}. [{n}]" for n, p in enumerate(passages, start=1)]
    return Advice("\n".join(lines), citations=cite(passages), grounding="grounded")


def _apology() -> Advice:
    return Advice(
        "Apologize clearly, and want nothing from it for yourself. [1]",
        citations=citing(["four-steps/apologize"]),
        grounding="grounded",
    )


def fingerprint_of(some: Iterable[Article]) -> str:
    """Return the fingerprint of all that these articles say."""
    texts = [text for a in some for s in a.sections for text in (s.name, s.text, repr(s.notes))]
    return resources.fingerprint(*texts)


def fingerprints() -> Mapping[str, str]:
    """Return the fingerprints of what an answer depends on: the corpus, the prompts, the code.

    The prompts of a judge are left out: no answer depends on them.
    """
    written = resources.folder("prompts").iterdir()
    told = sorted(
        entry.name
        for entry in written
        if entry.name.endswith(".md") and not entry.name.startswith("judge-")
    )
    code = sorted(Path(articles.__file__).parent.rglob("*.py"))
    return {
        "corpus": fingerprint_of(articles.bundled()),
        "prompts": resources.fingerprint(*(prompts.fingerprint(name[:-3]) for name in told)),
        "code": resources.fingerprint(*(file.read_text(encoding="utf-8") for file in code)),
    }
