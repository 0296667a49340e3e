"""The page's server: Gradio's queue and streams behind a page of our own.

``gradio.Server`` runs the two calls that the page makes. Gradio's own page is not served: it
evaluates strings as code, which no strict content policy allows, and takes seconds to load.
"""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, MutableMapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from importlib import resources
from ipaddress import ip_address
from string import Template
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from coach import calendars, dates, diagnosis, plans
from coach.advice import Advice
from coach.errors import CoachError, QuestionError, SessionError, SettingsError
from coach.ui import session as sessions
from coach.ui import views
from coach.ui.session import Session

if TYPE_CHECKING:
    import gradio

    from coach.conversation import Coach
    from coach.settings import Settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LARGEST = 8_000_000
"""The most bytes that a browser may send at once: its session."""

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""What every response carries."""

_TYPES = {
    "style.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
# All that the page asks of Gradio, and what Gradio asks of itself at its start.
_CALLS = frozenset(
    {
        ("POST", "/gradio_api/run/act"),
        ("POST", "/gradio_api/call/answer"),
        ("POST", "/gradio_api/cancel"),
        ("GET", "/gradio_api/startup-events"),
    }
)
_ANSWER = "/gradio_api/call/answer/"
_AT_ONCE = 200


@contextmanager
def running(
    coach: "Coach",
    settings: "Settings",
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    root_path: str = "",
) -> Iterator[str]:
    """Serve the page while the block runs, and give its address.

    Args:
        coach: Who answers; the caller closes it.
        settings: What it was opened with; the page says where words go.
        host: An address of this machine that only this machine reaches.
        port: The port, or 0 for any that is free.
        root_path: The prefix that a reverse proxy puts before every path, such as ``/coach``.

    Raises:
        SettingsError: The host is none of this machine alone, or the port is taken.
    """
    refuse_beyond_loopback(host)
    port = _free(host, port)
    named = f"[{host}]" if ":" in host else host
    # The one asks a host of Gradio's; the other makes a table of all calls whenever one ends.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    app, _, _ = server(coach, settings, host=host, root_path=root_path).launch(
        server_name=named,
        server_port=port,
        root_path=root_path or None,
        quiet=True,
        share=False,
        inbrowser=False,
        prevent_thread_lock=True,
        run_history=False,
        enable_monitoring=False,
        ssr_mode=False,
        mcp_server=False,
        pwa=False,
        footer_links=[],
        # Gradio keeps something for each question's stream; the page needs none of it afterwards.
        state_session_capacity=_AT_ONCE * 2,
        max_file_size=0,
    )
    try:
        yield f"http://{named}:{port}/"
    finally:
        app.get_blocks().close(verbose=False)


def server(
    coach: "Coach", settings: "Settings", *, host: str = "127.0.0.1", root_path: str = ""
) -> "gradio.Server":
    """Return the server of the page, not started yet."""
    import gradio

    made = gradio.Server(title="Repair Coach", docs_url=None, redoc_url=None, openapi_url=None)
    made.add_middleware(
        Door,
        index=_index(coach, settings),
        root_path=root_path.rstrip("/"),
        # Behind a proxy the name is the proxy's. Elsewhere a strange one is a page that wants in.
        hosts=() if root_path else ("localhost", "127.0.0.1", "::1", host),
    )
    calls = Calls(coach, settings)
    made.api(calls.answer, name="answer", concurrency_limit=_AT_ONCE)
    made.api(calls.act, name="act", queue=False)
    return made


def refuse_beyond_loopback(host: str) -> None:
    """Refuse a host that others can reach.

    Raises:
        SettingsError: It is not one of this machine alone.
    """
    try:
        alone = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        alone = False
    if not alone:
        raise SettingsError(
            f"the page has no sign-in yet, so it is only served to this machine: wanted 127.0.0.1, "
            f"localhost or ::1 as the host, got '{host}'"
        )


def _free(host: str, port: int) -> int:
    """Return the port, or a free one for 0."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, int(os.name != "nt"))
        try:
            tried.bind((host, port))
        except OSError as error:
            raise SettingsError(
                f"port {port} at {host} cannot be used ({error.strerror}); choose another with --port"
            ) from error
        return int(tried.getsockname()[1])


# --- The two calls -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Calls:
    """What the page asks of the server. Each call brings the session and takes a new one away."""

    coach: "Coach"
    settings: "Settings"

    async def answer(self, session: dict, event: dict) -> AsyncIterator[dict]:  # type: ignore[type-arg]
        """Yield the waiting question's answer as it comes, and last the session with it.

        A piece is ``text`` and ``html``, both from the beginning; the last is ``session`` and
        ``regions``, or ``error``. Closing it closes the model's call.
        """
        now = _now(event)
        try:
            known = sessions.from_values(session)
            asked = known.talk.waiting
            if asked is None:
                raise SessionError("there is no message to answer; reload the page")
            stream = self._stream(known, asked)
        except CoachError as error:
            yield {"error": str(error), "refused": isinstance(error, QuestionError)}
            return
        text, advice = "", None
        async with aclosing(stream) as pieces:  # type: ignore[type-var]
            async for piece in pieces:
                if isinstance(piece, Advice):
                    advice = piece
                else:
                    text += piece
                    yield {"text": text, "html": views.piece(text)}
        if advice is not None:
            account = diagnosis.account(self.settings, advice)
            yield _shown(sessions.answered(known, advice, account, now), now)

    def _stream(self, known: Session, asked: sessions.Exchange) -> AsyncIterator[str | Advice]:
        talk = known.talk
        if asked.brief:
            return self._brief(talk, asked)
        return self.coach.astream(asked.question, history=talk.history, case=talk.case)

    async def _brief(
        self, talk: sessions.Talk, asked: sessions.Exchange
    ) -> AsyncIterator[str | Advice]:
        advice = await asyncio.to_thread(
            self.coach.brief, asked.question, history=talk.history, case=talk.case
        )
        yield advice.text
        yield advice

    def act(self, session: dict, event: dict) -> dict:  # type: ignore[type-arg]
        """Return the session after something that the user did, with all that shows of it.

        Gradio runs it in a thread: the check of a long message takes a second, and delays nobody.

        Instead of both there is ``error``, with ``broken`` when the session itself cannot be read,
        or ``file``: ``name``, ``type`` and ``text`` of a download.
        """
        now = _now(event)
        try:
            known = sessions.from_values(session)
        except SessionError as error:
            return {"error": str(error), "broken": True}
        try:
            if event.get("kind") == "export":
                return {"file": _file(known, str(event.get("form")), now)}
            checked = event.get("kind") in sessions.CHECKED
            return _shown(sessions.after(known, event, now), now, checked=checked)
        except CoachError as error:
            return {"error": str(error)}


def _shown(session: Session, now: datetime, *, checked: bool = False) -> dict[str, Any]:
    regions = views.regions(session, now, checked=checked)
    return {"session": sessions.values(session), "regions": regions}


def _file(session: Session, form: str, now: datetime) -> dict[str, str]:
    talk = session.talk
    if form == "ics":
        text = calendars.ics(talk.plan, talk.name, now).decode("utf-8")
        return {"name": f"{talk.name}.ics", "type": "text/calendar", "text": text}
    text = plans.markdown(talk.plan, talk.name, now)
    return {"name": f"{talk.name}.md", "type": "text/markdown", "text": text}


def _now(event: Mapping[str, Any]) -> datetime:
    """Return the moment in the zone that the browser named, else in that of this machine."""
    try:
        return datetime.now(ZoneInfo(str(event["zone"])))
    except (KeyError, ValueError, OSError):
        return datetime.now(dates.local_zone())


# --- What is served ------------------------------------------------------------------------------


class Door:
    """Serves the page itself, passes its two calls on, refuses the rest; every response is guarded."""

    def __init__(
        self, app: App, *, index: bytes, root_path: str = "", hosts: tuple[str, ...] = ()
    ) -> None:
        """Stand before an application.

        Args:
            app: What the calls are passed on to.
            index: The page.
            root_path: A prefix that may stand before every path.
            hosts: The names that the server is known by; none: any.
        """
        self._app, self._index = app, index
        self._root_path, self._hosts = root_path, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        scope = {**scope, "path": self._path(scope)}
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        if refused := self._refused(scope, headers):
            await _respond(send, refused[0], refused[1].encode(), "text/plain; charset=utf-8")
        elif (found := self._found(scope)) is not None:
            body = b"" if scope["method"] == "HEAD" else found[0]
            await _respond(send, 200, body, found[1])
        else:
            await self._app(scope, receive, _guarded(send))

    def _path(self, scope: Scope) -> str:
        path = str(scope["path"])
        if self._root_path and path.startswith(f"{self._root_path}/"):
            return path.removeprefix(self._root_path)
        return path

    def _refused(self, scope: Scope, headers: Mapping[str, str]) -> tuple[int, str] | None:
        """Return the status and the words of a refusal, or None."""
        if self._hosts and _bare(headers.get("host", "")) not in self._hosts:
            return 421, f"This page is served at {self._hosts[0]} only."
        size = headers.get("content-length", "0")
        if not size.isdigit() or int(size) > LARGEST:
            return 413, f"At most {LARGEST:,} bytes at once: delete a case that you need no longer."
        path, method = scope["path"], scope["method"]
        call = (method, path) in _CALLS or (method == "GET" and path.startswith(_ANSWER))
        if call or (self._found(scope) is not None and method in ("GET", "HEAD")):
            return None
        return 404, "There is nothing here."

    def _found(self, scope: Scope) -> tuple[bytes, str] | None:
        """Return a file of the page and its type, or None."""
        if scope["path"] == "/":
            return self._index, "text/html; charset=utf-8"
        folder, _, name = str(scope["path"]).rpartition("/")
        if folder == "/assets" and name in _TYPES:
            return _asset(name), _TYPES[name]
        return None


def _bare(host: str) -> str:
    """Return the host without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


async def _respond(send: Send, status: int, body: bytes, kind: str) -> None:
    headers = {"content-type": kind, "content-length": str(len(body)), "cache-control": "no-cache"}
    told = [(k.encode(), v.encode()) for k, v in {**HEADERS, **headers}.items()]
    await send({"type": "http.response.start", "status": status, "headers": told})
    await send({"type": "http.response.body", "body": body})


def _guarded(send: Send) -> Send:
    """Return a sender that adds the headers to a response of Gradio's; nothing of it is to be kept."""

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            ours = {**HEADERS, "cache-control": "no-store"}
            theirs = [(k, v) for k, v in message["headers"] if k.decode("latin-1") not in ours]
            added = [(k.encode(), v.encode()) for k, v in ours.items()]
            message = {**message, "headers": [*theirs, *added]}
        await send(message)

    return guarded


def _index(coach: "Coach", settings: "Settings") -> bytes:
    where = " ".join(diagnosis.destinations(settings)) or diagnosis.NOWHERE
    notice = coach.notice
    page = Template(_asset("index.html").decode("utf-8")).substitute(
        where=escape(where),
        notice=f'<p class="notice" role="note">{escape(notice)}</p>' if notice else "",
        version=vars(sys.modules["coach"])["__version__"],
    )
    return page.encode("utf-8")


@cache
def _asset(name: str) -> bytes:
    return (resources.files("coach.ui") / "assets" / name).read_bytes()
