"""The page of those who are signed in: the server keeps what they write, their browser nothing of it."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import test_ui
from coach.ui import session as sessions
from coach.ui.session import Session, Talk
from coach.ui.store import Store
from model_replies import faithful
from model_server import ModelServer, reply
from test_ui import TOLD, ask, ready

ROOT = Path(__file__).resolve().parent.parent
MARCO = "I was rude to Marco on the phone and he hung up."


def served(
    home: Path, database: str, *arguments: str, signed_in: bool = True, **settings: str
) -> AbstractContextManager[tuple[str, subprocess.Popen[str]]]:
    """The page with that database, its address and its process; a request says itself who is signed in."""
    named = {"program": [str(ROOT / "tests" / "signed_in.py")]} if signed_in else {}
    return test_ui.served(home, *arguments, COACH_DATABASE_URL=database, **named, **settings)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "kept.db"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shared") / "kept" / "kept.db"


@pytest.fixture(scope="module")
def address(home: Path, shared: Path) -> Iterator[str]:
    """The page with no model and a database, for the tests that need none of their own."""
    with served(home, f"sqlite:///{shared}") as (found, _):
        yield found


@pytest.fixture(scope="module")
def open_to_all(home: Path, shared: Path) -> Iterator[str]:
    """The same where nobody signs in."""
    with served(home, f"sqlite:///{shared}", signed_in=False) as (found, _):
        yield found


# --- The calls -----------------------------------------------------------------------------------


class Client:
    """A user's window without a browser: sends what the page sends."""

    def __init__(self, address: str, user: str = "", session: Any = None) -> None:
        self.calls = f"{address}gradio_api"
        self.asks: dict[str, Any] = {"headers": {"x-test-user": quote(user)} if user else {}}
        self.asks["timeout"] = 60
        self.session, self.seen = session or {}, {}

    def act(self, kind: str, **event: Any) -> dict[str, Any]:
        sent = {"data": [self.session, {"kind": kind, **self.seen, **event}]}
        answer = httpx.post(f"{self.calls}/run/act", json=sent, **self.asks).raise_for_status()
        [told] = answer.json()["data"]
        self.seen = told.get("seen", self.seen)
        return dict(told)

    def answer(self, question: str = "") -> Iterator[dict[str, Any]]:
        event = {**self.seen, **({"question": question} if question else {})}
        sent = {"data": [self.session, event], "session_hash": os.urandom(8).hex()}
        id_ = httpx.post(f"{self.calls}/call/answer", json=sent, **self.asks).json()["event_id"]
        with httpx.stream("GET", f"{self.calls}/call/answer/{id_}", **self.asks) as stream:
            for line in stream.iter_lines():
                if line.startswith("data: ") and (data := json.loads(line[6:])):
                    yield data[0]

    def ask(self, question: str) -> dict[str, Any]:
        self.act("ask", question=question)
        *_, last = self.answer(question)
        return last


def test_a_question_is_kept_before_the_model_is_asked_and_its_answer_after(
    home: Path, file: Path
) -> None:
    slow = faithful(partial(reply, delay=0.05), most=3)
    with (
        ModelServer(slow) as model,
        served(home, f"sqlite:///{file}", COACH_MODEL="m", COACH_BASE_URL=model.url) as (
            address,
            _,
        ),
    ):
        ann = Client(address, "ann")
        ann.act("open")
        ann.act("ask", question=TOLD)
        with Store.open(f"sqlite:///{file}") as store:
            assert model.requests == []
            assert store.session("ann").talk.exchanges[0].question == TOLD
            pieces = ann.answer(TOLD)
            assert "text" in next(pieces)
            assert store.session("ann").talk.exchanges[0].state == "waiting"
            *_, last = pieces
            kept = store.session("ann")
        assert kept.talk.exchanges[0].state == "done"
        assert sessions.from_values(last["session"]) == kept


def strangers_stay_strangers(address: str) -> None:
    forged = sessions.values(Session((Talk("1", "Forged", draft="forged"),)))
    ann, ben = Client(address, "änn", forged), Client(address, "ben", forged)
    ann.ask(TOLD)
    ben.ask(MARCO)
    ann.act("draft", text="Dear Dana,")
    told = {one: one.act("open") for one in (ann, ben)}
    for one, other in ((ann, "Marco"), (ben, "Dana")):
        assert other not in json.dumps(told[one])
        assert "orged" not in json.dumps(told[one])
    everything = {one: one.act("export", form="everything")["file"]["text"] for one in (ann, ben)}
    assert json.loads(everything[ann])["user"] == "änn"
    assert "Dana" in everything[ann]
    assert "Dana" not in everything[ben]
    # An id, or a revision, of another's opens nothing.
    ben.seen = ann.seen
    assert "Dana" not in json.dumps(ben.act("open"))
    ben.seen = ann.seen
    assert "gone" in ben.act("clear")["error"]


def test_users_never_see_each_other_whatever_their_browsers_send(address: str) -> None:
    strangers_stay_strangers(address)


@pytest.mark.postgres
def test_users_of_a_postgresql_never_see_each_other(home: Path, postgres_url: str) -> None:
    with served(home, postgres_url) as (address, _):
        strangers_stay_strangers(address)


def test_nobody_signed_in_is_kept_by_the_browser_as_ever(open_to_all: str, shared: Path) -> None:
    session = sessions.values(Session((Talk("1", "Mine", draft="Dear Dana,"),)))
    nobody = Client(open_to_all, "", session)
    told = nobody.act("rename", name="Still mine")
    assert told.keys() == {"session", "regions"}
    assert told["session"]["talks"][0]["name"] == "Still mine"
    everything = nobody.act("export", form="everything")["file"]
    assert json.loads(everything["text"]) == session
    assert everything["name"] == "repair-coach.json"
    assert "ask" in nobody.act("ask", question="?")["error"]
    with Store.open(f"sqlite:///{shared}") as store:
        assert "" not in store.users()


def test_a_refusal_comes_with_what_is_kept_now(address: str) -> None:
    one, other = Client(address, "carla"), Client(address, "carla")
    one.act("ask", question=TOLD)
    other.act("open")
    one.act("draft", text="Dear Dana,")
    told = other.act("clear")
    assert "changed in another window" in told["error"]
    assert told["session"]["talks"][0]["draft"] == "Dear Dana,"
    assert other.act("clear")["session"]["talks"][0]["exchanges"] == []


def test_a_database_that_fails_is_said_and_the_page_goes_on(address: str, shared: Path) -> None:
    jane = Client(address, "jane")
    jane.act("ask", question=TOLD)
    raw = sqlite3.connect(shared, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    told = jane.act("draft", text="Dear Dana,")
    raw.execute("ROLLBACK")
    raw.close()
    assert told["error"].startswith("the database is locked by another program; close that one")
    assert str(shared) not in str(told)
    assert "session" not in told
    assert jane.act("draft", text="Dear Dana,")["session"]["talks"][0]["draft"] == "Dear Dana,"


def test_a_database_that_cannot_be_opened_ends_the_command_in_one_line(home: Path) -> None:
    told = "postgresql://ann:hunter2@127.0.0.1:1/coach"
    done = subprocess.run(
        [sys.executable, "-m", "coach", "ui", "--port", "0"],
        env={
            **os.environ,
            "COACH_HOME": str(home),
            "PYTHONPATH": str(ROOT),
            "COACH_DATABASE_URL": told,
        },
        text=True,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "database coach at 127.0.0.1:1 cannot be reached" in done.stderr
    assert "hunter2" not in done.stderr + done.stdout


def test_what_is_too_old_goes_at_the_start(home: Path, file: Path) -> None:
    with Store.open(f"sqlite:///{file}") as store:
        for user in ("ann", "ben"):
            store.save(user, Session((Talk("1", f"Of {user}"),)), store.kept(user))
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE coach_cases SET updated = updated - 31 * 86400 WHERE user_name = 'ann'")
    raw.close()
    with served(home, f"sqlite:///{file}", COACH_RETENTION_DAYS="30") as (address, _):
        assert "30 days after its last change" in Client(address, "ben").act("open")["where"]
    with Store.open(f"sqlite:///{file}") as store:
        assert store.users() == ("ben",)


# --- In a browser --------------------------------------------------------------------------------

Opener = Callable[..., Page]


chromium = test_ui.chromium


@pytest.fixture
def opened(chromium: Browser) -> Iterator[Opener]:
    """Opens the page for a user, in a browser profile of its own."""
    contexts: list[BrowserContext] = []

    def open_(address: str, user: str = "", context: BrowserContext | None = None) -> Page:
        if context is None:
            named = {"x-test-user": quote(user)} if user else {}
            context = chromium.new_context(
                timezone_id="Europe/Berlin", extra_http_headers=named, accept_downloads=True
            )
            context.set_default_timeout(15_000)
            contexts.append(context)
        page = context.new_page()
        page.goto(address)
        return ready(page)

    yield open_
    for context in contexts:
        context.close()


def in_browser(page: Page) -> str:
    return str(
        page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
    )


def away_and_back(page: Page) -> None:
    """Leave the window and come back to it, as far as the page can tell."""
    for state in ("hidden", "visible"):
        page.evaluate(
            "state => { Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});"
            " document.dispatchEvent(new Event('visibilitychange')); }",
            state,
        )


@pytest.mark.browser
def test_all_survives_reload_and_restart_and_another_device_and_the_browser_keeps_nothing(
    home: Path, file: Path, opened: Opener
) -> None:
    with served(home, f"sqlite:///{file}") as (address, _):
        page = opened(address, "ann")
        ask(page, TOLD)
        page.click("#tab-check")
        page.fill("#draft", "Dear Dana,")
        page.fill("#question", "half a thou")
        expect(page.locator("#check .verdict")).to_be_visible()
        assert in_browser(page) == '[{},{},""]'
        page.reload()
        ready(page)
        expect(page.locator(".exchange.done")).to_contain_text("Brightline")
        expect(page.locator("#draft")).to_have_value("Dear Dana,")
        expect(page.locator("#plan li")).to_have_count(1)
        expect(page.locator("#kept")).to_contain_text("kept for ann on the server")
    with served(home, f"sqlite:///{file}") as (address, _):
        other = opened(address, "ann")
        expect(other.locator(".exchange.done")).to_contain_text("Brightline")
        expect(other.locator("#draft")).to_have_value("Dear Dana,")
        ask(other, "And what do I say first?")
        assert in_browser(other) == '[{},{},""]'


@pytest.mark.browser
def test_two_users_take_turns_and_do_not_meet(address: str, opened: Opener) -> None:
    one, other = opened(address, "dora"), opened(address, "emil")
    one.fill("#question", TOLD)
    other.fill("#question", MARCO)
    one.press("#question", "Enter")
    other.press("#question", "Enter")
    for page in (one, other):
        expect(page.locator(".exchange.done")).to_have_count(1)
    ask(one, "What do I say first?")
    for page, mine, theirs in ((one, "Dana", "Marco"), (other, "Marco", "Dana")):
        page.reload()
        ready(page)
        expect(page.locator("#talk")).to_contain_text(mine)
        expect(page.locator("body")).not_to_contain_text(theirs)


@pytest.mark.browser
def test_what_is_deleted_on_the_page_is_gone_from_the_files(
    address: str, shared: Path, opened: Opener
) -> None:
    def in_files() -> bool:
        return any(b"Zanzibar" in one.read_bytes() for one in shared.parent.iterdir())

    page = opened(address, "karl")
    ask(page, TOLD.replace("Brightline", "Zanzibar"))
    page.get_by_role("button", name="New case").click()
    page.fill("#dialog-name", "Wilma")
    page.keyboard.press("Enter")
    expect(page.locator(".starter")).to_have_count(4)
    page.locator("#cases").select_option(label="Dana")
    expect(page.locator(".exchange")).to_contain_text("Zanzibar")
    assert in_files()
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Delete this case").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator("#cases option")).to_have_count(1)
    expect(page.locator("main")).not_to_contain_text("Zanzibar")
    assert not in_files()


@pytest.mark.browser
@pytest.mark.parametrize("user", ["fred", ""])
def test_everything_can_be_downloaded_by_whoever_it_belongs_to(
    address: str, open_to_all: str, opened: Opener, user: str
) -> None:
    page = opened(address if user else open_to_all, user)
    ask(page, MARCO)
    page.locator("#menu summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download everything").click()
    assert waiting.value.suggested_filename == "repair-coach.json"
    told = json.loads(Path(waiting.value.path()).read_text(encoding="utf-8"))
    assert sessions.from_values(told).talk.exchanges[0].question == MARCO
    assert told.get("user", "") == user


@pytest.mark.browser
def test_a_message_is_edited_stopped_and_asked_again(
    home: Path, file: Path, opened: Opener
) -> None:
    slow = faithful(partial(reply, delay=0.15), most=3)
    with (
        ModelServer(slow, slow) as model,
        served(home, f"sqlite:///{file}", COACH_MODEL="m", COACH_BASE_URL=model.url) as (
            address,
            _,
        ),
    ):
        page = opened(address, "ann")
        page.fill("#question", TOLD)
        page.click("#send")
        coming = page.locator(
            ".exchange.waiting .answer > p:not(.thinking, .lost), .exchange.waiting .answer li"
        )
        expect(coming.first).to_contain_text(re.compile(r"\w+ \w+ \w+"))
        page.click("#stop")
        assert model.requests[0].closed.wait(5)
        expect(page.locator(".exchange.stopped")).to_contain_text("You stopped this answer.")
        page.reload()
        ready(page)
        expect(page.locator(".exchange.stopped")).to_contain_text("You stopped this answer.")
        first = page.locator(".exchange").first
        first.get_by_role("button", name="Edit").click()
        first.locator("textarea").fill("I sent Wilma the wrong parts and she is furious.")
        first.get_by_role("button", name="Ask again").click()
        expect(page.locator(".exchange.done")).to_have_count(1, timeout=40_000)
        expect(page.locator("#view-case")).to_contain_text("Wilma")
        expect(page.locator("body")).not_to_contain_text("Brightline")


@pytest.mark.browser
def test_a_server_that_is_killed_in_the_middle_of_an_answer_loses_no_message(
    home: Path, file: Path, opened: Opener
) -> None:
    with ModelServer(faithful(partial(reply, delay=0.3))) as model:
        settings = {"COACH_MODEL": "m", "COACH_BASE_URL": model.url}
        with served(home, f"sqlite:///{file}", **settings) as (address, running):
            page = opened(address, "ann")
            page.fill("#question", TOLD)
            page.click("#send")
            expect(page.locator(".exchange.waiting")).to_have_count(1)
            page.wait_for_timeout(1_000)
            running.send_signal(signal.SIGKILL)
            expect(page.locator("#problem")).to_contain_text(re.compile("lost|cannot be reached"))
            page.fill("#question", "Not sent yet")
            page.press("#question", "Enter")
            expect(page.locator("#problem")).to_contain_text("stands on this page only")
            expect(page.locator("#question")).to_have_value("Not sent yet")
            expect(page.locator(".exchange")).to_have_count(1)
    with served(home, f"sqlite:///{file}", "--port", address.split(":")[-1].strip("/")):
        page.press("#question", "Enter")
        expect(page.locator(".exchange")).to_have_count(2)
        expect(page.locator(".exchange").last).to_have_class(re.compile("done"))
        page.reload()
        ready(page)
        expect(page.locator(".exchange.waiting")).to_contain_text("has no answer yet. It is kept.")
        page.locator(".exchange.waiting [data-again]").click()
        expect(page.locator(".exchange.done")).to_have_count(1)


@pytest.mark.browser
def test_what_another_window_did_shows_on_coming_back_and_is_not_overwritten(
    address: str, opened: Opener
) -> None:
    one = opened(address, "gina")
    other = opened(address, "gina", one.context)
    ask(other, MARCO)
    other.click("#tab-check")
    other.fill("#draft", "Dear Marco,")
    expect(other.locator("#check .verdict")).to_be_visible()
    one.click("#tab-check")
    one.fill("#draft", "Hi Marco")
    expect(one.locator("#problem")).to_contain_text("changed in another window")
    expect(one.locator("#draft")).to_have_value("Hi Marco")
    one.reload()
    ready(one)
    expect(one.locator("#draft")).to_have_value("Dear Marco,")
    ask(one, "And by e-mail?")
    away_and_back(other)
    expect(other.locator(".exchange")).to_have_count(2)


@pytest.mark.browser
def test_what_is_typed_into_a_message_is_kept_when_one_leaves_at_once(
    address: str, opened: Opener
) -> None:
    page = opened(address, "hugo")
    page.click("#tab-check")
    page.fill("#draft", "Dear Dana,")
    away_and_back(page)
    page.get_by_role("button", name="New case").click()
    page.fill("#dialog-name", "Wilma")
    page.keyboard.press("Enter")
    expect(page.locator("#draft")).to_have_value("")
    page.fill("#draft", "Dear Wilma,")
    page.locator("#cases").select_option(index=0)
    expect(page.locator("#draft")).to_have_value("Dear Dana,")
    page.locator("#cases").select_option(index=1)
    expect(page.locator("#draft")).to_have_value("Dear Wilma,")


@pytest.mark.browser
def test_what_this_browser_kept_before_signing_in_stays_its_own(
    home: Path, file: Path, opened: Opener
) -> None:
    database = f"sqlite:///{file}"
    with served(home, database, signed_in=False) as (address, _):
        here = ("--port", address.split(":")[-1].strip("/"))
        page = opened(address, "ines")
        ask(page, MARCO)
        page.fill("#question", "half a thou")
        before = in_browser(page)
    with served(home, database, *here):
        page.reload()
        ready(page)
        expect(page.locator(".starter")).to_have_count(4)
        expect(page.locator("#question")).to_have_value("")
        ask(page, TOLD)
        assert in_browser(page) == before
    with served(home, database, *here, signed_in=False):
        page.reload()
        ready(page)
        expect(page.locator("#talk")).to_contain_text("Marco")
        expect(page.locator("#question")).to_have_value("half a thou")
