"""Many people on one process of the page: nothing is mixed, nobody waits for another's model."""

import asyncio
import subprocess
import sys
import time
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any

import pytest

import load
from coach.ui.streams import STOPPED, Ending, Streams
from load import Heard, Person
from model_server import ModelServer
from steady import steady
from test_ui import served

ROOT = Path(__file__).resolve().parent.parent


async def asked(address: str, count: int) -> list[Heard]:
    return await load.together(address, count, 0.0, len(load.STORIES))


def test_everybody_gets_the_answer_to_their_own_question(home: Path) -> None:
    with (
        ModelServer(steady(200)) as server,
        served(home, COACH_MODEL="steady", COACH_BASE_URL=server.url) as (address, _),
    ):
        heard = asyncio.run(asked(address, 12))
    assert [one.fault for one in heard] == [""] * 24


def test_models_that_never_answer_hold_up_nobody(home: Path) -> None:
    # More than Gradio has threads for, and than an event loop has of its own.
    silent = 45

    async def beside(address: str, server: ModelServer) -> tuple[list[Heard], float]:
        async with load.reaching(address) as client:
            others = [
                asyncio.create_task(Person(client, number, answered=False).talk())
                for number in range(silent)
            ]
            while len(server.requests) < silent:
                await asyncio.sleep(0.1)
            began = time.monotonic()
            heard = await Person(client, 0).talk()
            taken = time.monotonic() - began
            assert not any(one.done() for one in others)
            for one in others:
                one.cancel()
            await asyncio.gather(*others, return_exceptions=True)
        return heard, taken

    with (
        ModelServer(steady(200)) as server,
        served(home, COACH_MODEL="steady", COACH_BASE_URL=server.url) as (address, _),
    ):
        heard, taken = asyncio.run(beside(address, server))
    assert [one.fault for one in heard] == ["", ""]
    assert taken < 10


@pytest.mark.slow
def test_ten_people_get_their_words_as_one_alone_does(home: Path) -> None:
    smaller = ("--people", "10", "--rounds", "1", "--silent", "10", "--stories", "2")
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "load.py"), *smaller, "--home", str(home)],
        text=True,
        capture_output=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


# --- Ending what streams -------------------------------------------------------------------------


class Line:
    """What an application has sent, and a client that never leaves."""

    def __init__(self) -> None:
        self.sent: list[MutableMapping[str, Any]] = []

    async def send(self, message: MutableMapping[str, Any]) -> None:
        self.sent.append(message)

    async def receive(self) -> MutableMapping[str, Any]:
        await asyncio.Event().wait()
        raise AssertionError

    @property
    def body(self) -> bytes:
        return b"".join(message.get("body", b"") for message in self.sent)


def streaming(pieces: Sequence[bytes], *, ends: bool) -> Any:
    """An application that sends pieces and then ends, or waits for ever."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if pieces:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        try:
            await asyncio.Event().wait() if not ends else None
        except asyncio.CancelledError:
            await send({"type": "http.response.body", "body": b"cancelled", "more_body": True})
            raise
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    return app


def run(app: Any, *, path: str = "/answer/1", stop: bool = True) -> Line:
    streams, line = Streams(), Line()

    async def both() -> None:
        ending = Ending(app, streams=streams, path="/answer/")
        task = asyncio.create_task(ending({"type": "http", "path": path}, line.receive, line.send))
        await asyncio.sleep(0.05)
        if stop:
            # As the thread does that stops the page.
            await asyncio.to_thread(streams.end)
        try:
            await asyncio.wait_for(task, 0.5)
        except TimeoutError:
            line.sent.append({"body": b"still there"})

    asyncio.run(both())
    return line


def test_a_stream_that_is_ended_says_so_last() -> None:
    line = run(streaming([b"one", b"two"], ends=False))
    assert line.body == b"onetwo" + STOPPED
    assert line.sent[-1]["more_body"] is False


def test_a_stream_that_has_not_begun_is_ended_too() -> None:
    line = run(streaming([], ends=False))
    assert [message["type"] for message in line.sent] == [
        "http.response.start",
        "http.response.body",
    ]
    assert line.body == STOPPED


def test_a_stream_that_comes_too_late_is_ended_at_once() -> None:
    streams, line = Streams(), Line()
    streams.end()
    ending = Ending(streaming([b"one"], ends=False), streams=streams, path="/answer/")
    asyncio.run(ending({"type": "http", "path": "/answer/1"}, line.receive, line.send))
    assert line.body == STOPPED


def test_a_stream_that_is_over_stays_as_it_is() -> None:
    assert run(streaming([b"one"], ends=True)).body == b"one"
    assert run(streaming([b"one"], ends=True), stop=False).body == b"one"


def test_a_stream_that_nobody_reads_is_given_up() -> None:
    async def left(scope: Any, receive: Any, send: Any) -> None:
        """What an application does once its client has left: it returns."""

    async def both() -> list[bool]:
        works = [asyncio.create_task(asyncio.Event().wait()) for _ in range(2)]
        for number, work in enumerate(works, start=1):
            work.set_name(f"session_0<gradio-sep>event{number}")
        ending = Ending(left, streams=Streams(), path="/answer/")
        line = Line()
        await ending({"type": "http", "path": "/answer/event1"}, line.receive, line.send)
        await asyncio.sleep(0.01)
        gone = [work.cancelled() for work in works]
        works[1].cancel()
        return gone

    assert asyncio.run(both()) == [True, False]


def test_what_does_not_stream_is_not_ended() -> None:
    assert run(streaming([b"one"], ends=False), path="/run").body == b"onecancelledstill there"
