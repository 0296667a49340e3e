"""Signing in to the page in a real browser: the form, whose browser it is, and being too fast."""

import http.server
import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

import test_ui
from coach.ui.accounts import Accounts
from test_ui import ready, served

pytestmark = pytest.mark.browser

GOOD = "correct horse battery staple"
OTHER = "four words nobody guesses"
MARCO = "I was rude to Marco on the phone and he hung up."


@pytest.fixture(scope="module")
def address(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The page with sign-in and two questions a minute."""
    users = Accounts(tmp_path_factory.mktemp("team") / "users")
    for name in ("dana", "bob", "eve", "quick"):
        users.add(name, OTHER if name == "bob" else GOOD)
    more = {"COACH_USERS": str(users.path), "COACH_QUESTIONS_PER_MINUTE": "2"}
    with served(home, "--sign-in", **more) as (found, _):
        yield found


chromium = test_ui.chromium
Opener = Callable[..., Page]


@pytest.fixture
def opened(chromium: Browser, address: str) -> Iterator[Opener]:
    """Opens the page in a browser profile of its own; nothing may be thrown in it."""
    contexts: list[BrowserContext] = []
    thrown: list[str] = []

    def open_(**options: object) -> Page:
        context = chromium.new_context(**options)
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        page.goto(address)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert thrown == []


def sign_in(page: Page, name: str = "dana", password: str = GOOD) -> Page:
    page.fill("#name", name)
    page.fill("#password", password)
    page.get_by_role("button", name="Sign in").click()
    return page


def ask(page: Page, text: str) -> None:
    page.fill("#question", text)
    page.press("#question", "Enter")
    expect(page.locator(".exchange").last).to_have_class(re.compile("done"))


def menu(page: Page, name: str) -> None:
    page.locator("#menu summary").click()
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_needs_no_script_and_has_no_fault_of_access(opened: Opener, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(color_scheme=scheme, viewport={"width": 390, "height": 844})
    assert page.title() == "Sign in – Repair Coach"
    assert page.locator("script").count() == 0
    assert Axe().run(page).response["violations"] == []
    sign_in(page, "dana", "a wrong password")
    expect(page.get_by_role("alert")).to_have_text(
        "That name and that password do not go together."
    )
    expect(page.get_by_label("Name")).to_have_value("dana")
    expect(page.get_by_label("Password")).to_be_focused()
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_without_script_one_still_signs_in(opened: Opener, address: str) -> None:
    page = sign_in(opened(java_script_enabled=False))
    expect(page).to_have_url(address)
    expect(page.locator("body")).to_have_attribute("data-user", "dana")


def test_two_users_of_one_browser_have_a_store_each(opened: Opener) -> None:
    page = sign_in(opened())
    ready(page)
    ask(page, "I sent Wilma the wrong parts and she is furious.")
    menu(page, "Sign out")
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    ready(sign_in(page, "bob", OTHER))
    expect(page.locator(".starter")).to_have_count(4)
    expect(page.locator("body")).not_to_contain_text("Wilma")
    menu(page, "Sign out")
    ready(sign_in(page))
    expect(page.locator(".exchange.done")).to_contain_text("Wilma")
    menu(page, "Sign out and empty this browser")
    page.get_by_role("button", name="Sign out", exact=True).last.click()
    expect(page.get_by_role("status")).to_have_text("You are signed out.")
    assert page.evaluate("JSON.stringify(localStorage)").count("Wilma") == 0
    ready(sign_in(page))
    expect(page.locator(".starter")).to_have_count(4)


def test_a_page_left_open_does_not_write_as_who_came_after(opened: Opener) -> None:
    page = sign_in(opened())
    ready(page)
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    menu(other, "Sign out")
    ready(sign_in(other, "bob", OTHER))
    page.fill("#question", MARCO)
    page.press("#question", "Enter")
    expect(page.locator("#problem")).to_contain_text("Somebody else is signed in now.")
    expect(page.locator("#question")).to_have_value(MARCO)


def test_who_asks_too_fast_is_told_so_quietly_and_goes_on(opened: Opener) -> None:
    page = sign_in(opened(), "quick")
    ready(page)
    ask(page, MARCO)
    ask(page, "And what do I say first?")
    page.fill("#question", "And then?")
    page.press("#question", "Enter")
    told = page.locator("#problem")
    expect(told).to_contain_text("You have asked 2 questions in a minute. You can go on in")
    expect(told).to_have_class("notice")
    expect(page.locator("#question")).to_have_value("And then?")
    expect(page.locator(".exchange.done")).to_have_count(2)
    # An earlier message that is sent again and refused takes none of what came after it away.
    first = page.locator(".exchange").first
    first.get_by_role("button", name="Edit").click()
    first.locator("textarea").fill("I was very rude to Marco.")
    page.fill("#question", "")
    first.get_by_role("button", name="Ask again").click()
    expect(page.locator("#question")).to_have_value("I was very rude to Marco.")
    expect(page.locator(".exchange.done")).to_have_count(2)
    page.reload()
    ready(page)
    expect(page.locator(".exchange.done")).to_have_count(2)
    expect(page.locator("#question")).to_have_value("I was very rude to Marco.")


def test_a_link_from_elsewhere_finds_one_signed_in(
    opened: Opener, address: str, tmp_path: Path
) -> None:
    page = sign_in(opened())
    ready(page)
    (tmp_path / "index.html").write_text(f'<a href="{address}">The coach</a>')

    class Handler(http.server.SimpleHTTPRequestHandler):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(tmp_path))

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        # Another name is another site: a strict cookie stays away when it leads here.
        page.goto(f"http://localhost:{server.server_port}/")
        page.get_by_role("link").click()
        ready(page)
        server.shutdown()
    expect(page.locator("body")).to_have_attribute("data-user", "dana")
