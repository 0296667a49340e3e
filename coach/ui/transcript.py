"""A conversation as Markdown, to keep or to hand on: questions, answers, sources with their addresses."""

from collections.abc import Iterator
from datetime import datetime

from coach import dates
from coach.advice import Citation
from coach.sentences import escaped
from coach.ui import marks, views
from coach.ui.session import Exchange, Talk


def markdown(talk: Talk, now: datetime) -> str:
    """Return the whole conversation about a case as Markdown.

    Args:
        talk: The case.
        now: The moment, with its time zone, for the line that says how old the copy is.
    """
    parts = [f"# {_line(talk.name)}", f"As of {dates.told(now)} ({now.tzinfo})."]
    for number, one in enumerate(talk.exchanges, 1):
        parts += _exchange(one, number)
    if not talk.exchanges:
        parts.append("Nothing has been said in it yet.")
    return "\n\n".join(parts) + "\n"


def _exchange(one: Exchange, number: int) -> Iterator[str]:
    day = f". {dates.told(one.day)}" if one.day else ""
    yield f"## {number}{day}"
    yield "**You wrote:**"
    yield "\n".join(f"> {line}".rstrip() for line in escaped(one.question).splitlines())
    if one.state == "waiting":
        yield "There is no answer to it yet."
        return
    yield "**The coach:**"
    yield one.answer.strip()
    if one.state == "stopped":
        yield "*You stopped this answer.*"
    if one.citations:
        yield "**Retold from:**"
        yield "\n".join(map(_source, sorted(one.citations, key=lambda cited: cited.number)))
    yield from _grounds(one)


def _source(cited: Citation) -> str:
    address = f", <{cited.address}>" if cited.address else ""
    return (
        f"- [{cited.number}] {_line(marks.step_name(cited.step))}, in “{_line(cited.title)}”, "
        f"author: {_line(cited.author)}{address}"
    )


def _grounds(one: Exchange) -> Iterator[str]:
    if told := views.GROUNDINGS.get(one.grounding, ""):
        yield f"*{told}*"
    if one.unsupported:
        yield "\n".join(f"- “{_line(sentence)}”" for sentence in one.unsupported)


def _line(text: str) -> str:
    return escaped(" ".join(text.split()))
