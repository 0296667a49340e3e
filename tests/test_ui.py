"""The page in a real browser: asking, stopping, reading sources, keeping what belongs to the user."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

import browser as browsers
from coach.errors import SettingsError
from coach.settings import Settings
from coach.ui import door as doors
from coach.ui import page as pages
from model_replies import faithful
from model_server import ModelServer, cut, reply

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parent.parent
TOLD = (
    "On Monday I sent Dana at Brightline the wrong invoice and blamed our bookkeeper in front of her boss. "
    "She was furious and hung up. I will send the corrected invoice by Friday."
)
DRAFT = "Hi Dana,\n\nI'm sorry that the invoice was wrong, but the bookkeeper was ill. I'll send a new one by Friday."
EVIL = "<script>window.hit=1</script><img src=x onerror='window.hit=1'>\"><b onmouseover=window.hit=1>x</b>"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browsers.launched() as browser:
        yield browser


@contextmanager
def served(
    home: Path, *arguments: str, program: Sequence[str] = ("-m", "coach", "ui"), **settings: str
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The page as the command serves it, at a free port unless one is named; its address and process."""
    port = () if "--port" in arguments else ("--port", "0")
    command = [sys.executable, *program, *port, *arguments]
    surroundings = {**os.environ, "COACH_HOME": str(home), "PYTHONPATH": str(ROOT), **settings}
    with subprocess.Popen(
        command, env=surroundings, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        try:
            first = running.stdout.readline()
            assert first.startswith("The page is at "), running.communicate(timeout=20)
            yield first.removeprefix("The page is at ").strip(), running
        finally:
            running.terminate()
            try:
                running.communicate(timeout=20)
            except (subprocess.TimeoutExpired, ValueError):
                running.kill()


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    """The page with no model, for all tests that need none of their own."""
    with served(home) as (found, _):
        yield found


@contextmanager
def modelled(home: Path, *behaviours: Any, **more: Any) -> Iterator[tuple[str, ModelServer]]:
    """The page with a model server behind it."""
    with (
        ModelServer(*behaviours, **more) as server,
        served(home, COACH_MODEL="test-model", COACH_BASE_URL=server.url) as (found, _),
    ):
        yield found, server


@dataclass
class Seen:
    """What the browser tried and complained of."""

    strangers: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> Page:
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def _asked(self, request: Request) -> None:
        if not re.match(r"(?:blob:)?http://(?:127\.0\.0\.1|localhost):\d+/", request.url):
            self.strangers.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)


@pytest.fixture
def seen() -> Iterator[Seen]:
    """Fails a test whose page asked another host, broke a policy or threw."""
    seen = Seen()
    yield seen
    assert seen.strangers == []
    assert seen.complaints == []


Opener = Callable[..., Page]


@pytest.fixture
def opened(chromium: Browser, seen: Seen) -> Iterator[Opener]:
    """Opens a page in a browser profile of its own."""
    contexts: list[BrowserContext] = []

    def open_(address: str, **options: Any) -> Page:
        context = chromium.new_context(timezone_id="Europe/Berlin", **options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = seen.watch(context.new_page())
        page.goto(address)
        return ready(page)

    yield open_
    for context in contexts:
        context.close()


def ready(page: Page) -> Page:
    page.wait_for_selector("body[data-ready]")
    return page


def ask(page: Page, text: str) -> None:
    count = page.locator(".exchange").count()
    page.fill("#question", text)
    page.press("#question", "Enter")
    expect(page.locator(".exchange")).to_have_count(count + 1)
    expect(page.locator(".exchange").last).to_have_class(re.compile("done"))


def asked(page: Page, server: ModelServer, times: int = 1) -> None:
    """Wait until the model was asked so often."""
    for _ in range(300):
        if len(server.requests) >= times:
            return
        page.wait_for_timeout(50)
    pytest.fail(f"the model was asked {len(server.requests)} times, wanted {times}")


def kept(page: Page) -> Any:
    return json.loads(page.evaluate("localStorage.getItem('repair-coach.session')"))


# --- The conversation ----------------------------------------------------------------------------


def test_a_question_is_answered_with_steps_sources_and_a_case(address: str, opened: Opener) -> None:
    page = opened(address)
    expect(page.locator("#question")).to_be_focused()
    ask(page, TOLD)
    exchange = page.locator(".exchange")
    expect(exchange).to_contain_text("Every step is from the articles.")
    expect(exchange).to_contain_text("No language model was used; nothing left this machine.")
    expect(page.locator("#where")).to_have_text(re.compile("nothing leaves this machine"))
    expect(page.locator("#view-case")).to_contain_text("She was furious and hung up.")
    expect(page.locator("#said")).to_contain_text("The coach has answered")
    page.click("#tab-plan")
    expect(page.locator("#plan li")).to_contain_text("Send the corrected invoice")


def test_a_source_opens_by_keyboard_and_gives_the_focus_back(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    chip = page.locator("button.chip").first
    chip.focus()
    page.keyboard.press("Enter")
    source = page.locator("#source")
    expect(source).to_be_focused()
    expect(source).to_contain_text("Retold from")
    expect(source).to_contain_text("Author:")
    expect(source.locator("a")).to_have_attribute("rel", "noopener noreferrer")
    expect(page.locator(".said.open")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(source).to_be_hidden()
    expect(chip).to_be_focused()


def test_an_edited_message_takes_the_place_of_what_came_after_it(
    address: str, opened: Opener
) -> None:
    page = opened(address)
    ask(page, "I was rude to Marco on the phone and he hung up.")
    ask(page, "And by e-mail?")
    first = page.locator(".exchange").first
    first.get_by_role("button", name="Edit").click()
    box = first.locator("textarea")
    expect(box).to_be_focused()
    box.fill("I sent Wilma the wrong parts and she is furious.")
    first.get_by_role("button", name="Ask again").click()
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator(".exchange")).to_have_class(re.compile("done"))
    expect(page.locator("#view-case")).to_contain_text("Wilma")
    expect(page.locator("#view-case")).not_to_contain_text("Marco")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".exchange.done")).to_have_count(1)


def test_ten_minutes_get_a_short_answer(address: str, opened: Opener) -> None:
    page = opened(address)
    page.get_by_role("button", name="I have ten minutes").click()
    ask(page, TOLD)
    assert len(page.locator(".answer").inner_text().split()) < 90
    assert kept(page)["talks"][0]["exchanges"][0]["brief"] is True


def test_a_draft_is_a_card_that_can_be_copied_and_checked(address: str, opened: Opener) -> None:
    page = opened(address, permissions=["clipboard-read", "clipboard-write"])
    ask(page, TOLD)
    ask(page, "Write me an e-mail")
    card = page.locator("figure.message")
    card.get_by_role("button", name="Copy").click()
    expect(card.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").startswith("Subject:")
    card.get_by_role("button", name="Check and edit").click()
    expect(page.locator("#draft")).to_have_value(re.compile("^Subject:"))
    expect(page.locator("#check .verdict")).to_be_visible()


def test_odd_input_is_refused_kindly_or_kept_as_it_is(address: str, opened: Opener) -> None:
    page = opened(address)
    page.fill("#question", "   ")
    page.press("#question", "Enter")
    expect(page.locator("#problem")).to_contain_text("nothing to send")
    page.fill("#question", "a " * 7_000)
    page.click("#send")
    expect(page.locator("#problem")).to_contain_text("12,000")
    expect(page.locator("#question")).to_have_value("a " * 7_000)
    expect(page.locator(".exchange")).to_have_count(0)
    mail = (
        "Hello,\n\n"
        + "We waited for the file all of Monday. " * 60
        + "\n\n> old\n\nשלום, 😀👩‍👩‍👧 `rm -rf`"
    )
    ask(page, mail)
    expect(page.locator("details.long")).to_have_count(1)
    assert kept(page)["talks"][0]["exchanges"][0]["question"] == mail
    ask(page, "لقد أرسلت الفاتورة الخطأ إلى العميل وهو غاضب جدا")
    assert (
        page.locator(".asked > .words").last.evaluate("e => getComputedStyle(e).direction") == "rtl"
    )


# --- With a model --------------------------------------------------------------------------------


def test_an_answer_streams_and_stopping_it_closes_the_models_call(
    home: Path, opened: Opener
) -> None:
    slow = faithful(partial(reply, delay=0.15), most=3)
    with modelled(home, slow, slow) as (address, server):
        page = opened(address)
        expect(page.locator("#where")).to_contain_text(
            f"Your words go to {server.url.split('/')[2]}"
        )
        page.fill("#question", TOLD)
        page.click("#send")
        coming = page.locator(
            ".exchange.waiting .answer > p:not(.thinking, .lost), .exchange.waiting .answer li"
        )
        expect(coming.first).to_contain_text(re.compile(r"\w+ \w+ \w+"))
        page.click("#stop")
        assert server.requests[0].closed.wait(5)
        expect(page.locator(".exchange.stopped")).to_contain_text("You stopped this answer.")
        assert len(kept(page)["talks"][0]["exchanges"][0]["answer"]) > 10
        page.locator(".exchange [data-again]").click()
        expect(page.locator(".exchange.done")).to_have_count(1, timeout=40_000)
        expect(page.locator(".exchange button.chip").first).to_be_visible()


def test_leaving_the_page_closes_the_models_call_and_the_message_is_kept(
    home: Path, opened: Opener
) -> None:
    with modelled(home, faithful(partial(reply, delay=0.3))) as (address, server):
        page = opened(address)
        page.fill("#question", TOLD)
        page.click("#send")
        asked(page, server)
        page.reload()
        ready(page)
        assert server.requests[0].closed.wait(15)
        expect(page.locator(".exchange.waiting")).to_contain_text("has no answer yet. It is kept.")
        expect(page.locator(".exchange")).to_contain_text("Dana")


def test_a_model_that_dies_is_told_in_one_line(home: Path, opened: Opener) -> None:
    with modelled(home, cut("Own what you did"), default=cut("Own")) as (address, _):
        page = opened(address)
        ask(page, TOLD)
        expect(page.locator(".account")).to_contain_text("The composer answered")
        expect(page.locator("button.chip").first).to_be_visible()


def test_markup_of_a_model_is_text(home: Path, opened: Opener) -> None:
    said = faithful(change=lambda text: f"{text} {EVIL}")
    with modelled(home, said, said) as (address, _):
        page = opened(address)
        ask(page, TOLD)
        assert page.evaluate("window.hit") is None
        assert page.locator("#talk script, #talk img").count() == 0


# --- The case, the plan, the message -------------------------------------------------------------


def test_facts_are_edited_removed_and_added_and_stay_so(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    card = page.locator("#case")
    card.get_by_role("button", name="Change: She was furious").click()
    card.locator("form:not([hidden]) textarea").first.fill("She shouted.")
    card.get_by_role("button", name="Keep", exact=True).click()
    expect(card).to_contain_text("She shouted.")
    card.get_by_role("button", name="Remove: On Monday I sent").click()
    card.get_by_label("About").select_option("stakes")
    card.get_by_label("In your words").fill("Our biggest account.")
    card.get_by_role("button", name="Add", exact=True).click()
    expect(card.get_by_label("In your words")).to_have_value("")
    card.get_by_label("Whose error it was").select_option("colleague")
    ask(page, "What do I say first?")
    expect(card).to_contain_text("Our biggest account.")
    expect(card).to_contain_text("She shouted.")
    expect(card).not_to_contain_text("furious")
    expect(card.get_by_role("button", name="Remove: On Monday I sent")).to_have_count(0)
    expect(card.get_by_label("Whose error it was")).to_have_value("colleague")


def test_a_step_is_added_finished_and_downloaded(address: str, opened: Opener) -> None:
    page = opened(address)
    page.click("#tab-plan")
    page.get_by_label("What", exact=True).fill("Call Dana")
    page.get_by_label("By", exact=True).fill("2031-05-14")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.locator("#plan li")).to_contain_text("Wednesday 14 May 2031")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Calendar file").click()
    assert waiting.value.suggested_filename.endswith(".ics")
    calendar = Path(waiting.value.path()).read_bytes()
    assert b"SUMMARY:Call Dana" in calendar
    assert b"20310514" in calendar
    page.get_by_role("checkbox", name="Call Dana").check()
    expect(page.locator("#plan .standing h3")).to_have_text("Done")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Markdown").click()
    assert "- [x] 1. Call Dana" in Path(waiting.value.path()).read_text(encoding="utf-8")


def test_a_script_in_any_field_does_nothing(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, f"{TOLD} {EVIL}")
    ask(page, f"write me an email {EVIL}")
    page.get_by_label("In your words").fill(EVIL)
    page.get_by_role("button", name="Add", exact=True).click()
    page.click("#tab-plan")
    page.get_by_label("What", exact=True).fill(EVIL)
    page.get_by_label("Who", exact=True).fill(EVIL[:90])
    page.get_by_role("button", name="Add", exact=True).click()
    page.click("#tab-check")
    page.fill("#draft", f"{DRAFT} {EVIL}")
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".marked")).to_contain_text("<script>")
    page.get_by_role("button", name="New case").click()
    page.fill("#dialog-name", EVIL[:80])
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#cases option")).to_have_count(2)
    page.reload()
    ready(page)
    assert page.evaluate("window.hit") is None
    assert page.locator("main script, main img, select img").count() == 0


# --- What the browser keeps ----------------------------------------------------------------------


def test_all_is_kept_over_a_reload_and_emptied_by_clear(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    page.click("#tab-check")
    page.fill("#draft", DRAFT)
    page.fill("#question", "half a thou")
    page.reload()
    ready(page)
    expect(page.locator(".exchange.done")).to_have_count(1)
    expect(page.locator("#draft")).to_have_value(DRAFT)
    expect(page.locator("#question")).to_have_value("half a thou")
    expect(page.locator("#plan li")).to_have_count(1)
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Clear this case").click()
    page.get_by_role("button", name="Clear", exact=True).click()
    expect(page.locator(".starter")).to_have_count(4)
    assert "Dana" not in json.dumps(kept(page)["talks"][0]["exchanges"])
    expect(page.locator("#draft")).to_have_value("")


def test_several_cases_stand_side_by_side(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    page.get_by_role("button", name="New case").click()
    page.fill("#dialog-name", "Wilma")
    page.keyboard.press("Enter")
    expect(page.locator(".starter")).to_have_count(4)
    ask(page, "I forgot our meeting with Wilma and she is upset.")
    expect(page.locator("#view-case")).not_to_contain_text("Dana")
    page.locator("#cases").select_option(label="Dana")
    expect(page.locator(".exchange")).to_contain_text("Brightline")
    expect(page.locator("#view-case")).to_contain_text("Dana")


def test_two_people_do_not_see_each_other(address: str, opened: Opener) -> None:
    one, other = opened(address), opened(address)
    one.fill("#question", TOLD)
    other.fill("#question", "I was rude to Marco on the phone.")
    one.press("#question", "Enter")
    other.press("#question", "Enter")
    for page, mine, theirs in ((one, "Dana", "Marco"), (other, "Marco", "Dana")):
        expect(page.locator(".exchange.done")).to_have_count(1)
        expect(page.locator("#talk")).to_contain_text(mine)
        expect(page.locator("body")).not_to_contain_text(theirs)


def test_a_server_that_is_gone_loses_no_message(home: Path, opened: Opener, seen: Seen) -> None:
    with served(home) as (address, _):
        page = opened(address)
        ask(page, TOLD)
    page.fill("#question", "And what do I say first?")
    page.press("#question", "Enter")
    expect(page.locator("#problem")).to_contain_text("kept")
    expect(page.locator(".exchange.waiting")).to_contain_text("And what do I say first?")
    assert kept(page)["talks"][0]["exchanges"][-1]["question"] == "And what do I say first?"
    with served(home, "--port", address.split(":")[-1].strip("/")):
        page.reload()
        ready(page)
        # Until the server was back the browser complained of each connection that was refused.
        seen.complaints.clear()
        expect(page.locator(".exchange.done")).to_have_count(1)
        page.locator(".exchange.waiting [data-again]").click()
        expect(page.locator(".exchange.done")).to_have_count(2)


def test_what_cannot_be_read_is_not_thrown_away(address: str, opened: Opener) -> None:
    page = opened(address)
    page.evaluate("localStorage.setItem('repair-coach.session', '{\"version\": 99}')")
    page.reload()
    expect(page.locator("#problem")).to_contain_text("cannot be read")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download what is kept").click()
    assert Path(waiting.value.path()).read_text() == '{"version": 99}'
    page.get_by_role("button", name="Start anew").click()
    expect(page.locator(".starter")).to_have_count(4)


# --- Screens and people --------------------------------------------------------------------------


def test_on_a_phone_the_views_are_tabs_and_nothing_sticks_out(address: str, opened: Opener) -> None:
    page = opened(address, **PHONE)
    ask_by_tap(page, TOLD)
    for name in ("case", "plan", "check", "talk"):
        page.tap(f"#tab-{name}")
        expect(page.locator(f"#view-{name}")).to_be_visible()
        expect(page.locator(f"#tab-{name}")).to_have_attribute("aria-selected", "true")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("button.chip").first.tap()
    expect(page.locator("#source")).to_be_visible()
    page.tap("#close-source")
    expect(page.locator("#source")).to_be_hidden()


def ask_by_tap(page: Page, text: str) -> None:
    page.fill("#question", text)
    page.tap("#send")
    expect(page.locator(".exchange.done")).to_have_count(1)


def test_the_page_follows_the_systems_light_and_dark(address: str, opened: Opener) -> None:
    page = opened(address, color_scheme="dark")
    shade = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(shade)
    page.emulate_media(color_scheme="light")
    assert dark != page.evaluate(shade)
    assert sum(map(int, re.findall(r"\d+", dark)[:3])) < 150


def test_the_keyboard_is_enough(address: str, opened: Opener) -> None:
    page = opened(address)
    page.keyboard.type("I was rude to Marco on the phone and he hung up.")
    page.keyboard.press("Enter")
    expect(page.locator(".exchange.done")).to_have_count(1)
    page.focus("#tab-case")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#tab-plan")).to_be_focused()
    expect(page.locator("#view-plan")).to_be_visible()
    page.keyboard.press("Tab")
    page.focus("#step-action")
    page.keyboard.type("Call Marco")
    page.keyboard.press("Enter")
    expect(page.locator("#plan li")).to_contain_text("Call Marco")
    expect(page.locator("#step-action")).to_be_focused()
    page.focus("#plan input[type=checkbox]")
    page.keyboard.press("Space")
    expect(page.locator("#plan .standing h3")).to_have_text("Done")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_any_view(address: str, opened: Opener, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(address, color_scheme=scheme)
    faults = []

    def look(view: str) -> None:
        found = Axe().run(page).response["violations"]
        faults.extend(
            (view, one["id"], one["nodes"][0]["html"])
            for one in found
            if one["impact"] in ("serious", "critical")
        )

    look("beginning")
    ask(page, TOLD)
    ask(page, "Write me an e-mail")
    look("talk and case")
    page.locator("button.chip").first.click()
    look("source")
    page.keyboard.press("Escape")
    page.click("#tab-plan")
    page.get_by_role("button", name="Add four weeks").click()
    expect(page.locator("#plan li")).to_have_count(7)
    look("plan")
    page.click("#tab-check")
    page.fill("#draft", DRAFT)
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator(".findings")).to_be_visible()
    look("check")
    page.get_by_role("button", name="New case").click()
    look("dialog")
    assert faults == []


def test_at_twice_the_size_nothing_is_cut_off(address: str, opened: Opener) -> None:
    # A window of 1280 by 800 at 200 % is one of 640 by 400.
    page = opened(address, viewport={"width": 640, "height": 400})
    ask(page, TOLD)
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    page.locator(".exchange .after button").last.scroll_into_view_if_needed()
    expect(page.locator("#send")).to_be_visible()


# --- The server ----------------------------------------------------------------------------------


def test_only_the_page_and_its_calls_are_served_and_each_response_is_guarded(address: str) -> None:
    with httpx.Client(base_url=address) as client:
        for path in ("config", "gradio_api/info", "gradio_api/upload", "docs", "openapi.json", "assets/../page.py",
                     "gradio_api/file=/etc/passwd", "gradio_api/runs", "monitoring", "assets/x.js"):  # fmt: skip
            refused = client.get(path)
            assert refused.status_code == 404, path
            assert refused.headers["x-content-type-options"] == "nosniff"
        body = {"data": [{}, {"kind": "open"}]}
        for answer in (
            client.get("/"),
            client.get("assets/page.js"),
            client.post("gradio_api/run/act", json=body),
        ):
            assert answer.status_code == 200
            assert {*doors.HEADERS} <= {*answer.headers}
            assert "unsafe" not in answer.headers["content-security-policy"]
        assert client.post("gradio_api/run/act", json=body).headers["cache-control"] == "no-store"


def test_a_strange_name_and_too_much_at_once_are_refused(address: str) -> None:
    strange = httpx.get(address, headers={"host": "evil.example"})
    assert strange.status_code == 421
    much = httpx.post(f"{address}gradio_api/run/act", content=b"x" * (doors.LARGEST + 1))
    assert much.status_code == 413


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::"])
def test_a_host_that_others_reach_is_refused_while_nobody_can_sign_in(host: str) -> None:
    with pytest.raises(SettingsError, match=r"others reach the page .* 'coach users add NAME'"):
        pages.entrance(Settings(), host=host)


@pytest.mark.parametrize("host", ["", "example.com", "localhost.evil.example"])
def test_a_host_that_is_no_address_is_refused(host: str) -> None:
    with pytest.raises(SettingsError, match="wanted an address"):
        pages.entrance(Settings(), host=host)


def test_the_command_prints_the_address_and_stops_cleanly(home: Path, opened: Opener) -> None:
    with served(home, "--root-path", "/coach") as (address, running):
        page = opened(f"{address}coach/")
        ask(page, "I was rude to Marco on the phone and he hung up.")
        page.close()
        running.send_signal(signal.SIGINT)
        out, errors = running.communicate(timeout=20)
        assert running.returncode == 0
    assert out.endswith("Stopped.\n")
    assert errors == ""


def test_the_command_says_what_is_wrong_with_host_and_port(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        for arguments, told in (
            (("--host", "0.0.0.0"), "coach users add NAME"),
            (("--port", str(taken.getsockname()[1])), "choose another with --port"),
        ):
            done = subprocess.run(
                [sys.executable, "-m", "coach", "ui", *arguments],
                env={**os.environ, "COACH_HOME": str(home), "PYTHONPATH": str(ROOT)},
                text=True,
                capture_output=True,
                timeout=60,
                check=False,
            )
            assert done.returncode == 1
            assert told in done.stderr
            assert "Traceback" not in done.stderr
