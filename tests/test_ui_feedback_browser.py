"""Feedback, the list of cases, downloads and odd input, in a real browser."""

import json
import re
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

import test_ui
from model_replies import faithful
from model_server import reply
from test_ui import EVIL, PHONE, TOLD, Opener, ask, ask_by_tap, kept, modelled, ready

pytestmark = pytest.mark.browser

chromium, seen, opened, address = test_ui.chromium, test_ui.seen, test_ui.opened, test_ui.address


def press(page: Page, name: str, at: int = 0) -> Locator:
    button = page.locator(".exchange").nth(at).get_by_role("button", name=name, exact=True)
    button.click()
    return button


def judged(page: Page, at: int = 0) -> object:
    return kept(page)["talks"][0]["exchanges"][at]["feedback"]


def downloaded(page: Page, name: str) -> tuple[str, Path]:
    page.locator("#menu summary").click()
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return waiting.value.suggested_filename, Path(waiting.value.path())


def begin(page: Page, name: str, told: str = "") -> None:
    page.get_by_role("button", name="New case").click()
    page.fill("#dialog-name", name)
    page.get_by_role("button", name="Begin").click()
    expect(page.locator("#cases option:checked")).to_have_text(name)
    if told:
        ask(page, told)


def several(page: Page) -> None:
    """Four cases, the last one open."""
    ask(page, TOLD)
    begin(page, "Wilma", "I forgot our meeting with Wilma and she is upset.")
    begin(page, "Müller GmbH")
    begin(page, "Marco")


def faults(page: Page) -> list[tuple[str, str]]:
    from axe_playwright_python.sync_playwright import Axe

    return [
        (one["id"], one["nodes"][0]["html"])
        for one in Axe().run(page).response["violations"]
        if one["impact"] in ("serious", "critical")
    ]


# --- Feedback ------------------------------------------------------------------------------------


def test_feedback_is_pressed_reasoned_changed_kept_over_a_reload_and_taken_back(
    address: str, opened: Opener
) -> None:
    page = opened(address)
    ask(page, TOLD)
    ask(page, "What do I say first?")
    # What is open in the talk stays open: only what stands under the answer is drawn anew.
    page.locator("button.chip").first.click()
    expect(page.locator(".said.open")).to_have_count(1)
    button = press(page, "Not helpful")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".said.open")).to_have_count(1)
    first = page.locator(".exchange").first
    expect(first).to_contain_text("Kept with this conversation and nowhere else.")
    press(page, "Too long")
    field = first.get_by_label("What was wrong? (optional)")
    field.fill("it says everything twice")
    press(page, "Tone")
    expect(field).to_have_value("it says everything twice")
    expect(first.get_by_role("button", name="Too long")).to_have_attribute("aria-pressed", "true")
    press(page, "Keep")
    told = "Tone; Too long; it says everything twice"
    expect(first.locator(".why summary")).to_contain_text(told)
    expect(field).to_be_hidden()
    assert judged(page) == {"helpful": False, "reason": told}
    assert judged(page, 1) is None
    page.reload()
    ready(page)
    expect(page.locator(".why summary")).to_contain_text(told)
    expect(press(page, "Helpful")).to_have_attribute("aria-pressed", "true")
    assert judged(page) == {"helpful": True, "reason": ""}
    press(page, "Helpful")
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)
    assert judged(page) is None


def test_a_reason_that_is_not_kept_yet_survives_the_next_answer(
    address: str, opened: Opener
) -> None:
    page = opened(address)
    ask(page, TOLD)
    press(page, "Helpful")
    page.get_by_label("What helped? (optional)").fill("the order of st")
    ask(page, "What do I say first?")
    expect(page.get_by_label("What helped? (optional)")).to_have_value("the order of st")


def test_what_is_typed_in_one_case_does_not_turn_up_in_another(
    address: str, opened: Opener
) -> None:
    page = opened(address)
    ask(page, TOLD)
    press(page, "Helpful")
    begin(page, "Wilma", "I forgot our meeting with Wilma and she is upset.")
    press(page, "Helpful")
    page.get_by_label("What helped? (optional)").fill("for Wilma alone")
    page.click("#tab-plan")
    page.fill("#step-action", "Call Wilma")
    page.locator("#cases").select_option(label="Dana")
    expect(page.locator(".exchange")).to_contain_text("Brightline")
    page.get_by_text("Say why", exact=True).click()
    expect(page.get_by_label("What helped? (optional)")).to_have_value("")
    expect(page.locator("#step-action")).to_have_value("")


def test_a_slow_server_takes_neither_the_focus_nor_the_words_of_one_who_types(
    address: str, opened: Opener
) -> None:
    page = opened(address)
    ask(page, TOLD)
    press(page, "Not helpful")
    field = page.get_by_label("What was wrong? (optional)")
    field.click()
    held: list[Route] = []
    page.route("**/run/act", lambda route: held.append(route))
    press(page, "Tone")
    field.click()
    page.keyboard.type("so co")
    held[0].continue_()
    expect(page.get_by_role("button", name="Tone")).to_have_attribute("aria-pressed", "true")
    page.unroute("**/run/act")
    page.keyboard.type("ld")
    expect(field).to_have_value("so cold")
    page.keyboard.press("Enter")
    expect(page.locator(".why summary")).to_contain_text("Tone; so cold")


def test_the_place_to_say_why_can_be_left_and_opened_again(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    press(page, "Helpful")
    page.get_by_text("Close", exact=True).filter(visible=True).click()
    expect(page.locator(".reasons")).to_be_hidden()
    page.get_by_text("Say why", exact=True).click()
    expect(page.locator(".reasons")).to_be_visible()
    assert judged(page) == {"helpful": True, "reason": ""}


def test_a_new_answer_has_no_feedback_of_the_old_one(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    press(page, "Helpful")
    expect(page.locator("[aria-pressed=true]")).to_have_count(1)
    page.get_by_role("button", name="Try again").click()
    expect(page.locator(".exchange.done")).to_have_count(1)
    expect(page.locator("[aria-pressed=true]")).to_have_count(0)
    assert judged(page) is None


def test_no_model_reads_feedback_and_it_can_be_given_while_an_answer_comes(
    home: Path, opened: Opener
) -> None:
    slow = faithful(partial(reply, delay=0.1), most=3)
    with modelled(home, faithful(most=3), slow, faithful(most=3)) as (address, server):
        page = opened(address)
        ask(page, TOLD)
        page.fill("#question", "What do I say first?")
        page.click("#send")
        expect(page.locator(".exchange.waiting")).to_have_count(1)
        press(page, "Not helpful")
        field = page.locator(".exchange").first.get_by_label("What was wrong")
        field.fill("gobbledygook")
        expect(page.locator(".exchange.done")).to_have_count(2, timeout=40_000)
        expect(field).to_have_value("gobbledygook")
        press(page, "Keep")
        expect(page.locator(".why summary")).to_contain_text("gobbledygook")
        assert judged(page) == {"helpful": False, "reason": "gobbledygook"}
        ask(page, "And then?")
        assert len(server.requests) >= 3
        assert "gobbledygook" not in "".join(json.dumps(one.body) for one in server.requests)


def test_the_export_of_all_feedback_is_read_by_coach_check(address: str, opened: Opener) -> None:
    page = opened(address)
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Download all my feedback").click()
    expect(page.locator("#problem")).to_contain_text("there is no feedback yet")
    page.locator("#menu summary").click()
    ask(page, TOLD)
    press(page, "Not helpful")
    press(page, "Not about my case")
    begin(page, "Wilma", "I forgot our meeting with Wilma and she is upset.")
    press(page, "Helpful")
    expect(page.locator("[aria-pressed=true]")).to_have_count(1)
    name, file = downloaded(page, "Download all my feedback")
    assert name == "feedback.jsonl"
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    told = [(row["question"], row["helpful"], row["reason"]) for row in rows]
    assert told == [
        (TOLD, False, "Not about my case"),
        ("I forgot our meeting with Wilma and she is upset.", True, ""),
    ]
    command = [sys.executable, "-m", "coach", "check", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "2 passed, 0 failed"


def test_feedback_needs_the_keyboard_alone(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    page.locator("#feedback-1-no").focus()
    page.keyboard.press("Space")
    expect(page.locator("#feedback-1-no")).to_be_focused()
    expect(page.locator("#said")).to_contain_text("you can say why")
    for _ in ("close", "the first reason", "the second"):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#tap-1-1")).to_be_focused()
    expect(page.locator("#tap-1-1")).to_have_attribute("aria-pressed", "true")
    page.focus("#why-1-no")
    page.keyboard.type("another article says so")
    page.keyboard.press("Enter")
    summary = page.locator(".why summary")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("Wrong source; another article says so")
    page.keyboard.press("Enter")
    expect(page.locator("#why-1-no")).to_be_visible()
    page.focus("#feedback-1-no")
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("taken back")
    expect(page.locator("#feedback-1-no")).to_be_focused()


# --- The cases -----------------------------------------------------------------------------------


def test_cases_are_found_by_name_and_by_what_was_said(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    expect(page.locator("#all-cases")).to_be_hidden()
    begin(page, "Wilma", "I forgot our meeting with Wilma and she is upset.")
    begin(page, "Müller GmbH")
    begin(page, "Marco")
    page.locator("#all-cases").click()
    found = page.locator("#found li")
    expect(found).to_have_count(4)
    expect(page.locator("#find-words")).to_be_focused()
    page.keyboard.type("BOOKKEEPER")
    expect(found).to_have_count(1)
    expect(found).to_contain_text("Dana")
    expect(found.locator("mark")).to_have_text("bookkeeper")
    expect(page.locator("#found-told")).to_have_text("1 of 4 cases")
    page.fill("#find-words", "muller")
    expect(found).to_contain_text("Müller GmbH")
    page.fill("#find-words", "zebra")
    expect(found).to_have_count(0)
    expect(page.locator("#found-told")).to_contain_text("Nothing found")
    page.fill("#find-words", "wilma")
    expect(page.locator("#found-told")).to_have_text("1 of 4 cases")
    page.keyboard.press("Enter")
    expect(page.locator("#finder")).to_be_hidden()
    expect(page.locator(".exchange")).to_contain_text("Wilma")
    expect(page.locator("#cases option:checked")).to_have_text("Wilma")


def test_the_list_of_cases_needs_the_keyboard_alone(address: str, opened: Opener) -> None:
    page = opened(address)
    several(page)
    page.focus("#all-cases")
    page.keyboard.press("Enter")
    expect(page.locator("#find-words")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found [data-choose]").nth(1)).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    field = page.locator("#found form:not([hidden]) input[name=name]")
    expect(field).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#finder")).to_be_visible()
    expect(page.get_by_role("button", name="Rename: Wilma")).to_be_focused()
    page.keyboard.press("Enter")
    field.fill("Wilma of Northwind")
    page.keyboard.press("Enter")
    renamed = page.get_by_role("button", name="Rename: Wilma of Northwind")
    expect(renamed).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#dialog")).to_contain_text("Delete “Wilma of Northwind”?")
    expect(page.locator("#dialog")).to_contain_text("What goes: 1 question with its answer")
    expect(page.locator("#dialog-no")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#found li")).to_have_count(4)
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#found li")).to_have_count(3)
    # The case that was open is open still.
    expect(page.locator("#cases option:checked")).to_have_text("Marco")
    page.keyboard.press("Escape")
    expect(page.locator("#finder")).to_be_hidden()
    expect(page.locator("#all-cases")).to_be_hidden()


def test_the_open_case_is_renamed_and_deleted_from_the_menu(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Rename", exact=True).click()
    field = page.get_by_label("New name of Dana")
    expect(field).to_be_focused()
    expect(page.locator("#find-words")).to_be_hidden()
    field.fill("Brightline")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("Brightline")
    page.get_by_role("button", name="Close", exact=True).click()
    expect(page.locator("#cases option:checked")).to_have_text("Brightline")
    expect(page).to_have_title(re.compile("Brightline"))
    page.locator("#menu summary").click()
    page.get_by_role("button", name="Delete this case").click()
    told = page.locator("#dialog-text")
    expect(told).to_have_text(re.compile(r"1 question with its answer, \d facts, 1 step"))
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.locator(".starter")).to_have_count(4)
    assert "Dana" not in json.dumps(kept(page))


def test_a_conversation_is_downloaded_with_its_sources(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, TOLD)
    ask(page, "What do I say first?")
    name, file = downloaded(page, "Download the conversation")
    assert name == "Dana conversation.md"
    told = file.read_text(encoding="utf-8")
    day = kept(page)["talks"][0]["exchanges"][0]["day"]
    assert told.startswith("# Dana\n")
    assert f"> {TOLD}" in told
    assert str(int(day[:4])) in told.split("\n")[2]
    cited = kept(page)["talks"][0]["exchanges"][0]["citations"]
    assert cited
    assert all(f"<{one['address']}>" in told and one["title"] in told for one in cited)
    assert "What do I say first?" in told


# --- Screens and people --------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_where_feedback_and_the_list_are_open(
    address: str, opened: Opener, scheme: str
) -> None:
    page = opened(address, color_scheme=scheme)
    several(page)
    ask(page, "I was rude to Marco on the phone.")
    press(page, "Not helpful")
    press(page, "Tone")
    expect(page.locator(".reasons")).to_be_visible()
    found = faults(page)
    press(page, "Keep")
    expect(page.locator(".why summary")).to_be_visible()
    found += faults(page)
    page.locator("#menu summary").click()
    found += faults(page)
    page.get_by_role("button", name="All cases").click()
    page.fill("#find-words", "wilma")
    expect(page.locator("#found li")).to_have_count(1)
    page.locator("#found [data-toggle]").first.click()
    found += faults(page)
    assert found == []


def test_on_a_phone_feedback_and_the_list_fit(address: str, opened: Opener) -> None:
    page = opened(address, **PHONE)
    ask_by_tap(page, TOLD)
    page.tap("#feedback-1-no")
    expect(page.locator(".reasons")).to_be_in_viewport()
    page.tap("#tap-1-3")
    expect(page.locator("#tap-1-3")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.tap("#menu summary")
    page.get_by_role("button", name="All cases").tap()
    expect(page.locator("#finder")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


# --- Odd input -----------------------------------------------------------------------------------

CODE = "if (a < b && c > d) { return `x`; } // **no** [1] </textarea>\n\tSELECT * FROM t;"
ARABIC = "أرسلت الفاتورة الخطأ إلى Dana يوم الاثنين."


def test_a_starter_is_asked_as_it_stands_and_leaves_what_is_being_typed(
    address: str, opened: Opener
) -> None:
    page = opened(address)
    page.fill("#question", "half a thought")
    starter = page.locator(".starter").first
    words = starter.inner_text()
    starter.click()
    expect(page.locator(".exchange.done")).to_have_count(1)
    expect(page.locator(".asked > .words")).to_have_text(words)
    expect(page.locator("#question")).to_have_value("half a thought")


def test_code_like_words_are_text_in_every_place(address: str, opened: Opener) -> None:
    page = opened(address)
    ask(page, f"{TOLD} {CODE}")
    assert page.locator(".asked > .words").inner_text() == f"{TOLD} {CODE}"
    page.get_by_role("button", name="Edit").click()
    expect(page.locator("#rewrite-0")).to_have_value(f"{TOLD} {CODE}")
    press(page, "Not helpful")
    page.get_by_label("What was wrong").fill(EVIL)
    press(page, "Keep")
    expect(page.locator(".why summary")).to_contain_text("<script>")
    assert page.evaluate("window.hit") is None


def test_long_words_wrap_and_right_to_left_words_run_so(address: str, opened: Opener) -> None:
    page = opened(address, **PHONE)
    ask_by_tap(page, "x" * 3_000)
    page.get_by_role("button", name="Not helpful").tap()
    field = page.get_by_label("What was wrong")
    field.fill(ARABIC)
    assert field.evaluate("e => getComputedStyle(e).direction") == "rtl"
    press(page, "Keep")
    reason = page.locator(".why q")
    assert reason.evaluate("e => getComputedStyle(e).direction") == "rtl"
    begin(page, "W" * 80)
    begin(page, ARABIC)
    page.tap("#menu summary")
    page.get_by_role("button", name="All cases").tap()
    for at, direction in ((1, "ltr"), (2, "rtl")):
        name = page.locator("#found .name").nth(at)
        assert name.evaluate("e => getComputedStyle(e).direction") == direction
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    wide = "e => e.scrollWidth > e.clientWidth"
    assert not page.locator("#finder").evaluate(wide)
    assert not page.locator("#talk").evaluate(wide)


def test_half_a_character_and_controls_do_no_harm(address: str, opened: Opener) -> None:
    page = opened(address)
    for odd in (
        "I lost the file \ud83d of Dana\x00\x0b\x85\u2028and she is angry.",
        "\u202etxeT\u202c 👩‍👩‍👧 ok?",
    ):
        count = page.locator(".exchange").count()
        page.evaluate(
            "odd => { document.getElementById('question').value = JSON.parse(odd) }",
            json.dumps(odd),
        )
        page.press("#question", "Enter")
        expect(page.locator(".exchange.done")).to_have_count(count + 1)
        page.reload()
        ready(page)
        expect(page.locator(".exchange.done")).to_have_count(count + 1)
    press(page, "Helpful")
    _, file = downloaded(page, "Download all my feedback")
    [row] = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    assert "I lost the file" in row["question"]
