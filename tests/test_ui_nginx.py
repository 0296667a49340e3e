"""The page behind a real nginx, with https, under a prefix, by the configuration that users get."""

import re
import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Page, expect

import browser as browsers
import nginx
from coach.ui import door as doors
from coach.ui.accounts import Accounts
from model_replies import faithful
from model_server import ModelServer, reply
from test_ui import TOLD, ready, served

pytestmark = pytest.mark.nginx

GOOD = "correct horse battery staple"
OTHER = "four words nobody guesses"
BETWEEN_WORDS = 0.08


class Site(NamedTuple):
    """The page as the world sees it."""

    url: str
    certificate: Path
    users: Accounts

    def visitor(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, verify=nginx.trusting(self.certificate))


@pytest.fixture(scope="module")
def site(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    users = Accounts(folder / "users")
    users.add("dana", GOOD)
    users.add("bob", OTHER)
    slow = faithful(partial(reply, delay=BETWEEN_WORDS), most=6)
    with (
        ModelServer(default=slow) as model,
        served(
            home,
            *("--root-path", "/coach", "--sign-in"),
            COACH_MODEL="test-model",
            COACH_BASE_URL=model.url,
            COACH_USERS=str(users.path),
        ) as (address, _),
        nginx.running(folder, coach=int(address.strip("/").split(":")[-1])) as (url, certificate),
    ):
        yield Site(f"{url}/coach/", certificate, users)


def signed_in(client: httpx.Client, name: str = "dana", password: str = GOOD) -> httpx.Response:
    return client.post("sign-in", data={"name": name, "password": password})


def waiting(client: httpx.Client, question: str) -> dict[str, Any]:
    opened = client.post("gradio_api/run/act", json={"data": [{}, {"kind": "open"}]}).json()
    session = opened["data"][0]["session"]
    asked = {"question": question, "state": "waiting", "brief": False}
    session["talks"][0]["exchanges"] = [asked]
    return {"data": [session, {}], "session_hash": "one"}


def test_an_answer_arrives_piece_by_piece(site: Site) -> None:
    with site.visitor() as client:
        assert signed_in(client).status_code == 303
        sent = waiting(client, TOLD)
        number = client.post("gradio_api/call/answer", json=sent).json()["event_id"]
        arrived = []
        begun = time.monotonic()
        with client.stream("GET", f"gradio_api/call/answer/{number}", timeout=60) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            for part in stream.iter_text():
                arrived += [time.monotonic() - begun] * part.count("event: generating")
    # Sentence by sentence, at the model's pace: none waits for the next.
    pauses = [later - one for one, later in pairwise(arrived)]
    assert sum(pause > 5 * BETWEEN_WORDS for pause in pauses) >= 2
    assert max(pauses) < 0.9 * (arrived[-1] - arrived[0])


def test_what_is_sent_is_for_https_and_the_prefix_alone(site: Site) -> None:
    with site.visitor() as client:
        given = signed_in(client)
        cookie = given.headers["set-cookie"]
        assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/coach"} <= {*cookie.split("; ")}
        page = client.get("")
        assert 'data-user="dana"' in page.text
        # That one is for nginx, which keeps it to itself.
        for reply_ in (given, page, client.get("sign-in"), client.get("assets/page.js")):
            assert {*doors.HEADERS, doors.HSTS[0]} - {"x-accel-buffering"} <= {*reply_.headers}
        bare = client.get(site.url.rstrip("/"))
        assert (bare.status_code, bare.headers["location"]) == (301, site.url)
        assert client.get("../").status_code == 404


def test_much_is_taken_and_too_much_is_refused_in_words(site: Site) -> None:
    with site.visitor() as client:
        signed_in(client)
        pad = {"data": [{}, {"kind": "open", "pad": "x" * (doors.LARGEST - 1_000)}]}
        assert client.post("gradio_api/run/act", json=pad, timeout=60).status_code == 200
        much = client.post("gradio_api/run/act", content=b"x" * (doors.LARGEST + 1), timeout=60)
        assert much.status_code == 413
        assert "delete a case" in much.text


def test_the_visitors_own_address_waits_and_not_the_proxys(site: Site) -> None:
    # What a visitor writes of where they come from, nginx throws away.
    def attempt(at: int, client: httpx.Client) -> int:
        return client.post(
            "sign-in",
            data={"name": f"user{at}", "password": "a wrong password"},
            headers={"x-forwarded-for": f"9.9.9.{at}"},
        ).status_code

    far = httpx.HTTPTransport(verify=nginx.trusting(site.certificate), local_address="127.0.0.9")
    with httpx.Client(base_url=site.url, transport=far) as client:
        assert [attempt(at, client) for at in range(11)] == [401] * 10 + [429]
    with site.visitor() as client:
        assert signed_in(client).status_code == 303


# --- In a browser --------------------------------------------------------------------------------


@pytest.fixture
def page(site: Site) -> Iterator[Page]:
    """A browser that has come to the site; the test fails when it asked another host, or complained."""
    asked, complaints = [], []
    with browsers.launched() as browser:
        context = browser.new_context(ignore_https_errors=True, accept_downloads=True)
        context.set_default_timeout(20_000)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on(
            "requestfailed", lambda request: complaints.append(f"{request.url} {request.failure}")
        )
        page.on("console", lambda said: said.type == "error" and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(site.url.rstrip("/"))
        yield page
        # To be told by a status that one is not signed in is no fault. A stream that was read to its
        # end piece by piece is "aborted" to Chromium's tools.
        fine = re.compile(r"status of 401|/call/answer/\w+ net::ERR_ABORTED$")
        told = [one for one in complaints if not fine.search(one)]
        context.close()
    assert [url for url in asked if not url.startswith((site.url, f"blob:{site.url[:-7]}"))] in (
        [],
        [site.url.rstrip("/")],
    )
    assert told == []


def sign_in(page: Page, password: str = GOOD) -> None:
    page.fill("#name", "dana")
    page.fill("#password", password)
    page.keyboard.press("Enter")
    ready(page)


@pytest.mark.browser
def test_one_signs_in_asks_downloads_and_signs_out(site: Site, page: Page) -> None:
    expect(page).to_have_url(f"{site.url}sign-in")
    expect(page.locator("#name")).to_be_focused()
    sign_in(page)
    expect(page).to_have_url(site.url)
    page.fill("#question", TOLD)
    page.press("#question", "Enter")
    coming = page.locator(".exchange.waiting .answer")
    expect(coming).to_contain_text(re.compile(r"\w+ \w+ \w+ \w+"))
    # It reads on while it grows.
    first = len(coming.inner_text())
    page.wait_for_function(
        "n => (document.querySelector('.exchange .answer')?.innerText.length ?? 0) > n + 20",
        arg=first,
    )
    expect(page.locator(".exchange.done")).to_have_count(1, timeout=60_000)
    page.click("#tab-plan")
    with page.expect_download() as waiting_:
        page.get_by_role("button", name="Calendar file").click()
    assert b"BEGIN:VCALENDAR" in Path(waiting_.value.path()).read_bytes()
    page.reload()
    ready(page)
    expect(page.locator(".exchange.done")).to_have_count(1)
    page.locator("#menu summary").click()
    expect(page.locator(".who")).to_contain_text("Signed in as dana")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    page.go_back()
    expect(page.locator("#password")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Dana at Brightline")


@pytest.mark.browser
def test_who_is_signed_out_meanwhile_loses_no_word(site: Site, page: Page) -> None:
    sign_in(page)
    site.users.change("dana", OTHER)
    try:
        page.fill("#question", TOLD)
        page.press("#question", "Enter")
        expect(page.locator("#problem")).to_contain_text("You are not signed in, or no longer.")
        expect(page.locator("#question")).to_have_value(TOLD)
        expect(page.locator(".exchange")).to_have_count(0)
        expect(page.locator("#send")).to_be_visible()
        page.locator("#problem").get_by_role("button", name="Sign in").click()
        sign_in(page, OTHER)
        expect(page.locator("#question")).to_have_value(TOLD)
        page.click("#send")
        expect(page.locator(".exchange.done")).to_have_count(1, timeout=60_000)
    finally:
        site.users.change("dana", GOOD)
