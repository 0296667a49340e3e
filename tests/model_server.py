"""A model server for tests: it speaks the OpenAI protocol and fails in every way one fails.

HTTP is written by hand because a proper server library would refuse to misbehave on the wire.
"""

import base64
import json
import math
import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import repeat
from types import TracebackType
from typing import Any, Final, Literal, Self

MODEL: Final = "test-model"
THOUGHTS: Final = "The user is upset. First their own part, then one step."
ENDLESS_SECONDS: Final = 30.0
ENDLESS_CHARACTERS: Final = 5_000_000
PATIENCE: Final = 30.0
MAX_HEAD: Final = 65_536
VECTOR_SIZE: Final = 8

After = Literal["keep", "close", "reset"]


class HungUp(Exception):
    """The client closed the connection, or the server is stopping."""


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """One request as it came in.

    ``path`` is empty and ``body`` raw when the bytes were not HTTP. ``sent`` grows while text
    (content or reasoning) goes out. ``closed`` is set when the client hung up before the reply
    was finished; wait for it before the server is left, because a stopping server sets nothing.
    """

    method: str
    path: str
    headers: dict[str, str]
    body: Any
    closed: threading.Event = field(default_factory=threading.Event)
    sent: list[str] = field(default_factory=list)

    @property
    def wants_stream(self) -> bool:
        """Whether the client asked for server-sent events."""
        return isinstance(self.body, dict) and self.body.get("stream") is True

    @property
    def wants_usage(self) -> bool:
        """Whether the client asked for usage at the end of a stream."""
        options = self.body.get("stream_options") if isinstance(self.body, dict) else None
        return isinstance(options, dict) and options.get("include_usage") is True


class Line:
    """One connection's bytes, used by one thread."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._buffer = bytearray()

    def write(self, data: bytes, patience: float = PATIENCE) -> None:
        """Send all of it.

        Raises: HungUp; TimeoutError when the client reads too slowly for `patience` seconds.
        """
        self._sock.settimeout(patience)
        try:
            self._sock.sendall(data)
        except TimeoutError:
            raise
        except OSError as error:
            raise HungUp from error

    def wait(self, seconds: float) -> None:
        """Return after `seconds`, listening meanwhile.

        Raises: HungUp as soon as the client is gone.
        """
        end = time.monotonic() + seconds
        while True:
            self._sock.settimeout(max(0.0, end - time.monotonic()))
            try:
                self._receive()
            except (TimeoutError, BlockingIOError):
                return

    def read_until(self, mark: bytes, limit: int) -> bytes | None:
        """The bytes up to and with `mark`; None when `limit` bytes came without it.

        Raises: HungUp.
        """
        while (at := self._buffer.find(mark)) < 0:
            if len(self._buffer) > limit:
                return None
            self._receive_blocking()
        return self._take(at + len(mark))

    def read(self, size: int) -> bytes:
        """Exactly `size` bytes.

        Raises: HungUp.
        """
        while len(self._buffer) < size:
            self._receive_blocking()
        return self._take(size)

    def first_byte(self) -> bytes:
        """The next byte, left in place.

        Raises: HungUp.
        """
        while not self._buffer:
            self._receive_blocking()
        return bytes(self._buffer[:1])

    def rest(self) -> bytes:
        """What has arrived and was not read."""
        return self._take(len(self._buffer))

    def _receive_blocking(self) -> None:
        self._sock.settimeout(None)
        self._receive()

    def _receive(self) -> None:
        try:
            data = self._sock.recv(65_536)
        except (TimeoutError, BlockingIOError):
            raise
        except OSError as error:
            raise HungUp from error
        if not data:
            raise HungUp
        self._buffer += data

    def _take(self, size: int) -> bytes:
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What the server does with one chat request; `act` tells what becomes of the connection."""

    name: str
    act: Callable[[Request, Line], After]


def reply(
    text: str, *, pieces: int | None = None, delay: float = 0.0, usage: bool = True
) -> Behaviour:
    """A good reply: a stream when the request asks for one, else JSON.

    `pieces` is the number of characters in a piece; None cuts into words. `delay` seconds pass
    between pieces; a plain reply comes when the last piece would have. With `usage` the plain
    reply counts its tokens (words, here), a stream only on ``stream_options.include_usage``.

    Raises: ValueError when `pieces` is below 1.
    """
    if pieces is not None and pieces < 1:
        raise ValueError(f"pieces must be at least 1 or None, got {pieces}")
    return _said("reply", _cut_up(text, pieces), delay=delay, usage=usage)


def status(
    code: int,
    *,
    retry_after: float | str | None = None,
    body: dict[str, Any] | str | None = None,
) -> Behaviour:
    """An error status with an OpenAI-shaped error, or with `body` (a dict as JSON, else as text).

    Raises: ValueError when `code` is not 400 to 599.
    """
    if not 400 <= code <= 599:
        raise ValueError(f"status wants an error code from 400 to 599, got {code}")
    answer = _error_answer(code, retry_after=retry_after, body=body)

    def act(_: Request, line: Line) -> After:
        line.write(answer)
        return "keep"

    return Behaviour(f"status {code}", act)


def overflow() -> Behaviour:
    """The 400 of a prompt that is longer than the model's context."""
    message = (
        "This model's maximum context length is 4096 tokens. However, your messages resulted"
        " in 5000 tokens. Please reduce the length of the messages."
    )
    body = _error(message, "invalid_request_error", "context_length_exceeded", "messages")
    return Behaviour("overflow", status(400, body=body).act)


def hang(seconds: float = 60) -> Behaviour:
    """Accepts the request and says nothing for `seconds`, then closes."""

    def act(_: Request, line: Line) -> After:
        line.wait(seconds)
        return "close"

    return Behaviour("hang", act)


def hang_after(text: str) -> Behaviour:
    """Sends `text` and then nothing; a plain reply stops in the middle of its JSON."""

    def act(request: Request, line: Line) -> After:
        _begin(request, line, text)
        line.wait(60)
        return "close"

    return Behaviour("hang_after", act)


def cut(text: str) -> Behaviour:
    """Sends `text`, then half of a chunk (or of the JSON), then resets the connection."""

    def act(request: Request, line: Line) -> After:
        _begin(request, line, text)
        if request.wants_stream:
            event = _event(_delta(request, {"content": " and here"}))
            line.write(event[: len(event) // 2])
        # A reset may throw away what the client has received and not yet read.
        line.wait(0.05)
        return "reset"

    return Behaviour("cut", act)


def wrong_bytes() -> Behaviour:
    """Bytes that are not HTTP."""

    def act(_: Request, line: Line) -> After:
        line.write(b"\x15\x03\x03\x00\x02\x02\x46 this is no HTTP\r\n\xff\xfe\x00\r\n\r\n")
        return "close"

    return Behaviour("wrong_bytes", act)


def wrong_json() -> Behaviour:
    """Status 200 with a web page; for a stream, events that are not JSON."""
    page = b"<!doctype html><html><body><h1>Please sign in</h1></body></html>"

    def act(request: Request, line: Line) -> After:
        if not request.wants_stream:
            line.write(_answer(200, page, "text/html; charset=utf-8"))
            return "keep"
        lines = (page, b'{"choices": [{"delta": {"content": "half', b"[DONE]")
        events = b"".join(_chunk(b"data: " + data + b"\n\n") for data in lines)
        line.write(_STREAM_HEAD + events + _LAST_CHUNK)
        return "keep"

    return Behaviour("wrong_json", act)


def empty() -> Behaviour:
    """A whole and valid reply with no text in it."""
    return _said("empty", ())


def endless(piece: str = "and so on ") -> Behaviour:
    """A stream of `piece` until the client hangs up or 30 seconds are over; plain, 5 MB of it.

    Raises: ValueError when `piece` is empty.
    """
    if not piece:
        raise ValueError("endless wants a piece with text in it, got an empty one")

    def act(request: Request, line: Line) -> After:
        if not request.wants_stream:
            text = (piece * (ENDLESS_CHARACTERS // len(piece) + 1))[:ENDLESS_CHARACTERS]
            return _plain(request, line, text)
        end = time.monotonic() + ENDLESS_SECONDS
        _open_stream(request, line)
        event = _event(_delta(request, {"content": piece}))
        for again in repeat(piece):
            # The pause keeps a reader that never stops from taking a whole processor.
            line.wait(0.001)
            left = end - time.monotonic()
            if left <= 0:
                break
            line.write(event, patience=left)
            request.sent.append(again)
        return "close"

    return Behaviour("endless", act)


def think_only() -> Behaviour:
    """Thoughts in a ``<think>`` element and nothing after it."""
    return _said("think_only", _cut_up(f"<think>{THOUGHTS}</think>", None))


def think_then(text: str) -> Behaviour:
    """Thoughts in a ``<think>`` element, then `text`; both tags are cut in the middle."""
    pieces = (
        "<th",
        *_cut_up(f"ink>{THOUGHTS}</th", None),
        *_cut_up(f"ink>{text}", None),
    )
    return _said("think_then", pieces)


def reasoning_only() -> Behaviour:
    """Thoughts in ``reasoning_content`` and never any content."""
    return _said("reasoning_only", _cut_up(THOUGHTS, None), key="reasoning_content")


class ModelServer:
    """A server on 127.0.0.1 whose n-th chat request gets the n-th behaviour.

    Later requests get `default`, or the last behaviour when there is none; with neither, 501.
    It runs inside ``with``; ``connections`` counts every connection, also those that said
    nothing, and ``requests`` keeps every request, also those to unknown paths.
    """

    url: str

    def __init__(self, *behaviours: Behaviour, default: Behaviour | None = None) -> None:
        self.requests: list[Request] = []
        self.connections = 0
        self._behaviours = behaviours
        self._later = default or (behaviours[-1] if behaviours else status(501))
        self._chats = 0
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._open: dict[socket.socket, threading.Thread] = {}

    def __enter__(self) -> Self:
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=512)
        # Where closing a listener does not wake accept(), the time-out does.
        self._listener.settimeout(0.1)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        self._acceptor = threading.Thread(target=self._accept, name="model-server", daemon=True)
        self._acceptor.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        end = time.monotonic() + 1.0
        with self._lock:
            self._stopping.set()
            threads = [self._acceptor, *self._open.values()]
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            for sock in self._open:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        self._listener.close()
        if left := [thread.name for thread in threads if thread.is_alive()]:
            raise RuntimeError(f"the model server wanted to stop within 1 s, still up: {left}")

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                sock, _ = self._listener.accept()
            except TimeoutError:
                continue
            except OSError:
                return
            with self._lock:
                if self._stopping.is_set():
                    sock.close()
                    return
                self.connections += 1
                name = f"model-server-{self.connections}"
                thread = threading.Thread(target=self._serve, args=(sock,), name=name, daemon=True)
                self._open[sock] = thread
                thread.start()

    def _serve(self, sock: socket.socket) -> None:
        after: After = "close"
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = Line(sock)
            after = "keep"
            while after == "keep":
                after = self._serve_one(line)
        except OSError:
            after = "close"
        finally:
            with self._lock:
                del self._open[sock]
                if after == "reset":
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                sock.close()

    def _serve_one(self, line: Line) -> After:
        try:
            request = _read_request(line)
        except HungUp:
            if rest := line.rest():
                self._record(Request("", "", {}, rest))
            return "close"
        act = self._record(request)
        try:
            after = act(request, line)
        except HungUp:
            if not self._stopping.is_set():
                request.closed.set()
            return "close"
        except TimeoutError:
            return "reset"
        last = request.headers.get("connection", "").lower() == "close"
        return "close" if last and after == "keep" else after

    def _record(self, request: Request) -> Callable[[Request, Line], After]:
        with self._lock:
            self.requests.append(request)
            route = (request.method, request.path.partition("?")[0])
            if route != ("POST", "/v1/chat/completions") or not isinstance(request.body, dict):
                return _other(route)
            turn = self._chats
            self._chats += 1
        return (self._behaviours[turn] if turn < len(self._behaviours) else self._later).act


def vector(text: str) -> list[float]:
    """Eight numbers, of length 1 together, from how many words have 1, 2 … 8 or more letters.

    They are exact as 32-bit floats, so that both encodings of the protocol carry the same.
    """
    counts = [0] * VECTOR_SIZE
    for word in text.split():
        counts[min(len(word), VECTOR_SIZE) - 1] += 1
    if not any(counts):
        counts = [1] * VECTOR_SIZE
    size = math.hypot(*counts)
    packed = struct.pack(f"<{VECTOR_SIZE}f", *(count / size for count in counts))
    return list(struct.unpack(f"<{VECTOR_SIZE}f", packed))


def _other(route: tuple[str, str]) -> Callable[[Request, Line], After]:
    match route:
        case ("GET", "/v1/models"):
            return _models
        case ("POST", "/v1/embeddings"):
            return _embeddings
        case ("POST", "/v1/chat/completions"):
            return status(400).act
        case (_, "/v1/models" | "/v1/embeddings" | "/v1/chat/completions"):
            return status(405).act
        case ("", _):
            return _refuse
        case _:
            return status(404).act


def _refuse(_: Request, line: Line) -> After:
    line.write(_error_answer(400))
    return "close"


def _models(_: Request, line: Line) -> After:
    model = {"id": MODEL, "object": "model", "created": 0, "owned_by": "tests"}
    line.write(_json_answer(200, {"object": "list", "data": [model]}))
    return "keep"


def _embeddings(request: Request, line: Line) -> After:
    texts = _embedded_texts(request.body)
    if texts is None:
        return status(400).act(request, line)
    as_base64 = request.body.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": at, "embedding": _encoded(vector(text), as_base64)}
        for at, text in enumerate(texts)
    ]
    tokens = sum(len(text.split()) for text in texts)
    usage = {"prompt_tokens": tokens, "total_tokens": tokens}
    answer = {"object": "list", "data": data, "model": _model_of(request), "usage": usage}
    line.write(_json_answer(200, answer))
    return "keep"


def _embedded_texts(body: Any) -> list[str] | None:
    """The texts to embed; a list of token numbers counts as a text of those numbers."""
    given = body.get("input") if isinstance(body, dict) else None
    match given:
        case str():
            return [given]
        case [int(), *_]:
            return [" ".join(map(str, given))]
        case [str() | list(), *_]:
            return [one if isinstance(one, str) else " ".join(map(str, one)) for one in given]
        case _:
            return None


def _encoded(numbers: list[float], as_base64: bool) -> list[float] | str:
    if not as_base64:
        return numbers
    return base64.b64encode(struct.pack(f"<{len(numbers)}f", *numbers)).decode("ascii")


def _read_request(line: Line) -> Request:
    """The next request; one without method and path when the bytes are not HTTP.

    Raises: HungUp.
    """
    # A TLS greeting has no end of head to wait for: its first byte gives it away.
    head = line.read_until(b"\r\n\r\n", MAX_HEAD) if line.first_byte().isupper() else None
    start, *lines = (head or b"").decode("latin-1").split("\r\n")
    words = start.split(" ")
    if head is None or len(words) != 3 or not words[2].startswith("HTTP/1."):
        return Request("", "", {}, (head or b"") + line.rest())
    pairs = (text.partition(":") for text in lines if text)
    headers = {name.strip().lower(): value.strip() for name, _, value in pairs}
    if headers.get("expect", "").lower() == "100-continue":
        line.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    try:
        raw = b"".join(_read_body(line, headers))
    except ValueError:
        return Request("", "", headers, head + line.rest())
    return Request(words[0], words[1], headers, _parsed(raw))


def _read_body(line: Line, headers: dict[str, str]) -> Iterator[bytes]:
    """The body's parts. Raises: HungUp; ValueError when a length is not a number."""
    if "chunked" not in headers.get("transfer-encoding", "").lower():
        size = int(headers.get("content-length", "0"))
        if size < 0:
            raise ValueError(f"content-length must not be negative, got {size}")
        yield line.read(size)
        return
    while True:
        size_line = line.read_until(b"\r\n", MAX_HEAD)
        size = int((size_line or b"").split(b";")[0], 16)
        part = line.read(size)
        line.read(2)
        if size == 0:
            return
        yield part


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except ValueError:
        return raw


def _cut_up(text: str, size: int | None) -> tuple[str, ...]:
    if size is None:
        return tuple(re.findall(r"\s*\S+|\s+", text))
    return tuple(text[at : at + size] for at in range(0, len(text), size))


def _said(
    name: str,
    pieces: tuple[str, ...],
    *,
    delay: float = 0.0,
    usage: bool = True,
    key: Literal["content", "reasoning_content"] = "content",
) -> Behaviour:
    def act(request: Request, line: Line) -> After:
        if not request.wants_stream:
            line.wait(delay * max(0, len(pieces) - 1))
            return _plain(request, line, "".join(pieces), usage=usage, key=key)
        _open_stream(request, line)
        _send_pieces(request, line, pieces, delay=delay, key=key)
        end = _event(_delta(request, {}, finish="stop"))
        if usage and request.wants_usage:
            frame = _frame(request, "chat.completion.chunk", [])
            end += _event(frame | {"usage": _usage(request, "".join(pieces))})
        # A client that left after the last piece would not fail this write: look first.
        line.wait(0)
        line.write(end + _chunk(b"data: [DONE]\n\n") + _LAST_CHUNK)
        return "keep"

    return Behaviour(name, act)


def _plain(
    request: Request, line: Line, text: str, *, usage: bool = True, key: str = "content"
) -> After:
    line.write(_json_answer(200, _completion(request, text, usage=usage, key=key)))
    if text:
        request.sent.append(text)
    return "keep"


def _begin(request: Request, line: Line, text: str) -> None:
    """Send `text` and leave the reply open: a stream with no end, or JSON up to the text."""
    if request.wants_stream:
        _open_stream(request, line)
        _send_pieces(request, line, _cut_up(text, None))
        return
    whole = _json_answer(200, _completion(request, text))
    line.write(whole[: whole.index(_END_OF_TEXT)])
    request.sent.append(text)


def _open_stream(request: Request, line: Line) -> None:
    line.write(_STREAM_HEAD + _event(_delta(request, {"role": "assistant"})))


def _send_pieces(
    request: Request,
    line: Line,
    pieces: tuple[str, ...],
    *,
    delay: float = 0.0,
    key: str = "content",
) -> None:
    for at, piece in enumerate(pieces):
        line.wait(delay if at else 0)
        line.write(_event(_delta(request, {key: piece})))
        request.sent.append(piece)


def _completion(
    request: Request, text: str, *, usage: bool = True, key: str = "content"
) -> dict[str, Any]:
    # The text stands last in its message so that a reply can be cut right behind it.
    message = {"role": "assistant", "content": None} | {key: text}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": "stop"}
    frame = _frame(request, "chat.completion", [choice])
    return frame | {"usage": _usage(request, text)} if usage else frame


def _delta(request: Request, delta: dict[str, Any], finish: str | None = None) -> dict[str, Any]:
    choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
    return _frame(request, "chat.completion.chunk", [choice])


def _frame(request: Request, kind: str, choices: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": "chatcmpl-test",
        "object": kind,
        "created": 1_700_000_000,
        "model": _model_of(request),
        "choices": choices,
    }


def _usage(request: Request, text: str) -> dict[str, int]:
    asked = len(_json(request.body.get("messages", [])).split())
    said = len(text.split())
    return {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said}


def _model_of(request: Request) -> str:
    return str(request.body.get("model", MODEL))


_ERRORS: Final = {
    400: ("invalid_request_error", None),
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("invalid_request_error", "unsupported_country_region_territory"),
    404: ("invalid_request_error", "model_not_found"),
    429: ("requests", "rate_limit_exceeded"),
}


def _error(message: str, kind: str, code: str | None, param: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def _error_answer(
    code: int,
    *,
    retry_after: float | str | None = None,
    body: dict[str, Any] | str | None = None,
) -> bytes:
    kind, name = _ERRORS.get(
        code, ("server_error" if code >= 500 else "invalid_request_error", None)
    )
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    if isinstance(body, str):
        return _answer(code, body.encode("utf-8"), "text/plain; charset=utf-8", headers)
    if body is None:
        body = _error(f"The server answered {code}: {_reason(code)}.", kind, name)
    return _json_answer(code, body, headers)


def _json_answer(code: int, value: dict[str, Any], headers: dict[str, str] | None = None) -> bytes:
    return _answer(code, _json(value), "application/json", headers)


def _answer(code: int, body: bytes, kind: str, headers: dict[str, str] | None = None) -> bytes:
    lines = {"Content-Type": kind, "Content-Length": str(len(body))} | (headers or {})
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"HTTP/1.1 {code} {_reason(code)}\r\n{head}\r\n".encode("latin-1") + body


def _reason(code: int) -> str:
    try:
        return HTTPStatus(code).phrase
    except ValueError:
        return "Unknown"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8")


def _chunk(data: bytes) -> bytes:
    return f"{len(data):x}\r\n".encode("ascii") + data + b"\r\n"


def _event(value: dict[str, Any]) -> bytes:
    return _chunk(b"data: " + _json(value) + b"\n\n")


_LAST_CHUNK: Final = b"0\r\n\r\n"
_END_OF_TEXT: Final = b'"}, "logprobs"'
_STREAM_HEAD: Final = (
    b"HTTP/1.1 200 OK\r\n"
    b"Content-Type: text/event-stream; charset=utf-8\r\n"
    b"Cache-Control: no-cache\r\n"
    b"Transfer-Encoding: chunked\r\n"
    b"\r\n"
)
