"""A model fails in every way one fails, on a real socket; the question is answered all the same."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from coach import Advice, Coach, Turn
from model_replies import DOORS, KEY, ask, astream, faithful, opened, stream
from model_server import (
    THOUGHTS,
    Behaviour,
    ModelServer,
    cut,
    empty,
    endless,
    hang,
    hang_after,
    overflow,
    reasoning_only,
    reply,
    status,
    think_only,
    think_then,
    wrong_bytes,
    wrong_json,
)

QUESTION = (
    "I sent the wrong invoice to my client twice and she is furious. "
    "I apologized by mail, and she has not answered since."
)
HISTORY = [Turn("I lost the drawings of my client and she is angry.", "Own it. [1]")]


def through_every_door(coach: Coach) -> list[Advice]:
    return [door(coach, QUESTION) for door in DOORS.values()]


def is_whole(advice: Advice, *signs: str) -> None:
    """See that the composer ended the answer, and that the notice says what happened and helps."""
    assert advice.engine == "composer"
    assert advice.case.happened
    assert advice.ask_back
    assert advice.text.endswith(advice.ask_back)
    assert len(advice.citations) >= 2
    assert [one.number for one in advice.citations] == list(range(1, len(advice.citations) + 1))
    assert all(f"[{one.number}]" in advice.text for one in advice.citations)
    for sign in signs:
        assert sign in advice.notice
    assert KEY not in repr(advice)
    assert "Traceback" not in advice.notice
    assert len(advice.notice) < 400


# What the server does, how many requests that costs, what the notice names: what happened, and
# what to do.
FAILURES: dict[str, tuple[Behaviour, int, tuple[str, str]]] = {
    "limited_for_ever": (status(429, retry_after=0.05), 2, ("limiting requests", "wait a little")),
    "limited_for_a_minute": (status(429, retry_after=60), 1, ("limiting requests", "wait")),
    "fault_twice": (
        status(500, retry_after=0.05),
        2,
        ("a fault of its own (status 500)", "try again later"),
    ),
    "overloaded": (
        status(503, retry_after=0.05),
        2,
        ("a fault of its own (status 503)", "try again later"),
    ),
    "wrong_bytes": (wrong_bytes(), 2, ("failed or broke off", "COACH_BASE_URL")),
    "wrong_json": (wrong_json(), 1, ("not the protocol", "/v1")),
    "empty": (empty(), 1, ("it was empty", "COACH_MODEL")),
    "thoughts_only": (think_only(), 1, ("reasoning and no answer", "reasoning off")),
    "reasoning_only": (reasoning_only(), 1, ("reasoning and no answer", "reasoning off")),
    "overflow": (overflow(), 1, ("too long", "COACH_PASSAGES")),
    "key_refused": (status(401), 1, ("refused the key", "COACH_API_KEY")),
    "forbidden": (status(403), 1, ("refused the key", "COACH_API_KEY")),
    "unknown_model": (status(404), 1, ("does not know that model", "COACH_MODEL")),
    "refused": (status(422), 1, ("refused the request", "coach doctor")),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failed_call_ends_in_advice_and_a_notice(home: Path, name: str) -> None:
    behaviour, most, signs = FAILURES[name]
    with ModelServer(behaviour) as server, opened(home, server.url) as coach:
        advices = through_every_door(coach)
        assert len(server.requests) == most * len(advices)
    for advice in advices:
        is_whole(advice, "127.0.0.1", *signs)
    assert {advice.text for advice in advices} == {advices[0].text}


@pytest.mark.parametrize("first", [status(500), status(429, retry_after=0.05)])
def test_a_call_that_fails_once_is_made_again(home: Path, first: Behaviour) -> None:
    turns = [first, faithful()] * len(DOORS)
    with ModelServer(*turns) as server, opened(home, server.url) as coach:
        advices = through_every_door(coach)
        assert len(server.requests) == 2 * len(advices)
    assert {(advice.engine, advice.notice) for advice in advices} == {("model", "")}


def test_a_retry_waits_as_long_as_the_server_asks(home: Path) -> None:
    with (
        ModelServer(status(429, retry_after=1), faithful()) as server,
        opened(home, server.url) as coach,
    ):
        started = time.monotonic()
        assert coach.ask(QUESTION).engine == "model"
    assert 1 <= time.monotonic() - started < 5


@pytest.mark.parametrize("door", [ask, astream])
def test_a_server_that_hangs_costs_two_time_outs(
    home: Path, door: Callable[[Coach, str], Advice]
) -> None:
    with ModelServer(hang()) as server, opened(home, server.url, timeout=0.5) as coach:
        started = time.monotonic()
        advice = door(coach, QUESTION)
        assert 1 <= time.monotonic() - started < 4
        assert [request.closed.wait(1) for request in server.requests] == [True, True]
    is_whole(advice, "127.0.0.1", "did not answer in time", "COACH_TIMEOUT")


@pytest.mark.parametrize("behaviour", [hang_after, cut])
def test_what_was_shown_before_a_break_stays(
    home: Path, behaviour: Callable[[str], Behaviour]
) -> None:
    broken = faithful(behaviour, change="{} And then".format)
    with ModelServer(broken, faithful()) as server, opened(home, server.url, timeout=0.6) as coach:
        advice = stream(coach, QUESTION)
        assert len(server.requests) == 1
        whole = coach.ask(QUESTION)
    is_whole(advice, "127.0.0.1")
    reply_alone = whole.text.partition("\n\n")[0]
    assert reply_alone.count("[") >= 2
    assert advice.text.startswith(f"{reply_alone}\n\n")


@pytest.mark.parametrize("behaviour", [hang_after, cut])
def test_every_door_shows_the_same_before_a_break(
    home: Path, behaviour: Callable[[str], Behaviour]
) -> None:
    broken = faithful(behaviour, change="{} And then".format)
    with ModelServer(broken) as server, opened(home, server.url, timeout=0.4) as coach:
        advices = through_every_door(coach)
    assert {advice.text for advice in advices} == {advices[0].text}


def test_an_endless_reply_is_stopped_and_its_connection_closed(home: Path) -> None:
    with ModelServer(endless()) as server, opened(home, server.url) as coach:
        advices = [stream(coach, QUESTION), astream(coach, QUESTION)]
        assert [request.closed.wait(1) for request in server.requests] == [True, True]
    for advice in advices:
        is_whole(advice, "did not come to an end", "another model")
        assert "and so on" not in advice.text


def test_endless_reasoning_is_stopped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coach.reply._MOST_PIECES", 300)
    with (
        ModelServer(endless("\u200b")) as server,
        opened(home, server.url) as coach,
    ):
        advice = coach.ask(QUESTION)
        assert server.requests[0].closed.wait(1)
    is_whole(advice, "did not come to an end")


def test_sentences_beside_the_point_are_stopped(home: Path) -> None:
    behaviour = endless("Fish swim in the deep blue sea. ")
    with ModelServer(behaviour) as server, opened(home, server.url) as coach:
        advice = stream(coach, QUESTION)
        assert server.requests[0].closed.wait(1)
    is_whole(advice, "too little of the reply rests on the articles")
    assert "Fish swim" not in advice.text
    assert advice.unsupported == ()
    assert advice.grounding == "grounded"


def test_thoughts_before_the_answer_are_not_shown(home: Path) -> None:
    thinking = [faithful(think_then)] * len(DOORS)
    with ModelServer(*thinking, faithful()) as server, opened(home, server.url) as coach:
        advices = through_every_door(coach)
        plain = coach.ask(QUESTION)
    assert {(one.engine, one.notice, one.text) for one in advices} == {("model", "", plain.text)}
    assert THOUGHTS[:12] not in plain.text


def test_a_refused_connection_is_told(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with opened(home, f"http://127.0.0.1:{port}/v1") as coach:
        for advice in (stream(coach, QUESTION), astream(coach, QUESTION)):
            is_whole(advice, f"127.0.0.1:{port}", "failed or broke off", "see that the server runs")


def test_a_name_and_password_in_the_address_are_not_told(home: Path) -> None:
    with ModelServer(status(401)) as server:
        url = server.url.replace("//", "//user:hunter2secret@")
        with opened(home, url) as coach:
            advice = coach.ask(QUESTION)
            assert coach.host == server.url.removeprefix("http://").removesuffix("/v1")
    assert coach.host in advice.notice
    assert "hunter2secret" not in repr(advice)


def test_an_error_that_repeats_the_key_is_not_passed_on(home: Path) -> None:
    wrong = {"error": {"message": f"Incorrect API key provided: {KEY}", "code": "invalid_api_key"}}
    with ModelServer(status(401, body=wrong)) as server, opened(home, server.url) as coach:
        is_whole(coach.ask(QUESTION), "refused the key")


def test_the_tokens_of_a_set_aside_reply_are_still_counted(home: Path) -> None:
    with ModelServer(think_only()) as server, opened(home, server.url) as coach:
        usage = coach.ask(QUESTION).usage
    assert usage["output_tokens"] == len(f"<think>{THOUGHTS}</think>".split())
    assert usage["input_tokens"] > 100


def test_a_first_sentence_that_the_articles_warn_of_leaves_the_composer_alone(home: Path) -> None:
    with (
        ModelServer(reply("Send her flowers today [1].")) as server,
        opened(home, server.url) as coach,
    ):
        advice = coach.ask(QUESTION)
    is_whole(advice, "recommended what an article warns of (gift-as-fix)")
    assert "flowers" not in advice.text


@pytest.mark.parametrize(
    "behaviour", [status(500), hang(), empty(), wrong_json(), think_only(), endless(), cut("What")]
)
def test_a_follow_up_that_cannot_be_rewritten_is_answered_all_the_same(
    home: Path, behaviour: Behaviour
) -> None:
    with (
        ModelServer(behaviour, default=behaviour) as server,
        opened(home, server.url, timeout=0.4) as coach,
    ):
        advice = coach.ask("and by e-mail?", history=HISTORY)
    assert advice.engine == "composer"
    assert advice.citations
    assert "127.0.0.1" in advice.notice
    assert advice.case.happened


def test_a_failed_rewriting_is_told_and_the_reply_still_comes(home: Path) -> None:
    fault = status(500, retry_after=0.05)
    turns = [fault, fault, faithful()]
    with ModelServer(*turns, *turns) as server, opened(home, server.url) as coach:
        advices = [
            coach.ask("and by e-mail?", history=HISTORY),
            asyncio.run(coach.aask("and by e-mail?", history=HISTORY)),
        ]
        assert len(server.requests) == 6
    for advice in advices:
        assert advice.engine == "model"
        assert advice.notice.startswith("The follow-up was read without the model: 127.0.0.1")
        assert "status 500" in advice.notice


# --- Whoever stops listening ----------------------------------------------------------------------


def slowly(text: str) -> Behaviour:
    return reply(f"{text} " + "and listen " * 600, delay=0.02)


SLOW = faithful(slowly)


def test_closing_a_stream_early_closes_the_call(home: Path) -> None:
    with ModelServer(SLOW) as server, opened(home, server.url) as coach:
        pieces = coach.stream(QUESTION)
        assert next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        assert server.requests[0].closed.wait(1)


def test_leaving_a_loop_over_a_stream_closes_the_call(home: Path) -> None:
    with ModelServer(SLOW) as server, opened(home, server.url) as coach:
        for piece in coach.stream(QUESTION):
            assert piece
            break
        assert server.requests[0].closed.wait(1)


def test_closing_an_async_stream_early_closes_the_call(home: Path) -> None:
    async def leave(coach: Coach, server: ModelServer) -> bool:
        pieces = coach.astream(QUESTION)
        assert await anext(pieces)
        await pieces.aclose()  # type: ignore[attr-defined]
        return await asyncio.to_thread(server.requests[0].closed.wait, 1)

    with ModelServer(SLOW) as server, opened(home, server.url) as coach:
        assert asyncio.run(leave(coach, server))


@pytest.mark.parametrize("behaviour", [hang(), SLOW, hang_after("Wait and")])
@pytest.mark.parametrize("history", [(), HISTORY], ids=["alone", "follow_up"])
def test_cancelling_a_task_closes_the_call(
    home: Path, behaviour: Behaviour, history: Sequence[Turn]
) -> None:
    async def run(server: ModelServer, coach: Coach) -> bool:
        work = asyncio.create_task(coach.aask(QUESTION, history=history))
        while not server.requests:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work
        return await asyncio.to_thread(server.requests[0].closed.wait, 1)

    with ModelServer(behaviour) as server, opened(home, server.url, timeout=20) as coach:
        assert asyncio.run(run(server, coach))
        assert len(server.requests) == 1


def test_a_cancelling_that_comes_with_a_piece_is_not_lost(home: Path) -> None:
    async def run(server: ModelServer, coach: Coach, wait: float) -> None:
        work = asyncio.create_task(coach.aask(QUESTION))
        while not server.requests:
            await asyncio.sleep(0.005)
        await asyncio.sleep(wait)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    fast = faithful(lambda text: reply(f"{text} " + "and listen " * 600, delay=0.001))
    with ModelServer(fast) as server, opened(home, server.url) as coach:
        for turn in range(12):
            asyncio.run(run(server, coach, 0.02 + turn / 500))
            server.requests.clear()


def test_a_coach_answers_the_next_question_after_a_closed_stream(home: Path) -> None:
    with ModelServer(SLOW, faithful()) as server, opened(home, server.url) as coach:
        pieces = coach.stream(QUESTION)
        next(pieces)
        pieces.close()  # type: ignore[attr-defined]
        assert coach.ask(QUESTION).engine == "model"


def test_one_coach_serves_one_event_loop_after_another(home: Path) -> None:
    with ModelServer(faithful()) as server, opened(home, server.url) as coach:
        advices = [asyncio.run(coach.aask(QUESTION)) for _ in range(3)]
    assert [(advice.engine, advice.notice) for advice in advices] == [("model", "")] * 3


# --- Many at once ---------------------------------------------------------------------------------


def outcomes(advices: Sequence[Advice]) -> set[tuple[str, str, str]]:
    return {(advice.text, advice.engine, advice.notice) for advice in advices}


def in_threads(coach: Coach, count: int) -> list[Advice]:
    advices: list[Advice] = []
    threads = [
        threading.Thread(target=lambda: advices.append(stream(coach, QUESTION)))
        for _ in range(count)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(advices) == count
    return advices


@pytest.mark.slow
def test_a_hundred_streams_in_threads_all_end_well(home: Path) -> None:
    with ModelServer(faithful(most=2)) as server, opened(home, server.url, timeout=60) as coach:
        advices = in_threads(coach, 100)
        assert len(server.requests) == 100
    assert outcomes(advices) == {(advices[0].text, "model", "")}


@pytest.mark.slow
def test_a_hundred_streams_on_one_loop_all_end_well(home: Path) -> None:
    async def one(coach: Coach) -> Advice:
        pieces = [piece async for piece in coach.astream(QUESTION)]
        assert isinstance(pieces[-1], Advice)
        assert "".join(map(str, pieces[:-1])) == pieces[-1].text
        return pieces[-1]

    async def all_of_them(coach: Coach) -> list[Advice]:
        return await asyncio.gather(*(one(coach) for _ in range(100)))

    with ModelServer(faithful(most=2)) as server, opened(home, server.url, timeout=60) as coach:
        advices = asyncio.run(all_of_them(coach))
        assert len(server.requests) == 100
    assert outcomes(advices) == {(advices[0].text, "model", "")}


def test_failures_of_one_call_do_not_reach_another(home: Path) -> None:
    kinds = [faithful(), status(401), empty(), faithful(cut)] * 4
    with ModelServer(*kinds) as server, opened(home, server.url) as coach:
        advices = in_threads(coach, len(kinds))
    assert sorted(advice.engine for advice in advices) == ["composer"] * 12 + ["model"] * 4
    assert sum("refused the key" in advice.notice for advice in advices) == 4
    assert sum("it was empty" in advice.notice for advice in advices) == 4
    assert sum("broke off" in advice.notice for advice in advices) == 4
    assert len(outcomes(advices)) == 4
