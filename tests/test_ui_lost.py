"""The page when something breaks off: the server killed or stopped, a model that dies, and no stranger asked."""

import re
import signal
import time
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

import test_ui
from model_replies import faithful, faithful_text
from model_server import Behaviour, ModelServer, cut, hang, reply
from test_ui import DRAFT, TOLD, Opener, Seen, ask, asked, kept, modelled, ready, served

pytestmark = pytest.mark.browser

chromium, seen, opened, address = test_ui.chromium, test_ui.seen, test_ui.opened, test_ui.address

SLOW = faithful(partial(reply, delay=0.15), most=3)
MORE = "And how do I win her trust back after that?"


def begin(page: Page, text: str) -> str:
    """Ask, and return what shows of the answer while it is still coming."""
    page.fill("#question", text)
    page.press("#question", "Enter")
    coming = page.locator(".exchange.waiting .answer > p:not(.thinking, .lost)")
    expect(coming.first).to_contain_text(re.compile(r"\w+ \w+ \w+"), timeout=20_000)
    return coming.first.inner_text()


def lost(page: Page, told: str) -> None:
    """The page says what happened; the message is there, and can be sent on."""
    expect(page.locator("#problem")).to_contain_text(told)
    expect(page.locator("#problem")).to_contain_text("Your message is kept.")
    expect(page.locator(".exchange.waiting")).to_contain_text(MORE)
    expect(page.locator("#send")).to_be_visible()
    assert [one["question"] for one in kept(page)["talks"][0]["exchanges"]] == [TOLD, MORE]


def answered_later(page: Page) -> None:
    """The page finds by itself that the coach is back, and the message gets its answer."""
    problem = page.locator("#problem")
    expect(problem).to_contain_text("The coach is back.", timeout=30_000)
    expect(problem).to_contain_text("Your last message has no answer yet.")
    problem.get_by_role("button", name="Ask again").click()
    expect(page.locator(".exchange.done")).to_have_count(2)
    expect(page.locator(".exchange").last).to_contain_text(MORE)
    expect(problem).to_be_hidden()


def forgive(seen: Seen) -> None:
    """A browser complains of each connection that is refused or cut off."""
    seen.complaints[:] = [one for one in seen.complaints if "net::ERR_" not in one]


def port(address: str) -> str:
    return str(urlsplit(address).port)


def children(process: int) -> list[str]:
    """The processes that one has started."""
    found = []
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == str(process):
            found.append(place.parent.name)
    return found


def test_a_server_killed_in_the_middle_of_an_answer_loses_no_message(
    home: Path, opened: Opener, seen: Seen
) -> None:
    with ModelServer(faithful(), faithful(), SLOW, default=faithful()) as server:
        model = {"COACH_MODEL": "test-model", "COACH_BASE_URL": server.url}
        with served(home, **model) as (address, running):
            page = opened(address)
            ask(page, TOLD)
            begin(page, MORE)
            running.kill()
            running.wait()
        lost(page, "The connection to the coach was lost in the middle of an answer.")
        with served(home, "--port", port(address), **model):
            answered_later(page)
    forgive(seen)


def test_after_a_kill_a_reloaded_page_has_the_message_too(
    home: Path, opened: Opener, seen: Seen
) -> None:
    with served(home) as (address, running):
        page = opened(address)
        ask(page, TOLD)
        running.kill()
        running.wait()
    page.fill("#question", MORE)
    page.press("#question", "Enter")
    expect(page.locator("#problem")).to_contain_text("The coach cannot be reached.")
    with served(home, "--port", port(address)):
        page.reload()
        ready(page)
        expect(page.locator(".exchange.waiting")).to_contain_text(MORE)
        page.locator(".exchange.waiting [data-again]").click()
        expect(page.locator(".exchange.done")).to_have_count(2)
    forgive(seen)


def test_a_lost_server_can_be_tried_again_with_a_button(
    home: Path, opened: Opener, seen: Seen
) -> None:
    with served(home) as (address, _):
        page = opened(address)
        ask(page, TOLD)
    page.fill("#question", MORE)
    page.press("#question", "Enter")
    problem = page.locator("#problem")
    expect(problem).to_contain_text("The coach cannot be reached.")
    problem.get_by_role("button", name="Try again").click()
    expect(problem).to_contain_text("The coach cannot be reached.")
    expect(page.locator("#question")).to_be_editable()
    with served(home, "--port", port(address)):
        answered_later(page)
    forgive(seen)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("then", [SLOW, hang()], ids=["streaming", "silent"])
def test_a_server_stopped_in_the_middle_of_an_answer_says_so_and_ends_at_once(
    home: Path, opened: Opener, seen: Seen, number: signal.Signals, then: Behaviour
) -> None:
    with ModelServer(faithful(), faithful(), then, default=faithful()) as server:
        model = {"COACH_MODEL": "test-model", "COACH_BASE_URL": server.url}
        with served(home, **model) as (address, running):
            page = opened(address)
            ask(page, TOLD)
            if then is SLOW:
                begin(page, MORE)
            else:
                page.fill("#question", MORE)
                page.press("#question", "Enter")
            asked(page, server, 3)
            started = children(running.pid)
            stopped = time.monotonic()
            running.send_signal(number)
            out, errors = running.communicate(timeout=20)
            assert time.monotonic() - stopped < 5
        assert running.returncode == 0
        assert errors == ""
        assert out.endswith("Stopped.\n")
        assert not [one for one in started if Path("/proc", one).exists()]
        assert server.requests[2].closed.wait(5)
        lost(page, "The coach was stopped in the middle of an answer.")
        with served(home, "--port", port(address), **model):
            answered_later(page)
    forgive(seen)


def test_leaving_the_page_closes_the_call_of_a_model_that_says_nothing(
    home: Path, opened: Opener
) -> None:
    with modelled(home, hang()) as (address, server):
        page = opened(address)
        page.fill("#question", TOLD)
        page.press("#question", "Enter")
        asked(page, server)
        page.close()
        assert server.requests[0].closed.wait(5)


def test_what_a_model_said_before_it_died_stays_and_the_composer_goes_on(
    home: Path, opened: Opener
) -> None:
    with modelled(home, faithful(lambda text: cut(f"{text} And then"))) as (address, server):
        page = opened(address)
        ask(page, TOLD)
        said = faithful_text(server.requests[0]).partition(" [1]")[0]
        answer = page.locator(".exchange .answer")
        expect(answer).to_contain_text(re.compile(f"^Coach{re.escape(said)}"))
        expect(answer).not_to_contain_text("And then")
        expect(page.locator(".account")).to_contain_text("The composer answered")
        expect(page.locator(".account")).to_contain_text("broke off")
        assert len(answer.inner_text().split()) > 2 * len(faithful_text(server.requests[0]).split())


def test_a_whole_visit_asks_no_other_host(home: Path, opened: Opener) -> None:
    with modelled(home, faithful(), faithful(), SLOW, default=faithful()) as (address, _):
        page = opened(address)
        asked: list[str] = []
        page.context.on("request", lambda request: asked.append(request.url))
        page.context.on("serviceworker", lambda worker: asked.append(worker.url))
        page.on("websocket", lambda socket: asked.append(socket.url))
        page.reload()
        ready(page)
        ask(page, TOLD)
        begin(page, MORE)
        page.click("#stop")
        expect(page.locator(".exchange.stopped")).to_be_visible()
        page.locator("button.chip").first.click()
        page.keyboard.press("Escape")
        page.click("#tab-plan")
        page.get_by_role("button", name="Add four weeks").click()
        with page.expect_download():
            page.get_by_role("button", name="Calendar file").click()
        page.click("#tab-check")
        page.fill("#draft", DRAFT)
        page.get_by_role("button", name="Check", exact=True).click()
        expect(page.locator(".findings")).to_be_visible()
        page.get_by_role("button", name="New case").click()
        page.fill("#dialog-name", "Wilma")
        page.get_by_role("button", name="Begin").click()
        expect(page.locator("#cases option")).to_have_count(2)
        # What a library does only after a while.
        page.wait_for_timeout(3_000)
    assert len(asked) > 10
    assert {urlsplit(url.removeprefix("blob:")).netloc for url in asked} == {
        urlsplit(address).netloc
    }
