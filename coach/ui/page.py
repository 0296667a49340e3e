"""The page's server: Gradio's queue and streams behind a page of our own.

``gradio.Server`` runs the two calls that the page makes. Gradio's own page is not served: it
evaluates strings as code, which no strict content policy allows, and takes seconds to load.
"""

import asyncio
import importlib.util
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from html import escape
from ipaddress import ip_address
from string import Template
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from coach import calendars, dates, diagnosis, plans
from coach.advice import Advice
from coach.errors import (
    AccountError,
    CoachError,
    ConflictError,
    QuestionError,
    SessionError,
    SettingsError,
    StoreError,
)
from coach.ui import accounts, case_list, door, feedback, kept, transcript, views, visits
from coach.ui import session as sessions
from coach.ui import sign_in as signing
from coach.ui.door import Door, Entry
from coach.ui.kept import SignedIn
from coach.ui.passes import Passes
from coach.ui.session import Session
from coach.ui.sign_in import SignIn
from coach.ui.store import Kept, Store
from coach.ui.streams import Ending, Streams
from coach.ui.visits import Auth, Receive, Scope, Send

if TYPE_CHECKING:
    import gradio

    from coach.conversation import Coach
    from coach.settings import Settings

EVERYTHING = "everything"
"""The form of an export that holds all cases."""

_AT_ONCE = 200
_HERE = ("127.0.0.0/8", "::1")


@contextmanager
def running(
    coach: "Coach",
    settings: "Settings",
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    root_path: str = "",
    sign_in: bool = False,
    auth: Auth | None = None,
    proxies: tuple[str, ...] = (),
    entry: Entry | None = None,
    store: Store | None = None,
) -> Iterator[str]:
    """Serve the page while the block runs, and give its address.

    Args:
        coach: Who answers; the caller closes it.
        settings: What it was opened with; the page says where words go.
        host: An address of this machine. One that others reach asks for sign-in.
        port: The port, or 0 for any that is free.
        root_path: The prefix that a reverse proxy puts before every path, such as ``/coach``.
        sign_in: Ask for name and password also of those on this machine.
        auth: Says who somebody is, instead of a sign-in: called with a request's headers (names in
            lower case) and the address that the connection comes from, it returns a user's name, or
            None for nobody. It may be a coroutine function; it must not keep others waiting.
        proxies: Addresses or networks of reverse proxies whose word on the visitor's address and
            scheme is believed; with a ``root_path`` those on this machine, unless others are named.
        entry: What ``entrance`` gave for that host, in place of the four before it.
        store: Where the conversations of those who are signed in are kept; the caller closes it.

    Raises:
        SettingsError: Others could come in without sign-in, there is nobody to sign in, argon2-cffi
            is not installed, or the host or the port cannot be had.
    """
    entry = entry or entrance(
        settings, host=host, root_path=root_path, sign_in=sign_in, auth=auth, proxies=proxies
    )
    port = _free(host, port)
    named = f"[{host}]" if ":" in host else host
    # The one asks a host of Gradio's; the other makes a table of all calls whenever one ends.
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    if importlib.util.find_spec("matplotlib") is None:
        # Gradio looks for it before and after each piece of an answer, through all folders.
        sys.modules.setdefault("matplotlib", None)  # type: ignore[arg-type]
    streams = Streams()
    with _own_word_on_proxies():
        app, _, _ = server(coach, settings, entry, store, streams).launch(
            server_name=named,
            server_port=port,
            root_path=entry.root_path or None,
            quiet=True,
            share=False,
            inbrowser=False,
            prevent_thread_lock=True,
            run_history=False,
            enable_monitoring=False,
            ssr_mode=False,
            mcp_server=False,
            pwa=False,
            # So many answers at once; Gradio's own default lets the forty-first wait for the first.
            max_threads=_AT_ONCE,
            footer_links=[],
            # Gradio keeps something for each question's stream; the page needs none of it afterwards.
            state_session_capacity=_AT_ONCE * 2,
            max_file_size=0,
        )
    try:
        yield f"http://{named}:{port}/"
    finally:
        streams.end()
        app.get_blocks().close(verbose=False)
        if entry.sign_in is not None:
            entry.sign_in.close()


def server(
    coach: "Coach",
    settings: "Settings",
    entry: Entry | None = None,
    store: Store | None = None,
    streams: Streams | None = None,
) -> "gradio.Server":
    """Return the server of the page, not started yet; with no entry, that of this machine alone.

    ``streams`` can end its answers.
    """
    import gradio

    class Guarded(gradio.Server):
        # Gradio puts what it adds before what is added here, and that answers other sites' pages.
        async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
            await before(scope, receive, send)

    made = Guarded(title="Repair Coach", docs_url=None, redoc_url=None, openapi_url=None)
    made.add_middleware(Ending, streams=streams or Streams(), path=door.STREAM)
    before = Door(
        super(Guarded, made).__call__,
        index=_index(coach, settings, store),
        entry=entry or entrance(settings),
    )
    calls = Calls(coach, settings, store)
    for call in (Calls.answer, Calls.act):
        # By this Gradio knows where the request is wanted; the annotation names what is imported here.
        call.__annotations__["request"] = gradio.Request
    made.api(calls.answer, name="answer", concurrency_limit=_AT_ONCE)
    made.api(calls.act, name="act", queue=False)
    return made


def entrance(
    settings: "Settings",
    *,
    host: str = "127.0.0.1",
    root_path: str = "",
    sign_in: bool = False,
    auth: Auth | None = None,
    proxies: tuple[str, ...] = (),
) -> Entry:
    """Return who may come in when the page is served so; the arguments are those of ``running``.

    Raises:
        SettingsError: Others could come in without sign-in, or there is nobody to sign in.
    """
    near = _near(host)
    prefix = root_path.rstrip("/")
    if prefix and not prefix.startswith("/"):
        raise SettingsError(
            f"wanted a prefix that begins with '/', such as /coach, got '{root_path}'"
        )
    if auth is not None and sign_in:
        raise SettingsError("who somebody is comes from a sign-in or from 'auth': name one of them")
    return Entry(
        root_path=prefix,
        # Behind a proxy the name is the proxy's. Elsewhere a strange one is a page that wants in.
        hosts=("localhost", "127.0.0.1", "::1", host) if near and not (prefix or proxies) else (),
        proxies=visits.networks(proxies or (_HERE if prefix else ())),
        sign_in=_sign_in(settings, host, prefix)
        if auth is None and (sign_in or not near)
        else None,
        auth=auth,
        questions=settings.questions_per_minute,
    )


def by_header(name: str, proxies: tuple[str, ...]) -> Auth:
    """Return an ``auth`` that takes the user's name from a header, when one of these proxies sends it.

    Raises:
        SettingsError: A proxy's address is none.
    """
    return visits.by_header(name, visits.networks(proxies))


def cautions(entry: Entry, host: str) -> Iterator[str]:
    """Yield what whoever serves the page so should know."""
    if not entry.named and (entry.root_path or entry.proxies):
        yield "Whoever reaches the proxy can use it: --sign-in asks for a name and a password."
    if not _near(host) and not entry.proxies:
        yield "Others reach it without encryption: put a proxy with https before it (docs/nginx.conf)."


def _near(host: str) -> bool:
    """Say whether only this machine reaches the host."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError as error:
        raise SettingsError(
            f"wanted an address of this machine as the host, such as 127.0.0.1, or 0.0.0.0 for all of "
            f"them, got '{host}'"
        ) from error


def _sign_in(settings: "Settings", host: str, prefix: str) -> SignIn:
    users = accounts.Accounts(accounts.place(settings))
    try:
        names = users.names()
    except AccountError as error:
        raise SettingsError(str(error)) from error
    if not names:
        beyond = (
            "" if _near(host) else f"others reach the page at {host}, so they must sign in, and "
        )
        raise SettingsError(
            f"{beyond}there is no user in {users.path} yet: 'coach users add NAME' makes one"
        )
    page = Template(door.asset("sign-in.html").decode("utf-8")).safe_substitute(version=_version())
    return SignIn(users, Passes(settings.home / "passes.json"), page, path=prefix or "/")


@contextmanager
def _own_word_on_proxies() -> Iterator[None]:
    """Keep uvicorn from believing every program of this machine on who the visitor is."""
    name, before = "FORWARDED_ALLOW_IPS", os.environ.get("FORWARDED_ALLOW_IPS")
    os.environ[name] = ""
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


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
    """What the page asks of the server. Each call brings the session and takes a new one away.

    Of one who is signed in the session is in the store, if there is one, and what the browser sends is
    not looked at. Their events are those of ``SignedIn.done``; each reply has, as ``seen``, what to send
    again with the next, and as ``where`` the words that say where it is kept.
    """

    coach: "Coach"
    settings: "Settings"
    store: Store | None = None

    async def answer(
        self,
        session: dict,  # type: ignore[type-arg]
        event: dict,  # type: ignore[type-arg]
        request: "gradio.Request | None" = None,
    ) -> AsyncIterator[dict]:  # type: ignore[type-arg]
        """Yield the waiting question's answer as it comes, and last the session with it.

        A piece is ``text`` and ``html``, both from the beginning; the last is ``session`` and
        ``regions``, or ``error``. Closing it closes the model's call.
        """
        now = _now(event)
        try:
            who = self._signed_in(request)
            held = await asyncio.to_thread(who.asking, event) if who else None
            known = held.session if held else sessions.from_values(session)
            asked = known.talk.waiting
            if asked is None:
                raise SessionError("there is no message to answer; reload the page")
            stream = self._stream(known, asked)
        except StoreError as error:
            yield {"error": self._failed(error)}
            return
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
            if who and held:
                yield await self._answered(who, held, advice, now)
                return
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

    def act(
        self,
        session: dict,  # type: ignore[type-arg]
        event: dict,  # type: ignore[type-arg]
        request: "gradio.Request | None" = None,
    ) -> dict:  # type: ignore[type-arg]
        """Return the session after something that the user did, with all that shows of it.

        Gradio runs it in a thread: the check of a long message takes a second, and delays nobody.

        Instead of both there is ``error``, with ``broken`` when the session itself cannot be read,
        or ``file``: ``name``, ``type`` and ``text`` of a download, or ``found``: the list of the
        cases that have the words, as ``html``, and how many they are, as ``told``. For one whose session
        is in the store an ``error`` comes with both as they are now, unless the store failed.
        """
        now = _now(event)
        try:
            if who := self._signed_in(request):
                return self._done(who, event, now)
            known = sessions.from_values(session)
        except StoreError as error:
            return {"error": self._failed(error)}
        except SessionError as error:
            return {"error": str(error), "broken": True}
        try:
            if looked := _looked_at(known, event, now):
                return looked
            return _shown(sessions.after(known, event, now), now, checked=_checks(event))
        except CoachError as error:
            return {"error": str(error)}

    def _signed_in(self, request: "gradio.Request | None") -> SignedIn | None:
        """Return who is signed in, where a store keeps their session; None: the browser does."""
        if self.store is None or request is None:
            return None
        user = unquote(request.headers.get(door.USER, ""))
        return SignedIn(self.store, user) if user else None

    def _done(self, who: SignedIn, event: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        if (event.get("kind"), event.get("form")) == ("export", EVERYTHING):
            return {"file": _everything(who.store.export(who.user))}
        try:
            if event.get("kind") not in _LOOKS:
                return _held(who, who.done(event, now), now, checked=_checks(event))
            held = who.seen(event)
            if looked := _looked_at(held.session, event, now):
                return looked
        except StoreError:
            raise
        except CoachError as error:
            return {**_held(who, who.seen(event), now), "error": str(error)}
        return _held(who, held, now, checked=_checks(event))

    async def _answered(
        self, who: SignedIn, held: Kept, advice: Advice, now: datetime
    ) -> dict[str, Any]:
        account = diagnosis.account(self.settings, advice, stays=not who.store.host)
        try:
            new = await asyncio.to_thread(who.answered, held, advice, account, now)
        except StoreError as error:
            return {"error": f"This answer could not be kept: {self._failed(error)}"}
        return _held(who, new, now)

    def _failed(self, error: StoreError) -> str:
        """Return what to tell a user of a failure; where the database is, is for whoever runs this."""
        if isinstance(error, ConflictError) or self.store is None:
            return str(error)
        print(f"coach: {error}", file=sys.stderr, flush=True)
        return str(error).replace(self.store.named, "the database")


# What only looks at what is kept; all else is done to it, and read for that.
_LOOKS = frozenset(("open", "check", "export", "find"))


def _held(who: SignedIn, held: Kept, now: datetime, *, checked: bool = False) -> dict[str, Any]:
    shown = _shown(held.session, now, checked=checked)
    return {**shown, "seen": kept.told(held), "where": who.where}


def _checks(event: Mapping[str, Any]) -> bool:
    return event.get("kind") in sessions.CHECKED


def _shown(session: Session, now: datetime, *, checked: bool = False) -> dict[str, Any]:
    regions = views.regions(session, now, checked=checked)
    return {"session": sessions.values(session), "regions": regions}


def _looked_at(session: Session, event: Mapping[str, Any], now: datetime) -> dict[str, Any] | None:
    """Return what an event that changes nothing asks for; None when it is another."""
    if event.get("kind") == "export":
        return {"file": _file(session, str(event.get("form")), now)}
    if event.get("kind") == "find":
        return {"found": case_list.listed(session, str(event.get("words", "")))}
    return None


def _everything(values: Mapping[str, Any]) -> dict[str, str]:
    text = json.dumps(values, ensure_ascii=False, indent=1)
    return {"name": "repair-coach.json", "type": "application/json", "text": text}


def _file(session: Session, form: str, now: datetime) -> dict[str, str]:
    if form == EVERYTHING:
        return _everything(sessions.values(session))
    talk = session.talk
    if form == "ics":
        text = calendars.ics(talk.plan, talk.name, now).decode("utf-8")
        return {"name": f"{talk.name}.ics", "type": "text/calendar", "text": text}
    if form == "feedback":
        return {
            "name": "feedback.jsonl",
            "type": "application/jsonl",
            "text": feedback.exported(session),
        }
    if form == "talk":
        text = transcript.markdown(talk, now)
        return {"name": f"{talk.name} conversation.md", "type": "text/markdown", "text": text}
    text = plans.markdown(talk.plan, talk.name, now)
    return {"name": f"{talk.name}.md", "type": "text/markdown", "text": text}


def _now(event: Mapping[str, Any]) -> datetime:
    """Return the moment in the zone that the browser named, else in that of this machine."""
    try:
        return datetime.now(ZoneInfo(str(event["zone"])))
    except (KeyError, ValueError, OSError):
        return datetime.now(dates.local_zone())


# --- The page itself -----------------------------------------------------------------------------


def _index(
    coach: "Coach", settings: "Settings", store: Store | None
) -> Callable[[str, bool], bytes]:
    """Return what makes the page of a user's name and of whether they can sign out here."""
    template = Template(door.asset("index.html").decode("utf-8"))
    told = [*diagnosis.destinations(settings)]
    if store is not None and store.host:
        told.append(f"What you write is kept in a database at {store.host}.")
    where = escape(" ".join(told) or diagnosis.NOWHERE)
    notice = f'<p class="notice" role="note">{escape(coach.notice)}</p>' if coach.notice else ""

    def index(user: str, here: bool) -> bytes:
        page = template.substitute(
            where=where,
            notice=notice,
            user=escape(user),
            entrance="here" if here else "",
            account=signing.account(unquote(user), here=here) if user else "",
            version=_version(),
        )
        return page.encode("utf-8")

    return index


def _version() -> str:
    return str(vars(sys.modules["coach"])["__version__"])
