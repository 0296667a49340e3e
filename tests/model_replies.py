"""Replies for the model server that keep to whatever notes a request shows, and ways to ask."""

import asyncio
import atexit
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any

from coach import Advice, Coach, Settings, models, sentences
from coach.reply import is_advising
from model_server import Behaviour, Request, reply

KEY = "sk-canary-4711-not-for-any-eye"

Made = str | Advice

# A sentence for each finding that stops a reply.
STOPS = {
    "gift-as-fix": "Send her a bottle of wine.",
    "sales-ask-in-apology": "Ask for a referral before you hang up.",
    "blame-shifting": "Say: It was the courier's fault.",
    "invented-source": "According to Harvard, people forgive.",
}


def sent_text(request: Request) -> str:
    """All that a request said to the model, but the instructions that are always the same."""
    return str(request.body["messages"][-1]["content"])


def notes(request: Request) -> list[str]:
    """One advising sentence of each note that a request shows, in order."""
    shown = re.findall(r"^\[\d+\] [^:]*: (.+)$", sent_text(request), re.MULTILINE)
    return [next(filter(is_advising, sentences.split(note)), note) for note in shown]


def faithful_text(request: Request, most: int = 3) -> str:
    """A reply that says what the first notes say, each sentence with its marker."""
    return " ".join(
        f"{note.rstrip('.!')} [{number}]."
        for number, note in enumerate(notes(request)[:most], start=1)
    )


def faithful(
    made: Callable[[str], Behaviour] = reply, *, change: Callable[[str], str] = str, most: int = 3
) -> Behaviour:
    """A model that keeps to its notes; `made` says how the text goes out, `change` what becomes of it."""

    def act(request: Request, line: Any) -> Any:
        return made(change(faithful_text(request, most))).act(request, line)

    return Behaviour("faithful", act)


@cache
def _at(home: Path) -> Coach:
    """A coach over that folder, opened once: to open the library takes longer than most tests."""
    coach = Coach.open(Settings(home=home))
    atexit.register(coach.close)
    return coach


def opened(
    home: Path, url: str, *, timeout: float = 10, **settings: Any
) -> AbstractContextManager[Coach]:
    """A coach whose model is at that address, over a library that all tests share."""
    known = {"model": "test-model", "api_key": KEY} | settings
    wanted = Settings(home=home, base_url=url, timeout=timeout, **known)
    shared = _at(home)
    chat = models.open_chat(wanted)
    return nullcontext(Coach(wanted, shared._library, chat, shared._listener))


def streamed(pieces: Sequence[Made]) -> Advice:
    """The advice that a stream ended with; its pieces are looked at on the way."""
    *texts, last = pieces
    assert isinstance(last, Advice)
    assert all(isinstance(text, str) and text for text in texts)
    assert "".join(map(str, texts)) == last.text
    return last


def ask(coach: Coach, question: str) -> Advice:
    return coach.ask(question)


def stream(coach: Coach, question: str) -> Advice:
    return streamed(list(coach.stream(question)))


def aask(coach: Coach, question: str) -> Advice:
    return asyncio.run(coach.aask(question))


def astream(coach: Coach, question: str) -> Advice:
    async def collect() -> list[Made]:
        return [piece async for piece in coach.astream(question)]

    return streamed(asyncio.run(collect()))


DOORS: dict[str, Callable[[Coach, str], Advice]] = {
    "ask": ask,
    "stream": stream,
    "aask": aask,
    "astream": astream,
}
