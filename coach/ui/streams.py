"""The answers that are streaming: ended with a word on it when the page stops, given up when nobody reads.

Else a browser would wait for a stream that says nothing more, the server for the browser, and both for
a model that never answers.
"""

import asyncio
import threading
from typing import Any

from coach.ui.visits import App, Message, Receive, Scope, Send

STOPPED = b"event: stopped\ndata: null\n\n"
"""The last event of a stream that the page's end cut short."""

# Gradio names the task of an event so; it looks whether somebody reads only when there is a piece.
_WORK = "<gradio-sep>"


class Streams:
    """The streams that are open. The server opens and closes them; any thread may end them all."""

    def __init__(self) -> None:
        """None is open yet."""
        self.ended = threading.Event()
        self._open: dict[asyncio.Task[Any], asyncio.AbstractEventLoop] = {}

    def add(self, task: "asyncio.Task[Any]") -> None:
        """Keep the task that runs a stream."""
        self._open[task] = task.get_loop()

    def remove(self, task: "asyncio.Task[Any]") -> None:
        """Let go of it: the stream is over."""
        self._open.pop(task, None)

    def end(self) -> None:
        """End every stream, and those that would still be opened."""
        self.ended.set()
        for task, loop in list(self._open.items()):
            loop.call_soon_threadsafe(task.cancel)


class Ending:
    """Stands before an application and ends its streams when it is told to, or when nobody reads them."""

    def __init__(self, app: App, *, streams: Streams, path: str) -> None:
        """Watch the requests whose path begins so and ends with the id of an event."""
        self._app, self._streams, self._path = app, streams, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one that streams is ended with the others."""
        task = asyncio.current_task()
        if task is None or not str(scope.get("path", "")).startswith(self._path):
            await self._app(scope, receive, send)
            return
        if self._streams.ended.is_set():
            await _last(send, begun=False)
            return
        response = _Response(send, self._streams)
        self._streams.add(task)
        try:
            await self._app(scope, receive, response.send)
        except asyncio.CancelledError:
            if not self._streams.ended.is_set():
                raise
            task.uncancel()
        finally:
            self._streams.remove(task)
            if not response.over:
                _give_up(str(scope["path"]).rpartition("/")[2])
        if self._streams.ended.is_set() and not response.over:
            await _last(send, begun=response.begun)


class _Response:
    """What an application answers, and how far it has come."""

    def __init__(self, send: Send, streams: Streams) -> None:
        self._send, self._streams = send, streams
        self.begun = self.over = False

    async def send(self, message: Message) -> None:
        # What the application says of its being ended is not for the browser.
        if self._streams.ended.is_set():
            return
        await self._send(message)
        self.begun = True
        self.over = message["type"] == "http.response.body" and not message.get("more_body")


def _give_up(event: str) -> None:
    """Cancel the work on an event, which closes the model's call."""
    for task in asyncio.all_tasks():
        if task.get_name().endswith(f"{_WORK}{event}"):
            task.cancel()


async def _last(send: Send, *, begun: bool) -> None:
    """Say that the page has stopped, and end the response."""
    if not begun:
        headers = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": STOPPED, "more_body": False})
