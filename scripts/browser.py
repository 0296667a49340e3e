"""A Chromium of this machine, driven by Playwright, for the page's tests and its pictures."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
# Root in a container has no sandbox to enter; the rest keeps the browser from calling home.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
)
MISSING = "needs a Chromium: apt install chromium, or .venv/bin/playwright install chromium"


def executable() -> str:
    """Return the path of a Chromium: the system's, else Playwright's own, else an empty string."""
    for name in NAMES:
        if found := shutil.which(name):
            return found
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return ""
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else ""


@contextmanager
def launched() -> Iterator["Browser"]:
    """Give a browser, closed at the end.

    Raises:
        RuntimeError: There is none on this machine.
    """
    from playwright.sync_api import expect, sync_playwright

    path = executable()
    if not path:
        raise RuntimeError(MISSING)
    # A busy machine draws late; what never comes is told as surely.
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        try:
            yield browser
        finally:
            browser.close()
