"""The message check in a real browser: reading it, taking a rewrite, undoing it."""

# ruff: noqa: F811 - fixtures of test_ui.py, which the tests take by their names.

import re

import pytest
from playwright.sync_api import Page, expect

from test_ui import (  # noqa: F401
    DRAFT,
    EVIL,
    PHONE,
    TOLD,
    Opener,
    address,
    ask,
    chromium,
    kept,
    opened,
    ready,
    seen,
)

pytestmark = pytest.mark.browser

GERMAN = "Es tut mir leid, dass die Rechnung falsch war. Wir schicken Ihnen eine neue."


def check(page: Page, text: str) -> None:
    page.click("#tab-check")
    page.fill("#draft", text)
    page.get_by_role("button", name="Check", exact=True).click()


def test_a_message_is_checked_a_rewrite_taken_and_undone(address: str, opened: Opener) -> None:
    page = opened(address)
    check(page, DRAFT)
    expect(page.locator(".marked mark").first).to_have_text("but")
    expect(page.locator(".findings")).to_contain_text("takes the apology back")
    expect(page.locator(".parts.missing li").first).to_contain_text("Responsibility")
    expect(page.locator("#said")).to_contain_text("to look at")
    page.locator("[data-take]").first.click()
    expect(page.locator("#draft")).to_have_value(re.compile(r"invoice was wrong\. I'll send"))
    expect(page.locator("#check")).not_to_contain_text("takes the apology back")
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator("#said")).to_contain_text("no faults found")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#draft")).to_have_value(DRAFT)
    expect(page.locator(".findings")).to_contain_text("takes the apology back")
    expect(page.locator(".verdict")).to_be_focused()
    expect(page.locator("#undo")).to_have_count(0)
    page.get_by_role("button", name="Add to the plan").click()
    expect(page.locator("#plan li")).to_contain_text("Send a new one")


def test_with_the_keyboard_one_goes_from_finding_to_finding(address: str, opened: Opener) -> None:
    page = opened(address)
    text = "I lost it. We'll fix it soon. We'll call you soon. We'll write to you soon."
    check(page, text)
    expect(page.locator("[data-take]")).to_have_count(3)
    page.locator("[data-take]").nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-take]")).to_have_count(2)
    expect(page.locator("#finding-2")).to_be_focused()
    expect(page.locator("#finding-2")).to_contain_text("write to you")
    # Enter on the finding itself does nothing; its button is two tabs away, behind its step.
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.locator("[data-take]").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("[data-take]")).to_have_count(1)
    expect(page.locator(".verdict")).to_be_focused()
    page.focus("#undo")
    page.keyboard.press("Enter")
    expect(page.locator("[data-take]")).to_have_count(2)
    expect(page.locator("#undo")).to_be_focused()
    page.reload()
    ready(page)
    page.click("#tab-check")
    page.locator("#undo").click()
    expect(page.locator("#draft")).to_have_value(text)


def test_a_number_leads_to_its_finding_and_its_step_to_the_article(
    address: str, opened: Opener
) -> None:
    page = opened(address)
    check(page, DRAFT)
    page.get_by_role("link", name="Finding 1").click()
    expect(page.locator("#finding-1")).to_be_focused()
    step = page.locator("#finding-1 .step")
    step.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#source")).to_contain_text("Retold from")
    expect(page.locator("#source")).to_contain_text("Fall on Your Sword")
    page.keyboard.press("Escape")
    expect(step).to_be_focused()


def test_what_is_left_open_is_one_click_away(address: str, opened: Opener) -> None:
    page = opened(address)
    check(page, "I lost your file, and I'm sorry. I will send it by [day and time].")
    page.locator("[data-gap]").click()
    expect(page.locator("#draft")).to_be_focused()
    page.keyboard.type("Friday noon")
    expect(page.locator("#draft")).to_have_value(re.compile("send it by Friday noon\\."))
    expect(page.locator("[data-gap]")).to_have_count(0)


def test_a_german_message_is_not_checked_and_never_clean(address: str, opened: Opener) -> None:
    page = opened(address)
    check(page, GERMAN)
    expect(page.locator(".verdict")).to_have_text("Not checked")
    expect(page.locator(".not-checked")).to_contain_text("not written in English")
    expect(page.locator("#check")).not_to_contain_text("found")


def test_a_script_in_a_message_is_shown_as_text(address: str, opened: Opener) -> None:
    page = opened(address)
    check(page, f"I'm sorry, but {EVIL} [{EVIL[:40]}]. We'll fix {EVIL} soon.")
    expect(page.locator(".marked")).to_contain_text("<script>window.hit=1</script>")
    page.locator("[data-take]").first.click()
    expect(page.locator("#undo")).to_be_visible()
    assert page.locator("#check script, #check img").count() == 0
    assert page.evaluate("window.hit") is None


def test_a_draft_of_the_coach_is_checked_with_one_click_and_the_own_comes_back(
    address: str, opened: Opener
) -> None:
    page = opened(address)
    check(page, "Half a message of my own.")
    ask(page, TOLD)
    ask(page, "Write me an e-mail")
    page.locator("figure.message").get_by_role("button", name="Check and edit").click()
    expect(page.locator("#draft")).to_have_value(re.compile("^Subject:"))
    expect(page.locator("#view-check")).to_be_visible()
    expect(page.locator(".verdict")).to_be_focused()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#draft")).to_have_value("Half a message of my own.")


def test_typing_on_while_it_is_checked_loses_no_letter(address: str, opened: Opener) -> None:
    page = opened(address)
    page.click("#tab-check")
    page.route(
        "**/gradio_api/run/act", lambda route: (page.wait_for_timeout(400), route.continue_())
    )
    page.fill("#draft", "I lost your file. ")
    page.get_by_role("button", name="Check", exact=True).click()
    page.press("#draft", "End")
    page.keyboard.type("I will send it soon.", delay=25)
    page.focus("#question")
    expect(page.locator(".findings")).to_be_visible()
    expect(page.locator("#draft")).to_have_value("I lost your file. I will send it soon.")
    assert kept(page)["talks"][0]["draft"] == "I lost your file. I will send it soon."


def test_each_case_has_its_own_message_and_its_own_check(address: str, opened: Opener) -> None:
    page = opened(address)
    check(page, DRAFT)
    expect(page.locator(".findings")).to_be_visible()
    page.get_by_role("button", name="New case").click()
    page.keyboard.press("Enter")
    expect(page.locator("#draft")).to_have_value("")
    expect(page.locator("#check")).to_contain_text("Paste what you mean to send")
    page.locator("#cases").select_option("1")
    expect(page.locator("#draft")).to_have_value(DRAFT)
    expect(page.locator(".findings")).to_contain_text("takes the apology back")


def test_on_a_phone_nothing_sticks_out_and_undo_stays_in_sight(
    address: str, opened: Opener
) -> None:
    page = opened(address, **PHONE)
    page.tap("#tab-check")
    page.fill("#draft", f"{DRAFT} We'll fix it soon. We'll call you soon. {'x' * 80}")
    page.get_by_role("button", name="Check", exact=True).tap()
    last = page.locator("[data-take]").last
    last.scroll_into_view_if_needed()
    last.tap()
    expect(page.locator("#undo")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("document.querySelector('.beside').scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_check(address: str, opened: Opener, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = opened(address, color_scheme=scheme)
    check(page, f"{DRAFT} I will call you by [day and time]. We'll write soon.")
    page.locator("[data-take]").first.click()
    expect(page.locator("#undo")).to_be_visible()
    found = [Axe().run(page).response["violations"]]
    check(page, GERMAN)
    expect(page.locator(".not-checked")).to_be_visible()
    found.append(Axe().run(page).response["violations"])
    serious = [
        (one["id"], one["nodes"][0]["html"])
        for some in found
        for one in some
        if one["impact"] in ("serious", "critical")
    ]
    assert serious == []
