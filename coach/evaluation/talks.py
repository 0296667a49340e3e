"""Scripted conversations: the user's turns are asked in their order, and what must hold is looked up.

The scripts under ``evals/talks/`` were written by people who never saw the coach answer.
"""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from coach import cases, sentences
from coach.advice import Advice
from coach.cases import Case
from coach.conversation import Coach
from coach.errors import InvalidRun
from coach.evaluation.coaches import asking, held_with
from coach.evaluation.scenarios import rows_of
from coach.events import CLIENT, COLLEAGUE, ME


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of a script as it came out: the advice, and each expectation with whether it held."""

    id: str
    question: str
    advice: Advice
    held: tuple[tuple[Mapping[str, Any], bool], ...]


def scripts(part: str) -> tuple[Mapping[str, Any], ...]:
    """Return the scripts of a part, ``look`` or ``run``.

    Raises:
        InvalidRun: There is no such part here, or a line of it is broken.
    """
    found = []
    for number, row in rows_of("talks", part):
        for turn in row.get("turns", ()):
            unknown = {one.get("kind") for one in turn.get("expect", ())} - set(EXPECTED)
            if unknown or "user" not in turn:
                raise InvalidRun(f"talks/{part}.jsonl, line {number}: {unknown or 'no user'}")
        found.append(row)
    return tuple(found)


def run(coach: Coach, script: Mapping[str, Any]) -> tuple[Said, ...]:
    """Return every turn of a script, asked with all turns before it as history."""
    turns = script["turns"]
    advices = held_with(asking(coach, Case()), [turn["user"] for turn in turns])
    told: list[Said] = []
    for number, (turn, advice) in enumerate(zip(turns, advices, strict=True), start=1):
        before = told[-1].advice if told else Advice("")
        seen = _Seen(advice, before)
        held = tuple((one, EXPECTED[one["kind"]](seen, one)) for one in turn["expect"])
        told.append(Said(f"{script['id']}/{number}", turn["user"], advice, held))
    return tuple(told)


def all_run(
    coach: Coach, part: str, progress: Callable[[int, int], None] | None = None
) -> tuple[Said, ...]:
    """Return every turn of all scripts of a part.

    Raises:
        InvalidRun: There is no such part here, or a line of it is broken.
    """
    some = scripts(part)
    told: list[Said] = []
    for number, script in enumerate(some, start=1):
        told += run(coach, script)
        if progress is not None:
            progress(number, len(some))
    return tuple(told)


@dataclass(frozen=True, slots=True)
class _Seen:
    """An answer and the one before it, taken apart for the expectations."""

    advice: Advice
    before: Advice

    @property
    def record(self) -> str:
        return json.dumps(cases.values(self.advice.case), ensure_ascii=False).lower()

    @property
    def low(self) -> str:
        return sentences.straight(self.advice.text).lower()

    @property
    def prose(self) -> str:
        return prose_of(self.advice.text)


def prose_of(answer: str) -> str:
    """Return an answer without what it hands over to be sent, or quotes."""
    return re.sub(r"“[^”]*”|\"[^\"]*\"", " ", re.sub(r"(?m)^>.*$", " ", answer))


def draft_in(answer: str) -> str:
    """Return the draft that an answer hands over, or nothing."""
    return "\n".join(re.findall(r"(?m)^> ?(.*)$", answer))


def _case(seen: _Seen, one: Mapping[str, Any]) -> bool:
    if one["field"] == "whose_error":
        return seen.advice.case.whose_error in _WHOSE.get(one["has"], (COLLEAGUE,))
    value = getattr(seen.advice.case, one["field"])
    told = value if isinstance(value, str) else " ".join(value)
    return _straight(one["has"]) in _straight(told)


# The scripts say whose error it was in the user's own words; any other word is somebody on their side.
_OURS, _THEIRS = (ME, COLLEAGUE), (CLIENT,)
_WHOSE = {
    **dict.fromkeys(("me", "my", "mine", "i", "myself"), (ME,)),
    **dict.fromkeys(("our", "us", "we", "ours"), _OURS),
    **dict.fromkeys(("client", "his", "her", "their", "them"), _THEIRS),
}


def _case_not(seen: _Seen, one: Mapping[str, Any]) -> bool:
    has = re.compile(rf"(?<![\w.,]){re.escape(_straight(one['has']))}(?!\w|[.,]\d)")
    return not has.search(_straight(seen.record)) and not has.search(seen.low)


def _straight(text: str) -> str:
    return sentences.straight(text).lower()


def _asks(seen: _Seen, _: Mapping[str, Any]) -> bool:
    return seen.prose.count("?") == 1


def _not_asked_again(seen: _Seen, one: Mapping[str, Any]) -> bool:
    questions = [s for s in sentences.split(seen.prose) if s.rstrip().endswith("?")]
    return not any(_straight(one["about"]) in _straight(question) for question in questions)


def _draft(seen: _Seen, one: Mapping[str, Any]) -> bool:
    draft = _straight(draft_in(seen.advice.text))
    return bool(draft) and all(_straight(has) in draft for has in one.get("has", ()))


def _about(seen: _Seen, one: Mapping[str, Any]) -> bool:
    return any(_straight(has) in seen.low for has in one["has"])


def _words(text: str) -> int:
    return len(re.sub(r"\[\d+\]", " ", text).split())


_LIMITS = {
    "deception": ("deceive",),
    "threat": ("threat", "harassment"),
    "harassment": ("harassment", "accused", "threat"),
}


def meets(limit: str | None, name: str) -> bool:
    """Whether a limit that was met is the one of a script, which names some of them in its own way."""
    return limit in _LIMITS.get(name, (name,))


def _limit(seen: _Seen, one: Mapping[str, Any]) -> bool:
    return meets(seen.advice.limit, one["name"])


EXPECTED: Mapping[str, Callable[[_Seen, Mapping[str, Any]], bool]] = {
    "case": _case,
    "case_not": _case_not,
    "asks": _asks,
    "advises": lambda seen, _: bool(seen.advice.citations),
    "no_advice": lambda seen, _: not re.search(r"(?m)^\d\. ", seen.advice.text),
    "not_asked_again": _not_asked_again,
    "draft": _draft,
    "shorter": lambda seen, _: _words(seen.advice.text) < _words(seen.before.text),
    "limit": _limit,
    "about": _about,
    "most_words": lambda seen, one: _words(seen.prose) <= one["count"],
}
"""Each kind of expectation, and how it is looked up."""


def table(told: Iterable[Said]) -> Iterator[str]:
    """Yield the lines of a table: how many expectations of each kind hold, and those that must all hold."""
    held: Counter[str] = Counter()
    of: Counter[str] = Counter()
    for said in told:
        for one, holds in said.held:
            for name in ("all", one["kind"], *([f"of a {one['of']}"] if "of" in one else ())):
                held[name] += holds
                of[name] += 1
    yield "| expectations | hold | of | share |"
    yield "|---|---|---|---|"
    for name in sorted(of, key=lambda name: (name != "all", name)):
        yield f"| {name} | {held[name]} | {of[name]} | {held[name] / of[name]:.2f} |"


def missed(told: Sequence[Said]) -> Iterator[str]:
    """Yield a line for each expectation that does not hold."""
    for said in told:
        for one, holds in said.held:
            if not holds:
                yield f"{said.id}: {json.dumps(one, ensure_ascii=False)}"


def answers(told: Sequence[Said], to: Path) -> None:
    """Write every turn with its answer to a Markdown file, to be read."""
    lines = [f"## {said.id}\n\n> {said.question}\n\n{said.advice}\n" for said in told]
    to.write_text("\n".join(lines), encoding="utf-8")
