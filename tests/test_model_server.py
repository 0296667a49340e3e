"""The model server fails, on the wire, just as its behaviours say; seen by the openai client."""

import asyncio
import base64
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import openai
import pytest

from model_server import (
    MODEL,
    THOUGHTS,
    Behaviour,
    ModelServer,
    Request,
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
    vector,
    wrong_bytes,
    wrong_json,
)

TEXT = "Name what you did.  Then listen: “küss die Hand” 😀\nis no repair."
ASK: list[Any] = [{"role": "user", "content": "They left us."}]
ENOUGH = 25
GET_UNKNOWN = b"GET /telemetry?x=1 HTTP/1.1\r\nConnection: close\r\n\r\n"


@dataclass
class Heard:
    """What a client got before the end or the error."""

    pieces: list[str] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)
    finish: str | None = None
    usage: Any = None
    error: Exception | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def take(self, message: Any) -> None:
        if message.content:
            self.pieces.append(message.content)
        if thought := getattr(message, "reasoning_content", None):
            self.thoughts.append(thought)

    def take_chunk(self, chunk: Any) -> None:
        self.usage = chunk.usage or self.usage
        for choice in chunk.choices:
            self.take(choice.delta)
            self.finish = choice.finish_reason or self.finish

    def take_whole(self, answer: Any) -> None:
        if isinstance(answer, str):
            raise TypeError(f"the client handed back a string: {answer[:40]}")
        self.take(answer.choices[0].message)
        self.finish = answer.choices[0].finish_reason
        self.usage = answer.usage


Door = Callable[..., Heard]


# Neither a proxy of the machine's own nor certificates to load: the server is plain and near.
HERE: dict[str, Any] = {"trust_env": False, "verify": False, "timeout": 1}
ONCE: dict[str, Any] = {"api_key": "none", "max_retries": 0, "timeout": 1}


def sync_client(url: str) -> openai.OpenAI:
    return openai.OpenAI(base_url=url, http_client=openai.DefaultHttpxClient(**HERE), **ONCE)


def async_client(url: str) -> openai.AsyncOpenAI:
    http = openai.DefaultAsyncHttpxClient(**HERE)
    return openai.AsyncOpenAI(base_url=url, http_client=http, **ONCE)


def sync_plain(url: str, **more: Any) -> Heard:
    heard = Heard()
    with sync_client(url) as client:
        try:
            heard.take_whole(client.chat.completions.create(model="m", messages=ASK, **more))
        except Exception as error:
            heard.error = error
    return heard


def sync_stream(url: str, **more: Any) -> Heard:
    heard = Heard()
    with sync_client(url) as client:
        try:
            with client.chat.completions.create(
                model="m", messages=ASK, stream=True, **more
            ) as chunks:
                for chunk in chunks:
                    heard.take_chunk(chunk)
                    if len(heard.pieces) >= ENOUGH:
                        break
        except Exception as error:
            heard.error = error
    return heard


def async_plain(url: str, **more: Any) -> Heard:
    async def run() -> Heard:
        heard = Heard()
        async with async_client(url) as client:
            try:
                heard.take_whole(
                    await client.chat.completions.create(model="m", messages=ASK, **more)
                )
            except Exception as error:
                heard.error = error
        return heard

    return asyncio.run(run())


def async_stream(url: str, **more: Any) -> Heard:
    async def run() -> Heard:
        heard = Heard()
        async with async_client(url) as client:
            try:
                chunks: Any = await client.chat.completions.create(
                    model="m", messages=ASK, stream=True, **more
                )
                async with chunks:
                    async for chunk in chunks:
                        heard.take_chunk(chunk)
                        if len(heard.pieces) >= ENOUGH:
                            break
            except Exception as error:
                heard.error = error
        return heard

    return asyncio.run(run())


PLAIN: list[Door] = [sync_plain, async_plain]
STREAM: list[Door] = [sync_stream, async_stream]
every_door = pytest.mark.parametrize("door", PLAIN + STREAM, ids=lambda door: door.__name__)
plain_doors = pytest.mark.parametrize("door", PLAIN, ids=lambda door: door.__name__)
stream_doors = pytest.mark.parametrize("door", STREAM, ids=lambda door: door.__name__)


def through_every_door(server: ModelServer) -> dict[Door, Heard]:
    doors = PLAIN + STREAM
    with ThreadPoolExecutor(len(doors)) as pool:
        return dict(zip(doors, pool.map(lambda door: door(server.url), doors), strict=True))


def raw(server: ModelServer) -> socket.socket:
    port = urlsplit(server.url).port
    assert port is not None
    return socket.create_connection(("127.0.0.1", port), timeout=2)


def received(line: socket.socket, seconds: float = 5.0) -> Iterator[bytes]:
    end = time.monotonic() + seconds
    while part := line.recv(65_536):
        yield part
        assert time.monotonic() < end, f"the server was still sending after {seconds} s"


def raw_exchange(server: ModelServer, data: bytes) -> bytes:
    with closing(raw(server)) as line:
        line.sendall(data)
        return b"".join(received(line))


def until_reset(server: ModelServer, data: bytes) -> bytes:
    got = b""
    with closing(raw(server)) as line:
        line.sendall(data)
        try:
            for part in received(line):
                got += part
        except ConnectionResetError:
            return got
    pytest.fail(f"wanted a reset, the connection was closed in order after {got!r}")


def post(path: str, body: bytes) -> bytes:
    head = f"POST {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode("ascii") + body


def chat(stream: bool) -> bytes:
    ask = {"model": "m", "messages": ASK, "stream": stream}
    return post("/v1/chat/completions", json.dumps(ask).encode("utf-8"))


def wait_until(true: Callable[[], bool], seconds: float = 2.0) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.005)
    return True


@every_door
@pytest.mark.parametrize("pieces", [None, 1, 7])
def test_a_reply_arrives_whole_however_it_is_cut(door: Door, pieces: int | None) -> None:
    with ModelServer(reply(TEXT, pieces=pieces)) as server:
        heard = door(server.url)
    assert heard.error is None
    assert heard.text == TEXT[: pieces * ENOUGH if door in STREAM and pieces else None]
    assert "".join(server.requests[0].sent).startswith(heard.text)


@stream_doors
def test_a_stream_comes_in_the_pieces_asked_for(door: Door) -> None:
    with ModelServer(reply("One two  three"), reply("abcdefg", pieces=3)) as server:
        assert door(server.url).pieces == ["One", " two", "  three"]
        assert door(server.url).pieces == ["abc", "def", "g"]
    assert [request.sent for request in server.requests] == [
        ["One", " two", "  three"],
        ["abc", "def", "g"],
    ]


@every_door
def test_a_delay_passes_between_pieces(door: Door) -> None:
    with ModelServer(reply("one two three", delay=0.1)) as server:
        start = time.monotonic()
        heard = door(server.url)
        assert time.monotonic() - start >= 0.2
    assert (heard.text, heard.finish) == ("one two three", "stop")


@plain_doors
def test_a_plain_reply_reports_usage_unless_told_not_to(door: Door) -> None:
    with ModelServer(reply("two words"), reply("two words", usage=False)) as server:
        usage = door(server.url).usage
        assert usage.completion_tokens == 2
        assert usage.total_tokens == usage.prompt_tokens + 2
        assert door(server.url).usage is None


@stream_doors
def test_a_stream_reports_usage_only_when_asked(door: Door) -> None:
    asked = {"stream_options": {"include_usage": True}}
    with ModelServer(reply("two words"), reply("x"), reply("x", usage=False)) as server:
        assert door(server.url, **asked).usage.completion_tokens == 2
        assert door(server.url).usage is None
        assert door(server.url, **asked).usage is None


@every_door
@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (401, openai.AuthenticationError),
        (404, openai.NotFoundError),
        (429, openai.RateLimitError),
        (500, openai.InternalServerError),
        (503, openai.InternalServerError),
    ],
)
def test_a_status_becomes_the_clients_own_error(
    door: Door, code: int, kind: type[openai.APIStatusError]
) -> None:
    with ModelServer(status(code, retry_after=7)) as server:
        error = door(server.url).error
    assert isinstance(error, kind)
    assert error.status_code == code
    assert error.response.headers["retry-after"] == "7"
    assert isinstance(error.body, dict)
    assert set(error.body) == {"message", "type", "param", "code"}


@every_door
def test_a_status_carries_the_body_it_was_given(door: Door) -> None:
    ours = {"error": {"message": "slow down", "code": "busy"}}
    with ModelServer(status(429, body=ours), status(500, body="<h1>no</h1>")) as server:
        first, second = door(server.url).error, door(server.url).error
    assert isinstance(first, openai.RateLimitError)
    assert first.code == "busy"
    assert "retry-after" not in first.response.headers
    assert isinstance(second, openai.InternalServerError)
    assert second.response.headers["content-type"].startswith("text/plain")
    assert second.body == "<h1>no</h1>"


@pytest.mark.parametrize("code", [200, 302, 399, 600])
def test_a_status_that_is_no_error_is_refused(code: int) -> None:
    with pytest.raises(ValueError, match=str(code)):
        status(code)


def test_a_piece_of_no_characters_is_refused() -> None:
    with pytest.raises(ValueError, match="got 0"):
        reply("text", pieces=0)
    with pytest.raises(ValueError, match="empty"):
        endless("")


@every_door
def test_an_overflow_names_its_code(door: Door) -> None:
    with ModelServer(overflow()) as server:
        error = door(server.url).error
    assert isinstance(error, openai.BadRequestError)
    assert error.code == "context_length_exceeded"


def test_a_server_that_hangs_times_the_client_out_and_sees_it_leave() -> None:
    with ModelServer(hang()) as server:
        heard = through_every_door(server)
        assert all(request.closed.wait(1) for request in server.requests)
    assert [type(one.error) for one in heard.values()] == [openai.APITimeoutError] * 4
    assert [request.sent for request in server.requests] == [[]] * 4


def test_a_hang_ends_by_itself_after_its_seconds() -> None:
    with ModelServer(hang(0.1)) as server:
        error = sync_plain(server.url).error
        assert isinstance(error, openai.APIConnectionError)
        assert not isinstance(error, openai.APITimeoutError)
        assert not server.requests[0].closed.is_set()


def test_a_server_that_hangs_after_some_text_has_sent_that_text() -> None:
    with ModelServer(hang_after("So far")) as server:
        heard = through_every_door(server)
        assert all(request.closed.wait(1) for request in server.requests)
    assert [type(one.error) for one in heard.values()] == [openai.APITimeoutError] * 4
    assert [heard[door].pieces for door in STREAM] == [["So", " far"]] * 2
    assert ["".join(request.sent) for request in server.requests] == ["So far"] * 4


@every_door
def test_a_cut_comes_after_the_text_and_is_a_connection_error(door: Door) -> None:
    with ModelServer(cut("So far")) as server:
        heard = door(server.url)
        assert not server.requests[0].closed.is_set()
    assert isinstance(heard.error, openai.APIConnectionError)
    assert not isinstance(heard.error, openai.APITimeoutError)
    assert heard.text == ("So far" if door in STREAM else "")
    assert heard.finish is None


@pytest.mark.parametrize("stream", [False, True])
def test_a_cut_resets_the_connection_with_the_reply_unfinished(stream: bool) -> None:
    with ModelServer(cut("So far")) as server:
        got = until_reset(server, chat(stream))
    if stream:
        before, _, begun = got.rpartition(b"\r\n")
        assert b"far" in before
        assert 0 < len(begun) < int(before.rpartition(b"\r\n")[2], 16)
    else:
        assert got.endswith(b'"So far')


@every_door
def test_bytes_that_are_not_http_are_a_connection_error(door: Door) -> None:
    with ModelServer(wrong_bytes()) as server:
        error = door(server.url).error
    assert isinstance(error, openai.APIConnectionError)
    assert not isinstance(error, openai.APITimeoutError)


def test_wrong_bytes_do_not_begin_like_http() -> None:
    with ModelServer(wrong_bytes()) as server:
        assert not raw_exchange(server, chat(False)).startswith(b"HTTP")


@plain_doors
def test_a_web_page_in_place_of_json_reaches_the_caller_as_a_string(door: Door) -> None:
    with ModelServer(wrong_json()) as server:
        heard = door(server.url)
    assert isinstance(heard.error, TypeError)
    assert "<!doctype html>" in str(heard.error)


@stream_doors
def test_events_that_are_not_json_reach_the_caller_as_a_decoding_error(door: Door) -> None:
    with ModelServer(wrong_json()) as server:
        heard = door(server.url)
    assert isinstance(heard.error, json.JSONDecodeError)
    assert heard.pieces == []


@every_door
def test_an_empty_reply_is_valid_and_says_nothing(door: Door) -> None:
    with ModelServer(empty()) as server:
        heard = door(server.url)
    assert (heard.error, heard.text, heard.finish) == (None, "", "stop")
    assert server.requests[0].sent == []


@stream_doors
def test_an_endless_stream_goes_on_until_the_client_hangs_up(door: Door) -> None:
    with ModelServer(endless("again ")) as server:
        heard = door(server.url)
        request = server.requests[0]
        assert request.closed.wait(1)
        sent = len(request.sent)
        time.sleep(0.05)
        assert len(request.sent) == sent
    assert (heard.error, heard.finish) == (None, None)
    assert heard.pieces == ["again "] * ENOUGH
    assert sent >= ENOUGH


@plain_doors
def test_an_endless_plain_reply_is_five_megabytes_long(door: Door) -> None:
    with ModelServer(endless()) as server:
        heard = door(server.url)
    assert heard.error is None
    assert len(heard.text) == 5_000_000
    assert heard.text.startswith("and so on and so on ")


def test_an_endless_stream_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model_server.ENDLESS_SECONDS", 0.2)
    with ModelServer(endless()) as server:
        got = raw_exchange(server, chat(True))
    assert b"and so on" in got
    assert b"[DONE]" not in got


def test_an_endless_stream_that_nobody_reads_is_bounded_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("model_server.ENDLESS_SECONDS", 0.3)
    with ModelServer(endless("x" * 1_000_000)) as server, closing(raw(server)) as line:
        line.sendall(chat(True))
        assert wait_until(lambda: bool(server_threads()) and server.connections == 1)
        assert wait_until(lambda: len(server_threads()) == 1)
        assert not server.requests[0].closed.is_set()


@every_door
def test_thoughts_without_an_answer_are_content(door: Door) -> None:
    with ModelServer(think_only()) as server:
        heard = door(server.url)
    assert heard.text == f"<think>{THOUGHTS}</think>"
    assert heard.finish == "stop"


@every_door
def test_thoughts_come_before_the_answer(door: Door) -> None:
    with ModelServer(think_then("Say sorry first.")) as server:
        heard = door(server.url)
    assert heard.text == f"<think>{THOUGHTS}</think>Say sorry first."


@stream_doors
def test_both_tags_around_thoughts_are_cut_in_the_middle(door: Door) -> None:
    with ModelServer(think_then("Say sorry first.")) as server:
        pieces = door(server.url).pieces
    assert not any("<think>" in piece or "</think>" in piece for piece in pieces)
    assert any("</th" in piece for piece in pieces)


@every_door
def test_reasoning_alone_never_becomes_content(door: Door) -> None:
    with ModelServer(reasoning_only()) as server:
        heard = door(server.url)
    assert (heard.error, heard.pieces) == (None, [])
    assert "".join(heard.thoughts) == THOUGHTS


def test_each_chat_request_gets_its_turn_and_later_ones_the_last() -> None:
    with ModelServer(reply("one"), reply("two")) as server:
        assert [sync_plain(server.url).text for _ in range(4)] == ["one", "two", "two", "two"]


def test_later_requests_get_the_default_when_there_is_one() -> None:
    with ModelServer(reply("one"), default=reply("rest")) as server:
        assert [sync_plain(server.url).text for _ in range(3)] == ["one", "rest", "rest"]


def test_a_server_without_behaviours_says_so() -> None:
    with ModelServer() as server:
        error = sync_plain(server.url).error
    assert isinstance(error, openai.InternalServerError)
    assert error.status_code == 501


def test_other_requests_take_no_chat_behaviour_away() -> None:
    with ModelServer(reply("one"), reply("two")) as server, sync_client(server.url) as client:
        client.models.list()
        client.embeddings.create(model="m", input="x")
        assert sync_plain(server.url).text == "one"


def test_a_request_is_kept_with_its_path_headers_and_body() -> None:
    with ModelServer(reply("one")) as server:
        sync_plain(server.url, temperature=0)
    request = server.requests[0]
    assert (request.method, request.path) == ("POST", "/v1/chat/completions")
    assert request.headers["authorization"] == "Bearer none"
    assert request.body["messages"] == ASK
    assert request.body["temperature"] == 0
    assert not request.closed.is_set()


def test_an_unknown_path_is_kept_and_not_found() -> None:
    with ModelServer(reply("one")) as server:
        answer = raw_exchange(server, GET_UNKNOWN)
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert [request.path for request in server.requests] == ["/telemetry?x=1"]


def test_a_body_that_is_not_json_is_kept_raw() -> None:
    with ModelServer(reply("one")) as server:
        answer = raw_exchange(server, post("/v1/chat/completions", b"\xff{"))
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert server.requests[0].body == b"\xff{"


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00\x01", b"HELO there\r\n\r\n", b"GET / HT"])
def test_what_is_not_a_request_is_kept_raw(data: bytes) -> None:
    with ModelServer(reply("one")) as server, closing(raw(server)) as line:
        line.sendall(data)
        line.shutdown(socket.SHUT_WR)
        assert wait_until(lambda: bool(server.requests))
    assert [(request.path, request.body) for request in server.requests] == [("", data)]


def test_a_client_that_speaks_tls_is_turned_away_at_once() -> None:
    with ModelServer(reply("one")) as server:
        assert raw_exchange(server, b"\x16\x03\x01\x02\x00\x01").startswith(b"HTTP/1.1 400 ")


def test_a_connection_that_says_nothing_is_counted() -> None:
    with ModelServer(reply("one")) as server, closing(raw(server)):
        assert wait_until(lambda: server.connections == 1)
        assert server.requests == []


def test_a_chunked_body_is_read() -> None:
    body = json.dumps({"model": "m", "messages": ASK}).encode("utf-8")
    parts = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (body[:9], body[9:], b""))
    head = (
        b"POST /v1/chat/completions HTTP/1.1\r\n"
        b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    )
    with ModelServer(reply("one")) as server:
        assert raw_exchange(server, head + parts).startswith(b"HTTP/1.1 200 ")
    assert server.requests[0].body["messages"] == ASK


def test_a_connection_serves_one_request_after_another() -> None:
    with ModelServer(reply("one"), reply("two")) as server, sync_client(server.url) as client:
        for _ in range(3):
            client.chat.completions.create(model="m", messages=ASK)
        client.models.list()
        assert server.connections == 1


def test_the_models_are_listed() -> None:
    with ModelServer() as server, sync_client(server.url) as client:
        assert [model.id for model in client.models.list()] == [MODEL]


def test_embeddings_are_the_same_in_both_encodings_and_for_both_clients() -> None:
    texts = ["They left us.", "", "a bb ccc dddddddddddd"]

    async def embed(url: str) -> Any:
        async with async_client(url) as client:
            return await client.embeddings.create(model="m", input=texts)

    with ModelServer() as server, sync_client(server.url) as client:
        packed = client.embeddings.create(model="m", input=texts)
        listed = client.embeddings.create(model="m", input=texts, encoding_format="float")
        awaited = asyncio.run(embed(server.url))
    for answer in (packed, listed, awaited):
        assert [one.embedding for one in answer.data] == [vector(text) for text in texts]
    assert vector(texts[2]) == [0.5, 0.5, 0.5, 0, 0, 0, 0, 0.5]
    assert len(vector("")) == 8
    assert server.requests[0].body["encoding_format"] == "base64"


def test_embeddings_go_out_in_the_encoding_asked_for() -> None:
    def embedding(**more: str) -> Any:
        ask = json.dumps({"model": "m", "input": "x", **more}).encode("utf-8")
        answer = raw_exchange(server, post("/v1/embeddings", ask))
        return json.loads(answer.partition(b"\r\n\r\n")[2])["data"][0]["embedding"]

    with ModelServer() as server:
        assert embedding() == vector("x")
        packed = base64.b64decode(embedding(encoding_format="base64"), validate=True)
    assert struct.unpack("<8f", packed) == tuple(vector("x"))


def test_token_numbers_can_be_embedded() -> None:
    with ModelServer() as server, sync_client(server.url) as client:
        answer = client.embeddings.create(model="m", input=[[1, 22, 333], [4444]])
        with pytest.raises(openai.BadRequestError):
            client.embeddings.create(model="m", input=[])
    assert [one.embedding for one in answer.data] == [vector("1 22 333"), vector("4444")]


def test_many_clients_at_once_each_get_one_turn() -> None:
    texts = [f"reply {number}" for number in range(40)]
    with ModelServer(*(reply(text, delay=0.02) for text in texts)) as server:
        with ThreadPoolExecutor(len(texts)) as pool:
            answers = pool.map(lambda _: raw_exchange(server, chat(True)), texts)
            heard = [piece for answer in answers for piece in contents(answer)]
        assert sorted(heard) == sorted(texts)
        assert [("".join(request.sent)) for request in server.requests] == texts


@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize(
    "behaviour",
    [hang(), hang_after("So far"), endless(), endless("x" * 1_000_000), reply("a b c", delay=9)],
    ids=["hang", "hang_after", "endless", "endless_and_unread", "slow_reply"],
)
def test_the_server_stops_at_once_whatever_is_under_way(behaviour: Behaviour, stream: bool) -> None:
    before = set(threading.enumerate())
    with ModelServer(behaviour) as server:
        lines = [raw(server) for _ in range(3)]
        lines[0].sendall(chat(stream))
        lines[1].sendall(b"POST /v1/chat")
        assert wait_until(lambda: bool(server.requests) and server.connections == 3)
        time.sleep(0.03)
        stop = time.monotonic()
    assert time.monotonic() - stop < 0.5
    assert set(threading.enumerate()) <= before
    for line in lines:
        line.close()
    with pytest.raises(ConnectionRefusedError):
        raw(server)


def test_a_stopping_server_does_not_blame_the_client() -> None:
    with ModelServer(hang()) as server:
        line = raw(server)
        line.sendall(chat(False))
        assert wait_until(lambda: bool(server.requests))
    line.close()
    assert not server.requests[0].closed.is_set()


def test_a_failing_test_still_stops_the_server() -> None:
    with pytest.raises(KeyError), ModelServer(reply("one")) as server:
        raise KeyError
    with pytest.raises(ConnectionRefusedError):
        raw(server)


def test_a_behaviour_can_be_written_by_hand() -> None:
    def act(request: Request, line: Any) -> Any:
        line.write(b"HTTP/1.1 204 No Content\r\n\r\n")
        request.sent.append("nothing")
        return "close"

    with ModelServer(Behaviour("silent", act)) as server:
        assert raw_exchange(server, chat(False)).startswith(b"HTTP/1.1 204 ")
    assert server.requests[0].sent == ["nothing"]


def server_threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name.startswith("model-server")]


def contents(answer: bytes) -> list[str]:
    events = [line[6:] for line in answer.split(b"\r\n") if line.startswith(b"data: {")]
    deltas = [json.loads(event)["choices"][0]["delta"] for event in events]
    return ["".join(delta.get("content", "") for delta in deltas)]
