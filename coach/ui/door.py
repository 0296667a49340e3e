"""What stands between the network and Gradio: who comes in, how much, how often, to what.

Only the page, its two calls and the sign-in are served. Everything that goes out carries the
headers that keep a browser from doing more with it than the page does.
"""

import asyncio
import inspect
import json
import traceback
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from coach.errors import AccountError
from coach.ui import sign_in, visits
from coach.ui.rates import Answer, Answers, Rate
from coach.ui.sign_in import SignIn
from coach.ui.visits import App, Auth, Message, Networks, Receive, Reply, Scope, Send, Visit

LARGEST = 8_000_000
"""The most bytes that a browser may send at once: its session."""

HEADERS: Mapping[str, str] = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    # No other site hears of it. With none at all a browser would not say where a form was sent from.
    "referrer-policy": "same-origin",
    "x-accel-buffering": "no",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
"""What every response carries."""
USER = "x-coach-user"
"""The header in which a call that is passed on says who is signed in, percent-encoded."""
HSTS = ("strict-transport-security", "max-age=31536000")
"""What every response over https carries besides."""

_TYPES = {
    "style.css": "text/css; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
}
_HTML = "text/html; charset=utf-8"
_ACT = "/gradio_api/run/act"
_ASK = "/gradio_api/call/answer"
_CANCEL = "/gradio_api/cancel"
# What Gradio asks of itself when it starts; later it does nothing.
_STARTUP = "/gradio_api/startup-events"
STREAM = "/gradio_api/call/answer/"
_POSTS = {_ACT: LARGEST, _ASK: LARGEST, _CANCEL: 4_000}
_SIGNING = (sign_in.PATH, sign_in.OUT)

# A page that writes, draws and checks as one types makes no more than this.
_ACTS_PER_MINUTE = 300
# As long as a body may take, so that nobody holds a place by sending a byte at a time.
_PATIENCE = 60.0
# Gradio is to see no name but ours, no cookie, and no page's origin: it would answer for us.
_OURS_TO_READ = frozenset(
    {USER.encode("ascii"), b"x-coach-for", b"cookie", b"authorization", b"origin", b"forwarded"}
)

# A link from elsewhere brings no strict cookie; the page that follows from our own does.
_AGAIN = b'<!doctype html><meta http-equiv="refresh" content="0"><title>Repair Coach</title>'
_NOT_IN = (
    "You are not signed in, or no longer. What you wrote is kept here: sign in and send it again."
)
_ANOTHER = "Somebody else is signed in now. What you wrote here is kept: load the page again."


@dataclass(frozen=True, slots=True)
class Entry:
    """Who may come in, and by which way.

    Attributes:
        root_path: A prefix that may stand before every path, such as ``/coach``.
        hosts: The names that the server is known by; none: any.
        proxies: Whose word on the visitor's address and scheme is believed.
        sign_in: By name and password, when asked for.
        auth: By somebody else's word, when asked for. With neither everyone is let in, nameless.
        questions: The most a user may ask in a minute; 0: any number.
    """

    root_path: str = ""
    hosts: tuple[str, ...] = ()
    proxies: Networks = ()
    sign_in: SignIn | None = None
    auth: Auth | None = None
    questions: int = 20

    @property
    def named(self) -> bool:
        """Whether only those whose name is known are let in."""
        return self.sign_in is not None or self.auth is not None


class Door:
    """Serves the page itself, passes its two calls on, refuses the rest; every response is guarded."""

    def __init__(
        self,
        app: App,
        *,
        index: Callable[[str, bool], bytes],
        entry: Entry,
        answers: Answers | None = None,
    ) -> None:
        """Stand before an application.

        Args:
            app: What the calls are passed on to, with the user's name in the header ``USER``.
            index: Makes the page of a user's name (empty: nobody is asked for one), and of whether
                they can sign out here.
            entry: Who may come in.
            answers: Whose answers are coming.
        """
        self._app, self._index, self._entry = app, index, entry
        self._answers = answers or Answers()
        self._questions = Rate(entry.questions)
        self._acts = Rate(_ACTS_PER_MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or pass it on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        visit = visits.read(scope, self._entry.root_path, self._entry.proxies)
        reply = self._refused(visit) or _asset(visit.path)
        if reply is None:
            try:
                # Nothing that Gradio says is to be kept.
                passed = _guarded(send, visit, {"cache-control": "no-store"})
                reply = await self._met(scope, visit, receive, passed)
            except _Gone:
                return
            except _Refused as refused:
                reply = refused.reply
        if reply is not None:
            await _respond(_guarded(send, visit), reply, visit.method)

    def _refused(self, visit: Visit) -> Reply | None:
        """Return the refusal of what nobody may do, whoever it is."""
        hosts, host = self._entry.hosts, visit.headers.get("host", "")
        if hosts and _bare(host) not in hosts:
            return visits.told(421, f"This page is served at {hosts[0]} only.")
        if not self._serves(visit):
            return visits.told(404, "There is nothing here.")
        if visit.foreign:
            return visits.told(
                403, "Another site's page sent this. Open the coach itself and do it there."
            )
        size = visit.headers.get("content-length", "0")
        if not size.isdigit() or int(size) > _POSTS.get(visit.path, LARGEST):
            return _too_much(visit)
        return None

    def _serves(self, visit: Visit) -> bool:
        path = visit.path
        if visit.method == "POST":
            return path in _POSTS or (self._entry.sign_in is not None and path in _SIGNING)
        if visit.method == "HEAD":
            return path == "/" or _asset(path) is not None
        known = path in ("/", _STARTUP, self._entry.root_path) or path.startswith(STREAM)
        asks = self._entry.sign_in is not None and path == sign_in.PATH
        return visit.method == "GET" and (known or asks or _asset(path) is not None)

    async def _met(self, scope: Scope, visit: Visit, receive: Receive, send: Send) -> Reply | None:
        """Answer one who may come in, or pass the call on and return None."""
        if visit.path == _STARTUP:
            await self._pass_on(scope, visit, "", receive, send)
            return None
        if self._entry.root_path and visit.path == self._entry.root_path:
            return visits.moved(f"{self._entry.root_path}/")
        user = await self._user(visit)
        if self._entry.sign_in is not None and visit.path in _SIGNING:
            return await self._signing(self._entry.sign_in, visit, user, receive)
        if user is None:
            return self._stranger(visit)
        if visit.path == "/":
            body = self._index(user, self._entry.sign_in is not None)
            # What names somebody is not to come back with the browser's back button.
            kept = "no-store" if user else "no-cache"
            return Reply(200, body, _HTML, (("cache-control", kept),))
        if visit.headers.get("x-coach-for", user) != user:
            return visits.told(401, _ANOTHER)
        await self._call(scope, visit, user, receive, send)
        return None

    # --- Who it is -------------------------------------------------------------------------------

    async def _user(self, visit: Visit) -> str | None:
        """Return the name of who is there, empty when nobody is asked for one; None: not let in."""
        if self._entry.auth is not None:
            return visits.carried(await _identity(self._entry.auth, visit)) or None
        if self._entry.sign_in is None:
            return ""
        try:
            return self._entry.sign_in.user(visit)
        except AccountError:
            if visit.path == sign_in.PATH:
                return None
            told = "The list of users cannot be read. Whoever runs the coach must mend it."
            raise _Refused(visits.told(503, told)) from None

    def _stranger(self, visit: Visit) -> Reply:
        """Return what one gets who is not signed in."""
        if visit.path != "/":
            return visits.told(401, _NOT_IN)
        if self._entry.sign_in is None:
            return visits.told(401, "Sign in where this page is reached from, then load it again.")
        if visit.followed_a_link and not visit.cookie(sign_in.COOKIE):
            return Reply(200, _AGAIN, _HTML, (("cache-control", "no-store"),))
        return visits.moved("sign-in", ("cache-control", "no-store"))

    async def _signing(
        self, entrance: SignIn, visit: Visit, user: str | None, receive: Receive
    ) -> Reply:
        if visit.path == sign_in.OUT:
            return await entrance.leave(visit)
        if visit.method != "POST":
            return entrance.asks(visit, user)
        return await entrance.answer(visit, await _whole(visit, receive, sign_in.LARGEST))

    # --- The calls -------------------------------------------------------------------------------

    async def _call(
        self, scope: Scope, visit: Visit, user: str, receive: Receive, send: Send
    ) -> None:
        if visit.method == "GET":
            async with self._listening(visit, user):
                await self._pass_on(scope, visit, user, receive, send)
            return
        body = await _whole(visit, receive, _POSTS[visit.path])
        receive = _replayed(body, receive)
        if not self._entry.named:
            await self._pass_on(scope, visit, user, receive, send)
        elif visit.path == _ASK:
            answer = self._begun(user, body)
            await self._ask(scope, visit, answer, receive, send)
        else:
            if visit.path == _CANCEL:
                self._stopped(user, body)
            elif wait := self._acts.wait(user):
                raise _Refused(_slower(wait, "changed much in a minute"))
            await self._pass_on(scope, visit, user, receive, send)

    async def _pass_on(
        self, scope: Scope, visit: Visit, user: str, receive: Receive, send: Send
    ) -> None:
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if name.lower() not in _OURS_TO_READ and not name.lower().startswith(b"x-forwarded-")
        ]
        if user:
            headers.append((USER.encode("ascii"), user.encode("ascii")))
        passed = {**scope, "path": visit.path, "headers": headers, "client": (visit.address, 0)}
        await self._app(passed, receive, send)

    def _begun(self, user: str, body: bytes) -> Answer:
        """Note a question, when the user may ask one now."""
        if self._answers.coming(user) >= self._answers.AT_ONCE:
            told = f"{self._answers.AT_ONCE} answers are being written for you: stop one, or wait for it."
            raise _Refused(visits.told(429, told, 5))
        session = _values(body).get("session_hash")
        if not isinstance(session, str) or not 0 < len(session) <= 100:
            raise _Refused(
                visits.told(400, "There is no 'session_hash' in it; load the page again.")
            )
        if wait := self._questions.wait(user):
            raise _Refused(_slower(wait, f"asked {self._questions.most} questions in a minute"))
        begun = self._answers.begin(user, session)
        if begun is None:
            raise _Refused(visits.told(403, "That session is another's; load the page again."))
        return begun

    async def _ask(
        self, scope: Scope, visit: Visit, answer: Answer, receive: Receive, send: Send
    ) -> None:
        """Pass a question on and keep the number that its answer gets."""
        said = bytearray()

        async def heard(message: Message) -> None:
            said.extend(message.get("body", b""))
            if message["type"] == "http.response.body" and not message.get("more_body"):
                number = _values(bytes(said)).get("event_id")
                if isinstance(number, str):
                    self._answers.numbered(answer, number)
                else:
                    answer.coming = False
            await send(message)

        try:
            await self._pass_on(scope, visit, answer.user, receive, heard)
        except BaseException:
            answer.coming = False
            raise

    @asynccontextmanager
    async def _listening(self, visit: Visit, user: str) -> AsyncIterator[None]:
        """Let a user hear an answer that is theirs; when they hear no more of it, it is over."""
        if not self._entry.named:
            yield
            return
        answer = self._answers.find(user, visit.path.removeprefix(STREAM))
        if answer is None:
            raise _Refused(visits.told(404, "There is no such answer, or no longer; ask again."))
        answer.heard = True
        try:
            yield
        finally:
            answer.coming = False

    def _stopped(self, user: str, body: bytes) -> None:
        values = _values(body)
        answer = self._answers.find(user, str(values.get("event_id")))
        if answer is None or answer.session != values.get("session_hash"):
            raise _Refused(visits.told(404, "There is no such answer, or no longer."))
        answer.coming = False


class _Refused(Exception):
    """A call is not passed on; ``reply`` says why."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


class _Gone(Exception):
    """The other side has hung up."""


async def _identity(auth: Auth, visit: Visit) -> str | None:
    try:
        found = auth(visit.headers, visit.peer)
        return await found if inspect.isawaitable(found) else found
    except Exception:
        # Whoever gave us that function wants to see why; the visitor is not let in.
        traceback.print_exc()
        raise _Refused(
            visits.told(503, "It cannot be told who you are just now; try again.")
        ) from None


def _slower(wait: float, done: str) -> Reply:
    again = visits.spoken(wait)
    return visits.told(429, f"You have {done}. You can go on in {again}; nothing is lost.", wait)


def _too_much(visit: Visit) -> Reply:
    most = _POSTS.get(visit.path, sign_in.LARGEST)
    told = f"At most {most:,} bytes at once"
    return visits.told(
        413, f"{told}: delete a case that you need no longer." if most == LARGEST else told
    )


async def _whole(visit: Visit, receive: Receive, most: int) -> bytes:
    """Return the body, however it is cut: it is counted, whatever its length is said to be."""
    parts, size = [], 0
    try:
        async with asyncio.timeout(_PATIENCE):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise _Gone
                size += len(message.get("body", b""))
                if size > most:
                    raise _Refused(_too_much(visit))
                parts.append(message.get("body", b""))
                if not message.get("more_body"):
                    return b"".join(parts)
    except TimeoutError:
        raise _Refused(visits.told(408, "That took too long to arrive; try again.")) from None


def _replayed(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed


def _values(body: bytes) -> Mapping[str, Any]:
    """Return the JSON object of a body, an empty one when it is none."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _bare(host: str) -> str:
    """Return the host without its port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _asset(path: str) -> Reply | None:
    """Return a file of the page; None when there is none of that path."""
    folder, _, name = path.rpartition("/")
    if folder != "/assets" or name not in _TYPES:
        return None
    return Reply(200, asset(name), _TYPES[name], (("cache-control", "no-cache"),))


@cache
def asset(name: str) -> bytes:
    """Return the content of a file in ``assets``."""
    return (resources.files("coach.ui") / "assets" / name).read_bytes()


async def _respond(send: Send, reply: Reply, method: str) -> None:
    body = b"" if method == "HEAD" else reply.body
    headers = {
        "content-type": reply.kind,
        "content-length": str(len(body)),
        "cache-control": "no-store",
    }
    told = [*{**headers, **dict(reply.headers)}.items()]
    raw = [(name.encode(), value.encode("latin-1")) for name, value in told]
    await send({"type": "http.response.start", "status": reply.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})


def _guarded(send: Send, visit: Visit, more: Mapping[str, str] | None = None) -> Send:
    """Return a sender that puts our headers in place of any of the same name."""
    ours = {**HEADERS, **(more or {}), **dict([HSTS] if visit.https else [])}

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            theirs = [
                (k, v) for k, v in message["headers"] if k.decode("latin-1").lower() not in ours
            ]
            added = [(k.encode(), v.encode()) for k, v in ours.items()]
            message = {**message, "headers": [*theirs, *added]}
        await send(message)

    return guarded
