"""The door before the page: who comes in, what is refused, and whose answers are whose."""

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from coach.errors import SettingsError
from coach.settings import Settings
from coach.ui import door as doors
from coach.ui import page as pages
from coach.ui import visits
from coach.ui.accounts import Accounts
from coach.ui.door import Door, Entry
from coach.ui.passes import Passes
from coach.ui.sign_in import SignIn
from terminal import ROOT, surroundings
from test_ui import served

GOOD = "correct horse battery staple"
OTHER = "four words nobody guesses"
FORM = Path(doors.__file__).parent / "assets" / "sign-in.html"
ACT = "/gradio_api/run/act"
ASK = "/gradio_api/call/answer"
CANCEL = "/gradio_api/cancel"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A file with two users, hashed once for all tests."""
    users = Accounts(tmp_path_factory.mktemp("users") / "users")
    users.add("dana", GOOD)
    users.add("bob", OTHER)
    return users.path.read_bytes()


@pytest.fixture
def users(kept: bytes, tmp_path: Path) -> Accounts:
    path = tmp_path / "users"
    path.write_bytes(kept)
    return Accounts(path)


class Inner:
    """Stands for Gradio: keeps what reaches it, numbers the questions."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, dict[str, str], bytes]] = []

    async def __call__(
        self,
        scope: visits.Scope,
        receive: visits.Receive,
        send: visits.Send,
    ) -> None:
        body = b""
        while scope["method"] == "POST":
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        headers = {k.decode().lower(): v.decode() for k, v in scope["headers"]}
        self.seen.append((scope["path"], headers, body))
        said = {"event_id": f"e{len(self.seen)}"} if scope["path"] == ASK else {"data": [{}]}
        theirs = [(b"access-control-allow-origin", b"*"), (b"x-frame-options", b"ALLOWALL")]
        await send({"type": "http.response.start", "status": 200, "headers": theirs})
        await send({"type": "http.response.body", "body": json.dumps(said).encode()})

    @property
    def user(self) -> str | None:
        return self.seen[-1][1].get("x-coach-user")


def index(user: str, here: bool) -> bytes:
    return f"page of {user!r}, {here}".encode()


def let_in(users: Accounts, tmp_path: Path, path: str = "/") -> SignIn:
    form = FORM.read_text().replace("$version", "0")
    return SignIn(users, Passes(tmp_path / "passes.json"), form, path=path)


@pytest.fixture
def entry(users: Accounts, tmp_path: Path) -> Iterator[Entry]:
    sign_in = let_in(users, tmp_path)
    yield Entry(sign_in=sign_in)
    sign_in.close()


Visit = Callable[[httpx.AsyncClient], Awaitable[Any]]


def visited(
    app: Any, visit: Visit, *, address: str = "10.1.2.3", base: str = "http://coach.example"
) -> Any:
    """Run a browser's or a program's visit of an application, from an address."""

    async def run() -> Any:
        transport = httpx.ASGITransport(app=app, client=(address, 5))
        async with httpx.AsyncClient(transport=transport, base_url=base) as client:
            return await visit(client)

    return asyncio.run(run())


async def signed_in(
    client: httpx.AsyncClient, name: str = "dana", password: str = GOOD, **headers: str
) -> httpx.Response:
    return await client.post("/sign-in", data={"name": name, "password": password}, headers=headers)


def asking(session: str = "s") -> dict[str, Any]:
    return {"data": [{}, {}], "session_hash": session}


# --- Who is let in -------------------------------------------------------------------------------


def test_without_sign_in_nothing_but_the_form_and_its_looks_is_there(entry: Entry) -> None:
    inner = Inner()

    async def visit(client: httpx.AsyncClient) -> None:
        page = await client.get("/")
        assert (page.status_code, page.headers["location"]) == (303, "sign-in")
        for method, path in (("POST", ACT), ("POST", ASK), ("POST", CANCEL), ("GET", f"{ASK}/e1")):
            refused = await client.request(method, path, json={} if method == "POST" else None)
            assert refused.status_code == 401, path
            assert "sign in" in refused.text
            assert refused.headers["content-type"].startswith("text/plain")
        form = await client.get("/sign-in")
        assert form.status_code == 200
        assert 'autocomplete="current-password"' in form.text
        assert "<script" not in form.text
        assert (await client.get("/assets/style.css")).status_code == 200

    visited(Door(inner, index=index, entry=entry), visit)
    assert inner.seen == []


def test_who_signs_in_is_named_to_what_stands_behind_and_nobody_names_themselves(
    entry: Entry,
) -> None:
    inner = Inner()

    async def visit(client: httpx.AsyncClient) -> None:
        done = await signed_in(client, "Dana")
        assert (done.status_code, done.headers["location"]) == (303, "./")
        assert (await client.get("/")).text == "page of 'dana', True"
        await client.post(
            ACT,
            json={},
            headers={
                "X-Coach-User": "bob",
                "x-forwarded-for": "1.2.3.4",
                "origin": "http://coach.example",
            },
        )

    visited(Door(inner, index=index, entry=entry), visit)
    path, headers, body = inner.seen[-1]
    assert (path, body, headers["x-coach-user"]) == (ACT, b"{}", "dana")
    assert not {"cookie", "x-forwarded-for", "origin"} & {*headers}


def test_a_name_from_outside_is_taken_off_where_nobody_signs_in() -> None:
    inner = Inner()
    visited(
        Door(inner, index=index, entry=Entry()),
        lambda client: client.post(ACT, json={}, headers={"x-coach-user": "dana"}),
    )
    assert inner.user is None


def test_the_cookie_is_the_browsers_alone_and_secure_behind_https(
    users: Accounts, tmp_path: Path
) -> None:
    behind = Entry(
        root_path="/coach",
        proxies=visits.networks(("10.1.2.3",)),
        sign_in=let_in(users, tmp_path, "/coach"),
    )
    app = Door(Inner(), index=index, entry=behind)
    https = {"x-forwarded-proto": "https"}
    given = visited(app, lambda client: signed_in(client, **https))
    parts = given.headers["set-cookie"].split("; ")
    assert {"Path=/coach", "HttpOnly", "SameSite=Strict", "Secure", "Max-Age=604800"} <= {*parts}
    assert given.headers["strict-transport-security"] == "max-age=31536000"
    # Somebody else's word on the scheme is none.
    given = visited(app, lambda client: signed_in(client, **https), address="10.9.9.9")
    assert "Secure" not in given.headers["set-cookie"]
    assert "strict-transport-security" not in given.headers


def test_a_restart_keeps_who_is_signed_in_and_signing_out_ends_it_for_good(
    entry: Entry, users: Accounts, tmp_path: Path
) -> None:
    async def visit(client: httpx.AsyncClient) -> tuple[str, httpx.Response]:
        await signed_in(client)
        return client.cookies["coach_pass"], await client.get("/")

    token, page = visited(Door(Inner(), index=index, entry=entry), visit)
    assert page.status_code == 200
    again = Door(Inner(), index=index, entry=Entry(sign_in=let_in(users, tmp_path)))
    cookie = {"cookie": f"coach_pass={token}"}
    assert visited(again, lambda client: client.get("/", headers=cookie)).status_code == 200
    out = visited(again, lambda client: client.post("/sign-out", headers=cookie))
    assert out.headers["location"] == "sign-in?signed-out"
    assert "Max-Age=0" in out.headers["set-cookie"]
    for app in (again, Door(Inner(), index=index, entry=entry)):
        assert visited(app, lambda client: client.get("/", headers=cookie)).status_code == 303


def test_who_signs_in_again_leaves_no_pass_behind(entry: Entry) -> None:
    async def visit(client: httpx.AsyncClient) -> int:
        await signed_in(client)
        first = client.cookies["coach_pass"]
        await signed_in(client, "bob", OTHER)
        client.cookies.clear()
        client.cookies.set("coach_pass", first)
        return (await client.get("/")).status_code

    assert visited(Door(Inner(), index=index, entry=entry), visit) == 303


@pytest.mark.parametrize("change", [lambda u: u.change("dana", OTHER), lambda u: u.remove("dana")])
def test_another_password_or_a_removal_ends_what_is_signed_in(
    entry: Entry, users: Accounts, change: Callable[[Accounts], object]
) -> None:
    async def visit(client: httpx.AsyncClient) -> list[int]:
        await signed_in(client)
        before = (await client.get("/")).status_code
        # As the command does, which is another process.
        change(Accounts(users.path))
        return [before, (await client.post(ACT, json={})).status_code]

    assert visited(Door(Inner(), index=index, entry=entry), visit) == [200, 401]


def test_a_list_of_users_that_cannot_be_read_lets_nobody_in(
    entry: Entry, users: Accounts, capsys: pytest.CaptureFixture[str]
) -> None:
    async def visit(client: httpx.AsyncClient) -> None:
        await signed_in(client)
        users.path.write_text("nonsense\n")
        for _ in range(3):
            refused = await client.post(ACT, json={})
            assert refused.status_code == 503
            assert str(users.path) not in refused.text
        assert (await signed_in(client)).status_code == 503
        assert (await client.get("/sign-in")).status_code == 200

    visited(Door(Inner(), index=index, entry=entry), visit)
    assert capsys.readouterr().err.count("line 1 of") == 1


def test_a_page_of_one_user_sends_nothing_as_another(entry: Entry) -> None:
    inner = Inner()

    async def visit(client: httpx.AsyncClient) -> httpx.Response:
        await signed_in(client, "bob", OTHER)
        return await client.post(ACT, json={}, headers={"x-coach-for": "dana"})

    refused = visited(Door(inner, index=index, entry=entry), visit)
    assert refused.status_code == 401
    assert "Somebody else is signed in" in refused.text
    assert inner.seen == []


def test_a_link_from_elsewhere_leads_to_the_page_and_not_to_the_form(entry: Entry) -> None:
    def follow(**headers: str) -> httpx.Response:
        app = Door(Inner(), index=index, entry=entry)
        return visited(app, lambda client: client.get("/", headers=headers))

    # The cookie stays away this once: the page loads itself, and then it comes.
    again = follow(**{"sec-fetch-site": "cross-site"})
    assert 'http-equiv="refresh"' in again.text
    assert follow(**{"sec-fetch-site": "same-origin"}).headers["location"] == "sign-in"
    assert follow(**{"sec-fetch-site": "cross-site", "cookie": "coach_pass=x"}).status_code == 303


# --- Wrong passwords -----------------------------------------------------------------------------


def test_what_is_wrong_is_told_on_the_form_and_the_name_stays(entry: Entry) -> None:
    app = Door(Inner(), index=index, entry=entry)
    for name in ("dana", '"><script>zoe'):
        wrong = visited(app, lambda client, name=name: signed_in(client, name, "a wrong password"))
        assert wrong.status_code == 401
        assert "That name and that password do not go together." in wrong.text
        assert "<script" not in wrong.text
        assert "a wrong password" not in wrong.text
        assert "set-cookie" not in wrong.headers
    assert 'value="&quot;&gt;&lt;script&gt;zoe"' in wrong.text
    empty = visited(app, lambda client: signed_in(client, "dana", ""))
    assert empty.status_code == 400
    assert 'value="dana"' in empty.text


@pytest.mark.parametrize("kind", ["name", "address"])
def test_ten_wrong_passwords_slow_the_eleventh_though_it_is_right(entry: Entry, kind: str) -> None:
    app = Door(Inner(), index=index, entry=entry)

    def attempt(at: int, password: str) -> httpx.Response:
        name = "dana" if kind == "name" else f"user{at}" if at < 10 else "dana"
        address = f"10.0.0.{at}" if kind == "name" else "10.0.0.1"
        return visited(app, lambda client: signed_in(client, name, password), address=address)

    assert {attempt(at, "a wrong password").status_code for at in range(10)} == {401}
    slowed = attempt(10, GOOD)
    assert slowed.status_code == 429
    assert slowed.headers["retry-after"] == "2"
    assert "You can try again in 2 seconds." in slowed.text
    time.sleep(2.05)
    assert attempt(11, GOOD).status_code == 303


def test_wrong_passwords_at_once_are_counted_as_well(entry: Entry) -> None:
    async def visit(client: httpx.AsyncClient) -> list[int]:
        tries = [signed_in(client, "dana", f"a wrong password {at}") for at in range(14)]
        return [reply.status_code for reply in await asyncio.gather(*tries)]

    codes = visited(Door(Inner(), index=index, entry=entry), visit)
    assert sorted(codes) == [401] * 10 + [429] * 4


def test_a_flood_of_sign_ins_does_not_stop_a_stream(users: Accounts, tmp_path: Path) -> None:
    gaps: list[float] = []

    async def streaming(scope: Any, receive: Any, send: visits.Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        last = time.monotonic()
        for _ in range(30):
            await asyncio.sleep(0.05)
            await send({"type": "http.response.body", "body": b"piece", "more_body": True})
            now = time.monotonic()
            gaps.append(now - last)
            last = now
        await send({"type": "http.response.body", "body": b""})

    proxies = visits.networks(("10.1.2.3",))
    sign_in = let_in(users, tmp_path)
    app = Door(streaming, index=index, entry=Entry(sign_in=sign_in, proxies=proxies))

    async def visit(client: httpx.AsyncClient) -> list[int]:
        await signed_in(client)
        stream = asyncio.create_task(client.post(ACT, json={}))
        await asyncio.sleep(0.1)
        # From many addresses for many names, so that no wait of one of them keeps the flood off.
        flood = [
            signed_in(client, f"user{at}", "a wrong password", **{"x-forwarded-for": f"9.9.{at}.1"})
            for at in range(60)
        ]
        codes = [reply.status_code for reply in await asyncio.gather(*flood)]
        assert (await stream).status_code == 200
        return codes

    codes = visited(app, visit)
    sign_in.close()
    assert codes.count(503) > 10
    assert codes.count(401) >= 16
    assert len(gaps) == 30
    # Sixty hashes, one after the other, would take seconds.
    assert max(gaps) < 0.5


# --- Other sites' pages, sizes -------------------------------------------------------------------


@pytest.mark.parametrize("path", [ACT, ASK, CANCEL, "/sign-in", "/sign-out"])
@pytest.mark.parametrize(
    "headers",
    [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}],
)
def test_what_another_sites_page_sends_is_refused(
    entry: Entry, path: str, headers: Mapping[str, str]
) -> None:
    app = Door(inner := Inner(), index=index, entry=entry)
    refused = visited(app, lambda client: client.post(path, headers=headers))
    assert refused.status_code == 403
    assert "Another site's page" in refused.text
    assert inner.seen == []


async def cut(size: int) -> AsyncIterator[bytes]:
    """A body whose length nobody is told."""
    for _ in range(size // 100_000):
        yield b" " * 100_000


@pytest.mark.parametrize("named", [False, True])
def test_a_body_is_counted_when_its_length_is_not_told(entry: Entry, named: bool) -> None:
    inner = Inner()

    async def visit(client: httpx.AsyncClient) -> list[int]:
        await signed_in(client)
        much = await client.post(ACT, content=cut(doors.LARGEST + 100_000))
        form = await client.post("/sign-in", content=cut(200_000))
        enough = await client.post(ACT, content=cut(doors.LARGEST))
        return [much.status_code, form.status_code, enough.status_code]

    app = Door(inner, index=index, entry=entry if named else Entry())
    assert visited(app, visit) == [413, 413 if named else 404, 200]
    assert [len(body) for _, _, body in inner.seen] == [doors.LARGEST]


def test_a_body_that_is_said_to_be_too_long_is_not_read(entry: Entry) -> None:
    app = Door(inner := Inner(), index=index, entry=entry)
    for size in (str(doors.LARGEST + 1), "-1", "many"):
        much = visited(
            app, lambda client, size=size: client.post(ACT, headers={"content-length": size})
        )
        assert much.status_code == 413
    assert inner.seen == []


# --- How often -----------------------------------------------------------------------------------


def test_a_user_who_asks_too_much_is_told_when_to_go_on_and_others_go_on(entry: Entry) -> None:
    few = Entry(sign_in=entry.sign_in, questions=2)
    inner = Inner()
    app = Door(inner, index=index, entry=few)

    async def visit(client: httpx.AsyncClient) -> list[httpx.Response]:
        await signed_in(client)
        replies = [await client.post(ASK, json=asking(f"s{at}")) for at in range(3)]
        await signed_in(client, "bob", OTHER)
        return [*replies, await client.post(ASK, json=asking("other"))]

    replies = visited(app, visit)
    assert [reply.status_code for reply in replies] == [200, 200, 429, 200]
    assert replies[2].text.startswith("You have asked 2 questions in a minute. You can go on in ")
    assert 55 <= int(replies[2].headers["retry-after"]) <= 60
    assert [headers["x-coach-user"] for _, headers, _ in inner.seen] == ["dana", "dana", "bob"]


def test_three_answers_of_a_user_come_at_once_and_the_fourth_waits(entry: Entry) -> None:
    async def visit(client: httpx.AsyncClient) -> list[int]:
        await signed_in(client)
        begun = [await client.post(ASK, json=asking(f"s{at}")) for at in range(4)]
        codes = [reply.status_code for reply in begun]
        stop = {"session_hash": "s0", "fn_index": 0, "event_id": begun[0].json()["event_id"]}
        codes.append((await client.post(CANCEL, json=stop)).status_code)
        codes.append((await client.post(ASK, json=asking("s4"))).status_code)
        # One that was heard to its end is over too.
        codes.append((await client.get(f"{ASK}/{begun[1].json()['event_id']}")).status_code)
        codes.append((await client.post(ASK, json=asking("s5"))).status_code)
        return codes

    codes = visited(Door(Inner(), index=index, entry=entry), visit)
    assert codes == [200, 200, 200, 429, 200, 200, 200, 200]


def test_on_ones_own_machine_nobody_counts() -> None:
    async def visit(client: httpx.AsyncClient) -> set[int]:
        return {(await client.post(ASK, json=asking())).status_code for _ in range(50)}

    assert visited(Door(Inner(), index=index, entry=Entry(questions=1)), visit) == {200}


# --- Whose answers -------------------------------------------------------------------------------


def test_an_answer_is_heard_and_stopped_by_who_asked_alone(entry: Entry) -> None:
    inner = Inner()

    async def visit(client: httpx.AsyncClient) -> None:
        await signed_in(client)
        number = (await client.post(ASK, json=asking("danas"))).json()["event_id"]
        mine = client.cookies["coach_pass"]
        stop = {"session_hash": "danas", "fn_index": 0, "event_id": number}
        client.cookies.clear()
        await signed_in(client, "bob", OTHER)
        before = len(inner.seen)
        assert (await client.get(f"{ASK}/{number}")).status_code == 404
        assert (await client.get(f"{ASK}/{number}/")).status_code == 404
        assert (await client.post(CANCEL, json=stop)).status_code == 404
        # Gradio gives out all that comes in a session: nobody joins another's.
        assert (await client.post(ASK, json=asking("danas"))).status_code == 403
        his = (await client.post(ASK, json=asking("bobs"))).json()["event_id"]
        assert (await client.post(CANCEL, json={**stop, "event_id": his})).status_code == 404
        assert len(inner.seen) == before + 1
        client.cookies.clear()
        client.cookies.set("coach_pass", mine)
        assert (await client.get(f"{ASK}/{number}")).status_code == 200
        assert (await client.post(CANCEL, json=stop)).status_code == 200

    visited(Door(inner, index=index, entry=entry), visit)


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b"{}", b'{"session_hash": 1}', b'{"session_hash": ""}', b"[" * 90_000],
)
def test_a_question_without_a_session_is_refused(entry: Entry, body: bytes) -> None:
    async def visit(client: httpx.AsyncClient) -> int:
        await signed_in(client)
        return (await client.post(ASK, content=body)).status_code

    assert visited(Door(inner := Inner(), index=index, entry=entry), visit) == 400
    assert inner.seen == []


# --- By somebody else's word ---------------------------------------------------------------------


def test_a_proxys_name_for_the_user_is_believed_from_the_proxy_alone() -> None:
    near = visits.networks(("10.1.2.3",))
    inner = Inner()
    app = Door(inner, index=index, entry=Entry(proxies=near, auth=visits.by_header("X-User", near)))
    headers = {"x-user": "José", "x-forwarded-for": "203.0.113.7"}
    raw = {name: value.encode() for name, value in headers.items()}

    async def visit(client: httpx.AsyncClient) -> list[int]:
        replies = [await client.get("/", headers=raw), await client.post(ACT, json={}, headers=raw)]
        return [reply.status_code for reply in replies]

    assert visited(app, visit) == [200, 200]
    # Bytes of a header are read as they stand; what matters is that each name has one form.
    assert inner.user == "Jos%C3%83%C2%A9"
    assert visited(app, visit, address="10.1.2.4") == [401, 401]
    raw.pop("x-user")
    assert visited(app, visit) == [401, 401]
    assert len(inner.seen) == 1


def test_a_function_of_ones_own_says_who_somebody_is() -> None:
    asked: list[tuple[str, str]] = []

    async def who(headers: Mapping[str, str], address: str) -> str | None:
        asked.append((headers.get("authorization", ""), address))
        await asyncio.sleep(0)
        return {"Bearer 1": "dana"}.get(headers.get("authorization", ""))

    inner = Inner()
    app = Door(inner, index=index, entry=Entry(auth=who))
    known = visited(
        app, lambda client: client.post(ACT, json={}, headers={"authorization": "Bearer 1"})
    )
    assert (known.status_code, inner.user) == (200, "dana")
    assert "authorization" not in inner.seen[-1][1]
    assert visited(app, lambda client: client.post(ACT, json={})).status_code == 401
    assert visited(app, lambda client: client.get("/sign-in")).status_code == 404
    assert asked == [("Bearer 1", "10.1.2.3"), ("", "10.1.2.3")]


def test_a_function_that_fails_lets_nobody_in(capsys: pytest.CaptureFixture[str]) -> None:
    def who(headers: Mapping[str, str], address: str) -> str:
        raise RuntimeError("the directory is down")

    app = Door(inner := Inner(), index=index, entry=Entry(auth=who))
    refused = visited(app, lambda client: client.post(ACT, json={}))
    assert refused.status_code == 503
    assert "directory" not in refused.text
    assert "the directory is down" in capsys.readouterr().err
    assert inner.seen == []


# --- What goes out -------------------------------------------------------------------------------


def test_every_response_is_guarded_whoever_made_it(entry: Entry) -> None:
    async def visit(client: httpx.AsyncClient) -> list[httpx.Response]:
        form = [await client.get("/sign-in"), await client.get("/"), await signed_in(client)]
        return [
            *form,
            await signed_in(client, "dana", "a wrong password"),
            await client.get("/"),
            await client.post(ACT, json={}),
            await client.get("/nothing"),
            await client.options(ACT, headers={"origin": "https://evil.example"}),
            await client.post(ACT, headers={"origin": "https://evil.example"}),
            await client.get("/assets/page.js"),
        ]

    for reply in visited(Door(Inner(), index=index, entry=entry), visit):
        assert {*doors.HEADERS} <= {*reply.headers}
        assert reply.headers["x-frame-options"] == "DENY"
        assert "strict-transport-security" not in reply.headers
        script = "javascript" in reply.headers.get("content-type", "")
        assert reply.headers["cache-control"] == ("no-cache" if script else "no-store")


# --- Who may be let in at all --------------------------------------------------------------------


def test_beyond_this_machine_somebody_must_be_able_to_sign_in(tmp_path: Path, kept: bytes) -> None:
    settings = Settings(home=tmp_path)
    for asked in ({"host": "0.0.0.0"}, {"sign_in": True}):
        with pytest.raises(SettingsError, match=r"no user in .* 'coach users add NAME'"):
            pages.entrance(settings, **asked)
    assert pages.entrance(settings).named is False
    assert pages.entrance(settings, host="0.0.0.0", auth=lambda headers, address: None).auth
    (tmp_path / "users").write_bytes(kept)
    assert pages.entrance(settings, host="0.0.0.0").sign_in is not None
    assert pages.entrance(settings, sign_in=True).sign_in is not None
    assert pages.entrance(settings).sign_in is None
    (tmp_path / "users").write_text("nonsense")
    with pytest.raises(SettingsError, match="line 1"):
        pages.entrance(settings, host="0.0.0.0")


def test_two_ways_to_say_who_somebody_is_are_one_too_many(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="one of them"):
        pages.entrance(Settings(home=tmp_path), sign_in=True, auth=lambda headers, address: None)


def test_a_prefix_makes_the_proxies_of_this_machine_believed(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert pages.entrance(settings).proxies == ()
    entry = pages.entrance(settings, root_path="/coach/")
    assert entry.root_path == "/coach"
    assert visits.within("127.0.0.1", entry.proxies)
    named = pages.entrance(settings, root_path="/coach", proxies=("10.0.0.1",))
    assert not visits.within("127.0.0.1", named.proxies)
    with pytest.raises(SettingsError, match="begins with '/'"):
        pages.entrance(settings, root_path="coach")
    told = " ".join(pages.cautions(entry, "127.0.0.1"))
    assert "--sign-in" in told


# --- With Gradio behind it -----------------------------------------------------------------------

# Read by every Python that is started with this folder on its path: whom it asks is written down.
GUARD = """
import os, sys
def guard(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        host = arguments[1][0] if isinstance(arguments[1], tuple) else "127.0.0.1"
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    else:
        return
    if host not in (None, "", "localhost", "127.0.0.1", "::1"):
        with open(os.environ["GUARD_LOG"], "a", encoding="utf-8") as log:
            log.write(f"{event} {host}\\n")
sys.addaudithook(guard)
with open(os.environ["GUARD_LOG"], "a", encoding="utf-8") as log:
    log.write("on guard\\n")
"""

# What Gradio was started with, told by itself.
TOLD = """
import gc, json, sys
from coach import Coach, Settings
from coach.ui import page
from gradio import Blocks
with Coach.open() as coach, page.running(coach, Settings(), port=0):
    blocks, = (one for one in gc.get_objects() if isinstance(one, Blocks) and one.is_running)
    names = ("analytics_enabled", "run_history", "enable_monitoring", "share", "max_file_size")
    print(json.dumps({name: getattr(blocks, name) for name in names}))
"""


@dataclass(frozen=True)
class Real:
    """The page as the command serves it to others, and a log of whom it asks."""

    address: str
    said: str
    log: Path

    def visitor(self, address: str) -> httpx.Client:
        """A program that comes from an address of its own."""
        return httpx.Client(
            base_url=self.address, transport=httpx.HTTPTransport(local_address=address)
        )


@pytest.fixture(scope="module")
def real(home: Path, kept: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Real]:
    folder = tmp_path_factory.mktemp("real")
    (folder / "sitecustomize.py").write_text(GUARD)
    (folder / "users").write_bytes(kept)
    more = {
        "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
        "GUARD_LOG": str(folder / "log"),
        "COACH_USERS": str(folder / "users"),
    }
    with served(home, "--host", "0.0.0.0", **more) as (address, running):
        assert running.stdout is not None
        said = running.stdout.readline()
        yield Real(address.replace("0.0.0.0", "127.0.0.1"), said, folder / "log")


def test_beyond_this_machine_nobody_comes_in_unnamed(real: Real) -> None:
    assert "without encryption" in real.said
    with real.visitor("127.0.0.2") as client:
        assert client.get("").headers["location"] == "sign-in"
        client.post("sign-in", data={"name": "dana", "password": GOOD})
        assert 'data-user="dana"' in client.get("").text
        assert client.post("sign-out").status_code == 303
        assert client.get("").status_code == 303


def test_a_program_of_this_machine_does_not_make_up_where_it_comes_from(real: Real) -> None:
    # uvicorn would believe it: then anybody here could pass for a proxy, and dodge every wait.
    with real.visitor("127.0.0.3") as client:
        for at in range(11):
            last = client.post(
                "sign-in",
                data={"name": f"user{at}", "password": "a wrong password"},
                headers={"x-forwarded-for": f"9.9.9.{at}", "x-forwarded-proto": "https"},
            )
    assert last.status_code == 429
    assert "strict-transport-security" not in last.headers


def test_two_users_hear_their_own_answers_and_nothing_leaves(real: Real) -> None:
    with (
        real.visitor("127.0.0.4") as dana,
        real.visitor("127.0.0.4") as bob,
        real.visitor("127.0.0.4") as nobody,
    ):
        dana.post("sign-in", data={"name": "dana", "password": GOOD})
        bob.post("sign-in", data={"name": "bob", "password": OTHER})
        opened = dana.post("gradio_api/run/act", json={"data": [{}, {"kind": "open"}]})
        session = opened.json()["data"][0]["session"]
        question = {
            "question": "I sent Wilma the wrong invoice.",
            "state": "waiting",
            "brief": False,
        }
        session["talks"][0]["exchanges"] = [question]
        sent = {"data": [session, {}], "session_hash": "danas"}
        number = dana.post("gradio_api/call/answer", json=sent).json()["event_id"]
        answer = f"gradio_api/call/answer/{number}"
        for other, code in ((bob, 404), (nobody, 401)):
            refused = other.get(answer)
            assert refused.status_code == code
            assert "Wilma" not in refused.text
        assert bob.post("gradio_api/call/answer", json=sent).status_code == 403
        heard = dana.get(answer).text
        assert "event: complete" in heard
        assert "Wilma" in heard
    assert set(real.log.read_text().splitlines()) == {"on guard"}


def test_what_gradio_serves_besides_is_not_there(real: Real) -> None:
    with real.visitor("127.0.0.5") as client:
        client.post("sign-in", data={"name": "dana", "password": GOOD})
        for path in ("gradio_api/upload", "gradio_api/queue/join", "gradio_api/run/answer",
                     "gradio_api/call/v2/answer", "gradio_api/reset", "login", "monitoring"):  # fmt: skip
            assert client.post(path, json={}).status_code == 404, path
        # What it would answer to other sites' pages.
        asked = {"origin": "https://evil.example", "access-control-request-method": "POST"}
        foreign = client.options("gradio_api/run/act", headers=asked)
        assert foreign.status_code == 404
        assert "access-control-allow-origin" not in foreign.headers


def test_gradio_keeps_no_history_reports_nothing_and_takes_no_files(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", TOLD],
        env=surroundings(COACH_HOME=str(home)),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told.pop("max_file_size") == 0
    assert not any(told.values())


def test_a_header_of_a_proxy_names_the_user_of_the_real_thing(home: Path) -> None:
    options = ("--identity-header", "X-Forwarded-User", "--trusted-proxy", "127.0.0.1")
    with served(home, *options) as (address, _), httpx.Client(base_url=address) as client:
        known = client.get("", headers={"x-forwarded-user": "dana", "x-forwarded-for": "9.9.9.9"})
        assert 'data-user="dana"' in known.text
        assert "Signed in as <b>dana</b>" in known.text
        assert "sign-out" not in known.text
        assert client.get("").status_code == 401
