"""Fifty people on one process of the page, with a model of twenty words a second.

    python benchmarks/load.py [--people 50] [--rounds 5] [--silent 50] [--stories 5] [--home DIR]

Each person asks two questions, the second once the first is answered, by the page's own two calls. Their
starts are spread over ten seconds, in so many rounds; then all begin in the same instant; then they ask
beside as many others whose model never answers. Every question names an order; its answer has to name
that one, and no other person's. Before all that, one person alone asks the same questions: with that the
rest is compared. Prints a table, and ends with 1 when a bar is missed.
"""

import argparse
import asyncio
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import httpx

from process import clean

ROOT = Path(__file__).resolve().parent.parent
ORDER = re.compile(r"\b[A-Z]\d{4}[A-Z]\b")
TURNS = 2
SPREAD = 10.0
ALONE_RUNS = 3
LATER, AT_ONCE, RATE, GROWN = 0.250, 2.0, 0.90, 1.10
"""The bars: seconds later than for one alone, seconds in the same instant, of the rate, of the memory."""
PATIENCE = 120.0

# What happened, and what is asked next. They differ, so that not one reading serves all.
STORIES = (
    (
        "I shipped order {order} to the wrong hotel and blamed our driver for it. The manager is "
        "furious and wants somebody's head. What do I do first?",
        "And if she does not answer my mail about order {order}?",
    ),
    (
        "My colleague promised our largest client that order {order} would be there on Monday. It "
        "went out on Thursday, they found out from the carrier, and now nobody there takes my calls.",
        "What do I say to him about order {order} when he picks up?",
    ),
    (
        "I sent the wrong invoice for order {order} twice. She wrote to my boss that we don't listen, "
        "and the contract ends in six weeks. I want to send her a hamper. Good idea?",
        "How do I begin the call about order {order}?",
    ),
    (
        "We changed the fabric of order {order} without asking and told them it was the same. They "
        "noticed. Now they say that they can't trust a word of ours any more.",
        "Should my boss write to them about order {order} as well?",
    ),
    (
        "I snapped at a client on the phone when he asked for the third time where order {order} is. "
        "He hung up and has been silent for a week. How do I open the next call?",
        "What if he wants a discount on order {order}?",
    ),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """What one question's stream gave: seconds from the asking, words a second, what was wrong."""

    kind: tuple[int, int]
    first: float
    last: float
    rate: float
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One figure, and what it may be."""

    name: str
    told: str
    held: bool


# --- What runs -----------------------------------------------------------------------------------


@contextlib.contextmanager
def started(command: Sequence[str], environment: dict[str, str]) -> Iterator[tuple[str, int]]:
    """Start a program that prints its address in its first line; give that and its process id."""
    with subprocess.Popen(
        command, env=environment, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as running:
        try:
            line = running.stdout.readline() if running.stdout else ""
            found = re.search(r"http://\S+", line)
            if found is None:
                sys.exit(f"no address from {' '.join(command)}: {line}")
            yield found[0], running.pid
        finally:
            running.terminate()
            try:
                running.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                running.kill()


@contextlib.contextmanager
def model(rate: float = 20.0) -> Iterator[str]:
    """Start the model server; give its address."""
    script = str(Path(__file__).with_name("steady.py"))
    with started([sys.executable, script, "--rate", str(rate)], surroundings()) as (url, _):
        yield url


@contextlib.contextmanager
def served(home: Path, **settings: str) -> Iterator[tuple[str, int]]:
    """Serve the page as the command does; give its address and process id."""
    environment = {**surroundings(), "COACH_HOME": str(home), **settings}
    with started([sys.executable, "-m", "coach", "ui", "--port", "0"], environment) as found:
        yield found


def surroundings() -> dict[str, str]:
    """Return the environment without settings that would change what is measured."""
    return {**clean(), "PYTHONPATH": str(ROOT)}


def memory(process: int) -> int:
    """Return the resident memory of a process, in kilobytes."""
    told = subprocess.run(
        ["ps", "-o", "rss=", "-p", str(process)],  # noqa: S607
        capture_output=True,
        text=True,
        check=True,
    )
    return int(told.stdout)


def processor(process: int) -> float:
    """Return the seconds of processor time that a process has used; 0 where it cannot be known."""
    with contextlib.suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return 0.0


def busy() -> str:
    """Return how busy the machine was in the last minute."""
    return f"{os.getloadavg()[0]:.1f}"


def reaching(address: str) -> httpx.AsyncClient:
    """Return what people reach the page by: a connection each, as many as they need."""
    everybody = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    return httpx.AsyncClient(base_url=address, timeout=PATIENCE, limits=everybody, trust_env=False)


# --- One person ----------------------------------------------------------------------------------


class Person:
    """A browser of our own: keeps the session, asks, reads the stream."""

    def __init__(self, client: httpx.AsyncClient, number: int, *, answered: bool = True) -> None:
        """Nobody has asked anything yet; ``answered`` is false for one whose model never answers."""
        self._client = client
        self._story = number % len(STORIES)
        self._answered = answered
        self._session: Any = {}
        self._orders: set[str] = set()

    async def talk(self, after: float = 0.0) -> list[Heard]:
        """Ask all questions, one after the other."""
        await asyncio.sleep(after)
        opened = await self._act()
        self._session = opened["session"]
        return [await self._ask(turn) for turn in range(TURNS)]

    async def _act(self) -> dict[str, Any]:
        sent = {"data": [self._session, {"kind": "open", "zone": "Europe/Berlin"}]}
        response = await self._client.post("gradio_api/run/act", json=sent)
        response.raise_for_status()
        given: dict[str, Any] = response.json()["data"][0]
        return given

    async def _ask(self, turn: int) -> Heard:
        number = uuid.uuid4().int
        order = f"{chr(65 + number % 26)}{number // 26 % 10_000:04}{chr(65 + number // 7 % 26)}"
        self._orders.add(order)
        question = STORIES[self._story][turn].format(order=order)
        if not self._answered:
            question += " UNANSWERED"
        self._session["talks"][0]["exchanges"].append({"question": question, "state": "waiting"})
        # As the page does: it has the question drawn while it waits for the answer.
        drawing = asyncio.create_task(self._act())
        began = time.perf_counter()
        times: list[tuple[float, str]] = []
        result: dict[str, Any] = {}
        async for piece in self._pieces():
            if "html" in piece:
                times.append((time.perf_counter() - began, piece["text"]))
            elif "session" in piece or "error" in piece:
                result = piece
        ended = time.perf_counter() - began
        await drawing
        kind = (self._story, turn)
        if not times or "session" not in result:
            return Heard(
                kind, ended, ended, 0.0, f"no answer: {str(result.get('error', result))[:200]}"
            )
        self._session = result["session"]
        asked = self._session["talks"][0]["exchanges"][-1]
        fault = self._fault(order, times, asked["answer"])
        # Why the composer answered, if it did.
        told = f"{fault}; {asked['account']}" if fault else ""
        return Heard(kind, times[0][0], ended, rate(times), told)

    async def _pieces(self) -> AsyncIterator[dict[str, Any]]:
        sent = {
            "data": [self._session, {"zone": "Europe/Berlin"}],
            "session_hash": uuid.uuid4().hex,
        }
        response = await self._client.post("gradio_api/call/answer", json=sent)
        response.raise_for_status()
        address = f"gradio_api/call/answer/{response.json()['event_id']}"
        async with self._client.stream("GET", address) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: ") and isinstance(told := json.loads(line[6:]), list):
                    for piece in told:
                        if isinstance(piece, dict):
                            yield piece

    def _fault(self, order: str, times: Sequence[tuple[float, str]], answer: str) -> str:
        """Return what is wrong with an answer, or nothing."""
        texts = [text for _, text in times]
        if any(not later.startswith(sooner) for sooner, later in pairwise(texts)):
            return "a piece took back what was shown"
        if texts[-1] != answer:
            return "the answer is not what was shown"
        named = set(ORDER.findall(answer))
        if order not in named or named - self._orders:
            return f"the answer on order {order} names {', '.join(sorted(named)) or 'none'}"
        return ""


def rate(times: Sequence[tuple[float, str]]) -> float:
    """Return the words a second that came after the model's first piece, while it still spoke."""
    # What comes before it is a warning of ours; what the composer adds at the end comes in one instant.
    spoken = [(at, text) for at, text in times if ORDER.search(text) and at < times[-1][0] - 0.05]
    if len(spoken) < 2:
        return 0.0
    (begin, first), (end, last) = spoken[0], spoken[-1]
    return (len(last.split()) - len(first.split())) / (end - begin)


# --- Many ----------------------------------------------------------------------------------------


async def together(address: str, count: int, spread: float, stories: int) -> list[Heard]:
    """Let so many people talk, their starts evenly over some seconds."""
    async with reaching(address) as client:
        people = [Person(client, number % stories) for number in range(count)]
        each = [one.talk(spread * number / count) for number, one in enumerate(people)]
        return [heard for talk in await asyncio.gather(*each) for heard in talk]


async def alone(address: str, stories: int) -> dict[tuple[int, int], Heard]:
    """Let one person at a time put each question; return the median of each."""
    found: dict[tuple[int, int], list[Heard]] = {}
    async with reaching(address) as client:
        for number in [*range(stories)] * ALONE_RUNS:
            for heard in await Person(client, number).talk():
                if heard.fault:
                    sys.exit(f"not what is to be measured: {heard.fault}")
                found.setdefault(heard.kind, []).append(heard)
    return {
        kind: Heard(
            kind,
            median(one.first for one in all_),
            median(one.last for one in all_),
            median(one.rate for one in all_),
        )
        for kind, all_ in found.items()
    }


async def beside_silence(address: str, count: int, silent: int, stories: int) -> list[Heard]:
    """Let so many people talk beside others whose model never answers."""
    async with reaching(address) as client:
        others = [
            asyncio.create_task(Person(client, number % stories, answered=False).talk(number / 10))
            for number in range(silent)
        ]
        await asyncio.sleep(silent / 10 + 1.0)
        heard = await together(address, count, SPREAD, stories)
        if answered := [one.result() for one in others if one.done()]:
            sys.exit(f"who gets no answer got one: {answered[0]}")
        for one in others:
            one.cancel()
        await asyncio.gather(*others, return_exceptions=True)
    return heard


def p95(values: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return quantiles(values, n=20, method="inclusive")[-1]


def bars(name: str, heard: Sequence[Heard], one: dict[tuple[int, int], Heard]) -> list[Bar]:
    """Return what one round, spread over time, has to hold."""
    return [
        right(name, heard),
        later(name, heard, one),
        steadiness(name, heard, one),
    ]


def right(name: str, heard: Sequence[Heard]) -> Bar:
    """Return how many streams were right."""
    faults = [one.fault for one in heard if one.fault]
    told = f"{len(heard) - len(faults)} of {len(heard)} streams right"
    return Bar(name, f"{told}{': ' if faults else ''}{'; '.join(faults[:3])}", not faults)


def later(name: str, heard: Sequence[Heard], one: dict[tuple[int, int], Heard]) -> Bar:
    """Return how much later than for one alone the first word came."""
    late = [each.first - one[each.kind].first for each in heard]
    told = f"first words {1000 * median(late):+.0f} ms, p95 {1000 * p95(late):+.0f} ms"
    return Bar(name, f"{told} against one alone (at most {1000 * LATER:.0f})", p95(late) <= LATER)


def steadiness(name: str, heard: Sequence[Heard], one: dict[tuple[int, int], Heard]) -> Bar:
    """Return how the words came against how they come for one alone."""
    kept = sorted(each.rate / one[each.kind].rate for each in heard if each.rate)
    lowest = kept[0] if kept else 0.0
    told = f"rate {median(kept or [0.0]):.2f} of one alone's, the slowest stream {lowest:.2f}"
    return Bar(name, f"{told} (at least {RATE})", lowest >= RATE)


def at_once(heard: Sequence[Heard]) -> list[Bar]:
    """Return what people who begin in the same instant get."""
    found = [right("at once", heard)]
    for turn, name in enumerate(("first", "second")):
        firsts = [one.first for one in heard if one.kind[1] == turn]
        told = (
            f"{name} question: first words median {median(firsts):.2f} s, p95 {p95(firsts):.2f} s"
        )
        found.append(Bar("at once", f"{told} (at most {AT_ONCE})", p95(firsts) <= AT_ONCE))
    return found


# --- The whole -----------------------------------------------------------------------------------


def main() -> None:
    """Measure, print the table, and end with 1 when a bar is missed."""
    parser = argparse.ArgumentParser(description="Many people on one process of the page.")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--silent", type=int, default=50, help="others whose model never answers")
    parser.add_argument("--stories", type=int, default=len(STORIES), help="different ones")
    parser.add_argument("--home", type=Path, help="a data folder whose index is built")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, model() as url:
        home = given.home or Path(folder)
        settings = {"COACH_MODEL": "steady", "COACH_BASE_URL": url}
        with served(home, **settings) as (address, process):
            found = list(measured(address, process, given))
    sys.exit(not all(bar.held for bar in found))


def measured(address: str, process: int, given: argparse.Namespace) -> Iterator[Bar]:
    """Run every round and yield its bars, printed as they come."""
    people, stories = given.people, given.stories
    asyncio.run(together(address, min(people, stories), 0.0, stories))
    one = asyncio.run(alone(address, stories))
    firsts = ", ".join(f"{each.first:.2f}" for each in one.values())
    print(f"one alone: first words after {firsts} s; the machine {busy()}", flush=True)
    sizes = []
    for number in range(1, given.rounds + 1):
        used, began = processor(process), time.perf_counter()
        heard = asyncio.run(together(address, people, SPREAD, stories))
        sizes.append(memory(process))
        share = (processor(process) - used) / (time.perf_counter() - began)
        print(
            f"round {number}: {sizes[-1] // 1024} MB, {share:.0%} of a core, the machine {busy()}"
        )
        yield from shown(bars(f"round {number}", heard, one))
    yield from shown(at_once(asyncio.run(together(address, people, 0.0, stories))))
    silent = asyncio.run(beside_silence(address, people, given.silent, stories))
    yield from shown(bars(f"{given.silent} silent", silent, one))
    if given.rounds > 2:
        grown = sizes[-1] / sizes[1]
        told = f"{grown:.2f} of what it was after round 2 (at most {GROWN})"
        yield from shown([Bar("memory", told, grown <= GROWN)])


def shown(found: Sequence[Bar]) -> Sequence[Bar]:
    """Print bars and return them."""
    for bar in found:
        print(f"{'held  ' if bar.held else 'MISSED'}  {bar.name:10}  {bar.told}", flush=True)
    return found


if __name__ == "__main__":
    main()
