"""Take the pictures of the page in docs/: desktop and phone, light and dark, each view once.

    .venv/bin/python scripts/screenshots.py            # into docs/
    .venv/bin/python scripts/screenshots.py --to DIR

The page runs in a data folder of its own with no model, so that nothing of anybody's is shown.
"""

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import browser
from coach.conversation import Coach
from coach.settings import Settings
from coach.ui import page as pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
TOLD = (
    "On Monday I sent Dana at Brightline the wrong invoice and blamed our bookkeeper in front of her boss. "
    "She was furious and hung up. We have worked together for six years. "
    "I will send the corrected invoice by Friday."
)
DRAFT = (
    "Hi Dana,\n\nI'm sorry that the invoice was wrong, but the bookkeeper mixed up the files. "
    "I'm sorry if anyone felt let down. We'll fix it soon. "
    "Also, could we talk about the renewal next week?\n\nBest,\nAnn"
)
SIZES = {"desktop": (1280, 800), "phone": (390, 844)}
SCHEMES = ("light", "dark")


def begin(page: "Page") -> None:
    """Show the page as one meets it."""


def talk(page: "Page") -> None:
    """Tell what happened and wait for the answer."""
    if not page.locator(".exchange").count():
        page.fill("#question", TOLD)
        page.click("#send")
    page.wait_for_selector(".exchange.done")
    page.click("h1")


def source(page: "Page") -> None:
    """Open the source of a step."""
    page.locator("button.chip").nth(1).click()


def case(page: "Page") -> None:
    """Show the case."""
    page.keyboard.press("Escape")
    page.click("#tab-case")


def plan(page: "Page") -> None:
    """Show a plan with a step that is done."""
    page.keyboard.press("Escape")
    page.click("#tab-plan")
    page.get_by_role("button", name="Add four weeks").click()
    page.fill("#step-action", "Tell Dana's boss that the mistake was mine")
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("checkbox", name="Tell Dana's boss").check()
    page.wait_for_selector("#plan .done")
    page.click("h1")
    page.locator(".beside").evaluate("e => { e.scrollTop = 0 }")


def check(page: "Page") -> None:
    """Show what is found in a message."""
    page.click("#tab-check")
    page.fill("#draft", DRAFT)
    page.click("#check-form button[type=submit]")
    page.wait_for_selector(".findings")
    page.click("h1")
    page.locator("#draft").evaluate("e => { e.scrollTop = 0 }")


# Where there is room the case stands beside the talk.
VIEWS: Mapping[str, Sequence[Callable[["Page"], None]]] = {
    "desktop": (begin, talk, source, plan, check),
    "phone": (begin, talk, source, case, plan, check),
}


def take(chromium: "Browser", address: str, size: str, scheme: str, to: Path) -> None:
    """Take a picture of each view at one size, in one colour scheme."""
    width, height = SIZES[size]
    phone = size == "phone"
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        is_mobile=phone,
        has_touch=phone,
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector("body[data-ready]")
    for view in VIEWS[size]:
        view(page)
        page.wait_for_timeout(150)
        page.screenshot(path=to / f"{size}-{scheme}-{view.__name__}.png")
    context.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Take all the pictures."""
    parser = argparse.ArgumentParser(description="Take the pictures of the page.")
    parser.add_argument("--to", type=Path, default=ROOT / "docs", help="the folder they go to")
    to: Path = parser.parse_args(arguments).to
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), model="", chroma_url="", embedder="minilm")
        with (
            Coach.open(settings) as coach,
            pages.running(coach, settings, port=0) as address,
            browser.launched() as chromium,
        ):
            for size in SIZES:
                for scheme in SCHEMES:
                    take(chromium, address, size, scheme, to)
    print(f"{len(SCHEMES) * sum(map(len, VIEWS.values()))} pictures in {to}")


if __name__ == "__main__":
    main()
